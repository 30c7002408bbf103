"""Ends what is frozen: buys a plan once its orders were looked up again, and lets questions expire."""

from __future__ import annotations

import asyncio
from datetime import datetime

from bot.engine.bulkhead import fault_of
from bot.engine.context import EngineContext, log
from bot.ledger import Database, LedgerUnavailable, approvals, frozen_plans
from bot.model import Limits
from bot.waiting import repeat


class Approvals:
    """Turns what somebody approved, or confirmed late, into a run; what is not as it was is not bought."""

    def __init__(self, context: EngineContext, limits: Limits) -> None:
        self._context = context
        self._limits = limits

    async def work(self, stopping: asyncio.Event) -> None:
        """Look after every write, and each second, until *stopping* is set."""
        await repeat(
            self._turn,
            stopping=stopping,
            wakeup=self._context.wakeup,
            outage=LedgerUnavailable,
            told=lambda exc: log.warning("%s Approved plans wait.", exc),
        )

    async def _turn(self) -> None:
        context, now = self._context, self._context.now()
        looked_up, any_expired = await context.ledger.read(_due, now=now)
        for frozen_id in looked_up:
            finishing = context.write(frozen_plans.finish, frozen_id, limits=self._limits, now=now)
            if (fault := await fault_of(finishing)) is not None:
                log.error("A plan cannot be bought as it was approved.", exc_info=fault)
                await context.write(frozen_plans.give_up, frozen_id, now=now)
        if any_expired:
            await context.write(approvals.expire, now=now)


def _due(db: Database, *, now: datetime) -> tuple[list[str], bool]:
    """Return what can be finished, and whether a question's time is over."""
    return frozen_plans.to_finish(db), approvals.any_due(db, now=now)
