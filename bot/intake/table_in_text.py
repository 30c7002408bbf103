"""A table that stands in a text, with its heading or pasted from a screen."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.intake.cells import wanted
from bot.intake.heading_row import MOST_ABOVE
from bot.intake.lines import read_lines
from bot.intake.pattern import ShopNumbers, has_length
from bot.intake.prose import Findings, take_prose
from bot.intake.reading import Reading, Row
from bot.intake.records import SEPARATORS, read_records
from bot.intake.separators import heading_by
from bot.intake.spellings import has_digit
from bot.intake.tables import read_table
from bot.intake.tokens import Kind, tokens_of


@dataclass(frozen=True)
class TableInText:
    """A table in lines *first* to *end* (counted from 0, without *end*), and what was read from it."""

    first: int
    end: int
    reading: Reading


def find_table(lines: Sequence[str], shop: ShopNumbers | None) -> TableInText | None:
    """Return the first table among *lines*: below a heading of order numbers, or rows with tabs between the cells."""
    found = [table for separator in SEPARATORS if (table := _headed(lines, separator, shop))]
    tabs = _with_tabs(lines, shop)
    if tabs and not any(table.first <= tabs.first for table in found):
        found.append(tabs)
    return min(found, key=lambda table: (table.first, table.first - table.end), default=None)


def _headed(lines: Sequence[str], separator: str, shop: ShopNumbers | None) -> TableInText | None:
    places = [place for place, line in enumerate(lines[: 4 * MOST_ABOVE]) if separator in line]
    if not places:
        return None
    heading = heading_by([line if separator in line else "" for line in lines[: 4 * MOST_ABOVE]], separator)
    if heading is None or separator not in lines[heading.row]:
        return None
    end = _end(lines, heading.row, separator)
    if end - heading.row < 2:
        return None
    reading = read_table(read_records(lines[heading.row : end], separator, first_line=heading.row + 1), separator, shop)
    return TableInText(heading.row, end, reading) if not reading.is_empty else None


def _end(lines: Sequence[str], first: int, separator: str) -> int:
    """Return where a table ends: before a line without a separator."""
    end = first + 1
    for place in range(first + 1, len(lines)):
        if separator in lines[place]:
            end = place + 1
        elif lines[place].strip():
            break
    return end


def _with_tabs(lines: Sequence[str], shop: ShopNumbers | None) -> TableInText | None:
    """Return rows that were copied from a screen without their heading: the order number stands first in them."""
    tabs = ["\t" in line.strip() for line in lines]
    if not any(tabs):
        return None
    first = tabs.index(True)
    end = tabs.index(False, first) if False in tabs[first:] else len(lines)
    rows = [[cell.strip() for cell in line.split("\t") if cell.strip()] for line in lines[first:end]]
    if _is_list(rows):
        return None
    found = Findings()
    for row in [row[1:] for row in rows] if _is_counted(rows) else rows:
        _take_row(row, found, shop)
    counts = Counter({Row.ORDER: len(rows)})
    return TableInText(first, end, Reading(tuple(found.certain), tuple(found.possible), rows=counts))


def _take_row(row: Sequence[str], found: Findings, shop: ShopNumbers | None) -> None:
    number = _first_number(row[0], shop)
    if number is not None:
        found.certain.append(wanted(number, shop))
        return
    for line in read_lines([" ".join(row)]):
        take_prose(line, found, shop)


def _first_number(cell: str, shop: ShopNumbers | None) -> str | None:
    """Return the order number in the first cell of a row: all of it, or what stands behind ``#``."""
    tokens = tokens_of(cell)
    if not tokens or tokens[0].kind is not Kind.NUMBER:
        return None
    alone = len(tokens) == 1 and has_length(tokens[0].core, shop)
    return tokens[0].core if alone or cell.startswith("#") else None


def _is_list(rows: Sequence[Sequence[str]]) -> bool:
    """Is every cell a number, of one row or all alike? Then it is a list with tabs between the numbers."""
    tokens = [tokens_of(cell) for row in rows for cell in row]
    if not all(len(cell) == 1 and cell[0].kind is Kind.NUMBER for cell in tokens):
        return False
    return len(rows) == 1 or len({len(cell[0].core) for cell in tokens}) == 1


def _is_counted(rows: Sequence[Sequence[str]]) -> bool:
    """Does each row begin with its own place: 1, 2, 3?"""
    counted = [row[0].rstrip(".)") for row in rows] == [str(place) for place in range(1, len(rows) + 1)]
    return counted and all(len(row) > 1 and len(row[1]) > 2 and has_digit(row[1]) for row in rows)
