"""What one cell of the order-number column holds."""

from __future__ import annotations

import re

from bot.intake.pattern import ShopNumbers
from bot.intake.reading import Flaw, Wanted
from bot.intake.spellings import LONGEST_NUMBER, has_digit, spellings_of

_ERROR = re.compile(
    r"#+|#(?:N/A|N/V|N/D|NV|NA|ND|NUM|NULL|NAME\?|REF|VALUE|DIV/0|NUL|VALEUR|NOMBRE|NOM\?|WERT|BEZUG|ZAHL|WAARDE|"
    r"VERW|GETAL|NAAM\?|DEEL/0|LEEG|RIF|VALORE|NOME\?|[!¡]?VALOR|[!¡]?REF|[!¡]?DIV/0|[¿]?NOMBRE\?|ARG|ADR|SPILL|CALC|"
    r"GETTING_DATA|ERROR|UNKNOWN|FIELD|BLOCKED|CONNECT)[!?]?",
    re.IGNORECASE,
)
_SHORTENED = re.compile(r"\d(?:[.,]\d+)?E\+\d+", re.IGNORECASE)
_FORMULA = re.compile(r'="([^"]+)"')
_BETWEEN = re.compile(r"\s*[,;+&|/]\s+")


def numbers_in_cell(cell: str) -> list[str]:
    """Return what stands in a cell, one entry for each line and each number of a list."""
    entries: list[str] = []
    for line in cell.splitlines():
        text = unwrapped(line.strip())
        if not text:
            continue
        parts = [part for part in _BETWEEN.split(text) if part] if len(text) < 4 * LONGEST_NUMBER else [text]
        whole = len(parts) < 2 or not all(has_digit(part) and " " not in part and len(part) > 2 for part in parts)
        entries += [text] if whole else parts
    return entries


def unwrapped(text: str) -> str:
    """Return a number that was written for Excel as a text, ``="001234"``, without its wrapping."""
    if text.startswith('="'):
        formula = _FORMULA.fullmatch(text)
        return formula.group(1).strip() if formula else text
    return text


def flaw_of(text: str) -> Flaw | None:
    """Return why a text is no order number; None when it may be one."""
    if is_error(text):
        return Flaw.SPREADSHEET_ERROR
    if _SHORTENED.fullmatch(text):
        return Flaw.SHORTENED
    if len(text) > LONGEST_NUMBER:
        return Flaw.TOO_LONG
    return None if spellings_of(text) else Flaw.WORD


def is_error(text: str) -> bool:
    """Is this what a spreadsheet shows for a value that it does not have?"""
    return text.startswith("#") and _ERROR.fullmatch(text) is not None


def wanted(typed: str, shop: ShopNumbers | None, rivals: tuple[str, ...] = ()) -> Wanted:
    """Return an order number with its spellings."""
    return Wanted(typed, spellings_of(typed, shop), rivals)
