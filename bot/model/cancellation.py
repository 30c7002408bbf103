"""A cancellation: one label that somebody wants to be rid of, and how far that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from bot.model.cause import Cause


class CancelState(StrEnum):
    """Where a cancellation stands."""

    WAITING = "waiting"  # somebody pressed, Sendcloud has not been asked yet
    ASKING = "asking"  # Sendcloud is being asked this moment
    UNCLEAR = "unclear"  # asked, and nobody knows what came of it yet
    ASKED = "asked"  # Sendcloud has taken it, and it is not certain yet
    CANCELLED = "cancelled"
    REFUSED = "refused"


CANCEL_OPEN = (CancelState.WAITING, CancelState.ASKING, CancelState.UNCLEAR, CancelState.ASKED)
"""States that are not the end: the label may be good, and may be gone any moment."""


class CancelSaid(StrEnum):
    """What Sendcloud answered to a cancellation, as far as it decides anything."""

    DONE = "done"  # 200
    QUEUED = "queued"  # 202
    TAKEN_BEFORE = "taken_before"  # 409, since it is being cancelled already
    CONFLICT = "conflict"  # 409, for any other reason
    NOT_FOUND = "not_found"  # 404 or 410
    REFUSED = "refused"  # any other no
    LOST = "lost"  # none, or none that says anything


class CancelRefusal(StrEnum):
    """Why a label was not cancelled."""

    DELIVERED = "delivered"
    MOVED = "moved"
    TOO_OLD = "too_old"
    CARRIER = "carrier"
    NOT_FOUND = "not_found"
    NOT_IN_TIME = "not_in_time"
    ACCOUNT = "account"
    OTHER = "other"


@dataclass(frozen=True)
class Cancellation:
    """The wish of one person to have the label of one order cancelled, and what became of it.

    *press*: which press on a button of the run it belongs to, counted from 1. *asks*: how often Sendcloud was asked.
    """

    id: int
    item_id: int
    run_id: str
    press: int
    shipment_id: str
    person: str
    at: datetime
    state: CancelState
    since: datetime
    said: CancelSaid | None = None
    refusal: CancelRefusal | None = None
    cause: Cause | None = None
    asks: int = 0
    looks: int = 0
    next_look_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state in CANCEL_OPEN
