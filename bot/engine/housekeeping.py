"""Forgetting what was pasted and turned out to be no order number: it may be a name, an address, anything."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from bot.engine.office import Office, log
from bot.ledger import LedgerUnavailable, plans

WORDS_KEPT: Final = timedelta(hours=24)
"""How long the words of a plan that nobody confirms are kept, so that its reader can still see them."""

LOOK_EVERY: Final = 300.0


class Housekeeper:
    """Blanks the pasted words of plans that are confirmed or old. How many there were stays."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def work(self, stopping: asyncio.Event) -> None:
        """Tidy up every few minutes until *stopping* is set."""
        office = self._office
        while not stopping.is_set():
            try:
                await office.ledger.write_as(office.token, plans.forget_words, before=office.now() - WORDS_KEPT)
            except LedgerUnavailable as exc:
                log.warning("%s Tidying up waits.", exc)
            await office.rest(LOOK_EVERY, stopping)
