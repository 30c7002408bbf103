"""The file of a large run: every order with what became of it, for a spreadsheet."""

from __future__ import annotations

from typing import Final

from bot.model import Item, Run
from bot.model.frozen import is_known
from bot.slack.screens.causes import advise
from bot.slack.screens.counts import STATE_WORDS
from bot.slack.screens.file_names import named
from bot.spreadsheet import csv_file

COLUMNS: Final = (
    "order", "state", "reason", "parcels", "shipment", "carrier", "option", "tracking", "price", "currency",
    "estimated",
)  # fmt: skip
FILE_NAME: Final = "{count} orders.csv"
SECOND: Final = "Another shipment is named for it: {ids}"


def file_name(run: Run) -> str:
    """Return the name of the file: the day of the run, the shop and how many orders are in it."""
    return named(run, FILE_NAME.format(count=len(run.items)))


def content(run: Run) -> bytes:
    """Return the rows as CSV in the order given."""
    return csv_file(COLUMNS, map(_row, run.items))


def _row(item: Item) -> tuple[str, ...]:
    return (
        item.order_number,
        STATE_WORDS[item.state],
        _reason(item),
        " ".join(str(parcel.id) for parcel in item.parcels),
        item.shipment_id or "",
        item.carrier or "",
        item.came_by or item.option_label or item.option_code or "",
        " ".join(filter(None, (parcel.tracking_number for parcel in item.parcels))),
        *_price(item),
    )


def _price(item: Item) -> tuple[str, str, str]:
    if not is_known(item.price):
        return "", "", ""
    return f"{item.price:.2f}", item.currency or "", "price" if item.price_is_rough else ""


def _reason(item: Item) -> str:
    others = item.other_shipments
    if item.cause is not None:
        return f"{advise(item.cause).headline} {item.cause.text}".strip()
    if item.holder is not None and item.holder.run_id:
        return f"run {item.holder.run_id}"
    return SECOND.format(ids=", ".join(others)) if others else ""
