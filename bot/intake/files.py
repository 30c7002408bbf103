"""A file somebody attached: a table, a list or a workbook, read as order numbers."""

from __future__ import annotations

from dataclasses import replace

from bot.intake.formats import ZIP, FileProblem, UnreadableFile, text_of
from bot.intake.heading_row import find_heading, holds_its_numbers
from bot.intake.pattern import ShopNumbers
from bot.intake.reading import Reading
from bot.intake.records import Record, lines_of, read_records
from bot.intake.rows import LIKE_A_NUMBER
from bot.intake.separators import separator_of, told_separator
from bot.intake.spellings import is_sign
from bot.intake.tables import read_table
from bot.intake.text import read_text
from bot.intake.workbook import read_workbook

MOST_BYTES = 10_000_000
"""Bytes of a file that is read."""

MOST_LINES = 250_000
"""Lines of a file that is read; a plan holds 10,000 orders."""


def read_file(data: bytes, shop: ShopNumbers | None = None) -> Reading:
    """Read a CSV, TSV or XLSX file: one order number a row, with or without a heading, in any usual encoding.

    Where there are several columns, the heading decides which one it is, also below a title, then what stands in it;
    one that holds names or addresses by its heading is never taken. A cell of several lines holds several numbers.
    A file of one column that is neither a table nor a list is read as a text, in which numbers are only possible.

    Raises `UnreadableFile` for whatever is neither. Takes time that grows with the size, up to a second or two: call
    it off the event loop.
    """
    if len(data) > MOST_BYTES:
        raise UnreadableFile(FileProblem.TOO_LARGE)
    if data.startswith(ZIP):
        return read_workbook(data, shop)
    lines = lines_of(text_of(data))
    if len(lines) > MOST_LINES:
        raise UnreadableFile(FileProblem.TOO_LARGE)
    told = told_separator(lines[0])
    body = lines[1:] if told else lines
    separator = told or separator_of(body)
    records = read_records(body, separator, first_line=2 if told else 1)
    if _is_list(records) or _are_named(records):
        return read_text("\n".join(", ".join(record.cells) for record in records), shop)
    if _is_text(records):
        return replace(read_text("\n".join(lines), shop), cut=False)
    return read_table(records, separator, shop)


def _is_text(records: list[Record]) -> bool:
    """Is this neither a table nor a list, but words, such as a letter or a log?"""
    cells = [record.cells[0].strip() for record in records if len(record.cells) == 1 and not is_sign(record.cells[0])]
    if any(len(record.cells) > 1 for record in records) or find_heading(records):
        return False
    like = sum(1 for cell in cells if all(LIKE_A_NUMBER.fullmatch(part) for part in cell.split("\n")))
    return 2 * like < len(cells)


def _are_named(records: list[Record]) -> bool:
    """Does each row hold a word for orders and then their numbers?"""
    filled = [record for record in records if not record.is_blank]
    return bool(filled) and all(map(holds_its_numbers, filled))


def _is_list(records: list[Record]) -> bool:
    """Are these order numbers in every cell of several columns: of one row, or all of the same length?"""
    rows = [record for record in records if not record.is_blank]
    cells = [cell.strip() for record in rows for cell in record.cells if cell.strip()]
    if len(cells) == len(rows) or not all(map(LIKE_A_NUMBER.fullmatch, cells)):
        return False
    shortest, longest = min(map(len, cells)), max(map(len, cells))
    return len(rows) == 1 or shortest == longest > 2
