"""Labels that were bought and never scanned: paid for, and perhaps never sent."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from typing import Final

from bot.model.cause import Cause
from bot.model.order_status import Sighting
from bot.model.run import Item

UNUSED_FROM: Final = timedelta(days=5)
UNUSED_UNTIL: Final = timedelta(days=42)
"""The age at which a label that nobody scanned is worth a look, and that at which Sendcloud cancels nothing more."""

_NEVER_SCANNED: Final = "READY_TO_SEND"


class Scanned(Enum):
    """Whether a carrier has seen a parcel of an order."""

    NEVER = "never"
    SEEN = "seen"  # or it is cancelled, or something else is wrong with it
    UNTRACKED = "untracked"  # nobody scans it, so nobody can tell
    UNKNOWN = "unknown"  # Sendcloud told nothing of it


def judge_scanned(item: Item, statuses: Iterable[str | None] | None) -> Scanned:
    """Return whether the label of *item* was used. *statuses*: those of its parcels; None: Sendcloud told of none.

    A label without a tracking number is never scanned (letters, for instance), used or not.
    """
    if not any(parcel.tracking_number for parcel in item.parcels):
        return Scanned.UNTRACKED
    told = [*statuses] if statuses is not None else []
    if not told:
        return Scanned.UNKNOWN
    return Scanned.NEVER if set(told) == {_NEVER_SCANNED} else Scanned.SEEN


@dataclass(frozen=True)
class UnusedLabels:
    """The answer to ``/label unused``. *labels*: those that can be cancelled soonest gone first, each with its terms.

    *untracked*, *unknown*: how many labels nobody scans, and of how many Sendcloud told nothing. *not_asked*: how many
    of that age were not asked about, since there are too many. *problem*: why Sendcloud could not be asked.
    """

    labels: tuple[Sighting, ...] = ()
    untracked: int = 0
    unknown: int = 0
    not_asked: int = 0
    problem: Cause | None = None
