"""Numbers with separators of thousands, and none other between them: ``1,001,1,002``."""

from __future__ import annotations

import re
from collections.abc import Sequence

_ROW = re.compile(r"(?<![\w,.])#?\d{1,3}(?:,#?\d{1,3}){2,}(?![\w,])")
_APART = ";"


def thousands_apart(line: str) -> str:
    """Return a line in which a semicolon stands between such numbers, instead of the comma: what each is can be told
    then. Nothing else of the line changes, nor its length."""
    return _ROW.sub(lambda row: _apart(row[0]), line)


def _apart(row: str) -> str:
    numbers: list[list[str]] = []
    for piece in row.split(","):
        if numbers and _goes_on(numbers[-1], piece):
            numbers[-1].append(piece)
        else:
            numbers.append([piece])
    return _APART.join(map(",".join, numbers)) if _are_thousands(numbers) else row


def _goes_on(number: Sequence[str], piece: str) -> bool:
    """Are these three digits of a number that began before? Nothing else begins with a zero where not all do."""
    return len(piece) == 3 and "#" not in piece and (piece[0] == "0" or len(number[0].removeprefix("#")) < 3)


def _are_thousands(numbers: Sequence[Sequence[str]]) -> bool:
    """Is each number written with separators, or does a zero behind one tell that some are?"""
    if any(number[0].removeprefix("#").startswith("0") for number in numbers):
        return False
    alike = len({len(number) for number in numbers}) == 1 and len(numbers[0]) > 1
    return alike or any(piece[0] == "0" for number in numbers for piece in number[1:])
