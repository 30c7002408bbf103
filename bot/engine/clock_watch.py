"""Notices that somebody set the host's clock, says so, and takes the new time over once nothing hangs on the old."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from bot.clock import STEP, HostClock, step_told
from bot.engine.context import EngineContext, log
from bot.ledger import LedgerUnavailable, inherited

LOOK_EVERY: Final = 5.0
"""Seconds between two looks at the host's clock."""


class ClockFollowed(Exception):
    """The host's time was taken over: what the ledger plans is to be counted anew."""


class ClockWatch:
    """Until no request is open any more the bot goes on counting; a step changes nothing that is being waited for."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._told = timedelta(0)

    async def work(self, stopping: asyncio.Event) -> None:
        """Watch until *stopping* is set. Raises `ClockFollowed` once the host's time was taken over."""
        clock = self._context.clock
        while isinstance(clock, HostClock) and not stopping.is_set():
            await self._look(clock)
            await self._context.rest(LOOK_EVERY, stopping)
        await stopping.wait()

    async def _look(self, clock: HostClock) -> None:
        step = clock.step()
        if abs(step - self._told) >= STEP:
            self._told = step
            log.warning("%s", step_told(step) or "The host's clock is as it was.")
        if not step:
            return
        try:
            is_open = await self._context.ledger.read(inherited.anything_open, now=self._context.now())
        except LedgerUnavailable:
            return
        if not is_open:
            clock.follow()
            raise ClockFollowed
