"""A shop's list of orders, read page by page from the newest on, as far as it tells about some numbers."""

from __future__ import annotations

import re
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Final

from bot.model import PlanLine, readings_of, same_number_key
from bot.sendcloud import Order, Page

RECENT: Final = timedelta(days=90)
"""A number is unique when one order of this time has it."""

OF_A_DAY: Final = timedelta(days=1)
"""What the shop's clock and ours may differ by, its zone included."""

NUMBERS_A_PAGE: Final = 25
"""A shop whose numbers only grow is read no further than one page for so many numbers that are looked for..."""

FEWEST_PAGES: Final = 10
"""... and at least this many pages: older orders have smaller numbers there."""

PageOf = Callable[[str | None], Awaitable[Page[Order]]]
Told = Callable[[int], Awaitable[None]]

_NUMBER: Final = re.compile(r"(\D*)(\d{1,15})")


@dataclass
class Listing:
    """What has been read of a list.

    *found*: the orders of the numbers wanted, by number. *ids*: every order, by number. *first*: those of the newest
    page. *absent*: numbers that no order had. All numbers by their key. *is_whole*: nothing older was left out.
    """

    found: dict[str, list[Order]] = field(default_factory=dict)
    ids: dict[str, set[str]] = field(default_factory=dict)
    first: frozenset[str] = frozenset()
    absent: set[str] = field(default_factory=set)
    is_whole: bool = False

    def tells(self, line: PlanLine) -> list[Order] | None:
        """Return the orders that the first spelling of each number names which *line* may be; None where that is
        open."""
        named: list[Order] = []
        for reading in readings_of(line.spellings):
            key = next((key for key in map(same_number_key, reading) if self.found.get(key)), None)
            orders = self.found[key] if key is not None else []
            if key is not None and not {order.id for order in orders} >= self.ids[key]:
                return None
            named += orders
        absent = all(same_number_key(spelling) in self.absent for spelling in line.spellings)
        return named if named or absent else None


class OrderPages:
    """One reading. *before*: what an earlier reading showed, so that only what is newer has to be read for the window.

    What that one proved to be no order's number is so still, unless the newest page says otherwise.
    """

    def __init__(
        self, page: PageOf, integration_id: int, lines: Sequence[PlanLine], *, now: datetime, before: Listing | None
    ) -> None:
        self._page = page
        self._integration_id = integration_id
        self._lines = lines
        self._now = now
        self._before = before
        self._wanted = {same_number_key(spelling) for line in lines for spelling in line.spellings}
        self._numbers = _Numbers()
        self.listing = Listing()

    async def read_newest(self) -> Listing:
        """Read the newest page alone."""
        self._add((await self._page(None)).items, first=True)
        return self.listing

    async def read(self, told: Told) -> Listing | None:
        """Read until every line is told, or the rest takes fewer calls one by one; None where the list is no help.

        The list is no help when a part of it cannot be read, or when its recent orders fill more pages than there are
        lines to look up.
        """
        cursor: str | None = None
        pages = beyond = 0
        recent_known = False
        still_open = list(self._lines)
        while True:
            part = await self._page(cursor)
            pages += 1
            if not part.is_whole:
                return None
            self._add(part.items, first=cursor is None)
            cursor = part.next_cursor
            beyond += recent_known
            recent_known = recent_known or self._knows_recent(part.items, pages)
            if cursor is None:
                self.listing.is_whole = True
                self.listing.absent |= self._wanted - self.listing.ids.keys()
            still_open = [line for line in still_open if self.listing.tells(line) is None]
            await told(len(self._lines) - len(still_open))
            if cursor is None or (recent_known and beyond >= len(still_open)):
                return self.listing
            if not recent_known and pages >= len(self._lines):
                return None

    def _add(self, orders: Iterable[Order], *, first: bool) -> None:
        mine = [order for order in orders if order.integration_id in (None, self._integration_id)]
        if first:
            self.listing.first = frozenset(order.id for order in mine)
        for order in mine:
            key = same_number_key(order.order_number)
            known = self.listing.ids.setdefault(key, set())
            if order.id in known:
                # A list that grows while it is read can show an order on two pages.
                continue
            self._numbers.add(order.order_number)
            known.add(order.id)
            if key in self._wanted:
                self.listing.found.setdefault(key, []).append(order)

    def _knows_recent(self, orders: Sequence[Order], pages: int) -> bool:
        """Return whether everything that is recent has been read, now or the last time."""
        if self._before is not None and self._before.first & {order.id for order in orders}:
            # What is new goes into what was known, and not the other way round: a shop has many orders, a reading few.
            for key, ids in self.listing.ids.items():
                self._before.ids.setdefault(key, set()).update(ids)
            self.listing.ids = self._before.ids
            self.listing.absent |= self._before.absent - self.listing.ids.keys()
            return True
        oldest = self._now - RECENT - OF_A_DAY
        # By Sendcloud's own clock, which the list follows: the shop may say anything about when an order was placed.
        if orders and all(order.created_at is not None and order.created_at < oldest for order in orders):
            return True
        return self._numbers.only_fall and pages >= max(FEWEST_PAGES, len(self._lines) // NUMBERS_A_PAGE)


class _Numbers:
    """Whether order numbers, read from the newest order on, only fall: then every older order has a smaller one."""

    def __init__(self) -> None:
        self.only_fall = True
        self._prefix: str | None = None
        self._last = 0

    def add(self, number: str) -> None:
        """Look at the number of the next older order."""
        match = _NUMBER.fullmatch(number.strip())
        if match is None or self._prefix not in (None, match[1]):
            self.only_fall = False
            return
        value = int(match[2])
        self.only_fall = self.only_fall and (self._prefix is None or value < self._last)
        self._prefix, self._last = match[1], value
