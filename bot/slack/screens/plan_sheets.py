"""Which sheets of a workbook the numbers of a plan came from, and which were not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.plan_words import Sheets
from bot.slack.screens.text import Words, foreign, join, say

READ: Final = "Read from the workbook: {read}."
NOT_READ: Final = "Read from the workbook: {read}. Not read, since hidden or without order numbers: {passed_over}."
QUOTED: Final = "“{name}”"
MORE: Final = "and {n} more"
MOST: Final = 10


def sheets_read(sheets: Sheets) -> list[Words]:
    """Return the sentence about the sheets of a workbook; nothing for a workbook of one sheet, or none at all."""
    if len(sheets.read) + len(sheets.passed_over) < 2:
        return []
    template = NOT_READ if sheets.passed_over else READ
    return [say(template, read=_names(sheets.read), passed_over=_names(sheets.passed_over))]


def _names(names: Sequence[str]) -> Words:
    shown = [say(QUOTED, name=foreign(name, 40)) for name in names[:MOST]]
    if len(names) > MOST:
        shown.append(say(MORE, n=len(names) - MOST))
    return join(shown, ", ")
