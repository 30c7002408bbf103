"""The order that a fix is about, as Sendcloud has it now."""

from __future__ import annotations

from bot.model import Item
from bot.sendcloud import Order, Sendcloud


async def order_of(sendcloud: Sendcloud, item: Item) -> Order | None:
    """Return the order, by Sendcloud's own id where it is known; None where Sendcloud says that there is none.

    An order with another id of the shop's is another order. Raises `SendcloudError`.
    """
    if item.sendcloud_id is not None:
        order = await sendcloud.order(item.sendcloud_id)
        return order if order is not None and order.order_id == item.order_id else None
    found = await sendcloud.find_orders(item.integration_id, item.order_number)
    return next((order for order in found if order.order_id == item.order_id), None)
