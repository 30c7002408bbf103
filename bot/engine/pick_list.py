"""The pick list of a run: what to take off the shelves, and what goes into which order. No customer stands in it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.engine.order_contents import Contents, Product
from bot.engine.text_pdf import COLUMNS, Line, shown, text_pdf
from bot.model import Item, Run

TITLE: Final = "Pick list, {shop}, {day}, run {run}"
COUNTS: Final = "Orders: {orders}. Pieces: {pieces}."
PRODUCTS: Final = "Products"
ORDERS: Final = "Orders"
PIECE: Final = "[ ] {quantity:>4} x  {product}"
ORDER: Final = "{place:>4}. {number}"
UNREAD: Final = "          (What is in it could not be read; look at the order in Sendcloud.)"
EMPTY: Final = "          (Sendcloud lists no products for it.)"
NO_NAME: Final = "(without a name)"


def pick_list(run: Run, items: Sequence[Item], contents: Contents) -> bytes:
    """Return the pick list of these orders, in their order, as a PDF."""
    totals: dict[tuple[str, str], int] = {}
    for item in items:
        for one in contents.get(item.position, ()):
            totals[one.sku, one.name] = totals.get((one.sku, one.name), 0) + one.quantity
    counts = COUNTS.format(orders=len(items), pieces=sum(totals.values()))
    title = TITLE.format(shop=run.choices.shop_name, day=f"{run.created_at:%Y-%m-%d}", run=run.id)
    products = [Product(sku, name, quantity) for (sku, name), quantity in sorted(totals.items())]
    blocks: list[list[Line]] = [[*_wrapped(title, bold=True), Line(counts), Line("")]]
    if products:
        blocks += [[Line(PRODUCTS, bold=True)], *(_piece(one, "") for one in products), [Line("")]]
    blocks.append([Line(ORDERS, bold=True)])
    blocks += [_order(place, item, contents) for place, item in enumerate(items, start=1)]
    return text_pdf(blocks)


def _order(place: int, item: Item, contents: Contents) -> list[Line]:
    lines = [Line(ORDER.format(place=place, number=shown(item.order_number)), bold=True)]
    products = contents.get(item.position)
    if not products:
        return [*lines, Line(UNREAD if products is None else EMPTY)]
    return lines + [line for one in products for line in _piece(one, "      ")]


def _piece(product: Product, indent: str) -> list[Line]:
    named = " ".join(filter(None, (product.sku, product.name))) or NO_NAME
    first = indent + PIECE.format(quantity=product.quantity, product="")
    return _wrapped(named, before=first, later=" " * len(first))


def _wrapped(text: str, *, before: str = "", later: str = "", bold: bool = False) -> list[Line]:
    """Return *text* on as many lines as it takes, at most three, the first after *before*."""
    room = COLUMNS - len(before)
    rest = shown(text)
    pieces = [rest[start : start + room] for start in range(0, max(len(rest), 1), room)][:3]
    return [Line((later if place else before) + piece, bold) for place, piece in enumerate(pieces)]
