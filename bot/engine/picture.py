"""What Sendcloud has for one order: read by the order's own id and by its number, never by what a list leaves out."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock
from bot.engine.privacy import Destinations
from bot.engine.shops import Shops
from bot.model import Item, same_number_key
from bot.sendcloud import NotKnown, Sendcloud, Shipment


@dataclass(frozen=True)
class Under:
    """The shipments under a number. *unlisted*: found without the shop's filter alone, so perhaps of another shop."""

    listed: tuple[Shipment, ...] = ()
    unlisted: tuple[Shipment, ...] = ()

    def for_destination(self, destinations: Destinations, destination: str | None) -> list[Shipment]:
        """Return what may be for an order of the shop that goes to *destination*.

        Another shop can have the same number: what is not listed under this one and goes elsewhere is the other's.
        """
        return [*self.listed, *(one for one in self.unlisted if not destinations.differ(destination, one.to_address))]


@dataclass(frozen=True)
class Picture:
    """What there was for one order at *read_at*, when the reading began; *number* is the one it had then."""

    read_at: datetime
    number: str
    under: Under


@dataclass(frozen=True)
class Seen:
    """A shipment as far as a decision about one order goes.

    *elsewhere*: for another destination. *sure*: listed under the shop, or for the very destination. *after_backup*:
    made while the ledger that this one is a copy of went on.
    """

    id: str
    live: bool = True
    elsewhere: bool = False
    sure: bool = True
    after_backup: bool = False
    made_at: datetime | None = None
    parcels: tuple[int, ...] = ()


class Pictures:
    """Reads pictures. Raises `SendcloudError`; `NotKnown` where an answer leaves open what there is."""

    def __init__(self, sendcloud: Sendcloud, clock: Clock, shops: Shops) -> None:
        self._sendcloud = sendcloud
        self._clock = clock
        self._shops = shops

    async def of(self, item: Item) -> Picture:
        """Return the picture of one order, which may have been renumbered since its plan."""
        read_at = self._clock.now()
        number = await self.number(item)
        numbers = {same_number_key(one): one for one in (item.order_number, number)}
        found = [await self.under(item.integration_id, one) for one in numbers.values()]
        listed = _distinct(one.listed for one in found)
        return Picture(read_at, number, under(listed, _distinct(one.unlisted for one in found)))

    async def number(self, item: Item) -> str:
        """Return the number that an order has now, read by Sendcloud's id; the old one of an order that is gone."""
        if item.sendcloud_id is None:
            return item.order_number
        try:
            order = await self._sendcloud.order(item.sendcloud_id)
        except ValueError as exc:
            raise NotKnown("The order's id at Sendcloud cannot be asked for.") from exc
        if order is None:
            # Whether an order can still be read once it was shipped or archived is nowhere said.
            return item.order_number
        if order.order_id != item.order_id:
            raise NotKnown("Sendcloud answered with another order.")
        return order.order_number

    async def under(self, integration_id: int, number: str) -> Under:
        """Return the shipments under a number, asked for without the shop, too, until that is known not to matter."""
        listed = await self._sendcloud.find_shipments(integration_id, number)
        if await self._shops.is_sure(integration_id):
            return Under(tuple(listed))
        anywhere = await self._sendcloud.find_shipments(None, number)
        return under(listed, anywhere)


def under(listed: Sequence[Shipment], anywhere: Sequence[Shipment]) -> Under:
    """Return what is listed under a shop, and what only a look without that filter shows."""
    ids = {one.id for one in listed}
    return Under(tuple(listed), tuple(one for one in anywhere if one.id not in ids))


def _distinct(groups: Iterable[Sequence[Shipment]]) -> tuple[Shipment, ...]:
    return tuple({one.id: one for group in groups for one in group}.values())


def seen(
    item: Item,
    picture: Picture,
    destinations: Destinations,
    *,
    ahead: timedelta | None = None,
    backup: tuple[datetime, datetime] | None = None,
) -> list[Seen]:
    """Return what a picture shows for an order, in moments of our clock.

    *ahead*: how far Sendcloud's clock is ahead of ours, if that is known. *backup*: between which moments the ledger
    that this one is a copy of went on, if it is one.
    """
    shown: list[Seen] = []
    listed = {one.id for one in picture.under.listed}
    for one in picture.under.for_destination(destinations, item.destination):
        there = destinations.of(one.to_address)
        made_at = one.created_at - (ahead or timedelta(0)) if one.created_at else None
        shown.append(
            Seen(
                one.id,
                live=one.is_live,
                elsewhere=destinations.differ(item.destination, one.to_address),
                sure=one.id in listed or (there is not None and there == item.destination),
                after_backup=backup is not None and made_at is not None and backup[0] <= made_at <= backup[1],
                made_at=made_at,
                parcels=tuple(parcel.id for parcel in one.parcels),
            )
        )
    return shown
