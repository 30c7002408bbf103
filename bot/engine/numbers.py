"""Which number each order of a shop has now, told by the list of the shop's orders: 200 with one call.

An order that a page shows has the number that stands there; what no page shows is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.engine.context import EngineContext, log
from bot.ledger import runs
from bot.model import Item, Run, same_number_key
from bot.sendcloud import Order, Rejected, Unavailable

WORTH: Final = 5
"""Orders that a page has to show of those that are looked for: else the list is left alone for a while."""

LEFT_ALONE: Final = timedelta(minutes=1)
"""For how long a list that was no help is not read again."""

LONGEST_READING: Final = timedelta(seconds=5)
"""What was read first must not be too old when the reading ends."""

OF_A_DAY: Final = timedelta(days=1)
"""What the shop's clock and ours may differ by, its zone included."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What a page showed of an order, and when its reading began."""

    read_at: datetime
    order_id: str
    number: str

    def is_of(self, item: Item) -> bool:
        """Return whether it is the order of a run, by its number of then."""
        return self.order_id == item.order_id and same_number_key(self.number) == same_number_key(item.order_number)


class Numbers:
    """Reads the list of a run's shop from the newest order on, and keeps what it showed for some seconds."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._shown: dict[str, dict[str, Shown]] = {}
        self._placed_from: dict[str, date | None] = {}
        self._not_before: dict[str, datetime] = {}

    def forget(self, run_id: str) -> None:
        """A run needs nothing now."""
        for kept in (self._shown, self._placed_from, self._not_before):
            kept.pop(run_id, None)

    async def as_planned(self, run: Run, items: Sequence[Item], *, since: datetime) -> dict[int, datetime]:
        """Return which orders of the run's shop the list shows with their numbers of then, by the item's id, and when
        that was read, not before *since*; those that it shows otherwise, or not with few calls, are left out.

        Raises what concerns every call, such as `AccountProblem`.
        """
        found = await self._of(run, [item for item in items if item.sendcloud_id], since=since)
        return {item.id: found[item.id].read_at for item in items if item.id in found and found[item.id].is_of(item)}

    async def _of(self, run: Run, items: Sequence[Item], *, since: datetime) -> dict[int, Shown]:
        shown = self._known(run.id, items, since)
        now = self._context.now()
        if len(items) - len(shown) < WORTH or now < self._not_before.get(run.id, now):
            return shown
        try:
            wanted = {item.sendcloud_id for item in items if item.id not in shown}
            self._shown[run.id] = {id: one for id, one in self._shown.get(run.id, {}).items() if one.read_at >= since}
            pages = await self._read(run, wanted, most=len(items))
        except (Rejected, Unavailable) as exc:
            if not exc.another_way:
                raise
            log.warning("A list of orders cannot be read, each order is asked for: %s", exc)
            pages = len(items)
        found = self._known(run.id, items, since)
        if len(found) - len(shown) < pages * WORTH:
            self._not_before[run.id] = self._context.now() + LEFT_ALONE
        return found

    def _known(self, run_id: str, items: Sequence[Item], since: datetime) -> dict[int, Shown]:
        kept = self._shown.get(run_id, {})
        known = ((item.id, kept.get(item.sendcloud_id or "")) for item in items)
        return {number: one for number, one in known if one is not None and one.read_at >= since}

    async def _read(self, run: Run, wanted: set[str | None], *, most: int) -> int:
        """Read the list until it has shown all that is *wanted*, or *most* orders a page would be too few; return how
        many pages that took."""
        context, shop, begun = self._context, run.choices.integration_id, self._context.now()
        placed_from = await self._oldest(run)
        shown = self._shown[run.id]
        cursor: str | None = None
        for pages in range(1, max(1, most // WORTH) + 1):
            read_at = context.now()
            page = await context.sendcloud.orders_page(shop, cursor=cursor, placed_from=placed_from)
            shown |= {one.id: Shown(read_at, one.order_id, one.order_number) for one in page.items if _is_of(shop, one)}
            wanted -= shown.keys()
            cursor = page.next_cursor
            if not wanted or cursor is None or context.now() - begun > LONGEST_READING:
                return pages
        return pages

    async def _oldest(self, run: Run) -> date | None:
        """Return the day before the oldest order of a run was placed; None where that is not known of each."""
        if run.id not in self._placed_from:
            at = await self._context.ledger.read(runs.oldest_order, run.id)
            self._placed_from[run.id] = (at - OF_A_DAY).date() if at else None
        return self._placed_from[run.id]


def _is_of(shop: int, order: Order) -> bool:
    return order.integration_id in (None, shop)
