"""A clock that tests move by hand, and waiting by it while real sockets do their work."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import Callable
from concurrent.futures import Executor
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from bot.clock import Counted, SystemClock

T = TypeVar("T")

START = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

_BREATH = 0.0005
"""Real seconds between two looks whether a thread is done."""

_QUIET_TURNS = 10
_BUSY_SECONDS = 2.0
"""Real seconds after which the clock moves on although a thread is still at work: it may wait for a lock that only a
later moment lets go of."""


class WatchedLoop(asyncio.SelectorEventLoop):
    """An event loop that can say whether anything is being done right now, in it or in a thread for it."""

    def __init__(self) -> None:
        super().__init__()
        self._elsewhere = 0

    def run_in_executor(  # type: ignore[override]  # typeshed and the library differ in how they write *args
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        future: asyncio.Future[T] = super().run_in_executor(executor, func, *args)
        self._elsewhere += 1
        future.add_done_callback(self._back)
        return future

    def _back(self, _: object) -> None:
        self._elsewhere -= 1

    @property
    def thread_at_work(self) -> bool:
        """Is the ledger being written, a file merged, or anything else done in a thread?"""
        return self._elsewhere > 0

    @property
    def busy(self) -> bool:
        """Will anything go on without the clock being moved?"""
        return self.thread_at_work or bool(self._ready)  # type: ignore[attr-defined]  # what the next turn carries out


class HandClock:
    """Time stands still until it is moved; whoever sleeps wakes in the order of the moments slept for."""

    def __init__(self, now: datetime = START) -> None:
        self._now = now
        self.elapsed = 0.0
        self._sleepers: list[tuple[datetime, int, asyncio.Future[None]]] = []
        self._count = 0

    def now(self) -> datetime:
        """Return the moment the clock stands at."""
        return self._now

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
        """Move on by *seconds* in one jump and wake everybody whose moment has come."""
        self._now += timedelta(seconds=seconds)
        self.elapsed += seconds
        while self._sleepers and self._sleepers[0][0] <= self._now:
            _, _, done = heapq.heappop(self._sleepers)
            if not done.done():
                done.set_result(None)

    async def run_by_itself(self) -> None:
        """Move on from one sleeper to the next for ever, as soon as all the work before is done."""
        while True:
            await _breathe()
            if self._sleepers:
                self.advance((self._sleepers[0][0] - self._now).total_seconds())

    async def run_for(self, seconds: float, *, step: float = 0.1) -> None:
        """Move on by *seconds* in small steps; between them whatever can run runs, real sockets included."""
        end = self._now + timedelta(seconds=seconds)
        while self._now < end:
            self.advance(min(step, (end - self._now).total_seconds()))
            await _breathe()

    async def until(self, condition: Callable[[], T], *, step: float = 0.1, limit: float = 600) -> T:
        """Move on step by step until *condition* returns something true, and return that.

        After five seconds of this clock the steps get larger. Fails when *limit* seconds have gone by without it.
        """
        begun = self._now
        while True:
            found = condition()
            if found:
                return found
            gone = (self._now - begun).total_seconds()
            if gone >= limit:
                raise AssertionError(f"still not so after {gone:.0f} s on the clock: {_name(condition)}")
            self.advance(step * (1 if gone < 10 else 4 if gone < 30 else 8))
            await _breathe()


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


async def _breathe() -> None:
    """Let sockets and threads get on until everybody waits for the clock, however busy the machine is elsewhere."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WatchedLoop)
    end = loop.time() + _BUSY_SECONDS
    quiet = 0
    while quiet < _QUIET_TURNS and loop.time() < end:
        await asyncio.sleep(_BREATH if loop.thread_at_work else 0)
        quiet = 0 if loop.busy else quiet + 1


def _name(condition: Callable[[], object]) -> str:
    code = getattr(condition, "__code__", None)
    return f"the condition at {code.co_filename}:{code.co_firstlineno}" if code else repr(condition)
