"""What a plan may say of an order to the person who asked for it: kept in memory, never stored."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.engine.plan_lines import country_of
from bot.plan_words import LineWords
from bot.sendcloud import Order, OrderItem

MOST_INITIALS: Final = 3
MOST_ITEMS: Final = 3
LONGEST: Final = 60
"""Characters of a town or of the name of an item."""


def words_of(order: Order, *, around: str = "") -> LineWords:
    """Return town, country, initials and items of an order. *around*: the words around its number, known before."""
    address = order.shipping_address
    town = (address.city or "").strip()[:LONGEST] if address else ""
    name = (address.name or address.company_name or "") if address else ""
    return LineWords(
        town=town, country=country_of(order) or "", initials=_initials(name), items=_items(order.items), around=around
    )


def _initials(name: str) -> str:
    letters = [word[0].upper() for word in name.split() if word[0].isalpha()]
    return "".join(f"{letter}." for letter in letters[:MOST_INITIALS])


def _items(items: Sequence[OrderItem]) -> str:
    told = [_item(item) for item in items[:MOST_ITEMS] if item.name]
    more = len(items) - len(told)
    return ", ".join(told) + (f" and {more} more" if told and more else "")


def _item(item: OrderItem) -> str:
    name = (item.name or "").strip()[:LONGEST]
    return f"{item.quantity} × {name}" if item.quantity and item.quantity > 1 else name
