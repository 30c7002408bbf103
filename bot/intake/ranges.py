"""``5001-5003``: a number of its own, or the first and the last of several."""

from __future__ import annotations

import re

from bot.intake.spellings import DASHES

LONGEST_RANGE = 200
"""Orders that a range may span to be offered one by one."""

_RANGE = re.compile(rf"#?(\d{{1,15}})(?:\s*[-{DASHES}…]\s*|\.{{2,3}})#?(\d{{1,15}})")


def spanned(typed: str) -> tuple[str, ...]:
    """Return the numbers that *typed* spans as a range; nothing when it is none, or one of too many."""
    ends = _RANGE.fullmatch(typed)
    return between(ends.group(1), ends.group(2)) if ends else ()


def between(first: str, last: str) -> tuple[str, ...]:
    """Return the numbers from *first* to *last*, with their leading zeros."""
    width = len(first)
    if len(last) < width:
        last = first[: width - len(last)] + last  # 5001-03
    if not 0 < int(last) - int(first) < LONGEST_RANGE or (len(last) != width and first.startswith("0")):
        return ()
    return tuple(str(number).zfill(width) for number in range(int(first), int(last) + 1))
