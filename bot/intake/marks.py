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
    rows = (row for row in _counting_up(marks) if _are_marks([(marks[place], lines[place]) for place in row]))
    return alone.union(*rows)


def _counting_up(marks: dict[int, re.Match[str]]) -> list[list[int]]:
    """Return the places of two or more numbers each that count up from any below 100."""
    rows: list[list[int]] = []
    for place, mark in marks.items():
        if rows and int(mark[1]) == int(marks[rows[-1][-1]][1]) + 1:
            rows[-1].append(place)
        else:
            rows.append([place])
    return [row for row in rows if len(row) > 1 and int(marks[row[0]][1]) < 100]


def _are_marks(row: Sequence[tuple[re.Match[str], str]]) -> bool:
    """Do these count lines? Those that begin with 1 do; others have a number behind each, and one that is longer where
    the sign may stand behind an order as well: ``17: 2 candles``, ``17 - Robin``."""
    if int(row[0][0][1]) < 2:
        return True
    return all(_longest(mark, line) > (0 if mark[2] in ".)" else len(mark[1])) for mark, line in row)


def _longest(mark: re.Match[str], line: str) -> int:
    """Return the digits of the longest number behind a mark."""
    return max(map(len, _DIGITS.findall(line[mark.end() : mark.end() + _LOOKED_AT])), default=0)


def _is_mark_alone(mark: re.Match[str], line: str) -> bool:
    """``1. 1001``: is the number behind it longer by two digits or more?"""
    return mark[2] in ".)" and len(mark[1]) < 3 and _longest(mark, line) > len(mark[1]) + 1
