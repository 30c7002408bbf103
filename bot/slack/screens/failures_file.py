"""All open failures as a file and as a table, for one person alone."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Final

from bot.model import Cause, Failure, OpenFailures
from bot.model.trouble import Trouble
from bot.slack.screens import words
from bot.slack.screens.answer_failures import CAUSE, advice_on, by_cause, head_of
from bot.slack.screens.blocks import Table, bullets, paragraph, text_of
from bot.slack.screens.rows import Rows
from bot.slack.screens.text import bold, plain, say
from bot.spreadsheet import csv_file

COLUMNS: Final = ("order", "cause", "what to do", "said", "code", "shop", "since", "asked for by", "run", "shipment")
FILE_NAME: Final = "{day} {failures}.csv"
HEADER: Final = ("Order", "Cause", "Shop", "Since (UTC)", "Run")
CAPTION: Final = "{failures}, the oldest first"
CAPTION_CUT: Final = "The oldest {n} of {failures}; the file has all of them"
EMPTY: Final = "–"

_HOLDS: Final = {Rows.DATA_TABLE: (12_000, 200), Rows.TABLE: (9_500, 99)}
"""Characters of cell text and rows that a message holds; see `thread_tables`."""

_CAUSES_MOST: Final = 15


def file_name(listed: OpenFailures, now: datetime) -> str:
    """Return the name of the file: the day, and how many failures are in it."""
    return FILE_NAME.format(day=f"{now:%Y-%m-%d}", failures=_counted(listed))


def _counted(listed: OpenFailures) -> str:
    return words.count(len(listed.failures), "open failure")


def comment(listed: OpenFailures) -> str:
    """Return the words that go with the file: how many by cause. Slack reads them as mrkdwn."""
    groups = sorted(by_cause(listed.failures), key=lambda group: -len(group[1]))[:_CAUSES_MOST]
    counts = (say(CAUSE, headline=advice.headline, orders=words.orders(len(group))) for advice, group in groups)
    return text_of([paragraph((bold(head_of(listed)),)), bullets(counts)])


def table(listed: OpenFailures, rows: Rows) -> Table | None:
    """Return the oldest failures, as many as a message holds in a table of this kind; None where it takes none."""
    if rows is Rows.LINES:
        return None
    room, most = _HOLDS[rows]
    shown: list[tuple[str, ...]] = []
    for one in listed.failures[:most]:
        cells = _cells(one)
        room -= sum(map(len, cells))
        if room < 0:
            break
        shown.append(cells)
    template = CAPTION if len(shown) == len(listed.failures) else CAPTION_CUT
    caption = template.format(n=len(shown), failures=_counted(listed))
    return Table(caption, HEADER, tuple(shown), newer=rows is Rows.DATA_TABLE)


def _cells(one: Failure) -> tuple[str, ...]:
    item = one.item
    cells = (item.order_number, advice_on(one).headline, one.shop, f"{item.since:%Y-%m-%d %H:%M}", item.run_id)
    return tuple(plain(cell, 255) or EMPTY for cell in cells)


def content(listed: OpenFailures) -> bytes:
    """Return the CSV: one row an open failure, the oldest first; times are UTC."""
    return csv_file(COLUMNS, _rows(listed))


def _rows(listed: OpenFailures) -> Iterator[tuple[str, ...]]:
    for one in listed.failures:
        item, advice, cause = one.item, advice_on(one), one.item.cause or Cause(Trouble.DATA)
        yield (
            item.order_number,
            advice.headline,
            advice.next_step,
            cause.text,
            cause.code or "",
            one.shop,
            f"{item.since:%Y-%m-%d %H:%M}",
            one.by,
            item.run_id,
            item.shipment_id or "",
        )
