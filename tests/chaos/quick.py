"""Time that runs faster, the same for every process of a world: minutes of waiting pass in seconds.

It is kept in a small file. Whoever has the stand-ins carries it on: fast while all wait, as fast as the machine's while
somebody computes, and not at all while a busy machine leaves no time for the stand-ins. How fast that machine is
decides how long something takes, and hardly what comes of it.
"""

from __future__ import annotations

import asyncio
import mmap
import selectors
import struct
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

_COUNT: Final = struct.Struct("Q")
"""Grows before and after each change; odd while one is being made."""
_TIMES: Final = struct.Struct("ddd")
"""The seconds of the clock, at which second of the machine that was, and how fast it goes from there."""
_SIZE: Final = _COUNT.size + _TIMES.size

_TICK: Final = 0.01
_STALL: Final = 0.03
"""For how many seconds of the machine the time goes on without whoever keeps it."""


class QuickClock:
    """A clock that stood at `START` when its file was made, and goes up to *speed* times as fast as the machine's."""

    def __init__(self, path: Path, speed: float) -> None:
        self.speed = speed
        with path.open("r+b") as file:
            self._kept = mmap.mmap(file.fileno(), _SIZE)

    def now(self) -> datetime:
        """Return the moment on this clock."""
        return START + timedelta(seconds=self.elapsed())

    def elapsed(self) -> float:
        """Return the seconds of this clock since it stood at `START`."""
        while True:
            before = _COUNT.unpack_from(self._kept)[0]
            so_far, at, pace = _TIMES.unpack_from(self._kept, _COUNT.size)
            if before % 2 == 0 and _COUNT.unpack_from(self._kept)[0] == before:
                return float(so_far + min(max(time.monotonic() - at, 0.0), _STALL) * pace)

    async def sleep(self, seconds: float) -> None:
        """Return after *seconds* of this clock."""
        until = self.elapsed() + seconds
        while (left := until - self.elapsed()) > 0:  # noqa: ASYNC110 (time may have stood still meanwhile)
            await asyncio.sleep(left / self.speed)


class KeptClock(QuickClock):
    """The same for whoever keeps it; its file is made anew."""

    def __init__(self, path: Path, speed: float) -> None:
        path.write_bytes(bytes(_SIZE))
        super().__init__(path, speed)
        self._write(0.0, speed)

    async def carry_on(self, working: Callable[[], bool]) -> None:
        """Keep the time going for ever. *working*: whether somebody who goes by it has something to compute."""
        while True:
            self._write(self.elapsed(), 1.0 if working() else self.speed)
            await asyncio.sleep(_TICK)

    def _write(self, so_far: float, pace: float) -> None:
        count = _COUNT.unpack_from(self._kept)[0]
        _COUNT.pack_into(self._kept, 0, count + 1)
        _TIMES.pack_into(self._kept, _COUNT.size, so_far, time.monotonic(), pace)
        _COUNT.pack_into(self._kept, 0, count + 2)


class _QuickSelector(selectors.DefaultSelector):
    """Waits *speed* times shorter than it is told."""

    def __init__(self, speed: float) -> None:
        super().__init__()
        self._speed = speed

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        # Not for nothing: the time may be standing still.
        found: list[tuple[selectors.SelectorKey, int]] = super().select(
            max(timeout / self._speed, 0.001) if timeout else timeout
        )
        return found


class QuickLoop(asyncio.SelectorEventLoop):
    """An event loop whose timers all go by a quick clock: sleeps, time-outs, limiters, whoever set them."""

    def __init__(self, clock: QuickClock) -> None:
        super().__init__(_QuickSelector(clock.speed))
        self._quick = clock

    def time(self) -> float:
        """Return the loop's time, in seconds of the quick clock."""
        return self._quick.elapsed()
