"""Forgetting what is needed no longer: pasted words, which may be a name, an address, anything, and old presses."""

from __future__ import annotations

import asyncio
from datetime import timedelta
from typing import Final

from bot.engine.office import Office, log
from bot.ledger import LedgerUnavailable, plans, presses

WORDS_KEPT: Final = timedelta(hours=24)
"""How long the words of a plan that nobody confirms are kept, so that its reader can still see them."""

PRESSES_KEPT: Final = timedelta(hours=24)
"""How long a press is known, so that it counts once. Slack gives up delivering anything long before."""

LOOK_EVERY: Final = 300.0


class Housekeeper:
    """Blanks the pasted words of plans that are confirmed or old, how many there were stays; forgets old presses."""

    def __init__(self, office: Office) -> None:
        self._office = office

    async def work(self, stopping: asyncio.Event) -> None:
        """Tidy up every few minutes until *stopping* is set."""
        office = self._office
        while not stopping.is_set():
            try:
                await office.ledger.write_as(office.token, plans.forget_words, before=office.now() - WORDS_KEPT)
                await office.ledger.write_as(office.token, presses.forget, before=office.now() - PRESSES_KEPT)
            except LedgerUnavailable as exc:
                log.warning("%s Tidying up waits.", exc)
            await office.rest(LOOK_EVERY, stopping)
