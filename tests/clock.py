"""A clock that tests move by hand, and waiting by it while real sockets do their work."""

from __future__ import annotations

import asyncio
import heapq
import math
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import TypeVar

from bot.clock import Counted, SystemClock
from tests.watched_loop import WatchedLoop

T = TypeVar("T")

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


class HandClock:
    """Time stands still until it is moved; whoever sleeps wakes in the order of the moments slept for."""

    def __init__(self, now: datetime = START) -> None:
        self._begun = self._now = now
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        """Return the moment the clock stands at."""
        return self._now

    @property
    def elapsed(self) -> float:
        """The seconds it was moved on by so far."""
        return (self._now - self._begun).total_seconds()

    async def sleep(self, seconds: float) -> None:
        """Return when the clock was moved on by *seconds*; at once for nothing or less."""
        if seconds <= 0:
            await asyncio.sleep(0)
            return
        self._count += 1
        done: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        heapq.heappush(self._sleepers, (self._now + timedelta(seconds=seconds), self._count, done))
        await done

    def advance(self, seconds: float) -> None:
        """Move on by *seconds* in one jump and wake everybody whose moment has come.

        It is as if the machine had slept: no time-out of a connection counts these seconds.
        """
        self._now += timedelta(seconds=seconds)
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, done = heapq.heappop(self._sleepers)
            if not done.done():
                done.set_result(None)

    async def _go_on(self, seconds: float) -> None:
        """Let *seconds* go by, for time-outs of connections as well, and everybody do what is to be done then."""
        _loop().move_on(seconds)
        self.advance(seconds)
        await _loop().quiet()

    def _steps(self, step: float) -> float:
        """Return *step*, or as many of it as have to go by before anything happens by itself."""
        while self._sleepers and self._sleepers[0][2].done():
            heapq.heappop(self._sleepers)
        if not self._sleepers:
            return step
        sleeper = (self._sleepers[0][0] - self._now).total_seconds()
        timer = _loop().next_time()
        return step * max(1, math.ceil(sleeper / step if timer is None else min(sleeper, timer) / step))

    async def run_by_itself(self) -> None:
        """Move on from one sleeper to the next for ever, as soon as all the work before is done."""
        while True:
            await _loop().quiet()
            if self._sleepers:
                await self._go_on(max(0.0, (self._sleepers[0][0] - self._now).total_seconds()))

    async def run_for(self, seconds: float, *, step: float = 0.1) -> None:
        """Move on by *seconds* in small steps; between them whatever can run runs, real sockets included."""
        end = self._now + timedelta(seconds=seconds)
        await _loop().quiet()
        while self._now < end:
            left = (end - self._now).total_seconds()
            await self._go_on(min(self._steps(step), left))

    async def until(self, condition: Callable[[], T], *, step: float = 0.1, limit: float = 600) -> T:
        """Move on step by step until *condition* returns something true, and return that.

        After five seconds of this clock the steps get larger. Fails when *limit* seconds have gone by without it.
        """
        begun = self._now
        found = condition()
        if not found:
            await _loop().quiet()
            found = condition()
        while not found:
            gone = (self._now - begun).total_seconds()
            if gone >= limit:
                raise AssertionError(f"still not so after {gone:.0f} s on the clock: {_name(condition)}")
            larger = step * (1 if gone < 10 else 4 if gone < 30 else 8)
            await self._go_on(min(self._steps(larger), limit - gone))
            found = condition()
        return found


class Host:
    """A machine on which time goes by as *hand* is moved, and whose own clock somebody may set."""

    def __init__(self, hand: HandClock) -> None:
        self.hand = hand
        self.set_by = timedelta(0)
        self.boot = "first"

    def wall(self) -> datetime:
        """Return what the machine's clock shows."""
        return self.hand.now() + self.set_by

    def clock(self) -> SystemClock:
        """Return the clock of a process that begins now."""
        return _ProcessClock(self)


class _ProcessClock(SystemClock):
    def __init__(self, host: Host) -> None:
        self._host = host
        super().__init__(wall=host.wall, elapsed=lambda: host.hand.elapsed)

    def counted(self) -> Counted:
        return Counted(self._host.boot, self._host.hand.elapsed)

    async def sleep(self, seconds: float) -> None:
        await self._host.hand.sleep(seconds)


def _loop() -> WatchedLoop:
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WatchedLoop)
    return loop


def _name(condition: Callable[[], object]) -> str:
    code = getattr(condition, "__code__", None)
    return f"the condition at {code.co_filename}:{code.co_firstlineno}" if code else repr(condition)
