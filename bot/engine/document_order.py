"""In which order documents are handed out: as the numbers were given, or so that like goes with like."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.order_contents import Contents
from bot.model import Item, Sorting

Key = tuple[bool, tuple[str, ...], int, int]


def in_order(items: Sequence[Item], sorting: Sorting, contents: Contents) -> list[Item]:
    """Return orders as they are wanted; those of which the carrier, the option or the products are unknown come last.

    By SKU, orders of one product come first, so that those who pack go from shelf to shelf, then orders of several.
    """
    match sorting:
        case Sorting.GIVEN:
            return sorted(items, key=lambda item: item.position)
        case Sorting.CARRIER:
            return sorted(items, key=lambda item: _by_name(item, item.carrier))
        case Sorting.OPTION:
            return sorted(items, key=lambda item: _by_name(item, item.came_by or item.option_label or item.option_code))
        case Sorting.SKU:
            return sorted(items, key=lambda item: _by_product(item, contents))


def _by_name(item: Item, name: str | None) -> Key:
    return (not name, ((name or "").casefold(),), 0, item.position)


def _by_product(item: Item, contents: Contents) -> tuple[bool, bool, tuple[str, ...], int, int]:
    products = contents.get(item.position, ())
    names = tuple(sorted({(one.sku or one.name).casefold() for one in products}))
    return (not names, len(names) > 1, names, sum(one.quantity for one in products), item.position)
