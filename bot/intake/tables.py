"""Rows of cells: which column holds the order numbers, and what stands in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from bot.intake.headings import NAME, NOT_ORDERS, NUMBER, STREET, is_about_others, plain_heading, rank_of
from bot.intake.reading import Reading, collect
from bot.intake.spellings import has_digit

_LIKE_A_NUMBER = re.compile(r"^(?=.*\d)[^\s@]+$")
_BEGINS_WITH_DIGIT = re.compile(r"\s*#?\d")
_LIKE_A_DATE = re.compile(r"^(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(?!\d)")


def read_table(rows: Sequence[Sequence[str]]) -> Reading:
    """Read the order numbers of a table; its first row may be the headings."""
    rows = [row for row in rows if any(cell.strip() for cell in row)]
    if not rows:
        return Reading()
    width = max(map(len, rows))
    headings = [plain_heading(cell) for cell in rows[0]]
    headed = _is_headed(rows[0], headings)
    body = rows[1:] if headed else rows
    about_others = {
        place
        for place, cell in enumerate(rows[0])
        if headed and (is_about_others(cell) or _is_house_number(headings, place))
    }
    place = _by_heading(headings, body) if headed else None
    known = place is not None
    if place is None:
        place = _by_content([place for place in range(width) if place not in about_others], body)
    if place is None and not headed:
        place = 0
    if place is None:
        return Reading()
    cells = _cells(body, place)
    taken_for_heading: list[str] = []
    if not headed and len(cells) > 1 and not has_digit(cells[0]) and all(has_digit(cell) for cell in cells[1:]):
        taken_for_heading = [cells.pop(0)]
    reading = collect((cell, True) for cell in cells)
    column = (rows[0][place].strip() if known else str(place + 1)) if width > 1 and reading.numbers else None
    return replace(reading, not_understood=(*taken_for_heading, *reading.not_understood), column=column)


def _is_headed(row: Sequence[str], headings: Sequence[str]) -> bool:
    """Are these headings, and not the first order? Words that can stand in an order as well count beside words only."""
    ranks = [rank for heading in headings if (rank := rank_of(heading)) is not None]
    if any(rank < NUMBER for rank in ranks):
        return True
    words_only = not any(_BEGINS_WITH_DIGIT.match(cell) for cell in row)
    return words_only and (bool(ranks) or (len(row) > 1 and any(heading in NOT_ORDERS for heading in headings)))


def _is_house_number(headings: Sequence[str], place: int) -> bool:
    return rank_of(headings[place]) == NUMBER and place > 0 and headings[place - 1] in STREET


def _by_heading(headings: Sequence[str], body: Sequence[Sequence[str]]) -> int | None:
    """Return the column with the surest heading, the leftmost of several; None when no heading can be trusted."""
    found: list[tuple[int, int]] = []
    for place, heading in enumerate(headings):
        rank = rank_of(heading)
        people = rank == NAME and len(headings) > 1 and not all(map(has_digit, _cells(body, place)))
        if rank is not None and not people and not _is_house_number(headings, place):
            found.append((rank, place))
    return min(found)[1] if found else None


def _by_content(places: Sequence[int], body: Sequence[Sequence[str]]) -> int | None:
    """Return the first column in which everything may be an order number; None when there is no such column.

    The leftmost may hold numbers with spaces in them; further to the right those are rather streets.
    """
    for place in places:
        # The first row may be a heading that nobody knows.
        cells = _cells(body[1:], place) or _cells(body, place)
        like = has_digit if place == places[0] else _LIKE_A_NUMBER.match
        if cells and all(like(cell) and not _LIKE_A_DATE.match(cell) for cell in cells):
            return place
    return None


def _cells(rows: Sequence[Sequence[str]], place: int) -> list[str]:
    """Return what stands in one column, line by line: a cell can hold several."""
    return [part.strip() for row in rows if len(row) > place for part in row[place].splitlines() if part.strip()]
