"""What somebody pasted or typed: tables, lists, and words with numbers between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.intake.lines import Line, LineKind, read_lines
from bot.intake.pattern import ShopNumbers
from bot.intake.prose import Findings, take_list, take_prose
from bot.intake.reading import Reading, join
from bot.intake.separators import told_separator
from bot.intake.spellings import printable
from bot.intake.table_in_text import find_table
from bot.model import TEXT_FIELD

MOST_CHARACTERS = 400_000
"""Characters of a text that are read: a message of Slack has 40,000."""

_ABOVE_REFERENCES = (LineKind.INTRODUCTION, LineKind.REFERENCE)
"""What stands right above ``nr. 1001`` where it is an order's."""

MOST_TABLES = 5
"""Tables that are looked for in a text; what is behind them is read as words."""


def read_text(text: str, shop: ShopNumbers | None = None) -> Reading:
    """Read what somebody pasted, typed or forwarded.

    Certain is a table's column of order numbers, a list that holds nothing but numbers, and in other text what stands
    behind ``#`` or an order word, or has the pattern of the *shop*. Other numbers of prose are possible.
    """
    cut = len(text) >= TEXT_FIELD
    lines = [printable(line) for line in text[:MOST_CHARACTERS].splitlines()]
    if lines and told_separator(lines[0].strip()):
        lines = lines[1:]
    readings: list[Reading] = []
    while lines:
        table = find_table(lines, shop) if len(readings) < 2 * MOST_TABLES else None
        if table is None:
            readings.append(_read_words(lines, shop))
            break
        readings += [_read_words(lines[: table.first], shop), table.reading]
        lines = lines[table.end :]
    return replace(join(readings), cut=cut)


def _read_words(lines: Sequence[str], shop: ShopNumbers | None) -> Reading:
    found = Findings()
    known = read_lines(lines)
    for line, trusted in zip(known, _trusted(known), strict=True):
        if trusted:
            take_list(line, found, shop)
        else:
            take_prose(line, found, shop)
    return Reading(tuple(found.certain), tuple(found.possible), not_understood=tuple(found.not_understood))


def _trusted(lines: Sequence[Line]) -> list[bool]:
    """Return for each line whether its numbers are there because somebody wants labels for them.

    A line that asks for labels speaks for itself; one with a list needs nothing but such lines around it, or one that
    introduces it; below somebody's name are telephone numbers.
    """
    closing = next((place for place, line in enumerate(lines) if line.kind is LineKind.CLOSING), len(lines))
    body = lines[:closing]
    start = _trusted_start(body)
    found = [False] * len(lines)
    introduced = False
    bulleted = _bulleted(body)
    for place, line in enumerate(body):
        match line.kind:
            case LineKind.REQUEST | LineKind.INTRODUCTION:
                introduced = True
            case LineKind.LIST:
                introduced = introduced or place < start or place in bulleted
            case LineKind.PROSE | LineKind.CLOSING:
                introduced = False
            case LineKind.REFERENCE:
                introduced = introduced and body[place - 1].kind in _ABOVE_REFERENCES
        found[place] = introduced and line.kind is not LineKind.REFUSAL
    return found


def _bulleted(lines: Sequence[Line]) -> set[int]:
    """Return the lines with marks and nothing but numbers behind those, save where something else was announced above
    than that labels are wanted for them."""
    found: set[int] = set()
    denied = False
    for place, line in enumerate(lines):
        if line.kind in (LineKind.PROSE, LineKind.CLOSING):
            denied = line.announces_others
        elif line.kind in (LineKind.REQUEST, LineKind.INTRODUCTION):
            denied = False
        elif line.kind is LineKind.LIST and not denied and _is_bulleted(lines, place):
            found.add(place)
    return found


def _trusted_start(lines: Sequence[Line]) -> int:
    """Return up to which line a list speaks for itself: all of them where there is nothing else, otherwise those at the
    beginning that are a list of several numbers that look alike."""
    if all(line.kind is not LineKind.PROSE for line in lines):
        return len(lines)
    end = next((place for place, line in enumerate(lines) if line.kind is not LineKind.LIST), len(lines))
    numbers = [token.core for line in lines[:end] for token in line.numbers]
    alike = len({len(number) for number in numbers}) == 1 and len(numbers[0]) > 2
    return end if len(numbers) > 1 and alike else 0


def _is_bulleted(lines: Sequence[Line], place: int) -> bool:
    """Is this one of several lines with a mark before them and nothing but numbers behind it?"""
    beside = [lines[at] for at in (place - 1, place + 1) if 0 <= at < len(lines)]
    return lines[place].marked and any(line.marked and line.kind is LineKind.LIST for line in beside)
