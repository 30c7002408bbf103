"""Waiting: a wake-up between the rooms, tasks known by name, the first of several waits."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterable, Iterator
from typing import Any

from bot.clock import Clock


class Wakeup:
    """Set after each write to the ledger. Waiters re-read it anyway; a missed wake-up costs at most one second."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._woken = asyncio.Event()

    def wake(self) -> None:
        """Wake whoever waits now, or will wait next."""
        self._woken.set()

    async def wait(self, seconds: float) -> None:
        """Return when somebody woke it, or after *seconds* at the latest."""
        ringing = asyncio.ensure_future(self._woken.wait())
        pause = asyncio.ensure_future(self._clock.sleep(seconds))
        try:
            await asyncio.wait({ringing, pause}, return_when=asyncio.FIRST_COMPLETED)
        finally:
            ringing.cancel()
            pause.cancel()
        self._woken.clear()


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

    def reap(self) -> Iterator[tuple[str, BaseException | None]]:
        """Forget who is done, and return each name with what its task failed of."""
        for name, task in [*self._tasks.items()]:
            if task.done():
                del self._tasks[name]
                yield name, None if task.cancelled() else task.exception()

    async def wait(self, *, most: float | None = None) -> None:
        """Return when all are done, or after *most* seconds."""
        if self._tasks:
            await asyncio.wait(self._tasks.values(), timeout=most)

    async def end(self) -> None:
        """Cancel all tasks. None is left here at once, even where the wait for them is cut short."""
        tasks = [*self._tasks.values()]
        self._tasks.clear()
        await cancel(tasks)


async def cancel(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel tasks and wait until they have ended, whatever they end with."""
    tasks = [*tasks]
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)
