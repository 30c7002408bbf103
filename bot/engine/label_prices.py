"""After buying: the option that a label came back with is quoted, so that every label has a price."""

from __future__ import annotations

import asyncio
from typing import Final

from bot.engine.context import EngineContext, log
from bot.engine.quotes import Lane, Quotes, Wanted
from bot.engine.terms import TermsReader
from bot.engine.weights import share_of
from bot.ledger import LedgerUnavailable, label_quotes
from bot.ledger.label_quotes import ToQuote
from bot.model import Choices
from bot.waiting import repeat

MOST: Final = 100
"""Labels quoted in one turn; those of one lane and weight band share a question."""

MOST_QUESTIONS: Final = 10
"""Questions in one turn, each a write: labels themselves go first."""

REST: Final = 15.0
"""Seconds between two turns that asked something."""


class LabelPrices:
    """Quotes labels once they are there. A price that cannot be had stays unknown."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._terms = TermsReader(context.sendcloud, context.clock)
        self._quotes = Quotes(context.sendcloud, context.clock)

    async def work(self, stopping: asyncio.Event) -> None:
        """Quote labels as they come until *stopping* is set."""

        async def turn() -> None:
            if await self.turn():
                await self._context.rest(REST, stopping)

        await repeat(
            turn,
            stopping=stopping,
            wakeup=self._context.wakeup,
            outage=LedgerUnavailable,
            told=lambda exc: log.warning("%s Prices of labels wait.", exc),
        )

    async def turn(self) -> bool:
        """Quote some labels; False when there is none."""
        waiting = await self._context.ledger.read(label_quotes.to_ask, most=MOST)
        by_sender: dict[int | None, list[ToQuote]] = {}
        for one in waiting:
            by_sender.setdefault(one.sender_address_id, []).append(one)
        for sender, labels in by_sender.items():
            await self._quote(sender, labels)
        return bool(waiting)

    async def _quote(self, sender: int | None, labels: list[ToQuote]) -> None:
        terms = await self._terms.of(Choices(0, "", sender_address_id=sender))
        wanted = {one.item_id: _wanted(one) for one in labels}
        prices = await self._quotes.of(terms, wanted, most=MOST_QUESTIONS)
        for one in labels:
            priced = prices.get(one.item_id)
            await self._context.write(
                label_quotes.quoted,
                one.item_id,
                option_label=priced.option_label if priced else None,
                carrier=priced.carrier if priced else None,
                price=priced.price if priced else None,
                currency=priced.currency if priced else None,
            )


def _wanted(one: ToQuote) -> Wanted:
    lane = Lane(one.option_code, one.contract_id, one.country, "", one.parcels)
    return Wanted(lane, share_of(one.weight, one.parcels))
