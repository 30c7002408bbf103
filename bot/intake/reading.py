"""What was found in a text or a file: the order numbers, and what was not understood."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

from bot.intake.spellings import LONGEST_NUMBER, spellings_of
from bot.model import same_number_key

_EXCEL = re.compile(r"^\d(?:[.,]\d+)?E\+\d+$", re.IGNORECASE)


@dataclass(frozen=True)
class Wanted:
    """One order number as somebody gave it, and the spellings to look it up by, best first."""

    typed: str
    spellings: tuple[str, ...]


@dataclass(frozen=True)
class Reading:
    """What was found in a text or a file, in the order given."""

    numbers: tuple[Wanted, ...] = ()
    twice: tuple[str, ...] = ()
    not_understood: tuple[str, ...] = ()
    cut: bool = False
    column: str | None = None
    """Which of several columns they were read from: its heading, or how many columns from the left where that is no
    known one (it could be somebody's name)."""


def join(readings: Iterable[Reading]) -> Reading:
    """Put several readings together: what stands in both counts as given twice."""
    found: list[tuple[str, bool]] = []
    not_understood: list[str] = []
    twice: list[str] = []
    cut = False
    columns: dict[str, None] = {}
    for reading in readings:
        found += [(wanted.typed, True) for wanted in reading.numbers]
        twice += reading.twice
        not_understood += reading.not_understood
        cut = cut or reading.cut
        columns |= {reading.column: None} if reading.column else {}
    together = collect(found)
    return Reading(
        together.numbers,
        (*twice, *together.twice),
        (*not_understood, *together.not_understood),
        cut,
        ", ".join(columns) or None,
    )


def collect(tokens: Iterable[tuple[str, bool]]) -> Reading:
    """Return a reading of tokens, each with whether it may be an order number."""
    numbers: dict[str, Wanted] = {}
    twice: list[str] = []
    not_understood: list[str] = []
    for token, may_be_number in tokens:
        text = token.strip()
        spellings = spellings_of(text) if may_be_number else ()
        if _EXCEL.match(text) or len(text) > LONGEST_NUMBER or not spellings:
            not_understood.append(text)
        elif (key := same_number_key(text)) in numbers:
            twice.append(text)
        else:
            numbers[key] = Wanted(text, spellings)
    return Reading(tuple(numbers.values()), tuple(twice), tuple(not_understood))
