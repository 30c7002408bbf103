"""Which orders' shipments have changed at a shop since a moment, told by Sendcloud's list of changes."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.engine.context import EngineContext, log
from bot.ledger import lookups, purchases
from bot.model import Item, same_number_key
from bot.sendcloud import Rejected, Unavailable

MOST_PAGES: Final = 20
"""Pages of 100 changes that are read; where there are more, each order is asked for by number."""

OVERLAP: Final = timedelta(seconds=30)
"""How far each reading goes back beyond the one before: a shipment need not be listed the moment it is made."""

SLACK: Final = timedelta(seconds=5)
"""How much of the overlap may be lost to two clocks before the list is asked for anew."""

LISTED_AFTER: Final = timedelta(seconds=10)
"""After this time the bot's own purchases have to be in the list; one that is missing says that a part of it is."""


@dataclass
class Chain:
    """All that changed between *since* and *until*, by number, with the end of the reading that showed it last."""

    since: datetime
    until: datetime
    changed: dict[str, datetime] = field(default_factory=dict)

    def covers(self, item: Item) -> bool:
        """Return whether nothing has changed about an order from its own picture until ``until``."""
        if item.checked_at is None or item.checked_at < self.since:
            return False
        shown = self.changed.get(same_number_key(item.order_number))
        return shown is None or shown <= item.checked_at


@dataclass(frozen=True)
class Reading:
    """A whole list of changes, and on how many pages it was.

    *shown*: each shipment on it, with the key of the number that it tells, empty for none. The shipments themselves,
    thousands with all that they say, are let go of page by page.
    """

    shown: frozenset[tuple[str, str]]
    pages: int

    @property
    def ids(self) -> set[str]:
        """The shipments on it."""
        return {id for id, _ in self.shown}

    def others(self, own: Collection[str], asked_for: Collection[str]) -> set[str]:
        """The shipments on it that are neither the bot's *own* nor of an order *asked for* this moment."""
        return {id for id, number in self.shown if id not in own and number not in asked_for}

    def numbers(self, own: Collection[str]) -> set[str] | None:
        """Return the order numbers on it, by their key; None where a shipment that is not the bot's tells none."""
        if any(not number and id not in own for id, number in self.shown):
            return None
        return {number for _, number in self.shown if number}


class Changes:
    """Reads the list of changes, and says when it cannot be trusted."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context

    async def extend(self, chain: Chain, integration_id: int) -> bool:
        """Bring a chain up to now; False when what has changed cannot be told. Raises `SendcloudError`."""
        started = self._context.now()
        numbers = await self.since(integration_id, chain.until - OVERLAP)
        if numbers is None:
            return False
        ended = self._context.now()
        chain.changed |= dict.fromkeys(numbers, ended)
        chain.until = started
        return True

    async def since(self, integration_id: int, moment: datetime) -> set[str] | None:
        """Return the numbers, by their key, of the shipments that were made or changed after *moment*.

        None when that cannot be told: too many did, a part of the list is missing, a shipment that is not the bot's own
        tells no number, or Sendcloud refuses to say. Raises what concerns every call, such as ``AccountProblem``.
        """
        context, started = self._context, self._context.now()
        try:
            shop = integration_id if await context.shops.is_sure(integration_id) else None
            first = await self._read(shop, moment)
            # What moves while the list is read can be on none of its pages. Two readings that agree missed nothing.
            again = await self._read(shop, moment) if first is not None and first.pages > 1 else first
        except (Rejected, Unavailable) as exc:
            if not exc.another_way:
                raise
            log.warning("Changes of shipments cannot be told now: %s", exc)
            return None
        if first is None or again is None:
            return None
        own = await context.ledger.read(lookups.known_shipments, sorted(first.ids | again.ids), but=-1)
        # What is made while it is read by calls in flight is the bot's, too: the ledger hears of it when they end.
        asked_for = await context.ledger.read(purchases.numbers_in_flight, integration_id)
        expected = await context.ledger.read(
            lookups.accepted_between, integration_id, after=moment, until=started - LISTED_AFTER
        )
        agree = first.others(own, asked_for) == again.others(own, asked_for)
        return first.numbers(own) if expected <= first.ids and agree else None

    async def _read(self, shop: int | None, moment: datetime) -> Reading | None:
        """Read the whole list of what changed after *moment* by our clock; None where it is not whole."""
        sendcloud = self._context.sendcloud
        for _ in range(2):
            asked = moment + (sendcloud.ahead or timedelta(0))
            reading = await self._pages(shop, asked)
            if reading is None or sendcloud.ahead is None:
                return None
            # Sendcloud compares with its own clock, which was read only now.
            if moment + sendcloud.ahead >= asked - SLACK:
                return reading
        return None

    async def _pages(self, shop: int | None, asked: datetime) -> Reading | None:
        found: set[tuple[str, str]] = set()
        cursor: str | None = None
        for number in range(1, MOST_PAGES + 1):
            page = await self._context.sendcloud.shipments_page(shop, cursor=cursor, updated_after=asked)
            if not page.is_whole:
                return None
            found |= {(one.id, same_number_key(one.order_number)) for one in page.items}
            cursor = page.next_cursor
            if cursor is None:
                return Reading(frozenset(found), number)
        return None
