"""The file of a large run: every order with what became of it, for a spreadsheet."""

from __future__ import annotations

import csv
import io
import re
from typing import Final

from bot.model import Item, Run, State
from bot.model.frozen import is_known
from bot.slack.screens.causes import advise
from bot.slack.screens.text import plain

COLUMNS: Final = (
    "order", "state", "reason", "parcels", "shipment", "carrier", "option", "tracking", "price", "currency",
    "estimated",
)  # fmt: skip
STATES: Final = {
    State.WAITING: "to go",
    State.CLAIMED: "being bought",
    State.UNKNOWN: "being checked",
    State.ACCEPTED: "bought, PDF on its way",
    State.LABELLED: "ready",
    State.REFUSED: "failed",
    State.FAILED: "failed",
    State.UNDECIDED: "undecided",
    State.SKIPPED: "left out",
    State.STOPPED: "held back",
}
FILE_NAME: Final = "{date} {shop}{count} orders.csv"
SECOND: Final = "Another shipment is named for it: {ids}"

_SHOP_MOST: Final = 60
_NOT_IN_A_NAME: Final = re.compile(r"[^\w .()+&',-]+")


def file_name(run: Run) -> str:
    """Return the name of the file: the day of the run, the shop and how many orders are in it."""
    shop = _NOT_IN_A_NAME.sub("-", plain(run.choices.shop_name, _SHOP_MOST)).strip(" .-")
    return FILE_NAME.format(date=f"{run.created_at:%Y-%m-%d}", shop=f"{shop} " if shop else "", count=len(run.items))


def content(run: Run) -> bytes:
    """Return the rows as CSV in the order given, with the mark by which spreadsheets know UTF-8."""
    text = io.StringIO()
    rows = csv.writer(text)
    rows.writerow(COLUMNS)
    for item in run.items:
        rows.writerow([inert(cell) for cell in _row(item)])
    return text.getvalue().encode("utf-8-sig")


def _row(item: Item) -> tuple[str, ...]:
    return (
        item.order_number,
        STATES[item.state],
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
    others = [shipment for shipment in item.candidates if shipment != item.shipment_id]
    if item.cause is not None:
        return f"{advise(item.cause).headline} {item.cause.text}".strip()
    if item.holder is not None and item.holder.run_id:
        return f"run {item.holder.run_id}"
    return SECOND.format(ids=", ".join(others)) if others else ""


def inert(cell: str) -> str:
    """Return a cell that no spreadsheet takes for a formula."""
    return f"'{cell}" if cell.lstrip()[:1] in ("=", "+", "-", "@") or cell[:1] in ("\t", "\r", "\n") else cell
