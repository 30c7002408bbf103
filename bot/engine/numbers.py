"""Which number each order of a shop has now, told by the list of the shop's orders: 200 with one call.

An order that a page shows has the number that stands there; what no page shows is asked for by itself.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Final

from bot.engine.bulkhead import fault_of
from bot.engine.context import EngineContext, log
from bot.ledger import purchases, runs
from bot.model import Item, Run, same_number_key
from bot.sendcloud import Rejected, Unavailable

WORTH: Final = 5
"""Orders that a reading has to show of those that are looked for: else the list is left alone for a while."""

WAITING_A_PAGE: Final = 20
"""One page is read for so many orders that wait, at most: what it shows of later ones says where they will be."""

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
        self._where: dict[str, dict[str, str | None]] = {}
        """The cursor of the page that showed an order last, by Sendcloud's id: a list grows, and hardly moves."""
        self._placed_from: dict[str, date | None] = {}
        self._not_before: dict[str, datetime] = {}
        self._faulty: set[str] = set()

    def forget(self, run_id: str) -> None:
        """A run needs nothing now."""
        for kept in (self._shown, self._where, self._placed_from, self._not_before):
            kept.pop(run_id, None)
        self._faulty.discard(run_id)

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
            if (fault := await fault_of(self._read(run, wanted))) is not None:
                self._tell(run.id, fault)
        except (Rejected, Unavailable) as exc:
            if not exc.another_way:
                raise
            log.warning("A list of orders cannot be read, each order is asked for: %s", exc)
            self._where.pop(run.id, None)
        found = self._known(run.id, items, since)
        if len(found) - len(shown) < WORTH:
            self._not_before[run.id] = self._context.now() + LEFT_ALONE
        return found

    def _tell(self, run_id: str, fault: Exception) -> None:
        """Log a fault of the bot's own, once for a run."""
        if run_id not in self._faulty:
            self._faulty.add(run_id)
            log.error("A list of orders cannot be read for run %s: each order is asked for.", run_id, exc_info=fault)

    def _known(self, run_id: str, items: Sequence[Item], since: datetime) -> dict[int, Shown]:
        kept = self._shown.get(run_id, {})
        known = ((item.id, kept.get(item.sendcloud_id or "")) for item in items)
        return {number: one for number, one in known if one is not None and one.read_at >= since}

    async def _read(self, run: Run, wanted: set[str | None]) -> None:
        """Read the list as far as it shows what is *wanted*: the pages that showed it before, or from the newest on."""
        begun, where = self._context.now(), self._where.setdefault(run.id, {})
        for cursor in dict.fromkeys(where[id] for id in sorted(filter(None, wanted)) if id in where):
            await self._page(run, cursor, wanted)
        waiting = await self._context.ledger.read(purchases.count_waiting, run.id)
        left, cursor = max(1, waiting // WAITING_A_PAGE), None
        while len(wanted) >= WORTH and left and self._context.now() - begun <= LONGEST_READING:
            left, cursor = left - 1, await self._page(run, cursor, wanted)
            if cursor is None:
                return

    async def _page(self, run: Run, cursor: str | None, wanted: set[str | None]) -> str | None:
        """Read one page, take what it shows from *wanted*, and return the cursor of the next one."""
        shop, read_at = run.choices.integration_id, self._context.now()
        page = await self._context.sendcloud.orders_page(shop, cursor=cursor, placed_from=await self._oldest(run))
        for one in page.items:
            if one.integration_id in (None, shop):
                self._shown[run.id][one.id] = Shown(read_at, one.order_id, one.order_number)
                self._where[run.id][one.id] = cursor
                wanted.discard(one.id)
        return page.next_cursor

    async def _oldest(self, run: Run) -> date | None:
        """Return the day before the oldest order of a run was placed; None where that is not known of each."""
        if run.id not in self._placed_from:
            at = await self._context.ledger.read(runs.oldest_order, run.id)
            self._placed_from[run.id] = (at - OF_A_DAY).date() if at else None
        return self._placed_from[run.id]
