"""Orders about which nothing can be read before they are bought: whose fault that is, and when one is set aside."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Final

from bot.engine.context import EngineContext, log
from bot.engine.picture import Pictures
from bot.model import Item
from bot.sendcloud import Rejected, Unavailable

MOST_TRIES: Final = 10
"""Looks at an order without an answer that can be read; then it is set aside. One counts twice where others are."""


class Unreadable:
    """Counts the looks that showed nothing. What it knows is in memory only: after a start it counts anew."""

    def __init__(self, context: EngineContext, pictures: Pictures) -> None:
        self._last_read = context.last_read
        self._pictures = pictures
        self._tries: Counter[int] = Counter()

    def read(self, item: Item) -> None:
        """Note that an order was read."""
        self._tries.pop(item.id, None)
        self._last_read[item.integration_id] = item

    async def set_aside(self, items: Sequence[Item], failed: Mapping[int, Rejected | Unavailable]) -> list[Item]:
        """Return which of *items* hold up no other any more, after a look of which these *failed*, by the item's id.

        Raises the error of the first where it may be Sendcloud that cannot be asked, rather than these orders.
        """
        sure = len(failed) < len(items) or await self._others_are_read(items[0].integration_id, failed)
        aside: list[Item] = []
        if sure or (len(items) == 1 and items[0].integration_id not in self._last_read):
            aside = [item for item in items if item.id in failed and self._is_over(item, 2 if sure else 1)]
        if not sure and not aside:
            raise next(iter(failed.values()))
        log.warning("What Sendcloud has for %d orders cannot be told now: %s", len(failed), next(iter(failed.values())))
        return aside

    def _is_over(self, item: Item, weight: int) -> bool:
        """Count a look at an order; return whether it was the last."""
        self._tries[item.id] += weight
        if self._tries[item.id] < MOST_TRIES:
            return False
        del self._tries[item.id]
        return True

    async def _others_are_read(self, shop: int, failed: Mapping[int, Rejected | Unavailable]) -> bool:
        """Return whether what cannot be read of these orders can be read of the one that was read last."""
        other = self._last_read.get(shop)
        if other is None or other.id in failed:
            return False
        try:
            await self._pictures.of(other)
        except (Rejected, Unavailable):
            return False
        return True
