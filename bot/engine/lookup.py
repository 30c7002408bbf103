"""Shipments by number, page by page where that takes fewer calls and one by one where not."""

from __future__ import annotations

import logging
from collections.abc import Awaitable, Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Generic, TypeVar

from bot.engine.asking import each_known
from bot.engine.picture import Under, under
from bot.engine.shops import Shops
from bot.model import same_number_key
from bot.sendcloud import Order, Page, Rejected, Sendcloud, SendcloudError, Shipment, Unavailable

log = logging.getLogger("label_bot.engine")

T = TypeVar("T", Order, Shipment)

ONE_BY_ONE = 10
"""Below this many numbers, asking for each is as cheap as a page and sees the newest state."""

PAGES = 20
"""For each so many numbers one page is tried: a list that is not over by then costs a twentieth more, not twice."""

OLDER = timedelta(days=2)
"""How much older than an order, by any clock, a shipment of it may seem."""

Made = Sequence[Shipment] | SendcloudError
"""What was made under a number, or why that is not known."""

UNNAMED = ""
"""The key of a shipment that does not tell its order number, as it may: only asking by number finds it."""


@dataclass(frozen=True)
class _Reading(Generic[T]):
    """A whole list, as far as it was wanted, and how many pages it took."""

    found: dict[str, list[T]]
    pages: int


class Lookup:
    """Asks Sendcloud which shipments there are for some numbers."""

    def __init__(self, sendcloud: Sendcloud, shops: Shops) -> None:
        self._sendcloud = sendcloud
        self._shops = shops

    async def shipments(
        self, integration_id: int, numbers: Sequence[str], *, since: datetime | None = None
    ) -> dict[str, Under | SendcloudError]:
        """Return for each number, by its key, all shipments that Sendcloud has under it, or why that is not known.

        *since*: when the oldest of these orders was placed, if that is known. Of the list only what changed after that
        is read: no shipment is older than its order. Raises what concerns every look-up.
        """
        wanted = {same_number_key(number): number for number in numbers}
        listed = await self._shipments(integration_id, wanted, since)
        if await self._shops.is_sure(integration_id):
            return {number: _under(listed[number], ()) for number in wanted}
        anywhere = await self._shipments(None, wanted, since)
        return {number: _under(listed[number], anywhere[number]) for number in wanted}

    async def _shipments(
        self, integration_id: int | None, wanted: Mapping[str, str], since: datetime | None
    ) -> dict[str, Made]:
        pages = max(1, len(wanted) // PAGES) if len(wanted) >= ONE_BY_ONE else 0
        after = since - OLDER if since is not None else None
        known = await self._shipments_from_pages(integration_id, pages, wanted, after)
        if known is not None:
            return {number: known.get(number, []) for number in wanted}
        found: dict[str, Made] = {}

        async def find(spelling: str) -> None:
            found[same_number_key(spelling)] = await self._sendcloud.find_shipments(integration_id, spelling)

        unknown = await each_known(find, wanted.values())
        if unknown:
            log.warning("What was made cannot be told now of %d orders: %s", len(unknown), unknown[0][1])
        return found | {same_number_key(spelling): exc for spelling, exc in unknown}

    async def _shipments_from_pages(
        self, integration_id: int | None, pages: int, wanted: Collection[str], updated_after: datetime | None
    ) -> dict[str, list[Shipment]] | None:
        """Read the list of shipments, twice where it has several pages; None where it cannot tell.

        A shipment that moves while the list is read can be on none of its pages, and a missed one is a label bought
        twice. Two readings that agree missed nothing; when they do not, each number is asked for.
        """

        async def page(cursor: str | None) -> Page[Shipment]:
            return await self._sendcloud.shipments_page(integration_id, cursor=cursor, updated_after=updated_after)

        first = await self._from_pages(pages, page, _number, wanted)
        if first is None or first.pages == 1:
            return first.found if first else None
        second = await self._from_pages(pages, page, _number, wanted)
        return second.found if second is not None and _ids(first.found) == _ids(second.found) else None

    async def _from_pages(
        self,
        pages: int,
        page: Callable[[str | None], Awaitable[Page[T]]],
        key_of: Callable[[T], str | None],
        wanted: Collection[str],
    ) -> _Reading[T] | None:
        """Read the whole list if *pages* pages hold it; None when they do not.

        Only the whole list shows that a number is unique or has no shipment, so a part of it is of no use.
        """
        found: dict[str, list[T]] = {}
        cursor: str | None = None
        for number in range(1, pages + 1):
            try:
                part = await page(cursor)
            except (Rejected, Unavailable) as exc:
                if not exc.another_way:
                    raise
                log.warning("A list cannot be read, each number is asked for: %s", exc)
                return None
            names = [key_of(item) for item in part.items]
            if not part.is_whole or UNNAMED in names:
                return None
            for name, item in zip(names, part.items, strict=True):
                if name is not None and name in wanted:
                    found.setdefault(name, []).append(item)
            cursor = part.next_cursor
            if cursor is None:
                return _Reading(found, number)
        return None


def _under(listed: Made, anywhere: Made) -> Under | SendcloudError:
    if isinstance(listed, SendcloudError):
        return listed
    return anywhere if isinstance(anywhere, SendcloudError) else under(listed, anywhere)


def _number(shipment: Shipment) -> str:
    return same_number_key(shipment.order_number)


def _ids(found: dict[str, list[Shipment]]) -> set[str]:
    return {shipment.id for shipments in found.values() for shipment in shipments}
