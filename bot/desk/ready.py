"""``/label ready``: a plan of a shop's paid orders without a label, which nobody gave numbers for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from bot.desk.catalogue import Catalogue
from bot.desk.context import DeskContext
from bot.desk.forms import Forms
from bot.desk.label_request import ChannelProblem, ChannelRefused, LabelRequest, UnknownShop
from bot.desk.plans import Plans
from bot.intake import read_ready
from bot.ledger import plan_looks, plans
from bot.model import Choices, LastChoices, Offer, Option, Person, Plan


class UnreadableDay(Exception):
    """What stands behind ``since`` is no day of the last year."""


@dataclass(frozen=True)
class ReadyRequest:
    """What is going to be looked up: nothing is stored yet."""

    channel: str
    choices: Choices


class ReadyPlans:
    """The use cases of plans that nobody gave numbers for. *zone*: by which the team tells its days."""

    def __init__(
        self,
        context: DeskContext,
        made: Plans,
        forms: Forms,
        catalogue: Catalogue,
        *,
        zone: ZoneInfo,
        name: Callable[[str], str],
    ) -> None:
        self._context = context
        self._plans = made
        self._forms = forms
        self._catalogue = catalogue
        self._zone = zone
        self._name = name

    async def prepare(self, typed: str, *, by: Person, typed_in: str) -> ReadyRequest:
        """Return what the words behind ``ready`` ask for, with what the person chose in the form the last time.

        Raises `UnreadableDay`, `UnknownShop` or `ChannelRefused`.
        """
        asked = read_ready(typed, self._context.now().astimezone(self._zone).date())
        if asked is None:
            raise UnreadableDay
        start = await self._forms.start(by, typed_in)
        shop = await self._shop(asked.shop, start.offer, start.chosen)
        if start.chosen.channel is None:
            raise ChannelRefused(ChannelProblem.NOT_A_MEMBER)
        place = await self._plans.place(start.chosen.channel)
        request = _request(start.chosen, start.offer, start.chosen.channel)
        choices = self._plans.choices(request, shop, shared_channel=place.is_shared)
        since = datetime.combine(asked.since, time(), self._zone).astimezone(UTC)
        return ReadyRequest(request.channel, replace(choices, ready_since=since))

    async def _shop(self, words: str, offer: Offer, chosen: LastChoices) -> Option:
        """Return the shop that was named, by its name or a part of it, otherwise the one of the form."""
        if words:
            named = [one for one in offer.shops if one.label.casefold() == words.casefold()]
            named = named or [one for one in offer.shops if words.casefold() in one.label.casefold()]
            if len(named) != 1:
                known = [one.label for one in offer.shops]
                raise UnknownShop(several=[one.label for one in named], known=known)
            return named[0]
        shop = await self._catalogue.shop(chosen.shop_id)
        if shop is None:
            raise UnknownShop
        return shop

    async def begin(self, request: ReadyRequest, *, by: Person, view_id: str) -> None:
        """Write down what was asked for; the engine lists the orders. *view_id*: the modal that shows the plan."""
        await self._context.write(
            plans.create,
            self._name("P-"),
            by=by,
            channel=request.channel,
            choices=request.choices,
            lines=(),
            twice=(),
            not_understood=(),
            cut=False,
            view_id=view_id,
            now=self._context.now(),
        )

    async def count_as_paid(self, plan_id: str, word: str, *, by: Person) -> Plan | None:
        """Remember that one of the shop's own words for payment means paid, and look at the plan anew."""
        plan = await self._plans.find(plan_id, by)
        if plan is not None:
            await self._context.write(plan_looks.count_as_paid, plan_id, word, by=by, now=self._context.now())
        return plan


def _request(chosen: LastChoices, offer: Offer, channel: str) -> LabelRequest:
    sender = _named(chosen.sender_address_id, offer.senders)
    brand = _named(chosen.brand_id, offer.brands)
    return LabelRequest(
        text="",
        files=(),
        channel=channel,
        shop_id=chosen.shop_id,
        shipping=chosen.shipping,
        option_code=chosen.option_code,
        contract_id=chosen.contract_id,
        option_label=chosen.option_label,
        sender_address_id=chosen.sender_address_id,
        sender_label=sender.label if sender else None,
        brand_id=chosen.brand_id,
        brand_label=brand.label if brand else None,
    )


def _named(id: int | None, offered: tuple[Option, ...]) -> Option | None:
    return next((one for one in offered if id is not None and one.id == str(id)), None)
