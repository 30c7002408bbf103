"""After buying: the option that a label came back with is quoted, so that every label has a price."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Final

from bot.engine.bulkhead import fault_of
from bot.engine.context import EngineContext, log
from bot.engine.quotes import Lane, Questions, Quotes, Wanted
from bot.engine.terms import Origin, TermsReader
from bot.engine.weights import kilograms_of, share_of
from bot.ledger import LedgerUnavailable, label_quotes
from bot.ledger.label_quotes import CameBack, ToQuote
from bot.model import Choices, Quoted, chunks
from bot.sendcloud import Shipment
from bot.waiting import repeat

MOST: Final = 1_000
"""Labels quoted in one turn; those of one lane and weight band share a question."""

MOST_QUESTIONS: Final = 10
"""Questions in one turn, wherever the labels leave from; each is a write, and labels themselves go first."""

REST: Final = 15.0
"""Seconds between two turns that had something to ask."""

GIVES_UP: Final = timedelta(days=1)
"""The age of a label for which Sendcloud has never answered; its price stays unknown."""

_AT_ONCE: Final = 100
"""Prices that are written down together."""


def came_back(shipment: Shipment) -> CameBack | None:
    """Return what a shipment tells of how its labels were made; None where it does not tell the option."""
    chosen = shipment.ship_with
    if chosen is None or not chosen.shipping_option_code:
        return None
    weights = [kilograms_of(parcel.weight) for parcel in shipment.parcels]
    known = [weight for weight in weights if weight is not None]
    return CameBack(
        chosen.shipping_option_code,
        chosen.contract_id,
        from_country=shipment.from_address.country_code if shipment.from_address else None,
        country=shipment.to_address.country_code if shipment.to_address else None,
        weight=sum(known, Decimal(0)) if known and len(known) == len(weights) else None,
    )


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
        """Quote some labels; False when there is none. What is not answered now is asked for again in a later turn."""
        waiting = await self._context.ledger.read(label_quotes.to_ask, most=MOST)
        questions = Questions(MOST_QUESTIONS)
        if await fault_of(self._price(waiting, questions)) is not None:
            for one in waiting:
                if (fault := await fault_of(self._price([one], questions))) is not None:
                    await self._give_up(one, fault)
        return bool(waiting)

    async def _price(self, labels: Sequence[ToQuote], questions: Questions) -> None:
        """Write down what *labels* cost, as far as it can be told now."""
        by_origin: dict[Origin | None, dict[int, Wanted]] = {}
        for one in labels:
            by_origin.setdefault(await self._origin(one), {})[one.item_id] = _wanted(one)
        quotes = {one.item_id: Quoted() for one in labels if self._context.now() - one.at > GIVES_UP}
        for origin, wanted in by_origin.items():
            quotes |= await self._quotes.of(origin, wanted, questions)
        told = [(one, quotes[one.item_id]) for one in labels if one.item_id in quotes]
        for some in chunks(told, _AT_ONCE):
            await self._context.write(label_quotes.quoted, some, now=self._context.now())

    async def _give_up(self, one: ToQuote, fault: Exception) -> None:
        """Leave the price of a label unknown whose data nobody can handle."""
        reference = secrets.token_hex(3).upper()
        log.error("The price of a label cannot be told (reference %s).", reference, exc_info=fault)
        await self._context.write(label_quotes.quoted, [(one, Quoted())], now=self._context.now())

    async def _origin(self, one: ToQuote) -> Origin | None:
        """Return where a label leaves from: as its shipment tells, else as the plan had it."""
        if one.from_country:
            return Origin(one.from_country.upper())
        return (await self._terms.of(Choices(0, "", sender_address_id=one.sender_address_id))).origin


def _wanted(one: ToQuote) -> Wanted:
    lane = Lane(one.option_code, one.contract_id, one.country, "", one.parcels)
    return Wanted(lane, share_of(one.weight, one.parcels))
