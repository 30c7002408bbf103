"""The replies that list the labels of a large run: tables of as many rows as one message may hold.

Every order has its place in a table from the start, in the order given, so that one that comes late moves no other.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final

from bot.model import Item, Run, State
from bot.slack.screens import words
from bot.slack.screens.blocks import Table, bullets, paragraph
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.rows import Rows
from bot.slack.screens.text import Words, foreign, said, say
from bot.slack.screens.thread_lines import remark

HEADER: Final = ("Order", "Carrier", "Tracking", "Parcel", "Shipment")
CAPTION: Final = "Orders {first} to {last} of {total}: {labels}{making}"
MAKING: Final = ", {n} more with the PDF on its way"
ON_ITS_WAY: Final = "PDF on its way"
EMPTY: Final = "–"
MORE: Final = "{shown} and {n} more"
REMARK: Final = "{number}{told}"
MORE_REMARKS: Final = "{n} more of these labels have a remark: /label status with the number tells it"

_HOLDS: Final = {Rows.DATA_TABLE: (12_000, 200), Rows.TABLE: (9_500, 99)}
"""Characters of cell text and rows that a message holds. Slack allows 20,000 and 200 in all ``data_table`` of a
message, and 10,000 and 100 with the header in its one ``table``; more than about 13,200 were seen to be refused."""

_ROW: Final = 110
"""Characters that are kept free for the row of an order: most take less, so a page never has to be laid out anew."""

_CELL_MOST: Final = 255
_PARCELS_MOST: Final = 10
_REMARKS_MOST: Final = 800


def table_pages(run: Run, style: Rows, held: Callable[[Sequence[Item]], bool] = lambda _items: False) -> Iterator[Post]:
    """Yield every page that has something to tell, up to the first that is *held*."""
    before = 0
    for number, items in enumerate(_spread(run.items, style), start=1):
        if held(items):
            return
        told = [item for item in items if item.state in (State.LABELLED, State.ACCEPTED)]
        if told:
            yield _page(run, number, told, style, first=before + 1, last=before + len(items))
        before += len(items)


def _spread(items: Sequence[Item], style: Rows) -> Iterator[Sequence[Item]]:
    """Yield the orders of a run as they are spread over messages."""
    most, rows_most = _HOLDS[style]
    start, room = 0, most
    for place, item in enumerate(items):
        size = max(_ROW, sum(map(len, _row(item))))
        if place > start and (size > room or place - start >= rows_most):
            yield items[start:place]
            start, room = place, most
        room -= size
    yield items[start:]


def _page(run: Run, number: int, told: Sequence[Item], style: Rows, *, first: int, last: int) -> Post:
    making = sum(item.state is State.ACCEPTED for item in told)
    caption = CAPTION.format(
        first=first,
        last=last,
        total=len(run.items),
        labels=words.labels(len(told) - making),
        making=MAKING.format(n=making) if making else "",
    )
    table = Table(caption, HEADER, tuple(map(_row, told)), newer=style is Rows.DATA_TABLE)
    remarks = _remarks(told)
    below = [bullets(remarks)] if remarks else []
    above = [] if table.newer else [paragraph(say("{caption}", caption=caption))]
    return post(f"labels:{number}", [*banner(run), *above, table, *below])


def _row(item: Item) -> tuple[str, ...]:
    tracking = [parcel.tracking_number for parcel in item.parcels if parcel.tracking_number]
    cells = (
        item.order_number,
        item.carrier or "",
        ON_ITS_WAY if item.state is State.ACCEPTED else _listed(tracking),
        _listed([str(parcel.id) for parcel in item.parcels]),
        item.shipment_id or "",
    )
    return tuple(map(_cell, cells))


def _cell(text: str) -> str:
    """Return the words of a cell; Slack refuses an empty one, and the message with it."""
    return str(foreign(text, _CELL_MOST).element["text"]) if text.strip() else EMPTY


def _listed(texts: Sequence[str]) -> str:
    shown = ", ".join(texts[:_PARCELS_MOST])
    return MORE.format(shown=shown, n=len(texts) - _PARCELS_MOST) if len(texts) > _PARCELS_MOST else shown


def _remarks(items: Sequence[Item]) -> list[Words]:
    """Return what a table has no column for: why an order has one more label, and a shipment that should not be."""
    lines = [say(REMARK, number=foreign(item.order_number), told=told) for item in items if (told := remark(item))]
    shown: list[Words] = []
    room = _REMARKS_MOST
    for line in lines:
        room -= len(said(line))
        if room < 0:
            return [*shown, say(MORE_REMARKS, n=len(lines) - len(shown))]
        shown.append(line)
    return shown
