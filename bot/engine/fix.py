"""Reading orders that somebody has changed until they show it, and asking for their labels again then.

What was typed is not here: it is compared by keyed hashes.
"""

from __future__ import annotations

import asyncio
import secrets
from typing import Final

from bot.engine.asking import few_at_once
from bot.engine.bulkhead import fault_of
from bot.engine.context import EngineContext, log
from bot.engine.fix_order import order_of
from bot.engine.fix_values import same_text, values_of
from bot.engine.fix_verdict import Failed, LookAgain, MayBeSent, Saved, Shows, judge
from bot.ledger import LedgerUnavailable, fix_rows, fixes
from bot.model import Fix, FixProblem, FixState, Item, Limits
from bot.model.trouble import Field
from bot.sendcloud import SendcloudError

TOGETHER: Final = 20
"""Fixes that are looked at in one go."""


class Fixer:
    """Takes what was sent, or was to be, and sees what has become of it."""

    def __init__(self, context: EngineContext, limits: Limits) -> None:
        self._context = context
        self._limits = limits

    async def work(self, stopping: asyncio.Event) -> None:
        """Look after fixes until *stopping* is set."""
        while not stopping.is_set():
            try:
                done = await self.step()
            except LedgerUnavailable as exc:
                log.warning("%s Changed orders are read later.", exc)
                done = 0
            await self._context.rest(0.2 if done else 1.0, stopping)

    async def step(self) -> int:
        """Do what is due; return how many fixes that was."""
        due = await self._context.ledger.read(fix_rows.due, now=self._context.now(), most=TOGETHER)
        await few_at_once(self._guarded, due)
        return len(due)

    async def _guarded(self, pair: tuple[Fix, Item]) -> None:
        """Have one that cannot be handled spoil no other."""
        fault = await fault_of(self._look(*pair))
        if fault is None:
            return
        reference = secrets.token_hex(3).upper()
        log.error("A changed order cannot be read (reference %s): %s", reference, type(fault).__name__)
        context = self._context
        await context.write_surely(fixes.failed, pair[0], FixProblem.NOT_READ, now=context.now())

    async def _look(self, one: Fix, item: Item) -> None:
        context = self._context
        shows = await self._shows(one, item) if one.state is FixState.SENT else Shows.NOT_READ
        match judge(one, shows, now=context.now()):
            case Failed(problem=problem):
                await context.write_surely(fixes.failed, one, problem, now=context.now())
            case MayBeSent():
                await context.write_surely(fixes.sent, one, now=context.now())
            case LookAgain(at=at):
                await context.write_surely(fixes.look_later, one, at=at)
            case Saved():
                await context.write_surely(fixes.saved, one, limits=self._limits, now=context.now())

    async def _shows(self, one: Fix, item: Item) -> Shows:
        try:
            order = await order_of(self._context.sendcloud, item)
        except (SendcloudError, ValueError) as exc:
            log.warning("An order that was changed cannot be read now: %s", type(exc).__name__)
            return Shows.NOT_READ
        if order is None:
            return Shows.GONE
        there, hashes = values_of(order), self._context.fix_hashes
        new = all(
            hashes.of(item.order_id, name, same_text(Field(name), there[Field(name)])) == kept
            for name, kept in one.hashes.items()
        )
        return Shows.NEW if new else Shows.OLD
