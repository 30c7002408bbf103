"""Serving several runs or plans side by side, each by a task of its own whose failure ends no other."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable, Coroutine, Iterable
from typing import Any

from bot.engine.context import EngineContext, log
from bot.ledger import LeaseLost, LedgerUnavailable
from bot.waiting import NamedTasks


class Jobs:
    """At most *most* jobs at a time, by the id of what they are for.

    *what* is the word for one in the log; *serve* does the work; *failed* is told of a job that met a fault of ours,
    with the reference under which the fault stands in the log.
    """

    def __init__(
        self,
        context: EngineContext,
        *,
        what: str,
        most: int,
        serve: Callable[[str], Coroutine[Any, Any, None]],
        failed: Callable[[str, str], Awaitable[None]],
    ) -> None:
        self._context = context
        self._what = what
        self._most = most
        self._serve_one = serve
        self._failed = failed
        self._tasks = NamedTasks()

    def begin(self, ids: Iterable[str]) -> None:
        """Begin the jobs that are not under way yet, as far as there is room."""
        for id in ids:
            if id not in self._tasks and len(self._tasks) < self._most:
                self._tasks.begin(id, self._serve(id))

    async def reap(self) -> list[str]:
        """Forget the jobs that have ended and return their ids. Raises `LeaseLost` when one of them did."""
        ended: list[str] = []
        for id, fault in self._tasks.reap(fatal=(LeaseLost,)):
            ended.append(id)
            if fault is not None:
                reference = secrets.token_hex(3).upper()
                log.error("%s %s met a fault of the bot (reference %s).", self._what, id, reference, exc_info=fault)
                await self._failed(id, reference)
        return ended

    async def wait(self) -> None:
        """Return when all jobs have ended."""
        await self._tasks.wait()

    async def end(self) -> None:
        """Break all jobs off."""
        await self._tasks.end()

    async def _serve(self, id: str) -> None:
        try:
            await self._serve_one(id)
        except LedgerUnavailable as exc:
            log.warning("%s %s %s waits.", exc, self._what, id)
            await self._context.clock.sleep(1.0)
