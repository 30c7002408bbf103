"""How fast the calls of a run follow each other."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

FORGOTTEN: Final = timedelta(minutes=2)
"""A call that ended so long before the latest one, or before now, tells nothing: the run stood still since."""


@dataclass(frozen=True)
class CallPace:
    """The latest answered calls of a run: when each began, and when it ended."""

    calls: tuple[tuple[datetime, datetime], ...]

    def seconds_a_call(self, now: datetime) -> float | None:
        """Return the seconds from one call to the next, up to *now*: with several in flight that is less than each
        takes, and what comes between them counts. None where nothing lately tells."""
        latest = max(ended for _, ended in self.calls)
        if now - latest > FORGOTTEN:
            return None
        counted = [begun for begun, ended in self.calls if latest - ended <= FORGOTTEN]
        return max((now - min(counted)).total_seconds(), 0.0) / len(counted)
