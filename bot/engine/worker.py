"""Whose turn it is: the process that holds the lease works on the ledger, any other one waits for it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Protocol

from bot.clock import Counted, counted
from bot.engine.clock_watch import ClockFollowed
from bot.engine.context import EngineContext, log
from bot.engine.reconcile import take_over
from bot.ledger import (
    Database,
    LeaseLost,
    LedgerUnavailable,
    inherited,
    lease,
    restores,
    runs,
)
from bot.ledger.lease import KEEPS
from bot.waiting import cancel, wait_any

LONGEST_CALL = 25.0
"""Seconds that the call in flight is waited for when the process is told to end."""

LAST_CALLS = 1.7
"""Seconds that calls to Slack in flight get after that."""


class Part(Protocol):
    """Something that works while this process has the lease."""

    async def work(self, stopping: asyncio.Event) -> None:
        """Work until *stopping* is set."""
        ...


class Drawing(Protocol):
    """Shows in Slack what the ledger says, while this process has the lease."""

    async def work(self, token: int, stopping: asyncio.Event) -> None:
        """Draw until *stopping* is set."""
        ...


class Worker:
    """Takes the lease, keeps it, and lets the parts work for as long as it has it."""

    def __init__(self, context: EngineContext, *, owner: str, engine: Sequence[Part], drawing: Drawing) -> None:
        self._context = context
        self._owner = owner
        self._engine = engine
        self._drawing = drawing

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until *stopping* is set, through every loss of the lease and every time the ledger is out of reach."""
        context = self._context
        while not stopping.is_set():
            try:
                token = await self._take()
            except LedgerUnavailable as exc:
                log.warning("%s Work waits.", exc)
                token = None
            if token is None:
                await context.rest(1.0, stopping)
                continue
            context.token, context.has_lease = token, True
            log.info("This process works on the ledger now (token %d).", token)
            try:
                await self._work(stopping)
            except LeaseLost:
                log.warning("Another process works on the ledger now; this one goes on answering Slack.")
            except ClockFollowed:
                log.warning("The host's time is taken over. Work begins anew.")
            except LedgerUnavailable as exc:
                log.warning("%s Work begins anew.", exc)
                await context.clock.sleep(1.0)
            finally:
                context.has_lease = False

    async def _take(self) -> int | None:
        context = self._context
        seen = await context.how_far.look()
        return await context.ledger.write(
            lease.take,
            self._owner,
            now=context.now(),
            counted=counted(context.clock),
            seen=seen,
            unanswered=context.times.unanswered,
        )

    async def _work(self, stopping: asyncio.Event) -> None:
        """Run the parts side by side; the first to fail ends the others."""
        context = self._context
        await context.write(
            _inherit, context.token, context.times.unanswered, now=context.now(), counted=counted(context.clock)
        )
        context.restored = await context.ledger.read(restores.latest)
        if context.buys_from is not None and context.now() < context.buys_from:
            log.warning("This ledger was restored from a backup. Nothing is bought before %s.", context.buys_from)
        halt, halt_drawing = asyncio.Event(), asyncio.Event()
        engine = [asyncio.create_task(part.work(halt)) for part in self._engine]
        drawing = asyncio.create_task(self._drawing.work(context.token, halt_drawing))
        keeper = asyncio.create_task(self._keep())
        tasks: list[asyncio.Task[None]] = [*engine, drawing, keeper]
        try:
            await wait_any(stopping.wait(), *tasks)
            halt.set()
            context.wakeup.wake()
            if context.has_lease:
                # Whatever ended the work: an answer that is on its way is worth waiting for.
                await asyncio.wait(engine, timeout=LONGEST_CALL)
            await cancel(engine)
            if stopping.is_set() and not drawing.done() and not keeper.done():
                # A call that nobody waits for any more is recorded as unknown; the next start looks it up.
                await context.write(take_over, 0, context.times.unanswered, now=context.now())
                await self._show_last_state()
            halt_drawing.set()
            context.wakeup.wake()
            await asyncio.wait([drawing], timeout=LAST_CALLS)
        finally:
            await cancel(tasks)
        _raise_first_fault(tasks)
        if not stopping.is_set():
            log.error("A part of the work ended though nobody told it to. Work begins anew.")
        else:
            await context.ledger.write(
                lease.hand_over, context.token, now=context.now(), counted=counted(context.clock)
            )

    async def _show_last_state(self) -> None:
        """Give the drawing a moment to show what the engine did last."""
        context = self._context
        end = context.now() + timedelta(seconds=context.times.last_drawing)
        while context.now() < end and len(await context.ledger.read(runs.to_show)) > 0:
            context.wakeup.wake()
            await context.clock.sleep(0.1)

    async def _keep(self) -> None:
        context = self._context
        while True:
            await context.clock.sleep(KEEPS.total_seconds() / 4)
            try:
                kept = await context.ledger.write(
                    lease.keep, context.token, now=context.now(), counted=counted(context.clock)
                )
            except LedgerUnavailable as exc:
                log.warning("%s The lease could not be renewed yet.", exc)
                continue
            if not kept:
                context.has_lease = False
                raise LeaseLost("Another process has taken over.")
            await context.how_far.note()


def _inherit(
    db: Database, token: int, unanswered: timedelta, *, now: datetime, counted: Counted | None
) -> None:
    """Take over what earlier holders of the work left open, counted anew."""
    take_over(db, token, unanswered, now=now)
    inherited.recount(db, unanswered=unanswered, now=now, counted=counted)


def _raise_first_fault(tasks: Sequence[asyncio.Task[None]]) -> None:
    """Raise what the first of the tasks that failed ended with."""
    for task in tasks:
        if task.done() and not task.cancelled() and (fault := task.exception()) is not None:
            raise fault
