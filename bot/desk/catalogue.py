"""The account's own lists for the modal: shops, sender addresses, brands and shipping options."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Generic, TypeVar

from bot.clock import Clock
from bot.model import MissingLists, Offer, Option, ShippingChoice
from bot.sendcloud import (
    Brand,
    Integration,
    OptionAddress,
    OptionParcel,
    Rejected,
    Sendcloud,
    SendcloudError,
    SenderAddress,
    ShippingOption,
    ShippingOptionFilter,
    WeightRequest,
)
from bot.waiting import cancel

T = TypeVar("T")

KEEPS = timedelta(minutes=5)
"""How old a list may be before it is fetched anew."""

PATIENCE = 1.5
"""Seconds to wait for lists that were never fetched; Slack lets a modal open within three seconds of the click."""

log = logging.getLogger("label_bot.desk")


@dataclass
class _List(Generic[T]):
    """One list, who fetches it, and how old it is."""

    fetch: Callable[[], Awaitable[list[T]]]
    items: list[T] | None = None
    at: datetime | None = None
    coming: asyncio.Task[None] | None = field(default=None, repr=False)


class Catalogue:
    """Returns the lists it has at once and refreshes old ones in the background."""

    def __init__(self, sendcloud: Sendcloud, clock: Clock, *, integration_id: int | None, test_labels: bool) -> None:
        self._sendcloud = sendcloud
        self._clock = clock
        self._integration_id = integration_id
        self._test_labels = test_labels
        self._shops: _List[Integration] = _List(sendcloud.integrations)
        self._senders: _List[SenderAddress] = _List(sendcloud.sender_addresses)
        self._brands: _List[Brand] = _List(sendcloud.brands)
        self._options: _List[ShippingOption] = _List(self._fetch_options)
        self._own: _List[int] = _List(self._fetch_own)

    async def _fetch_options(self) -> list[ShippingOption]:
        found = await self._all_options() or await self._domestic_options()
        return [option for option in found if not option.functionalities.get("returns")]

    async def _all_options(self) -> list[ShippingOption]:
        """Return every option, where Sendcloud lists them without a destination."""
        try:
            return await self._sendcloud.shipping_options(ShippingOptionFilter())
        except Rejected:
            return []

    async def _domestic_options(self) -> list[ShippingOption]:
        """Return what there is for a parcel of a kilogram within the country of a sender."""
        senders = self._senders.items or await self._sendcloud.sender_addresses()
        country = next((one.country_code for one in senders if one.country_code and len(one.country_code) == 2), None)
        if country is None:
            return []
        place = OptionAddress(country_code=country)
        parcel = OptionParcel(weight=WeightRequest(value=Decimal(1), unit="kg"))
        return await self._sendcloud.shipping_options(
            ShippingOptionFilter(from_address=place, to_address=place, parcels=[parcel])
        )

    async def _fetch_own(self) -> list[int]:
        return [(await self._sendcloud.metadata()).integration_id]

    async def offer(self) -> Offer:
        """Return what the modal has to choose from; lists that do not come in time are left out, and it says so."""
        coming = [self._coming(self._shops), self._coming(self._senders), self._coming(self._brands)]
        if self._integration_id is None:
            coming.append(self._coming(self._own))
        if any(coming):
            await asyncio.wait({task for task in coming if task is not None}, timeout=PATIENCE)
        shops = tuple(Option(str(shop.id), shop.shop_name or f"Shop {shop.id}") for shop in _known(self._shops))
        return Offer(
            shops=shops,
            default_shop=self._default(shops),
            senders=tuple(Option(str(one.id), _sender_label(one)) for one in _known(self._senders)),
            brands=tuple(Option(str(one.id), one.name or f"Brand {one.id}") for one in _known(self._brands)),
            test_labels=self._test_labels,
            missing=self._missing(),
        )

    def _default(self, shops: Sequence[Option]) -> str | None:
        """Return the shop that is chosen to begin with; none where a guess could buy for the wrong one."""
        known = {shop.id for shop in shops}
        if self._integration_id is not None:
            return str(self._integration_id) if not shops or str(self._integration_id) in known else None
        own = next(iter(_known(self._own)), None)
        if own is None:
            return shops[0].id if len(shops) == 1 else None
        return str(own) if not shops or str(own) in known else shops[0].id

    def _missing(self) -> MissingLists | None:
        if self._shops.items is None:
            return MissingLists.ALL
        if self._senders.items is None or self._brands.items is None:
            return MissingLists.SENDERS_OR_BRANDS
        return None

    async def shop(self, integration_id: int | None) -> Option | None:
        """Return the shop that was chosen, or the default one; None when nobody knows it."""
        offer = await self.offer()
        wanted = str(integration_id) if integration_id is not None else offer.default_shop
        known = next((shop for shop in offer.shops if shop.id == wanted), None)
        if known is None and wanted is not None and not offer.shops:
            return Option(wanted, f"Shop {wanted}")
        return known

    async def search(self, typed: str) -> list[ShippingChoice]:
        """Return the shipping options whose carrier, name or code holds every word typed, by name.

        A code can come once for each contract.
        """
        task = self._refresh(self._options)
        if task is not None and self._options.items is None:
            await asyncio.wait([task], timeout=PATIENCE + 0.5)
        words = typed.casefold().split()
        found: dict[tuple[str, int | None], ShippingChoice] = {}
        for option in _known(self._options):
            label = _option_label(option)
            sought = f"{label} {option.code}".casefold()
            if all(word in sought for word in words):
                choice = ShippingChoice(option.code, option.contract_id or None, label)
                found[choice.code, choice.contract_id] = choice
        return sorted(found.values(), key=lambda choice: choice.label.casefold())

    async def warm(self) -> None:
        """Fetch everything once, so that the first modal is complete; a Sendcloud that is down holds nobody up."""
        tasks = [
            self._refresh(self._shops), self._refresh(self._senders), self._refresh(self._brands),
            self._refresh(self._own),
        ]  # fmt: skip
        await asyncio.wait({task for task in tasks if task is not None}, timeout=PATIENCE)

    async def close(self) -> None:
        """End whatever is being fetched."""
        lists = (self._shops, self._senders, self._brands, self._options, self._own)
        await cancel(one.coming for one in lists if one.coming is not None)

    def _coming(self, one: _List[T]) -> asyncio.Task[None] | None:
        """Refresh a list; return the fetching when it is the first and so worth waiting for."""
        task = self._refresh(one)
        return task if one.items is None else None

    def _refresh(self, one: _List[T]) -> asyncio.Task[None] | None:
        """Start fetching a list that is missing or old; return the fetching that is under way, if any."""
        old = one.at is None or self._clock.now() - one.at > KEEPS
        if old and (one.coming is None or one.coming.done()):
            one.coming = asyncio.create_task(self._fill(one))
        return one.coming if one.coming is not None and not one.coming.done() else None

    async def _fill(self, one: _List[T]) -> None:
        try:
            one.items = await one.fetch()
            one.at = self._clock.now()
        except SendcloudError as exc:
            log.warning("A list for the modal could not be fetched: %s", exc)


def _known(one: _List[T]) -> list[T]:
    return one.items or []


def _sender_label(sender: SenderAddress) -> str:
    parts = (sender.company_name or sender.name, sender.address_line_1, sender.city, sender.country_code)
    return ", ".join(part for part in parts if part) or f"Sender {sender.id}"


def _option_label(option: ShippingOption) -> str:
    carrier = option.carrier.name if option.carrier else None
    name = option.name or option.code
    label = name if carrier is None or carrier.casefold() in name.casefold() else f"{carrier}: {name}"
    contract = option.contract.name if option.contract else None
    return f"{label} ({contract})" if contract else label
