"""Waiting: a wake-up between the rooms, tasks known by name, the first of several waits."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Iterator
from typing import Any, Final

from bot.clock import Clock

LOOK_EVERY: Final = 1.0
"""Seconds between two looks into the ledger when nobody wakes who waits."""


class Wakeup:
    """Set after each write to the ledger. Waiters re-read it anyway; a missed wake-up costs at most one second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._woken = False
        self._waiters: set[asyncio.Future[None]] = set()

    def wake(self) -> None:
        """Wake whoever waits now, or will wait next."""
        self._woken = True
        for waiter in self._waiters:
            _finish(waiter)

    async def wait(self, seconds: float) -> None:
        """Return when it was woken, or after *seconds* at the latest."""
        if not self._woken:
            # Many wait, each second: one task for each of them and none for the event.
            waiter: asyncio.Future[None] = asyncio.get_running_loop().create_future()
            self._waiters.add(waiter)
            sleeping = asyncio.ensure_future(self._clock.sleep(seconds))
            sleeping.add_done_callback(lambda _: _finish(waiter))
            try:
                await waiter
            finally:
                self._waiters.discard(waiter)
                if not sleeping.done():
                    await cancel([sleeping])
        self._woken = False


class NamedTasks:
    """One task for each name at a time."""

    def __init__(self) -> None:
        self._tasks: dict[str, asyncio.Task[None]] = {}

    def __contains__(self, name: str) -> bool:
        return name in self._tasks

    def __len__(self) -> int:
        return len(self._tasks)

    def begin(self, name: str, work: Coroutine[Any, Any, None]) -> None:
        """Set a task to *work*; its name must be free."""
        self._tasks[name] = asyncio.create_task(work, name=name)

    def reap(self, *, fatal: tuple[type[BaseException], ...] = ()) -> Iterator[tuple[str, BaseException | None]]:
        """Forget the tasks that have ended; return the name of each and the exception it ended with, if any.

        An exception of a class in *fatal* ends the work of all: it is raised after its task's name was returned.
        """
        for name, task in [*self._tasks.items()]:
            if task.done():
                del self._tasks[name]
                fault = None if task.cancelled() else task.exception()
                if isinstance(fault, fatal):
                    yield name, None
                    raise fault
                yield name, fault

    async def wait(self, *, most: float | None = None) -> None:
        """Return when all tasks have ended, or after *most* seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=most)

    async def end(self) -> None:
        """Cancel all tasks. None is left here at once, even where the wait for them is cut short."""
        tasks = [*self._tasks.values()]
        self._tasks.clear()
        await cancel(tasks)


def _finish(waiter: asyncio.Future[None]) -> None:
    if not waiter.done():
        waiter.set_result(None)


async def cancel(tasks: Iterable[asyncio.Future[Any]]) -> None:
    """Cancel tasks and wait until they have ended, whatever they end with."""
    tasks = [*tasks]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def wait_any(*waits: Coroutine[Any, Any, object] | asyncio.Future[Any]) -> None:
    """Return when the first of *waits* has ended. What it returned or raised is not looked at.

    Coroutines are run here, and those that were not first are cancelled. Tasks and futures of the caller's go on.
    """
    own = [asyncio.ensure_future(wait) for wait in waits if asyncio.iscoroutine(wait)]
    others = [wait for wait in waits if isinstance(wait, asyncio.Future)]
    try:
        await asyncio.wait([*own, *others], return_when=asyncio.FIRST_COMPLETED)
    finally:
        await cancel(own)


async def repeat(
    step: Callable[[], Awaitable[object]],
    *,
    stopping: asyncio.Event,
    wakeup: Wakeup,
    outage: type[Exception],
    told: Callable[[Exception], None],
) -> None:
    """Do *step* again and again until *stopping* is set: after each wake-up, and every second without one.

    When it raises *outage*, *told* is called with the exception and the next turn tries again; all else is raised.
    """
    while not stopping.is_set():
        try:
            await step()
        except outage as exc:
            told(exc)
        await wakeup.wait(LOOK_EVERY)
