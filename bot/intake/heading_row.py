"""Which row of a table is the heading that announces order numbers."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from bot.intake.headings import (
    NAME,
    NOT_ORDERS,
    NUMBER,
    REFERENCE,
    folded,
    is_house_number,
    is_of_customers,
    rank_of,
)
from bot.intake.pattern import SHORTEST
from bot.intake.records import Record
from bot.intake.rows import LIKE_A_NUMBER
from bot.intake.spellings import has_digit, is_sign

MOST_COLUMNS = 200
"""Columns among which the one with order numbers is looked for."""

MOST_ABOVE = 60
"""Records at the beginning among which the heading is looked for."""

_BEGINS_WITH_DIGIT = re.compile(r"\s*#?\d")
_EXAMPLES = 20
"""Cells below a heading that are looked at."""


@dataclass(frozen=True)
class Heading:
    """Where the heading stands: its record, and the column of order numbers by its rank, 0 for surest."""

    row: int
    place: int
    rank: int


def find_heading(records: Sequence[Record]) -> Heading | None:
    """Return the row with the surest heading of order numbers that has such below it; the first of several."""
    found: list[tuple[bool, int, int, int]] = []
    for row, record in enumerate(records[:MOST_ABOVE]):
        headings = [] if record.is_blank or _holds_numbers(record) else folded_cells(record)
        for place in range(len(headings)):
            rank = None if names_an_order(records, row, place) else _rank(records, row, headings, place)
            if rank is not None:
                rank = max(rank, REFERENCE) if is_of_customers(record.cells[place]) else rank
                found.append((_is_doubtful(records, row, headings, place), rank, row, place))
    if not found:
        return None
    _, rank, row, place = min(found)
    return _of_two_rows(records, Heading(row, place, rank))


def _of_two_rows(records: Sequence[Record], heading: Heading) -> Heading:
    """Return where a heading goes on in the row below, as under ``Order`` in merged cells ``Date`` and ``Number``."""
    above, below = records[heading.row].cells, records[heading.row + 1 : heading.row + 2]
    if not below or any(map(has_digit, below[0].cells)) or not _below(records, heading.row + 1, heading.place):
        return heading
    end = next((at for at in range(heading.place + 1, len(above)) if above[at].strip()), len(below[0].cells))
    ranks = [(rank_of(folded(cell)), at) for at, cell in enumerate(below[0].cells[:end]) if at >= heading.place]
    known = [(rank, at) for rank, at in ranks if rank is not None]
    if not known:
        return heading
    rank, place = min(known)
    return Heading(heading.row + 1, place, max(rank, heading.rank))


def folded_cells(record: Record) -> list[str]:
    """Return the cells of a row as headings are compared."""
    return [folded(cell) for cell in record.cells[:MOST_COLUMNS]]


def holds_words_only(record: Record) -> bool:
    """Does no cell of a row begin with a digit?"""
    return not any(_BEGINS_WITH_DIGIT.match(cell) for cell in record.cells[:MOST_COLUMNS])


def holds_its_numbers(record: Record) -> bool:
    """Does a row name order numbers in its first cell, with nothing but such behind it: ``Order;1001;1002``?"""
    first, *others = record.cells[:MOST_COLUMNS]
    filled = [cell.strip() for cell in others if cell.strip()]
    return rank_of(folded(first)) in (0, 1) and bool(filled) and all(map(LIKE_A_NUMBER.fullmatch, filled))


def _holds_numbers(record: Record) -> bool:
    """Are there order numbers in this row already, behind the word for them?"""
    return has_digit(record.cells[0]) if len(record.cells) == 1 else holds_its_numbers(record)


def _rank(records: Sequence[Record], row: int, headings: Sequence[str], place: int) -> int | None:
    """Return how sure it is that this cell announces order numbers; None when it cannot be trusted."""
    rank = rank_of(headings[place])
    if rank is None or is_house_number(headings, place):
        return None
    strange = not holds_words_only(records[row]) and (rank >= NUMBER or row > 0)
    if strange or (rank >= NUMBER and row > 0 and NOT_ORDERS.isdisjoint(headings)):
        return None
    return None if rank == NAME and len(headings) > 1 and _holds_people(records, row, place) else rank


def names_an_order(records: Sequence[Record], row: int, place: int) -> bool:
    """Is this the number of one order with the word before it, ``order 1001``, and no heading?"""
    cell = records[row].cells[place]
    digits = sum(char.isdigit() for char in cell)
    alone = len(records[row].cells) == 1
    same = alone or any(folded(one) == folded(cell) for one in _below(records, row, place))
    return (digits > 0 and same) or digits >= SHORTEST


def _holds_people(records: Sequence[Record], row: int, place: int) -> bool:
    below = _below(records, row, place)
    return not below or not all(map(has_digit, below))


def _is_doubtful(records: Sequence[Record], row: int, headings: Sequence[str], place: int) -> bool:
    """Is this rather a title: alone in its row, or with nothing below it that may be an order number?"""
    if len(headings) > 1 and sum(map(bool, headings)) < 2:
        return True
    below = _below(records, row, place)
    return not below or not (_are_numbers(below) or _are_numbers(_below(_block(records, row), 0, place)))


def _block(records: Sequence[Record], row: int) -> Sequence[Record]:
    """Return a heading and what stands below it, up to a blank row: another table may follow."""
    filled = next((at for at in range(row + 1, len(records)) if not records[at].is_blank), len(records))
    end = next((at for at in range(filled, len(records)) if records[at].is_blank), len(records))
    return records[row:end]


def _are_numbers(cells: Sequence[str]) -> bool:
    return bool(cells) and 2 * sum(map(_may_be_number, cells)) >= len(cells)


def _below(records: Sequence[Record], row: int, place: int) -> list[str]:
    """Return some cells below a heading."""
    cells = [
        record.cells[place].strip()
        for record in records[row + 1 : row + 1 + 2 * _EXAMPLES]
        if place < len(record.cells) and not is_sign(record.cells[place])
    ]
    return cells[:_EXAMPLES]


def _may_be_number(cell: str) -> bool:
    return has_digit(cell) or (" " not in cell and cell.isupper())
