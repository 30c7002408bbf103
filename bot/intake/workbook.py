"""A workbook of Excel (.xlsx), read by python-calamine after its size is known."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from bot.intake.formats import FileProblem, UnreadableFile
from bot.intake.heading_row import find_heading
from bot.intake.pattern import ShopNumbers
from bot.intake.reading import PassedOver, Reading, join
from bot.intake.records import Record
from bot.intake.tables import read_table
from bot.model.unread import Unread

MOST_UNPACKED = 50_000_000
"""Bytes of all that is in a workbook: a small file can hold very much."""

MOST_DIGITS = 15
"""Digits that a number of Excel keeps; those behind are zeros."""

MOST_SHEETS = 20

MOST_CELLS = 5_000_000
"""Cells from the first to the last that is named, in all sheets together."""

_PIECE = 1 << 20
_OVERLAP = 64
_PLACE = re.compile(rb"""\br\s*=\s*["']([A-Za-z]{0,4})(\d{0,8})["']""")

_SEPARATOR = "\t"

Value = int | float | str | bool | time | date | datetime | timedelta


def read_workbook(data: bytes, shop: ShopNumbers | None = None) -> Reading:
    """Read each sheet that has a heading of order numbers; the first with anything in it when none has.

    Sheets that are hidden or not read are named as passed over. Raises `UnreadableFile`.
    """
    _check_size(data)
    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
            return _read_sheets(workbook, shop)
    except (CalamineError, ValueError, OSError) as exc:
        raise UnreadableFile(FileProblem.NOT_TEXT) from exc


def _check_size(data: bytes) -> None:
    """Add up what is in the file before anything is unpacked. Raises `UnreadableFile` for too much or no workbook.

    A single cell far down and far to the right makes the reader hold all the cells before it, so the cells that a
    sheet spans are counted, too.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            inside = packed.infolist()
            if sum(one.file_size for one in inside) > MOST_UNPACKED:
                raise UnreadableFile(FileProblem.TOO_LARGE)
            names = {one.filename.casefold() for one in inside}
            if "xl/workbook.xml" not in names:
                other = "content.xml" in names or "xl/workbook.bin" in names
                raise UnreadableFile(FileProblem.SPREADSHEET if other else FileProblem.NOT_TEXT)
            spanned = sum(_spanned(packed, one) for one in inside if one.filename.casefold().endswith(".xml"))
    except (zipfile.BadZipFile, zlib.error, ValueError, NotImplementedError, RuntimeError, OSError, EOFError) as exc:
        raise UnreadableFile(FileProblem.NOT_TEXT) from exc
    if spanned > MOST_CELLS:
        raise UnreadableFile(FileProblem.TOO_LARGE)


def _spanned(packed: zipfile.ZipFile, part: zipfile.ZipInfo) -> int:
    """Return how many cells a part of a workbook spans by the places that its rows and cells name; 0 for no sheet."""
    columns = rows = named = 0
    rest = b""
    with packed.open(part) as content:
        while piece := content.read(_PIECE):
            text = rest + piece
            for place in _PLACE.finditer(text):
                columns = max(columns, _column(place[1]))
                rows = max(rows, int(place[2] or 0))
                named += 1
            rest = text[-_OVERLAP:]
    return columns * max(rows, named)


def _column(letters: bytes) -> int:
    """Return which column ``A``, ``Z`` or ``XFD`` is, counted from 1; 0 without letters."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def _read_sheets(workbook: CalamineWorkbook, shop: ShopNumbers | None) -> Reading:
    shown, passed_over = _shown_sheets(workbook)
    sheets = {name: _records(workbook.get_sheet_by_name(name).to_python(skip_empty_area=False)) for name in shown}
    filled = [name for name, records in sheets.items() if not all(record.is_blank for record in records)]
    chosen = [name for name in filled if find_heading(sheets[name])] or filled[:1]
    passed_over += [PassedOver(name, Unread.SHEET) for name in filled if name not in chosen]
    reading = join(read_table(sheets[name], _SEPARATOR, shop) for name in chosen)
    return replace(reading, passed_over=tuple(passed_over), sheets=tuple(chosen))


def _shown_sheets(workbook: CalamineWorkbook) -> tuple[list[str], list[PassedOver]]:
    """Return the names of the sheets that somebody sees, and those that are not read."""
    known = workbook.sheets_metadata
    shown = [
        one.name for one in known if one.typ is SheetTypeEnum.WorkSheet and one.visible is SheetVisibleEnum.Visible
    ]
    hidden = [PassedOver(one.name, Unread.SHEET) for one in known if one.name not in shown]
    return shown[:MOST_SHEETS], [*hidden, *(PassedOver(name, Unread.SHEET_BEYOND) for name in shown[MOST_SHEETS:])]


def _records(rows: Sequence[Sequence[Value]]) -> list[Record]:
    found = []
    for line, row in enumerate(rows, start=1):
        cells = tuple(_text(value) for value in row)
        found.append(Record(cells, line, (_SEPARATOR.join(cell.replace("\n", " ") for cell in cells),)))
    return found


def _text(value: Value) -> str:
    """Return a cell as somebody sees it. A whole number is stored with a fraction of nothing."""
    if isinstance(value, bool):
        return str(value).upper()
    if isinstance(value, float) and not value.is_integer():
        return repr(value)
    if isinstance(value, int | float):
        whole = str(int(value))
        return whole if len(whole.lstrip("-")) <= MOST_DIGITS else f"{value:.5E}"
    if isinstance(value, datetime | date | time):
        return value.isoformat()
    return str(value)
