"""What stands before the lines of lists and quoted mails: bullets, numbers, boxes and ``>``."""

from __future__ import annotations

import re
from collections.abc import Sequence

_QUOTE = re.compile(r"(?:\s*>)+\s*")
_BOX = re.compile(r"^\s*\[[ xX]?\]\s+")
_NUMBERED = re.compile(r"\s*\(?(\d{1,4})([.):\]]|\s+[-–—])\s+(?=\S)")
_LETTERED = re.compile(r"\s*\(?(?:[a-zA-Z]|[ivx]{2,4})[.)]\s+(?=\S*\d)")
_BULLET = re.compile(r"\s*[-*•·◦▪‣–—+☐☑✅✔□■○●→»]+\s+(?=\S)")
_DIGITS = re.compile(r"\d+")
_LOOKED_AT = 500


def without_marks(lines: Sequence[str]) -> list[tuple[str, bool]]:
    """Return the lines that are not blank, without their marks, and whether a mark of a list was taken off."""
    bare = [_without_quote(line) for line in lines]
    bare = [line for line in bare if line.strip()]
    numbered = _numbered(bare)
    found: list[tuple[str, bool]] = []
    for place, line in enumerate(bare):
        pattern = _NUMBERED if place in numbered else _LETTERED if _LETTERED.match(line) else _BULLET
        mark = pattern.match(line)
        found.append((line[mark.end() :] if mark else line, mark is not None))
    return found


def _without_quote(line: str) -> str:
    return _BOX.sub("", _QUOTE.sub("", line, count=1) if line.lstrip().startswith(">") else line)


def _numbered(lines: Sequence[str]) -> set[int]:
    """Return the lines that begin with a number of their own: those that count up, and a single ``1.`` or ``2)``."""
    marks = {place: mark for place, line in enumerate(lines) if (mark := _NUMBERED.match(line))}
    alone = {place for place, mark in marks.items() if _is_mark_alone(mark, lines[place])}
    return alone | _counting_up({place: int(mark[1]) for place, mark in marks.items()})


def _counting_up(numbers: dict[int, int]) -> set[int]:
    """Return the places of two or more numbers that count up from any below 100."""
    found: set[int] = set()
    first = before = place_before = -1
    for place, number in numbers.items():
        if before >= 0 and number == before + 1:
            if first < 100:
                found |= {place_before, place}
        else:
            first = number
        before, place_before = number, place
    return found


def _is_mark_alone(mark: re.Match[str], line: str) -> bool:
    """``1. 1001``: is the number behind it longer by two digits or more?"""
    rest = line[mark.end() : mark.end() + _LOOKED_AT]
    longest = max(map(len, _DIGITS.findall(rest)), default=0)
    return mark[2] in ".)" and len(mark[1]) < 3 and longest > len(mark[1]) + 1
