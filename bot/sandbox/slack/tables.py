"""Tables: `table` and `data_table`, whose cells share limits over the message."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack import text as words
from bot.sandbox.slack.rich_text import RICH_TEXT
from bot.sandbox.slack.shapes import Check, Run, array, boolean, choice, integer, number, record, string, typed

_RAW_TEXT = record({"type": string(), "text": string(None, 1)}, "text")
_RAW_NUMBER = record({"type": string(), "value": number, "text": string(None, 1)}, "value text")
_CELLS: dict[str, Check] = {"raw_text": _RAW_TEXT, "raw_number": _RAW_NUMBER, "rich_text": RICH_TEXT}
_ROW = array(typed(lambda: _CELLS), 20, 1)


def _column(value: Any, pointer: str, run: Run) -> None:
    # A column without settings is written as null.
    if value is not None:
        record({"align": choice("left", "center", "right"), "is_wrapped": boolean})(value, pointer, run)


TABLE_FIELDS: dict[str, Check] = {"rows": array(_ROW, 100, 1), "column_settings": array(_column, 20)}
DATA_TABLE_FIELDS: dict[str, Check] = {
    "rows": array(_ROW, 201, 2),
    "caption": string(None, 1),
    "page_size": integer(1, 100),
    "row_header_column_index": integer(0, 19),
}


def check_table(value: Any, pointer: str, run: Run) -> None:
    """One table stands on a surface, with 10,000 characters."""
    if run.count("table") > 1:
        run.wrong("only one table is allowed", pointer)
    if _characters(value) > 10_000:
        run.wrong("table cells hold more than 10000 characters", f"{pointer}/rows")


def check_data_table(value: Any, pointer: str, run: Run) -> None:
    """20,000 characters in all tables of the surface together; rows of one length; a header row of raw text."""
    if run.count("data_table", _characters(value)) > 20_000:
        run.wrong("data_table cells hold more than 20000 characters", f"{pointer}/rows")
    rows = [row for row in value.get("rows") or [] if isinstance(row, list)]
    if len({len(row) for row in rows}) > 1:
        run.wrong("all rows must have the same number of cells", f"{pointer}/rows")
    if rows and any(isinstance(cell, dict) and cell.get("type") != "raw_text" for cell in rows[0]):
        run.wrong("only raw_text is allowed in the header row", f"{pointer}/rows/0")


def _characters(value: Any) -> int:
    return sum(len(text) for _, text in words.texts(value.get("rows") or []))
