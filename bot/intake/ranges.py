"""``5001-5003``: a number of its own, or the first and the last of several."""

from __future__ import annotations

import re

from bot.intake.spellings import DASHES

LONGEST_RANGE = 200
"""Orders that a range may span to be offered one by one."""

_TIE = rf"(?:\s*[-{DASHES}…]\s*|\.{{2,3}})"
_RANGE = re.compile(rf"#?(\d{{1,15}}){_TIE}#?(\d{{1,15}})")
_CODES = re.compile(rf"#?([A-Za-z]{{1,8}}[-_/.{DASHES}]?)(\d{{1,15}}){_TIE}#?\1(\d{{1,15}})", re.IGNORECASE)
"""``W-1001-W-1004``: with what stands before each number."""

CODE = re.compile(rf"#?([A-Za-z]{{1,8}}[-_/.{DASHES}]?|)(\d{{1,15}})")


def spanned(typed: str) -> tuple[str, ...]:
    """Return the numbers that *typed* spans as a range; nothing when it is none, or one of too many."""
    if codes := _CODES.fullmatch(typed):
        return tuple(codes[1] + number for number in between(codes[2], codes[3]))
    ends = _RANGE.fullmatch(typed)
    return between(ends.group(1), ends.group(2)) if ends else ()


def in_range(first: str, last: str) -> tuple[str, ...]:
    """Return the numbers between two that stand apart, both digits alone or with the same before them."""
    begin, end = CODE.fullmatch(first), CODE.fullmatch(last)
    if begin is None or end is None or begin[1].casefold() != end[1].casefold():
        return ()
    return tuple(begin[1] + number for number in between(begin[2], end[2])[1:-1])


def between(first: str, last: str) -> tuple[str, ...]:
    """Return the numbers from *first* to *last*, with their leading zeros."""
    width = len(first)
    if len(last) < width:
        last = first[: width - len(last)] + last  # 5001-03
    if not 0 < int(last) - int(first) < LONGEST_RANGE or (len(last) != width and first.startswith("0")):
        return ()
    return tuple(str(number).zfill(width) for number in range(int(first), int(last) + 1))
