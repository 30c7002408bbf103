"""What *Create labels* opens with: the account's own lists, and what the person chose the last time."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.desk.catalogue import Catalogue
from bot.desk.context import DeskContext
from bot.desk.label_request import LabelRequest
from bot.intake import ShopNumbers, learn
from bot.ledger import batches, last_choices, questions
from bot.model import LastChoices, Offer, Option, Person, ShippingChoice
from bot.people import Directory, DirectoryUnavailable


@dataclass(frozen=True)
class FormStart:
    """What the form offers, and what is chosen in it to begin with."""

    offer: Offer
    chosen: LastChoices


class Forms:
    """Prepares the form for a person."""

    def __init__(self, context: DeskContext, directory: Directory, catalogue: Catalogue) -> None:
        self._context = context
        self._directory = directory
        self._catalogue = catalogue

    async def start(self, by: Person, typed_in: str | None) -> FormStart:
        """Return what the form opens with. *typed_in*: the conversation that it was asked for in.

        A channel is where the run is posted to; from elsewhere that is the one that the person chose the last time.
        """
        offer, last = await asyncio.gather(self._catalogue.offer(), self._context.ledger.read(last_choices.of, by))
        channel = typed_in if is_channel(typed_in) else await self._seen(last.channel)
        if last.option_code and self._catalogue.options.has(last.option_code, last.contract_id) is False:
            last = replace(last, option_code=None, contract_id=None, option_label=None)
        return FormStart(offer, replace(still_offered(last, offer), channel=channel))

    async def shop_numbers(self, by: Person) -> ShopNumbers | None:
        """Return how the order numbers look of the shop with which the form opens; None where that is not known."""
        offer, last = await asyncio.gather(self._catalogue.offer(), self._context.ledger.read(last_choices.of, by))
        shop = still_offered(last, offer).shop_id or offer.default_shop
        return learn(await self._context.ledger.read(questions.numbers_of_shop, int(shop))) if shop else None

    async def options(self, typed: str, *, view_id: str, sender: int | None) -> list[ShippingChoice]:
        """Return the shipping options that match what was typed, of those that can carry the orders of the plan whose
        form stands in a window, where there is one. *sender*: the sender address that was chosen there."""
        batch = await self._context.ledger.read(batches.of_form, view_id)
        return await self._catalogue.options.search(typed, batch, sender)

    async def remember(self, request: LabelRequest, *, by: Person) -> None:
        """Keep what somebody chose for the next time; what could not be chosen just now stays as it was."""
        offer = await self._catalogue.offer()
        if offer.missing is not None:
            return
        chosen = LastChoices(
            shop_id=request.shop_id,
            shipping=request.shipping,
            option_code=request.option_code,
            contract_id=request.contract_id,
            option_label=request.option_label,
            sender_address_id=request.sender_address_id,
            brand_id=request.brand_id,
            channel=request.channel,
        )
        last = await self._context.ledger.read(last_choices.of, by)
        if offer.test_labels:
            chosen = replace(chosen, shipping=last.shipping)
        if chosen.option_code is None:
            # Whoever comes back to "Choose an option" finds the one of before.
            kept = {name: getattr(last, name) for name in ("option_code", "contract_id", "option_label")}
            chosen = replace(chosen, **kept)
        if chosen != last:
            await self._context.ledger.write(last_choices.remember, by, chosen, now=self._context.now())

    async def _seen(self, channel: str | None) -> str | None:
        """Return a channel unless the bot sees that it is gone or archived, or that it left it."""
        if channel is None:
            return None
        try:
            place = await self._directory.channel(channel, fresh=False)
        except DirectoryUnavailable:
            return channel
        return channel if place is not None and place.is_member and not place.is_archived else None


def is_channel(conversation: str | None) -> bool:
    """Is this a channel, public or private? The ids of conversations of two begin with a D."""
    return conversation is not None and conversation[:1] in {"C", "G"}


def still_offered(last: LastChoices, offer: Offer) -> LastChoices:
    """Return what can still be chosen of what was chosen the last time; a list that is missing speaks for nothing."""
    return replace(
        last,
        shop_id=_known(last.shop_id, offer.shops),
        sender_address_id=_known(last.sender_address_id, offer.senders),
        brand_id=_known(last.brand_id, offer.brands),
    )


def _known(chosen: int | None, offered: Sequence[Option]) -> int | None:
    return chosen if not offered or str(chosen) in {one.id for one in offered} else None
