"""Which sheets of a workbook the numbers of a plan came from, and which were not read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.plan_words import Sheets
from bot.slack.screens.plan_parts import AND_MORE
from bot.slack.screens.text import Words, foreign, join, say

READ: Final = "Read from the workbook: {read}."
NONE_READ: Final = "Nothing was read from the workbook."
NOT_READ: Final = " Not read, since hidden or without order numbers: {names}."
BEYOND: Final = " Not read, since there are too many sheets: {names}. Give them as a file of their own."
QUOTED: Final = "“{name}”"
MOST: Final = 10


def sheets_read(sheets: Sheets) -> list[Words]:
    """Return the sentence about the sheets of a workbook; nothing for a workbook of one sheet, or none at all."""
    if len(sheets.read) < 2 and not (sheets.passed_over or sheets.beyond):
        return []
    line = say(READ, read=_names(sheets.read)) if sheets.read else say(NONE_READ)
    if sheets.passed_over:
        line += say(NOT_READ, names=_names(sheets.passed_over))
    if sheets.beyond:
        line += say(BEYOND, names=_names(sheets.beyond))
    return [line]


def _names(names: Sequence[str]) -> Words:
    shown = [say(QUOTED, name=foreign(name, 40)) for name in names[:MOST]]
    if len(names) > MOST:
        shown.append(say(AND_MORE, n=len(names) - MOST))
    return join(shown, ", ")
