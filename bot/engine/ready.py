"""The orders of a shop that are ready for their label: paid, or perhaps paid, and without one.

Sendcloud has no field that says paid, cancelled or labelled. So orders are listed by their date, the shop's own words
are read, and labels are looked for among the shipments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from typing import Final, TypeVar

from bot.engine.checks.standing import may_be_ready, unknown_word
from bot.engine.context import EngineContext
from bot.engine.lookup import OLDER
from bot.engine.plan_lines import placed_at
from bot.ledger import plan_looks
from bot.model import MOST_ORDERS, Plan, PlanLine, same_number_key
from bot.sendcloud import NotKnown, Order, Page, Shipment

MORE: Final = timedelta(days=1)
"""Sendcloud's filter takes days of no zone: one more is asked for, and cut by the moment."""

WITHOUT_MOMENT: Final = ("ANNOUNCING", "NO_LABEL")
"""Statuses of parcels that have no moment of announcement. Asked for first: what moves on is in the list after."""

MOST_PAGES: Final = 200
MOST_WORDS: Final = 20

Item = TypeVar("Item", Order, Shipment)


@dataclass(frozen=True)
class Listed:
    """New lines for a plan, the order of each by its position, and the shop's words that nobody knows, with counts."""

    lines: Sequence[PlanLine]
    orders: Mapping[int, Sequence[Order]]
    unknown_words: Sequence[tuple[str, int]]


async def listed_orders(context: EngineContext, plan: Plan, since: datetime) -> Listed:
    """List the orders that were placed at *since* or later and are not among the lines of *plan* yet, oldest first.

    Raises the classes of ``bot.sendcloud.errors``; `NotKnown` where a list cannot be read to its end.
    """
    shop = plan.choices.integration_id
    counted = await context.ledger.read(plan_looks.paid_words, shop)
    found = [order async for order in _orders(context, shop, since) if may_be_ready(order, counted)]
    unlabelled = _unlabelled(found, await _labels(context, shop, since) if found else {})
    known = {line.order_id for line in plan.lines}
    new = [order for order in reversed(unlabelled) if order.order_id not in known][:MOST_ORDERS]
    first = max((line.position for line in plan.lines), default=0) + 1
    words = Counter(word for order in unlabelled if (word := unknown_word(order, counted)) is not None)
    return Listed(
        lines=[_line(position, order) for position, order in enumerate(new, start=first)],
        orders={position: [order] for position, order in enumerate(new, start=first)},
        unknown_words=words.most_common(MOST_WORDS),
    )


def _line(position: int, order: Order) -> PlanLine:
    return PlanLine(position, order.order_number, spellings=(order.order_number,), order_id=order.order_id)


async def _orders(context: EngineContext, shop: int, since: datetime) -> AsyncIterator[Order]:
    """Yield the orders of a shop that were placed at *since* or later, each once, the newest first."""
    seen: set[str] = set()
    day = (since - MORE).date()
    async for order in _rows(lambda cursor: context.sendcloud.orders_page(shop, cursor=cursor, placed_from=day)):
        mine = order.integration_id in (None, shop) and order.order_id not in seen
        seen.add(order.order_id)
        if mine and (order.created is None or order.created >= since):
            yield order


async def _labels(context: EngineContext, shop: int, since: datetime) -> dict[str, list[Shipment]]:
    """Return the shipments that may be labels of orders placed at *since* or later, by number."""
    page = context.sendcloud.shipments_page
    found: dict[str, list[Shipment]] = {}
    for status in WITHOUT_MOMENT:
        async for one in _rows(partial(_of_status, context, shop, status)):
            found.setdefault(same_number_key(one.order_number), []).append(one)
    async for one in _rows(lambda cursor: page(shop, cursor=cursor, announced_after=since - OLDER)):
        found.setdefault(same_number_key(one.order_number), []).append(one)
    return found


async def _of_status(context: EngineContext, shop: int, status: str, cursor: str | None) -> Page[Shipment]:
    return await context.sendcloud.shipments_page(shop, cursor=cursor, parcel_status=status)


def _unlabelled(orders: Sequence[Order], labels: Mapping[str, Sequence[Shipment]]) -> list[Order]:
    """Return *orders* without those that surely have a label; nobody knows whose it is where two share a number."""
    shared = Counter(same_number_key(order.order_number) for order in orders)
    return [one for one in orders if shared[same_number_key(one.order_number)] > 1 or not _has_one(one, labels)]


def _has_one(order: Order, labels: Mapping[str, Sequence[Shipment]]) -> bool:
    placed = placed_at(order)
    live = [one for one in labels.get(same_number_key(order.order_number), ()) if one.is_live]
    return any(placed is None or one.created_at is None or one.created_at >= placed - OLDER for one in live)


async def _rows(page: Callable[[str | None], Awaitable[Page[Item]]]) -> AsyncIterator[Item]:
    cursor: str | None = None
    for _ in range(MOST_PAGES):
        part = await page(cursor)
        if part.is_cut:
            raise NotKnown("A part of Sendcloud's list could not be read.")
        for item in part.items:
            yield item
        cursor = part.next_cursor
        if cursor is None:
            return
    raise NotKnown("Sendcloud's list does not end.")
