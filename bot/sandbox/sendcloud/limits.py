"""Sendcloud's published pace: 1000 reads a minute, 100 writes a minute, 15 writes a second.

The numbers are those of the page "Rate limits" of its developer site.
"""

from __future__ import annotations

from collections import deque
from datetime import datetime

READS_A_MINUTE = 1000
WRITES_A_MINUTE = 100
WRITES_A_SECOND = 15


class _Window:
    """At most *limit* events in any *seconds*."""

    def __init__(self, limit: int, seconds: float, name: str) -> None:
        self.limit, self.seconds, self.name = limit, seconds, name
        self._times: deque[float] = deque()

    def full(self, moment: float) -> bool:
        while self._times and self._times[0] <= moment - self.seconds:
            self._times.popleft()
        return len(self._times) >= self.limit

    def add(self, moment: float) -> None:
        self._times.append(moment)


class Limits:
    """Sliding windows over everything that one account sends."""

    def __init__(self) -> None:
        self._reads = [_Window(READS_A_MINUTE, 60.0, "1000 reads a minute")]
        self._writes = [
            _Window(WRITES_A_MINUTE, 60.0, "100 writes a minute"),
            _Window(WRITES_A_SECOND, 1.0, "15 writes a second"),
        ]

    def over(self, method: str, at: datetime) -> str | None:
        """Count one call at *at*. Return the limit that it breaks, in words, or None; a refused call is not counted."""
        windows = self._reads if method == "GET" else self._writes
        moment = at.timestamp()
        for window in windows:
            if window.full(moment):
                return window.name
        for window in windows:
            window.add(moment)
        return None
