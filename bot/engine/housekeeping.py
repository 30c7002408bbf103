"""Forgetting what is needed no longer: words that people pasted or carriers said, and old clicks."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from bot.engine.context import EngineContext, log
from bot.ledger import LedgerUnavailable, carrier_words, clicks, plans, unknown_errors

WORDS_KEPT: Final = timedelta(hours=24)
"""How long the words of a plan that nobody confirms are kept, so that its reader can still see them."""

CLICKS_KEPT: Final = timedelta(hours=24)
"""How long a click is known, so that it counts once. Slack gives up delivering anything long before."""

LOOK_EVERY: Final = 300.0


class Housekeeper:
    """Blanks pasted words of plans that are confirmed or old, and what carriers said long ago; forgets old clicks."""

    def __init__(self, context: EngineContext, *, keep_words: timedelta = timedelta(days=30)) -> None:
        """*keep_words*: how long the words of carriers are kept."""
        self._context = context
        self._keep_words = keep_words

    async def work(self, stopping: asyncio.Event) -> None:
        """Tidy up every few minutes until *stopping* is set."""
        context = self._context
        while not stopping.is_set():
            try:
                await self._tidy()
            except LedgerUnavailable as exc:
                log.warning("%s Tidying up waits.", exc)
            await context.rest(LOOK_EVERY, stopping)

    async def _tidy(self) -> None:
        ledger, token, now = self._context.ledger, self._context.token, self._context.now()
        blanked = await ledger.write_as(token, plans.forget_words, before=now - WORDS_KEPT)
        blanked += await ledger.write_as(token, carrier_words.forget, before=now - self._keep_words)
        blanked += await ledger.write_as(token, unknown_errors.forget, before=now - self._keep_words)
        await ledger.write_as(token, clicks.forget, before=now - CLICKS_KEPT)
        if blanked:
            # What was blanked stands in the write-ahead log as it was until that is emptied.
            await ledger.empty_log()
