"""Which pieces of an order lie in which of its boxes, and what each box weighs. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from bot.engine.weights import kilograms, kilograms_of, share_of
from bot.sendcloud import Order, OrderItem

Box = list[tuple[OrderItem, int]]
"""Products with how many pieces of each lie in one box."""


def dealt(items: Sequence[OrderItem], parcels: int) -> list[Box]:
    """Return which products, and how many pieces of each, lie in each box."""
    total = sum(_pieces(item) for item in items)
    boxes: list[Box] = []
    for place in range(parcels):
        first, end, begins, box = total * place // parcels, total * (place + 1) // parcels, 0, []
        for item in items:
            count = min(end, begins + _pieces(item)) - max(first, begins)
            begins += _pieces(item)
            if count > 0:
                box.append((item, count))
        boxes.append(box)
    return boxes


def _pieces(item: OrderItem) -> int:
    return max(0, item.quantity or 0)


def weights_of(order: Order, boxes: Sequence[Box]) -> list[Decimal | None]:
    """Return what each box weighs: its pieces; an equal share of the order where a piece or a box tells nothing."""
    weighed: list[Decimal | None] = []
    for box in boxes:
        known = [weight * count for item, count in box if (weight := kilograms_of(item.weight)) is not None]
        weighed.append(sum(known, Decimal(0)) if box and len(known) == len(box) else None)
    if all(weighed):
        return weighed
    whole = kilograms(order)
    return [share_of(whole, len(boxes)) if whole else None] * len(boxes)


def heaviest(order: Order, parcels: int) -> Decimal | None:
    """Return what the heaviest of an order's boxes weighs, in kilograms; None when that is not known."""
    if parcels == 1:
        return kilograms(order)
    known = [weight for weight in weights_of(order, dealt(order.items, parcels)) if weight is not None]
    return max(known, default=None)
