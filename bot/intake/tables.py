"""The order numbers of a table: below the heading that announces them, otherwise by what stands in its columns."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.intake.cells import flaw_of, numbers_in_cell
from bot.intake.content import columns_by_content
from bot.intake.heading_row import MOST_COLUMNS, Heading, find_heading, folded_cells, holds_words_only, names_an_order
from bot.intake.headings import NOT_ORDERS, REFERENCE, folded, is_about_others, is_house_number, rank_of
from bot.intake.pattern import ShopNumbers
from bot.intake.reading import Flaw, NotUnderstood, Possible, Reading, Row, Why, join
from bot.intake.records import Record
from bot.intake.rows import read_rows, table_of
from bot.intake.spellings import has_digit, printable, spellings_of

_SHOWN = 120


def read_table(records: Sequence[Record], separator: str, shop: ShopNumbers | None = None) -> Reading:
    """Read the order numbers of a table. Every line of it that is not blank is counted as what it is."""
    heading = find_heading(records)
    if heading is not None:
        return _read_below(records, heading, separator, shop)
    filled = [record for record in records if not record.is_blank]
    reading = _read_by_content(filled, separator, shop) if filled else Reading()
    rulers = sum(map(_lines, records)) - sum(map(_lines, filled))
    return replace(reading, rows=reading.rows + Counter({Row.RULER: rulers}))


def _read_below(records: Sequence[Record], heading: Heading, separator: str, shop: ShopNumbers | None) -> Reading:
    record = records[heading.row]
    headings = [folded(cell) for cell in record.cells]
    body = records[heading.row + 1 :]
    reading = read_rows(table_of(body, heading.place, separator, headings, len(record.cells)), shop)
    # The same word for any number may stand over those of customers.
    for place in _beside(record, heading.place) if heading.rank < REFERENCE else ():
        more = read_rows(table_of(body, place, separator, headings, len(record.cells)), shop)
        told = tuple(one for one in more.not_understood if one.flaw not in (Flaw.NO_NUMBER, Flaw.OTHER_SHAPE))
        reading = replace(join([reading, replace(more, not_understood=told)]), rows=reading.rows)
    above = sum(map(_lines, records[: heading.row]))
    counts = reading.rows + Counter({Row.HEADING: 1, Row.TITLE: above, Row.CONTINUED: _lines(record) - 1})
    name = printable(record.cells[heading.place]).strip()
    several = len(record.cells) > 1 and not reading.is_empty
    return replace(reading, rows=counts, column=name if several else None)


def _beside(record: Record, place: int) -> list[int]:
    """Return the other columns with the very same heading: two tables stand beside each other."""
    cells = [cell.strip().casefold() for cell in record.cells[:MOST_COLUMNS]]
    return [other for other in range(place + 1, len(cells)) if cells[other] == cells[place]]


@dataclass(frozen=True)
class _Columns:
    """A table whose heading nobody knows. *heading*: its record where there is one. *others*: columns that hold
    something about a customer by their heading."""

    body: Sequence[Record]
    heading: Record | None
    others: frozenset[int]


def _read_by_content(records: Sequence[Record], separator: str, shop: ShopNumbers | None) -> Reading:
    columns = _columns(records)
    width = min(MOST_COLUMNS, max(len(record.cells) for record in records))
    places = [place for place in range(width) if place not in columns.others]
    found = columns_by_content(places, columns.body, shop)
    if not found.places and columns.heading:
        return Reading(rows=Counter({Row.TITLE: sum(map(_lines, records))}))
    place = found.places[0] if found.places else 0
    strange = _unknown_heading(columns, place)
    reading = read_rows(table_of(columns.body[len(strange) :], place, separator), shop)
    if not found.sure:
        reading = replace(reading, certain=(), possible=_in_columns(found.places, columns.body[len(strange) :]))
    counts = Counter({Row.HEADING: _lines(columns.heading) if columns.heading else 0})
    counts[Row.NOT_UNDERSTOOD] = sum(_lines(columns.body[0]) for _ in strange)
    return replace(
        reading,
        not_understood=(*strange, *reading.not_understood),
        rows=reading.rows + counts,
        column=str(place + 1) if width > 1 and not reading.is_empty else None,
    )


def _columns(records: Sequence[Record]) -> _Columns:
    first = records[0]
    headings = folded_cells(first)
    named = [names_an_order(records, 0, place) for place in range(len(headings))]
    known = any(rank_of(heading) is not None and not named[place] for place, heading in enumerate(headings))
    about_others = not NOT_ORDERS.isdisjoint(headings) or (len(headings) == 1 and is_about_others(first.cells[0]))
    if not holds_words_only(first) or not (known or about_others):
        return _Columns(records, None, frozenset())
    others = {
        place
        for place, cell in enumerate(first.cells[:MOST_COLUMNS])
        if is_about_others(cell) or is_house_number(headings, place)
    }
    return _Columns(records[1:], first, frozenset(others))


def _unknown_heading(columns: _Columns, place: int) -> list[NotUnderstood]:
    """Return the first cell of a column when it is the only one without a digit, and no heading that is known."""
    cells = [record.cells[place].strip() for record in columns.body if place < len(record.cells)]
    if columns.heading or len(cells) < 2 or has_digit(cells[0]) or not all(map(has_digit, cells[1:])):
        return []
    return [NotUnderstood(cells[0][:_SHOWN], Flaw.WORD, columns.body[0].line)]


def _in_columns(places: Sequence[int], records: Sequence[Record]) -> tuple[Possible, ...]:
    """Return the numbers of several columns of which nobody knows which is meant, with the rows that they stand in."""
    found: list[Possible] = []
    for record in records:
        row = " ".join(cell.strip() for cell in record.cells)[:_SHOWN]
        for place in (place for place in places if place < len(record.cells)):
            numbers = [number for number in numbers_in_cell(record.cells[place]) if flaw_of(number) is None]
            found += [Possible(one, spellings_of(one), row, Why.OTHER_READING) for one in filter(has_digit, numbers)]
    return tuple(found)


def _lines(record: Record) -> int:
    """Return how many lines of a record are not blank."""
    return sum(bool(line.strip()) for line in record.lines)
