"""Time that runs faster, the same for every process of a world: minutes of waiting pass in seconds."""

from __future__ import annotations

import asyncio
import selectors
import time
from datetime import UTC, datetime, timedelta

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class QuickClock:
    """A clock that stood at `START` when the machine's stood at *zero* (seconds since 1970), *speed* times as fast.

    *quick_loop*: whether its sleepers live on a `QuickLoop`, whose timers are fast already.
    """

    def __init__(self, speed: float, zero: float, *, quick_loop: bool = False) -> None:
        self.speed = speed
        self.zero = zero
        self._divisor = 1.0 if quick_loop else speed

    def now(self) -> datetime:
        """Return the moment on this clock."""
        return START + timedelta(seconds=(time.time() - self.zero) * self.speed)

    def elapsed(self) -> float:
        """Return the seconds of this clock since it stood at `START`."""
        return (time.time() - self.zero) * self.speed

    async def sleep(self, seconds: float) -> None:
        """Return after *seconds* of this clock."""
        await asyncio.sleep(max(seconds, 0.0) / self._divisor)


class _QuickSelector(selectors.DefaultSelector):
    """Waits *speed* times shorter than it is told."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        found: list[tuple[selectors.SelectorKey, int]] = super().select(timeout / self._speed if timeout else timeout)
        return found


class QuickLoop(asyncio.SelectorEventLoop):
    """An event loop whose timers all run *speed* times as fast: sleeps, time-outs, limiters, whoever set them."""

    def __init__(self, speed: float) -> None:
        super().__init__(_QuickSelector(speed))
        self._speed = speed

    def time(self) -> float:
        """Return the loop's time, in seconds of the quick clock."""
        return super().time() * self._speed
