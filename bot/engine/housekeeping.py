"""Forgetting what is needed no longer: pasted words, which may be a name, an address, anything, and old clicks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from bot.engine.context import EngineContext, log
from bot.ledger import LedgerUnavailable, clicks, plans

WORDS_KEPT: Final = timedelta(hours=24)
"""How long the words of a plan that nobody confirms are kept, so that its reader can still see them."""

CLICKS_KEPT: Final = timedelta(hours=24)
"""How long a click is known, so that it counts once. Slack gives up delivering anything long before."""

LOOK_EVERY: Final = 300.0


class Housekeeper:
    """Blanks the pasted words of plans that are confirmed or old, how many there were stays; forgets old clicks."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context

    async def work(self, stopping: asyncio.Event) -> None:
        """Tidy up every few minutes until *stopping* is set."""
        context = self._context
        while not stopping.is_set():
            try:
                await context.ledger.write_as(context.token, plans.forget_words, before=context.now() - WORDS_KEPT)
                await context.ledger.write_as(context.token, clicks.forget, before=context.now() - CLICKS_KEPT)
            except LedgerUnavailable as exc:
                log.warning("%s Tidying up waits.", exc)
            await context.rest(LOOK_EVERY, stopping)
