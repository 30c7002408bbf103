"""A row with more cells than its heading of one column: several numbers, one with a comma in it, or one and more."""

from __future__ import annotations

import re
from collections.abc import Sequence

from bot.intake.pattern import SHORTEST
from bot.intake.spellings import has_digit

_THOUSAND = re.compile(r"\d{1,2}(?:,\d{3})+")


def numbers_of_wide_row(cells: Sequence[str], separator: str) -> list[str] | None:
    """Return the order numbers of a row below ``Order number`` alone; None where nobody can tell.

    ``1001, 1002`` are two, ``1,001`` is one, and of ``1001, Amsel`` it is the first.
    """
    filled = [cell.strip() for cell in cells if cell.strip()]
    whole = separator.join(cells).strip().rstrip(separator).strip()
    if len(filled) < 2 or (separator == "," and _THOUSAND.fullmatch(whole)):
        return [whole] if len(filled) > 1 else filled
    if all(map(_is_number, filled)) and len(set(map(len, filled))) == 1:
        return filled
    others = sum(map(has_digit, filled[1:]))
    return filled[:1] if not others or (others == 1 and _is_number(filled[0])) else None


def _is_number(cell: str) -> bool:
    return has_digit(cell) and " " not in cell and len(cell) >= SHORTEST
