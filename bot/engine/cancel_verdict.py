"""What a cancellation has come to: decided by what Sendcloud said to it and how the shipment stands. No effects.

A 200, a 202 and a 409 all leave open what happens to the shipment (api.sendcloud.dev, Shipments, cancel): only how the
shipment itself stands is certain. A queued cancellation leaves it READY_TO_SEND, and is carried out within 14 days
unless something moves.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from bot.model import Cancellation, CancelRefusal, CancelSaid
from bot.sendcloud import ApiError, Shipment

FOLLOWED: Final = timedelta(days=14)
"""For how long Sendcloud may take over a cancellation."""

OLDEST: Final = timedelta(days=42)
"""How long after its announcement a shipment can be cancelled."""

MOST_ASKS: Final = 3
"""How often Sendcloud is asked by itself where its answers get lost. To ask again does no harm."""

SETTLES: Final = timedelta(minutes=1)
"""How long a status may still be that of an earlier cancellation."""

_BEING_CANCELLED: Final = re.compile(r"\balready being cancell?ed\b", re.IGNORECASE)
_DELIVERED: Final = re.compile(r"\b(already|been) delivered\b", re.IGNORECASE)
_TOO_OLD: Final = re.compile(r"\b(older than|more than|over|within|after) 42 days\b", re.IGNORECASE)

_GOING: Final = frozenset({"CANCELLING", "CANCELLING_UPSTREAM"})
_ARRIVED: Final = frozenset({"DELIVERED", "COLLECTED_BY_CUSTOMER"})
_MOVED: Final = frozenset(
    {
        "TO_SORTING", "SORTING", "SORTED", "UNSORTED", "AT_SORTING_CENTRE", "SHIPMENT_ON_ROUTE", "DRIVER_ON_ROUTE",
        "PICKED_UP_BY_DRIVER", "DELIVERY_FAILED", "AWAITING_CUSTOMER_PICKUP", "UNDELIVERABLE", "AT_CUSTOMS",
        "REFUSED_BY_RECIPIENT", "RETURNED_TO_SENDER",
    }
)  # fmt: skip
"""Statuses of a parcel that a carrier has had in its hands."""


class Standing(Enum):
    """How a shipment stands, as far as its cancellation goes."""

    GONE = "gone"  # every parcel is cancelled: that is certain
    GOING = "going"
    RESTING = "resting"  # nothing has happened to it
    MOVED = "moved"
    DELIVERED = "delivered"
    FAILED = "failed"  # the carrier did not cancel it
    MISSING = "missing"  # Sendcloud says that there is none
    NOT_READ = "not_read"


@dataclass(frozen=True)
class Cancelled:
    """The label is gone; its order may be bought again."""


@dataclass(frozen=True)
class Taken:
    """Sendcloud has it, and it may take days."""


@dataclass(frozen=True)
class Unclear:
    """Nobody knows; the shipment is looked at again."""


@dataclass(frozen=True)
class AskAgain:
    """Whether it arrived is not known, and asking again does no harm."""


@dataclass(frozen=True)
class Refused:
    """The label stays."""

    why: CancelRefusal


CancelVerdict = Cancelled | Taken | Unclear | AskAgain | Refused


def standing(shipment: Shipment | None) -> Standing:
    """Return how a shipment stands that was asked for; None: Sendcloud says that there is none."""
    if shipment is None:
        return Standing.MISSING
    codes = {parcel.status_code for parcel in shipment.parcels if not parcel.is_dead}
    if shipment.parcels and not codes:
        return Standing.GONE
    for statuses, found in (
        (_GOING, Standing.GOING),
        (_ARRIVED, Standing.DELIVERED),
        (_MOVED, Standing.MOVED),
        ({"CANCELLATION_FAILED"}, Standing.FAILED),
    ):
        if codes & statuses:
            return found
    return Standing.RESTING


def said_by(status: int | None, errors: Sequence[ApiError]) -> CancelSaid:
    """Return what a refusal of a cancellation says. *status*: the HTTP status; *errors*: Sendcloud's words."""
    if status == 409:
        words = " ".join(filter(None, (error.detail or error.title for error in errors)))
        return CancelSaid.TAKEN_BEFORE if _BEING_CANCELLED.search(words) else CancelSaid.CONFLICT
    return CancelSaid.NOT_FOUND if status in (404, 410) else CancelSaid.REFUSED


def judge(
    row: Cancellation,
    said: CancelSaid | None,
    stands: Standing,
    *,
    words: str = "",
    made_at: datetime,
    now: datetime,
) -> CancelVerdict:
    """Return what a cancellation has come to.

    *said*: what Sendcloud said to it last. *words*: its own words with that. *made_at*: when the label was made.
    """
    match stands:
        case Standing.GONE:
            return Cancelled()
        case Standing.GOING:
            return _taken(row, now)
        case Standing.DELIVERED:
            return Refused(CancelRefusal.DELIVERED)
        case Standing.MOVED:
            return Refused(CancelRefusal.MOVED)
        case Standing.FAILED:
            fresh = said in _TAKES and now - row.since < SETTLES
            return Taken() if fresh else Refused(CancelRefusal.CARRIER)
        case Standing.RESTING | Standing.MISSING:
            return _resting(row, said, words, missing=stands is Standing.MISSING, made_at=made_at, now=now)
        case Standing.NOT_READ:
            return _in_time(row, now, Unclear())


_TAKES: Final = (CancelSaid.DONE, CancelSaid.QUEUED, CancelSaid.TAKEN_BEFORE)


def _resting(
    row: Cancellation, said: CancelSaid | None, words: str, *, missing: bool, made_at: datetime, now: datetime
) -> CancelVerdict:
    """Return what it means that nothing has happened to the shipment."""
    match said:
        case CancelSaid.DONE | CancelSaid.QUEUED | CancelSaid.TAKEN_BEFORE:
            return _taken(row, now)
        case CancelSaid.LOST | None:
            return AskAgain() if row.asks < MOST_ASKS else _taken(row, now)
        case CancelSaid.NOT_FOUND:
            return Refused(CancelRefusal.NOT_FOUND)
        case CancelSaid.CONFLICT:
            if _DELIVERED.search(words):
                return Refused(CancelRefusal.DELIVERED)
            if _TOO_OLD.search(words) or now - made_at > OLDEST:
                return Refused(CancelRefusal.TOO_OLD)
            # An earlier request whose answer got lost may be what stands in the way of this one.
            return _taken(row, now) if row.asks > 1 else Refused(CancelRefusal.OTHER)
        case CancelSaid.REFUSED:
            return Refused(CancelRefusal.NOT_FOUND if missing else CancelRefusal.OTHER)


def _taken(row: Cancellation, now: datetime) -> CancelVerdict:
    return _in_time(row, now, Taken())


def _in_time(row: Cancellation, now: datetime, verdict: CancelVerdict) -> CancelVerdict:
    return verdict if now - row.at < FOLLOWED else Refused(CancelRefusal.NOT_IN_TIME)
