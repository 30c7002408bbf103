"""Who sees to an order that got no label, or that nobody has to."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class OwnerState(StrEnum):
    """What people have said of a failure."""

    TAKEN = "taken"  # somebody sees to it
    DISMISSED = "dismissed"  # nobody has to; open again at the order's next failure


@dataclass(frozen=True)
class Ownership:
    """What was said last of one order of a run. *owner*: who sees to it; None once it is dismissed, with a *reason*.

    *person*, *at*: who said so, and when.
    """

    item_id: int
    state: OwnerState
    owner: str | None
    person: str
    at: datetime
    reason: str | None = None

    def dismisses(self, since: datetime) -> bool:
        """Return whether nobody has to see to what failed at *since*; what fails later is open again."""
        return self.state is OwnerState.DISMISSED and self.at >= since
