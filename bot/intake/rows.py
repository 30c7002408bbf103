"""The rows below a heading: orders, repeats of the heading, totals, footers, and what cannot be told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from bot.intake.cells import flaw_of, numbers_in_cell, wanted
from bot.intake.furniture import FOOTERS, TOTALS, adds_up, is_total
from bot.intake.headings import folded
from bot.intake.inside import inside
from bot.intake.pattern import ShopNumbers
from bot.intake.reading import Flaw, NotUnderstood, Possible, Reading, Row, Wanted
from bot.intake.records import Record, split_again
from bot.intake.refusals import is_refusal
from bot.intake.spellings import has_digit, is_sign, printable, spellings_of
from bot.intake.vocabulary import REFUSALS
from bot.intake.wide import numbers_of_wide_row
from bot.model import same_number_key

LIKE_A_NUMBER = re.compile(r"(?=[^\d]*\d)[^\s@]+")
"""One word with a digit in it."""

_MOSTLY = 0.8
"""The share of rows that are narrower than their heading for that to be their usual width."""

_REFUSED = REFUSALS | {"onhold", "voided", "void", "annulla"}
"""What a cell says of an order that is not to be sent."""

_SHOWN = 120
"""Characters of a cell that are shown."""


@dataclass(frozen=True)
class Table:
    """The records below a heading, or all of a table without one, and the column that holds order numbers.

    *heading*: the cells of the heading row, folded; empty without one. *widths*: how many cells its rows have.
    """

    records: tuple[Record, ...]
    place: int
    widths: frozenset[int]
    separator: str
    heading: tuple[str, ...] = ()


def table_of(
    records: Sequence[Record], place: int, separator: str, heading: Sequence[str] = (), cells: int = 0
) -> Table:
    """Return the table whose order numbers stand at *place*. *cells*: how many its heading has, 0 without one."""
    counts = Counter(len(record.cells) for record in records if not record.is_blank)
    widths = {cells} if cells else set()
    for width, count in counts.most_common(1):
        if not cells or (place < width < cells and count >= _MOSTLY * counts.total()):
            widths.add(width)
    rows: list[Record] = []
    for record in records:
        rows += _as_written(record, place, widths, separator)
    return Table(tuple(rows), place, frozenset(widths), separator, tuple(heading))


def read_rows(table: Table, shop: ShopNumbers | None) -> Reading:
    """Return the order numbers of a table; each row that is not blank is an order or is counted as what it is."""
    rows = _Rows(table, shop)
    below_total = False
    end = _end(table)
    last, sums = _last_row(table.records[:end], table.place)
    for place, record in enumerate(table.records[:end]):
        rows.counts[Row.CONTINUED] += sum(1 for line in record.lines[1:] if line.strip())
        verdict = _verdict(record, table, below_total=below_total)
        below_total = _is_word_for_total(record, table)
        if isinstance(verdict, Row):
            rows.counts[verdict] += bool(record.lines[0].strip())
        elif isinstance(verdict, NotUnderstood):
            rows.counts[Row.NOT_UNDERSTOOD] += 1
            rows.not_understood.append(verdict)
        else:
            rows.take(verdict, unless=_refusal(record, table.place) or (sums if place == last else ""))
    rows.pass_over(table.records[end:], table.place)
    return Reading(
        tuple(rows.certain),
        tuple(rows.possible),
        twice=tuple(rows.twice),
        not_understood=tuple(rows.not_understood),
        rows=+rows.counts,
    )


def _end(table: Table) -> int:
    """Return where another table begins: at a row of nothing but words, behind a blank one, that repeats no heading, or
    at words that say that no labels are wanted for what follows."""
    if max(table.widths) < 2 or not table.heading:
        return len(table.records)
    rows = enumerate(zip(table.records, table.records[1:], strict=False), start=1)
    return next((place for place, (above, record) in rows if _begins_another(record, above, table)), len(table.records))


def _begins_another(record: Record, above: Record, table: Table) -> bool:
    cells = [cell.strip() for cell in record.cells]
    filled = [cell for cell in cells if not is_sign(cell)]
    if not filled or any(map(has_digit, filled)) or _repeats_heading(cells, table):
        return False
    if len(filled) == 1:
        return is_refusal(map(folded, filled[0].split()))
    return above.is_blank and folded(filled[0]) not in TOTALS


class _Rows:
    """What the rows of a table have come to so far."""

    def __init__(self, table: Table, shop: ShopNumbers | None) -> None:
        self._several = max(table.widths) > 1
        self._shop = shop
        self._seen: set[str] = set()
        self._before: list[str] = []
        self.certain: list[Wanted] = []
        self.possible: list[Possible] = []
        self.twice: list[str] = []
        self.not_understood: list[NotUnderstood] = []
        self.counts: Counter[Row] = Counter()

    def take(self, numbers: Sequence[str], *, unless: str = "") -> None:
        """Take the numbers of one row. A number that stands in the row above has several lines of an order; *unless*:
        what in the row says that no label is wanted for it."""
        keys = [same_number_key(number) for number in numbers]
        again = self._several and keys == self._before
        self.counts[Row.SAME_ORDER if again else Row.ORDER] += 1
        self._before = keys
        for number, key in zip(numbers, keys, strict=True):
            if flaw := flaw_of(number):
                self.not_understood.append(NotUnderstood(number, flaw))
            elif key not in self._seen and unless:
                self.possible.append(Possible(number, spellings_of(number, self._shop), f"{number}: {unless}"))
            elif key not in self._seen:
                self.certain.append(wanted(number, self._shop))
                self.possible += inside(number, self._shop)
            elif not again:
                self.twice.append(number)
            self._seen.add(key)


    def pass_over(self, records: Sequence[Record], place: int) -> None:
        """Name the rows of another table that have a number."""
        for record in records:
            if any(map(has_digit, record.cells)):
                shown = printable(record.cells[place] if place < len(record.cells) else "").strip()
                self.not_understood.append(NotUnderstood(shown[:_SHOWN], Flaw.OTHER_TABLE, record.line))
            self.counts[Row.NOT_UNDERSTOOD] += sum(1 for line in record.lines if line.strip())


def _last_row(records: Sequence[Record], place: int) -> tuple[int, str]:
    """Return where the last row is that is not blank, and its words where it adds up those above it."""
    filled = [at for at, one in enumerate(records) if not one.is_blank]
    if not filled or not adds_up([records[at].cells for at in filled], place):
        return len(records), ""
    return filled[-1], " ".join(cell.strip() for cell in records[filled[-1]].cells)[:_SHOWN]


def _refusal(record: Record, place: int) -> str:
    """Return the cell of a row that says that its order is cancelled, refunded or on hold; nothing where none does."""
    others = (cell.strip() for at, cell in enumerate(record.cells) if at != place)
    return next((printable(cell) for cell in others if folded(cell) in _REFUSED), "")


def is_footer_row(record: Record) -> bool:
    """Does a row begin with a word for a total, or is it a remark?"""
    first = next((cell.strip() for cell in record.cells if cell.strip()), "")
    return (folded(first) in TOTALS and not has_digit(first)) or FOOTERS.match(first) is not None


def _as_written(record: Record, place: int, widths: set[int], separator: str) -> list[Record]:
    """Return a record, or its lines as rows of their own where a stray quotation mark has swallowed rows."""
    if len(record.lines) == 1 or max(widths, default=1) < 2:
        return [record]
    lines = split_again(record, separator)
    swallowed = [
        line
        for line in lines[1:]
        if len(line.cells) in widths
        and place < len(line.cells)
        and LIKE_A_NUMBER.fullmatch(line.cells[place].strip('" '))
    ]
    return lines if swallowed else [record]


def _is_word_for_total(record: Record, table: Table) -> bool:
    """Is this, in a table of one column, nothing but a word for a total?"""
    return max(table.widths) == 1 and folded(record.cells[0]) in TOTALS and not has_digit(record.cells[0])


def _total_row(record: Record, numbers: Sequence[str], *, below_total: bool) -> NotUnderstood | None:
    """Return what a row of one column is that adds others up, or is a remark below them; None when it may be an order.
    *below_total*: the one before is a word for a total."""
    cell = record.cells[0].strip()
    known = is_total(cell) or (folded(cell) in TOTALS and not has_digit(cell)) or FOOTERS.match(cell)
    if not below_total and not known:
        return None
    return NotUnderstood(numbers[0][:_SHOWN] if numbers else "", Flaw.TOTAL, record.line)


def _verdict(record: Record, table: Table, *, below_total: bool) -> list[str] | Row | NotUnderstood:
    """Return the order numbers of a row, or what else it is."""
    cells = [printable(cell).strip() for cell in record.cells]
    if all(map(is_sign, cells)):
        return Row.RULER
    if table.heading and _repeats_heading(cells, table):
        return Row.HEADING
    cell = record.cells[table.place] if table.place < len(record.cells) else ""
    if max(table.widths) == 1 < len(cells):
        return numbers_of_wide_row(cells, table.separator) or NotUnderstood(
            " ".join(cells)[:_SHOWN], Flaw.OTHER_SHAPE, record.line
        )
    numbers = list(map(printable, numbers_in_cell(cell)))
    if max(table.widths) > 1:
        other = _other_row(record, cells, numbers, table.widths)
    else:
        other = _total_row(record, numbers, below_total=below_total)
    return other or numbers or NotUnderstood("", Flaw.NO_NUMBER, record.line)


def _other_row(
    record: Record, cells: Sequence[str], numbers: Sequence[str], widths: frozenset[int]
) -> Row | NotUnderstood | None:
    """Return what a row of several columns is when it is no order; None when it may be one."""
    filled = [cell for cell in cells if cell]
    shown = numbers[0][:_SHOWN] if numbers else ""
    if _is_footer(cells, filled, numbers):
        return Row.FOOTER
    if not _has_usual_width(cells, widths):
        lonely = len(filled) == 1 and not LIKE_A_NUMBER.fullmatch(filled[0])
        return Row.FOOTER if lonely else NotUnderstood(shown, Flaw.OTHER_SHAPE, record.line)
    if len(numbers) == 1 and " " in shown and not has_digit(shown):
        return NotUnderstood(shown, Flaw.WORD, record.line)
    return None


def _repeats_heading(cells: Sequence[str], table: Table) -> bool:
    return (
        table.place < len(cells)
        and bool(cells[table.place])
        and (folded(cells[table.place]) == table.heading[table.place] and not has_digit(cells[table.place]))
    )


def _is_footer(cells: Sequence[str], filled: Sequence[str], numbers: Sequence[str]) -> bool:
    """Is this a total or a remark below the table? Such words may stand in a row of an order as well."""
    if any(FOOTERS.match(cell) for cell in filled):
        return True
    if folded(filled[0]) in TOTALS and not has_digit(filled[0]):
        return True
    if numbers and has_digit(numbers[0]):
        return False
    return any(folded(cell) in TOTALS for cell in filled) or (len(filled) == 1 and len(cells) > 1 and " " in filled[0])


def _has_usual_width(cells: Sequence[str], widths: frozenset[int]) -> bool:
    """Has a row as many cells as the heading or most rows? Empty ones at the end do not count."""
    if len(cells) in widths:
        return True
    last = max((place for place, cell in enumerate(cells) if cell), default=-1) + 1
    return last in widths or (len(cells) > max(widths) >= last)
