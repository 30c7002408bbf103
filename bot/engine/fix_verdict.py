"""What a fix has come to: decided by how far it is and what the order shows. No effects."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import Enum
from typing import Final

from bot.model import Fix, FixProblem, FixState

READ_FOR: Final = timedelta(seconds=30)
"""How long an order is read that does not show its change yet: Sendcloud may save it later than it answers."""

LOOKS: Final = (1.0, 1.0, 2.0, 3.0, 5.0, 8.0, 10.0)
"""Seconds to the next look at an order that does not show its change yet."""


class Shows(Enum):
    """What an order shows of a fix."""

    NOT_READ = "not_read"
    GONE = "gone"  # Sendcloud says that there is no such order
    OLD = "old"  # a field at least is not as it was to be
    NEW = "new"


@dataclass(frozen=True)
class Failed:
    """Nothing came of it, or nobody can see it."""

    problem: FixProblem


@dataclass(frozen=True)
class MayBeSent:
    """Whoever had the values went away while Sendcloud was being told: the order is read."""


@dataclass(frozen=True)
class LookAgain:
    """The order is read again at *at*."""

    at: datetime


@dataclass(frozen=True)
class Saved:
    """The order shows the change: its label is asked for again."""


FixVerdict = Failed | MayBeSent | LookAgain | Saved


def judge(fix: Fix, shows: Shows, *, now: datetime) -> FixVerdict:
    """Return what becomes of an open fix whose time has come.

    The values are held by the process that took the form alone. What it did not send in time is gone; what it may have
    sent is found out by reading the order.
    """
    match fix.state:
        case FixState.TAKEN:
            return Failed(FixProblem.NOT_SENT)
        case FixState.SENDING:
            return MayBeSent()
        case _:
            return _of_sent(fix, shows, now)


def _of_sent(fix: Fix, shows: Shows, now: datetime) -> FixVerdict:
    if shows is Shows.NEW:
        return Saved()
    if shows is Shows.GONE:
        return Failed(FixProblem.NO_ORDER)
    # A clock that was set back must not have it read for ever.
    if now - fix.since < READ_FOR and fix.looks < len(LOOKS) * 3:
        return LookAgain(now + timedelta(seconds=LOOKS[min(fix.looks, len(LOOKS) - 1)]))
    return Failed(FixProblem.NOT_READ if shows is Shows.NOT_READ else FixProblem.NOT_THERE)
