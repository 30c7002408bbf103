"""Which column of a table without a heading of order numbers holds them, by what stands in its cells."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from bot.intake.headings import ORDER_HEADINGS, folded
from bot.intake.pattern import SHORTEST, ShopNumbers, has_length
from bot.intake.records import Record
from bot.intake.rows import LIKE_A_NUMBER, is_footer_row
from bot.intake.spellings import has_digit

_LIKE_A_DATE = re.compile(r"(?:\d{4}[-./]\d{1,2}[-./]\d{1,2}|\d{1,2}[-./]\d{1,2}[-./]\d{2,4})(?!\d)")
_LIKE_MONEY = re.compile(r"-?[€$£]?\s?\d+[.,]\d{2}\s?[€$£]?")


@dataclass(frozen=True)
class Found:
    """The columns that may hold order numbers, the likeliest first. *sure*: the first of them does."""

    places: tuple[int, ...] = ()
    sure: bool = True


def columns_by_content(places: Sequence[int], records: Sequence[Record], shop: ShopNumbers | None) -> Found:
    """Return the columns in which everything may be an order number.

    The leftmost may hold numbers with spaces in them; further to the right those are rather streets. Columns that count
    the rows, or that hold amounts or single digits, are passed over where there are others; what is left of several is
    told by the shop's own numbers, or it is the leftmost column of the table.
    """
    everything = _by_place(places, [record for record in records if not is_footer_row(record)])
    likely: Mapping[int, list[str]] = everything
    for unlikely in (_counts, _is_money, _is_short):
        likely = _unless(unlikely, likely)
    if shop is None or len(everything) < 2:
        return Found(tuple(likely), len(likely) < 2 or next(iter(likely)) == places[0])
    fitting = tuple(place for place, found in likely.items() if _fit(found, shop))
    return Found(fitting or tuple(everything), len(fitting) == 1 or fitting[:1] == (places[0],))


def _by_place(places: Sequence[int], records: Sequence[Record]) -> dict[int, list[str]]:
    """Return what stands in each column in which all may be order numbers."""
    return {place: found for place in places if (found := _cells(places, records, place))}


def _unless(unlikely: Callable[[Sequence[str]], bool], cells: Mapping[int, list[str]]) -> Mapping[int, list[str]]:
    """Return the columns that are not *unlikely*; all of them where there are no others."""
    return {place: found for place, found in cells.items() if not unlikely(found)} or cells


def _cells(places: Sequence[int], records: Sequence[Record], place: int) -> list[str]:
    """Return what stands in a column if all of it may be order numbers; nothing otherwise."""
    # The first row may be a heading that nobody knows.
    cells = _lines_of_cells(records[1:], place) or _lines_of_cells(records, place)
    like = has_digit if place == places[0] else _is_like_a_number
    return cells if all(like(cell) and not _LIKE_A_DATE.match(cell) for cell in cells) else []


def _is_like_a_number(cell: str) -> bool:
    """May this be an order number, also with the word for orders before it?"""
    return LIKE_A_NUMBER.fullmatch(cell) is not None or (has_digit(cell) and folded(cell) in ORDER_HEADINGS)


def _lines_of_cells(records: Sequence[Record], place: int) -> list[str]:
    lines = [line for record in records if place < len(record.cells) for line in record.cells[place].splitlines()]
    return [line.strip() for line in lines if line.strip()]


def _counts(cells: Sequence[str]) -> bool:
    """Do these count up, 1, 2, 3? The first row may have been taken for a heading."""
    numbers = [cell.rstrip(".)") for cell in cells]
    return any(numbers == [str(first + place) for place in range(len(cells))] for first in (1, 2))


def _is_money(cells: Sequence[str]) -> bool:
    return all(map(_LIKE_MONEY.fullmatch, cells))


def _is_short(cells: Sequence[str]) -> bool:
    return all(len(cell) < SHORTEST for cell in cells)


def _fit(cells: Sequence[str], shop: ShopNumbers) -> bool:
    """Do these look like the shop's own numbers?"""
    known = shop.lengths or shop.shapes
    return bool(known) and all(
        shop.fits(cell.removeprefix("#")) or (has_length(cell, shop) and cell.removeprefix("#").isdecimal())
        for cell in cells
    )
