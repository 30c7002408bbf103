"""Orders that go in several boxes: which pieces lie in which box, and what each box weighs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from bot.engine.asking import few_at_once
from bot.engine.bulkhead import fault_of, hand_over
from bot.engine.checks.parcel import products_without_id
from bot.engine.context import EngineContext
from bot.engine.dealing import Box, dealt, weights_of
from bot.ledger import Database, runs, settlements
from bot.model import Cause, Item
from bot.model.trouble import Trouble
from bot.sendcloud import InvalidRequest, Order, ParcelItem, ParcelRequest, WeightRequest

CANNOT_BE_SPLIT: Final = "A product of this order has no item id, so the order cannot be split over several parcels."
GONE: Final = "Sendcloud does not have this order any more, so it cannot be split over several parcels."

Boxed = Mapping[int, list[ParcelRequest] | None]
"""The boxes of each order, by the item's id; None for an order that goes in one."""


class Boxes:
    """Reads what lies in each order just before its labels are asked for: the shop may have changed it since."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context

    async def of(self, items: Sequence[Item], parcels: int) -> Boxed:
        """Return the boxes of each order, None for one; an order that cannot be split is refused and left out.

        Raises `SendcloudError`.
        """
        if parcels == 1:
            return {item.id: None for item in items}
        found: dict[int, list[ParcelRequest] | None] = {}

        async def read(item: Item) -> None:
            order = await self._context.sendcloud.order(item.sendcloud_id) if item.sendcloud_id else None
            boxes = dealt_out(order, parcels) if order is not None else None
            if boxes is not None:
                found[item.id] = boxes
                return
            words = GONE if order is None else CANNOT_BE_SPLIT
            await self._context.write(_refuse, item, words, now=self._context.now())

        async def one(item: Item) -> None:
            if (fault := await fault_of(read(item))) is not None:
                await hand_over(self._context, item, fault)

        await few_at_once(one, items)
        return found


def _refuse(db: Database, item: Item, words: str, *, now: datetime) -> None:
    settlements.refuse(db, item, Cause(Trouble.NOT_ASKED, words), now=now)
    runs.changed(db, item.run_id, now=now)


def dealt_out(order: Order, parcels: int) -> list[ParcelRequest] | None:
    """Return the pieces of an order dealt out over so many boxes, in their order, as evenly as their number allows.

    Where there are fewer pieces than boxes, some boxes list none: a bed may come in three. None when a product has no
    item id, or Sendcloud takes no such list.
    """
    if products_without_id(order):
        return None
    boxes = dealt(order.items, parcels)
    weights = weights_of(order, boxes)
    try:
        return [
            ParcelRequest(parcel_items=_listed(box), weight=WeightRequest(value=weight, unit="kg") if weight else None)
            for box, weight in zip(boxes, weights, strict=True)
        ]
    except InvalidRequest:
        return None


def _listed(box: Box) -> list[ParcelItem]:
    counts: dict[str, int] = {}
    for item, count in box:
        counts[item.item_id or ""] = counts.get(item.item_id or "", 0) + count
    return [ParcelItem(item_id=name, quantity=count) for name, count in counts.items()]
