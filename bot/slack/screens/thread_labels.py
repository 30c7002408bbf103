"""The replies that list labels: lines for a small run, tables for a larger one; in the order given."""

from __future__ import annotations

import itertools
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.model import Item, Run, RunState, State, chunks
from bot.slack.screens.blocks import Part, paragraph
from bot.slack.screens.message_pages import Entry, pack
from bot.slack.screens.post import Post, banner
from bot.slack.screens.rows import Rows
from bot.slack.screens.text import say
from bot.slack.screens.thread_lines import label_line
from bot.slack.screens.thread_tables import table_pages

PAGE: Final = "Orders {first} to {last} of {total}{more}:"
ONE_PAGE: Final = "Labels of this run{more}:"
CONTINUED: Final = ", continued"

LINES_MOST: Final = 20
"""Orders of a run that are shown as lines; more go into tables. Also how many stand on a page where there are none."""

TABLES_MOST: Final = 1_000
"""Orders of a run whose labels are listed in its thread; those of a larger one stand in its file alone."""

PATIENCE: Final = timedelta(seconds=30)
"""How long a page waits for a label that is being made, so that it need not be edited."""


def label_pages(run: Run, *, now: datetime, rows: Rows) -> list[Post]:
    """Return every page that has something to tell, up to the first that is about to have more: a reply stands where
    it was posted, and the pages are to stand in the order given."""
    if in_file_alone(run):
        return []
    if _in_tables(run, rows):
        return list(table_pages(run, rows, lambda items: _held(run, items, now)))
    pages = enumerate(chunks(run.items, LINES_MOST), start=1)
    ready = itertools.takewhile(lambda page: not _held(run, page[1], now), pages)
    return [post for number, items in ready if _told(items) for post in _lines(run, number)]


def page(run: Run, number: int, *, rows: Rows) -> list[Post]:
    """Return one page (counted from 1) as it stands, in as many messages as it takes; none when it is empty."""
    if in_file_alone(run):
        return []
    if _in_tables(run, rows):
        return [one for one in table_pages(run, rows) if page_number(one.key) == number]
    return _lines(run, number) if 1 <= number <= -(-len(run.items) // LINES_MOST) else []


def in_file_alone(run: Run) -> bool:
    """Say whether the file of all orders lists the labels of a run, and no reply does: Slack has to take it."""
    return len(run.items) > TABLES_MOST and run.list_problem is None


def _in_tables(run: Run, rows: Rows) -> bool:
    return len(run.items) > LINES_MOST and rows is not Rows.LINES


def _lines(run: Run, number: int) -> list[Post]:
    items = run.items[(number - 1) * LINES_MOST : number * LINES_MOST]
    entries = [Entry(label_line(item, with_price=not run.choices.shared_channel)) for item in _told(items)]
    first, further = (_heading(run, number, len(items), more) for more in ("", CONTINUED))
    return pack(f"labels:{number}", entries, first=[*banner(run), first], further=[*banner(run), further])


def _told(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item.state in (State.LABELLED, State.ACCEPTED)]


def _held(run: Run, items: Sequence[Item], now: datetime) -> bool:
    if run.state is not RunState.RUNNING:
        return False
    return any(
        item.state in (State.WAITING, State.CLAIMED) or (item.state is State.ACCEPTED and now - item.since <= PATIENCE)
        for item in items
    )


def _heading(run: Run, number: int, size: int, more: str) -> Part:
    total, first = len(run.items), (number - 1) * LINES_MOST + 1
    template = ONE_PAGE if total <= LINES_MOST else PAGE
    return paragraph(say(template, first=first, last=first + size - 1, total=total, more=more))


def page_number(key: str) -> int | None:
    """Return the page that *key* (``labels:3``, ``labels:3:b``) belongs to; None for other keys."""
    kind, _, rest = key.partition(":")
    number = rest.partition(":")[0]
    return int(number) if kind == "labels" and number.isascii() and number.isdigit() else None
