"""The calls in flight of one run, which end before the run is left alone."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

from bot.waiting import cancel


class Calls:
    """The calls in flight of one run, each with what it holds until it has ended."""

    def __init__(self) -> None:
        self._tasks: list[asyncio.Task[None]] = []

    def begin(self, call: Coroutine[Any, Any, None], ended: Callable[[], None]) -> None:
        """Set a task to *call*; *ended* is called when it has ended, however it does."""
        task = asyncio.create_task(call)

        def note(done: asyncio.Task[None]) -> None:
            # Asked for here, so that of several that fail at once none is logged as one that nobody asked about.
            _fault(done)
            ended()

        task.add_done_callback(note)
        self._tasks = [*(one for one in self._tasks if not one.done() or _fault(one)), task]

    @property
    def has_failed(self) -> bool:
        """Whether one of them met a fault."""
        return any(one.done() and _fault(one) for one in self._tasks)

    async def one_ended(self) -> bool:
        """Return when one of those in flight has ended; False, and at once, where there is none."""
        under_way = [one for one in self._tasks if not one.done()]
        if under_way:
            await asyncio.wait(under_way, return_when=asyncio.FIRST_COMPLETED)
        return bool(under_way)

    async def all_ended(self) -> None:
        """Return when all have ended. Raises what the first that failed met."""
        if self._tasks:
            await asyncio.wait(self._tasks)
        for one in self._tasks:
            if (fault := _fault(one)) is not None:
                raise fault

    async def break_off(self) -> None:
        """Break all of them off."""
        await cancel(self._tasks)


def _fault(task: asyncio.Task[None]) -> BaseException | None:
    return None if task.cancelled() else task.exception()
