"""A fix: what somebody changed of an order whose label was refused, and how far that is. It holds no value of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Final


class FixState(StrEnum):
    """Where a fix stands."""

    TAKEN = "taken"  # the form was taken, and the process that took it has not told Sendcloud yet
    SENDING = "sending"  # Sendcloud is being told this moment
    SENT = "sent"  # told; the order is read until it shows the change
    SAVED = "saved"  # the order showed it
    FAILED = "failed"


FIX_OPEN: Final = (FixState.TAKEN, FixState.SENDING, FixState.SENT)
"""States that are not the end: nobody else fixes the order meanwhile."""


class FixProblem(StrEnum):
    """Why a fix failed. Only after the last two may something have been changed at Sendcloud."""

    NOT_SENT = "not_sent"  # it was never sent, and what was typed is gone
    REFUSED = "refused"
    ACCOUNT = "account"
    NO_ORDER = "no_order"
    NOT_THERE = "not_there"  # it was sent, and the order does not show it
    NOT_READ = "not_read"  # it was sent, and the order cannot be read


class FixRetry(StrEnum):
    """What came of asking for the label again after a fix was saved."""

    QUEUED = "queued"
    TAKEN = "taken"  # somebody else has the order by now
    MOVED = "moved"  # it did not wait for that any more
    LIMIT = "limit"  # a limit of the team's forbids it to this person


@dataclass(frozen=True)
class Fix:
    """What one person changed of one order. *hashes*: a keyed hash of each new value, by the name of its field.

    *code*: Sendcloud's code where it refused. *retry*: what came of the label, once the change was saved.
    """

    id: int
    item_id: int
    run_id: str
    person: str
    team: str
    at: datetime
    state: FixState
    since: datetime
    hashes: Mapping[str, str] = field(default_factory=dict)
    problem: FixProblem | None = None
    code: str | None = None
    retry: FixRetry | None = None
    looks: int = 0
    next_look_at: datetime | None = None

    @property
    def is_open(self) -> bool:
        """Whether it is not decided yet."""
        return self.state in FIX_OPEN
