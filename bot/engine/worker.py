"""Whose turn it is: the process that holds the lease works on the ledger, any other one waits for it."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from typing import Protocol

from bot.crew import cancel
from bot.engine.office import Office, log
from bot.engine.reconcile import take_over
from bot.ledger import LeaseLost, LedgerUnavailable, lease, restores, runs
from bot.ledger.lease import KEEPS

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

    def __init__(self, office: Office, *, owner: str, engine: Sequence[Part], drawing: Drawing) -> None:
        self._office = office
        self._owner = owner
        self._engine = engine
        self._drawing = drawing

    async def run(self, stopping: asyncio.Event) -> None:
        """Work until *stopping* is set, through every loss of the lease and every time the ledger is out of reach."""
        office = self._office
        while not stopping.is_set():
            try:
                token = await office.ledger.write(lease.take, self._owner, now=office.now())
            except LedgerUnavailable as exc:
                log.warning("%s Work waits.", exc)
                token = None
            if token is None:
                await _either(stopping, asyncio.ensure_future(office.clock.sleep(1.0)))
                continue
            office.token, office.has_lease = token, True
            log.info("This process works on the ledger now (token %d).", token)
            try:
                await self._work(stopping)
            except LeaseLost:
                log.warning("Another process works on the ledger now; this one goes on answering Slack.")
            except LedgerUnavailable as exc:
                log.warning("%s Work begins anew.", exc)
                await office.clock.sleep(1.0)
            finally:
                office.has_lease = False

    async def _work(self, stopping: asyncio.Event) -> None:
        """Run the parts side by side; the first to fail ends the others."""
        office = self._office
        office.restored = await office.ledger.read(restores.latest)
        if office.buys_from is not None and office.now() < office.buys_from:
            log.warning("This ledger was restored from a backup. Nothing is bought before %s.", office.buys_from)
        halt, halt_drawing = asyncio.Event(), asyncio.Event()
        engine = [asyncio.create_task(part.work(halt)) for part in self._engine]
        drawing = asyncio.create_task(self._drawing.work(office.token, halt_drawing))
        keeper = asyncio.create_task(self._keep())
        told = asyncio.create_task(_until(stopping))
        tasks: list[asyncio.Task[None]] = [*engine, drawing, keeper]
        try:
            await asyncio.wait([*tasks, told], return_when=asyncio.FIRST_COMPLETED)
            halt.set()
            office.bell.ring()
            if office.has_lease:
                # Whatever ended the work: an answer that is on its way is worth waiting for.
                await asyncio.wait(engine, timeout=LONGEST_CALL)
            await cancel(engine)
            if stopping.is_set() and not any(task.done() for task in (drawing, keeper)):
                # A call that nobody waits for any more is recorded as unknown; the next start looks it up.
                await office.write(take_over, 0, office.times.unanswered, now=office.now())
                await self._show_last_state()
            halt_drawing.set()
            office.bell.ring()
            await asyncio.wait([drawing], timeout=LAST_CALLS)
        finally:
            told.cancel()
            await cancel(tasks)
        for task in tasks:
            if task.done() and not task.cancelled() and (problem := task.exception()) is not None:
                raise problem
        if not stopping.is_set():
            log.error("A part of the work ended though nobody told it to. Work begins anew.")
        else:
            await office.ledger.write(lease.hand_over, office.token, now=office.now())

    async def _show_last_state(self) -> None:
        """Give the drawing a moment to show what the engine did last."""
        end = time.monotonic() + self._office.times.last_drawing
        while time.monotonic() < end and len(await self._office.ledger.read(runs.to_show)) > 0:
            self._office.bell.ring()
            await asyncio.sleep(0.1)

    async def _keep(self) -> None:
        office = self._office
        while True:
            await office.clock.sleep(KEEPS.total_seconds() / 4)
            try:
                kept = await office.ledger.write(lease.keep, office.token, now=office.now())
            except LedgerUnavailable as exc:
                log.warning("%s The lease could not be renewed yet.", exc)
                continue
            if not kept:
                office.has_lease = False
                raise LeaseLost("Another process has taken over.")


async def _until(event: asyncio.Event) -> None:
    await event.wait()


async def _either(event: asyncio.Event, pause: asyncio.Future[None]) -> None:
    waiting = asyncio.ensure_future(_until(event))
    await asyncio.wait([waiting, pause], return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    pause.cancel()
