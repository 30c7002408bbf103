"""Orders by number: from the pages of a shop's list where that takes fewer calls, one by one where not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from bot.clock import Clock
from bot.engine.asking import each_known
from bot.engine.context import log
from bot.engine.order_pages import Listing, OrderPages, PageOf, Told
from bot.model import PLAN_KEEPS, LineKind, PlanLine, readings_of, same_number_key
from bot.sendcloud import Order, Rejected, Sendcloud, SendcloudError, Unavailable

ONE_BY_ONE: Final = 10
"""Up to this many numbers, asking for each is as cheap as some pages, and shows every older order, too."""

MOST_SHOWN: Final = 40
"""Lines of a plan that are shown one by one: those are asked for older orders with their numbers, too."""

LATE_LOOKS: Final = (1.0, 3.0, 8.0)
"""Seconds after a plan was checked at which numbers that no order had are asked for again."""


Named = Sequence[Order] | SendcloudError
"""The orders that a line names, or why that is not known."""


async def nobody(_done: int) -> None:
    """Tell nobody how far a look-up is."""


@dataclass(frozen=True)
class _Last:
    """What the last reading of a shop's list showed, and when the first of the readings it builds on began."""

    at: datetime
    listing: Listing


class OrderLookup:
    """Asks Sendcloud which orders there are for some numbers. Raises the classes of ``bot.sendcloud.errors``."""

    def __init__(self, sendcloud: Sendcloud, clock: Clock) -> None:
        self._sendcloud = sendcloud
        self._clock = clock
        self._last: dict[int, _Last] = {}

    async def orders(
        self, integration_id: int, lines: Sequence[PlanLine], told: Told = nobody
    ) -> dict[int, Named]:
        """Return for each line, by its position, the orders that it names, or why that is not known: those that have
        the first spelling of each number which it may be.

        *told* hears how many lines are looked up so far. Of orders that share a number, those that are not recent may
        be missing where there are more than `MOST_SHOWN` lines.
        """
        if len(lines) <= ONE_BY_ONE:
            return await self._one_by_one(integration_id, lines)
        listing = await self._listing(integration_id, lines, told)
        if listing is None:
            return await self._one_by_one(integration_id, lines)
        known = {line.position: listing.tells(line) for line in lines}
        found: dict[int, Named] = {position: orders for position, orders in known.items() if orders is not None}
        found |= await self._older(integration_id, listing, [line for line in lines if found.get(line.position)], lines)
        rest = await self._one_by_one(integration_id, [line for line in lines if line.position not in found])
        listing.absent |= _keys(line for line in lines if rest.get(line.position) == [])
        return found | rest

    async def _older(
        self, integration_id: int, listing: Listing, named: Sequence[PlanLine], lines: Sequence[PlanLine]
    ) -> dict[int, Named]:
        """Return the orders of lines for which the list *named* some, with those that are older than what was read of
        it: for as many *lines* as are shown one by one, when each is looked up first."""
        if listing.is_whole or len(lines) > MOST_SHOWN:
            return {}
        asked = await self._one_by_one(integration_id, [line for line in named if line.kind is LineKind.WAITING])
        return {at: orders for at, orders in asked.items() if orders and not isinstance(orders, SendcloudError)}

    async def newest(self, integration_id: int, lines: Sequence[PlanLine]) -> dict[int, Named]:
        """Look once more for numbers that no order had a moment ago; only those that have one now are returned.

        Sendcloud saves an order only after it was accepted, and one that comes in while a list is read can be on none
        of its pages.
        """
        if len(lines) <= ONE_BY_ONE:
            found = await self._one_by_one(integration_id, lines)
            return {at: orders for at, orders in found.items() if orders and not isinstance(orders, SendcloudError)}
        pages = OrderPages(self._page_of(integration_id), integration_id, lines, now=self._clock.now(), before=None)
        try:
            listing = await pages.read_newest()
        except (Rejected, Unavailable) as exc:
            if not exc.another_way:
                raise
            log.warning("The newest orders cannot be read: %s", exc)
            return {}
        return {line.position: orders for line in lines if (orders := listing.tells(line))}

    async def _listing(self, integration_id: int, lines: Sequence[PlanLine], told: Told) -> Listing | None:
        started = self._clock.now()
        last = self._last.get(integration_id)
        if last is not None and started - last.at > PLAN_KEEPS:
            last = None
        before = last.listing if last else None
        page = self._page_of(integration_id)
        try:
            listing = await OrderPages(page, integration_id, lines, now=started, before=before).read(told)
        except (Rejected, Unavailable) as exc:
            if not exc.another_way:
                raise
            log.warning("The list of orders cannot be read, so each number is asked for: %s", exc)
            return None
        if listing is not None:
            self._last[integration_id] = _Last(last.at if last else started, listing)
        return listing

    def _page_of(self, integration_id: int) -> PageOf:
        return lambda cursor: self._sendcloud.orders_page(integration_id, cursor=cursor)

    async def _one_by_one(self, integration_id: int, lines: Sequence[PlanLine]) -> dict[int, Named]:
        found: dict[int, Named] = {}

        async def find(line: PlanLine) -> None:
            hits: dict[str, Order] = {}
            for reading in readings_of(line.spellings):
                hits |= {order.order_id: order for order in await self._first(integration_id, reading)}
            found[line.position] = list(hits.values())

        unknown = await each_known(find, lines)
        if unknown:
            log.warning("Which orders have a number cannot be told now of %d: %s", len(unknown), unknown[0][1])
        return found | {line.position: exc for line, exc in unknown}

    async def _first(self, integration_id: int, spellings: Sequence[str]) -> list[Order]:
        """Return the orders of a shop that have the first of these spellings which any of its orders has."""
        for spelling in spellings:
            orders = await self._sendcloud.find_orders(integration_id, spelling)
            if mine := [order for order in orders if order.integration_id in (None, integration_id)]:
                return mine
        return []


def _keys(lines: Iterable[PlanLine]) -> set[str]:
    return {same_number_key(spelling) for line in lines for spelling in line.spellings}
