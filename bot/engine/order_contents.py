"""What is in the orders of a run: read from Sendcloud when somebody wants it, held in memory only."""

from __future__ import annotations

import logging
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from bot.engine.asking import each_known
from bot.model import Item, Run
from bot.sendcloud import NotKnown, Order, OrderItem, Rejected, Sendcloud

log = logging.getLogger(__name__)

_WORTH_A_PAGE: Final = 20
"""Orders from which on the shop's list is read, 200 a page, before each one left is asked for by itself."""

_ORDERS_A_PAGE: Final = 50
"""For so many orders one page is read at most: those of a run lie among others."""


@dataclass(frozen=True)
class Product:
    """One line of an order: how many pieces of what."""

    sku: str
    name: str
    quantity: int


Contents = Mapping[int, tuple[Product, ...]]
"""The products of each order, by its position; without the orders that could not be read."""


async def read(sendcloud: Sendcloud, run: Run, items: Sequence[Item]) -> Contents:
    """Return what is in these orders of a run. Raises what every question would meet, such as `AccountProblem`, and
    `Unavailable` where not one of them can be read."""
    found: dict[int, tuple[Product, ...]] = {}
    wanted = {item.sendcloud_id: item for item in items if item.sendcloud_id}

    def take(order: Order) -> None:
        item = wanted.pop(order.id, None)
        if item is not None:
            found[item.position] = _products(order)

    try:
        await _from_the_list(sendcloud, run, wanted, take)
    except (Rejected, NotKnown) as exc:
        log.warning("A list of orders cannot be read, each order is asked for: %s", exc)

    async def one(item: Item) -> None:
        order = await sendcloud.order(item.sendcloud_id or "")
        if order is not None:
            take(order)

    failed = await each_known(one, list(wanted.values()))
    if failed and not found:
        raise failed[0][1]
    return found


async def _from_the_list(
    sendcloud: Sendcloud, run: Run, wanted: Mapping[str, Item], take: Callable[[Order], None]
) -> None:
    """Take what the shop's list shows on its newest pages, where that costs less than asking for each order."""
    left, cursor = len(wanted) // _ORDERS_A_PAGE + 1, None
    while left and len(wanted) >= _WORTH_A_PAGE:
        page = await sendcloud.orders_page(run.choices.integration_id, cursor=cursor)
        for order in page.items:
            take(order)
        left, cursor = left - 1, page.next_cursor
        if cursor is None:
            return


def _products(order: Order) -> tuple[Product, ...]:
    return tuple(
        Product((one.sku or "").strip(), (one.name or one.description or "").strip(), one.quantity or 1)
        for one in order.items
        if not _is_discount(one)
    )


def _is_discount(one: OrderItem) -> bool:
    """Say whether a line takes something off the price: no thing that could lie on a shelf."""
    prices = (price.value for price in (one.unit_price, one.total_price) if price is not None)
    return any(value is not None and value < 0 for value in prices)
