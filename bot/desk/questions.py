"""What people ask about an order: where it stands, and what was recorded about it. Nothing is changed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from zoneinfo import ZoneInfo

from bot.clock import Clock
from bot.desk.catalogue import Catalogue
from bot.engine.trouble import trouble_of
from bot.intake import learn, spellings_of
from bot.ledger import Ledger, events, questions
from bot.model import Cause, Event, Item, OrderStatus, OutsideLabel, Sighting, State, Wished, cancel_terms
from bot.people import Directory
from bot.sendcloud import Sendcloud, SendcloudError, Shipment

MOST_SHOPS_ASKED = 10
MOST_LINKS = 100
"""Shipments whose tracking links are asked for at once."""


class Questions:
    """The answers to ``/label status`` and ``/label history``."""

    def __init__(
        self,
        ledger: Ledger,
        sendcloud: Sendcloud,
        directory: Directory,
        catalogue: Catalogue,
        *,
        clock: Clock,
        zone: ZoneInfo,
    ) -> None:
        self._ledger = ledger
        self._sendcloud = sendcloud
        self._directory = directory
        self._catalogue = catalogue
        self._clock = clock
        self._zone = zone

    async def history(self, number: str) -> list[Event]:
        """Return what the ledger knows of an order number, oldest first."""
        return await self._ledger.read(events.of_number, await self._spellings(number))

    async def _spellings(self, number: str) -> Sequence[str]:
        """Return how to look a number up, also as the shop that is chosen by default writes its own."""
        shop = (await self._catalogue.offer()).default_shop
        known = await self._ledger.read(questions.numbers_of_shop, int(shop)) if shop is not None else []
        return spellings_of(number, learn(known)) or (number,)

    async def workspace(self) -> str:
        """Return the address under which the workspace shows its messages."""
        return (await self._directory.identity()).url

    async def status(self, number: str) -> OrderStatus:
        """Return where an order stands: from the ledger, and from Sendcloud when no run has a label for it.

        The tracking links of the bot's own labels are asked for where the ledger does not keep them.
        """
        spellings = await self._spellings(number)
        seen = await self._seen(spellings)
        if any(one.item.state is State.LABELLED for one in seen):
            return await self._labelled(number, seen)
        own = {one.item.shipment_id for one in seen if one.item.shipment_id}
        try:
            known, outside = await self._outside(spellings, own)
        except SendcloudError as exc:
            return OrderStatus(number, tuple(seen), problem=Cause(trouble_of(exc)))
        return OrderStatus(number, tuple(seen), outside=outside, known_to_sendcloud=known or bool(seen))

    async def _seen(self, spellings: Sequence[str]) -> list[Sighting]:
        """Return where runs have an order, with the terms on which its label could be cancelled now."""
        seen = await self._ledger.read(questions.sightings, spellings, now=self._clock.now())
        return [
            replace(one, terms=cancel_terms(one.item, zone=self._zone)) if one.wished is Wished.OPEN else one
            for one in seen
        ]

    async def _labelled(self, number: str, seen: Sequence[Sighting]) -> OrderStatus:
        """Return what the ledger knows of labels, with the links that it does not keep: they tell a postal code."""
        without = [one.item.shipment_id for one in seen if one.item.shipment_id and _lacks_a_link(one.item)]
        try:
            made = await self._sendcloud.shipments(without[:MOST_LINKS]) if without else []
        except SendcloudError as exc:
            return OrderStatus(number, tuple(seen), no_links=Cause(trouble_of(exc)))
        links = {parcel.id: parcel.tracking_url for one in made for parcel in one.parcels}
        return OrderStatus(number, tuple(replace(one, item=_with_links(one.item, links)) for one in seen))

    async def _outside(self, spellings: Sequence[str], own: set[str]) -> tuple[bool, tuple[OutsideLabel, ...]]:
        """Return whether Sendcloud knows the order, and its live shipments that are not among the bot's *own*."""
        known = False
        for shop in await self._shops():
            for spelling in spellings:
                shipments = await self._sendcloud.find_shipments(shop, spelling)
                made = tuple(_outside_label(one) for one in shipments if one.id not in own and one.is_live)
                if made:
                    return True, made
                known = known or bool(shipments) or bool(await self._sendcloud.find_orders(shop, spelling))
        return known, ()

    async def _shops(self) -> list[int]:
        """Return the shops to ask, the default one first."""
        offer = await self._catalogue.offer()
        shops = sorted((shop.id for shop in offer.shops), key=lambda shop: shop != offer.default_shop)
        if not shops and offer.default_shop is not None:
            shops = [offer.default_shop]
        return [int(shop) for shop in shops[:MOST_SHOPS_ASKED]]


def _lacks_a_link(item: Item) -> bool:
    return item.state is State.LABELLED and any(one.tracking_number and not one.tracking_url for one in item.parcels)


def _with_links(item: Item, links: Mapping[int, str | None]) -> Item:
    parcels = (replace(one, tracking_url=one.tracking_url or links.get(one.id)) for one in item.parcels)
    return replace(item, parcels=tuple(parcels))


def _outside_label(shipment: Shipment) -> OutsideLabel:
    alive = [parcel for parcel in shipment.parcels if not parcel.is_dead]
    first = alive[0] if alive else None
    return OutsideLabel(
        shipment_id=shipment.id,
        status=(first.status_message or first.status_code or "") if first else "",
        carrier=shipment.carrier_name,
        tracking_url=first.tracking_url if first else None,
    )
