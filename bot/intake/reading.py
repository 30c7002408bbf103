"""What was found in a text or a file: what is certain, what is possible, what was not understood."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from enum import StrEnum

from bot.model import same_number_key
from bot.model.unread import Unread


@dataclass(frozen=True)
class Wanted:
    """One order number as somebody gave it, and the spellings to look it up by: as typed first.

    *rivals*: numbers that the same signs may be instead, such as ``1`` and ``001`` for ``1,001``. Where one of them
    is an order, too, nobody knows which was meant.
    """

    typed: str
    spellings: tuple[str, ...]
    rivals: tuple[str, ...] = ()


class Why(StrEnum):
    """Why a number is only possibly an order."""

    PROSE = "prose"
    RANGE = "range"
    OTHER_READING = "other_reading"


@dataclass(frozen=True)
class Possible:
    """A number that may be an order's, with the words around it. *within*: the range or the signs it was read from."""

    number: str
    spellings: tuple[str, ...]
    context: str
    why: Why = Why.PROSE
    within: str = ""


class Flaw(StrEnum):
    """Why a word or a row is no order number."""

    WORD = "word"
    QUANTITY = "quantity"
    NO_NUMBER = "no number"
    SPREADSHEET_ERROR = "spreadsheet error"
    SHORTENED = "shortened by a spreadsheet"
    TOO_LONG = "too long"
    OTHER_SHAPE = "other columns than the heading"
    TOTAL = "total"
    OTHER_TABLE = "below another heading"
    BEYOND = "more numbers of a text than are looked up"


@dataclass(frozen=True)
class NotUnderstood:
    """Something that was given and is no order number. *line*: counted from 1, in a table only."""

    text: str
    flaw: Flaw
    line: int | None = None

    @property
    def place(self) -> str:
        """Where it stood and what is wrong with it, without what it says: that may be anybody's name."""
        return self.flaw.value if self.line is None else f"line {self.line}: {self.flaw.value}"

    def __str__(self) -> str:
        if self.line is None:
            return self.text
        return f"line {self.line}: {self.text or self.flaw.value}"


@dataclass(frozen=True)
class PassedOver:
    """A sheet that was not read, by its name."""

    name: str
    why: Unread


class Row(StrEnum):
    """What became of one line of a table that is not blank."""

    ORDER = "order"
    SAME_ORDER = "same order"
    TITLE = "title"
    HEADING = "heading"
    RULER = "ruler"
    FOOTER = "footer"
    NOT_UNDERSTOOD = "not understood"
    CONTINUED = "continued"


@dataclass(frozen=True)
class Reading:
    """What was found in a text or a file, in the order given."""

    certain: tuple[Wanted, ...] = ()
    possible: tuple[Possible, ...] = ()
    twice: tuple[str, ...] = ()
    not_understood: tuple[NotUnderstood, ...] = ()
    passed_over: tuple[PassedOver, ...] = ()
    cut: bool = False
    column: str | None = None
    """Which of several columns they were read from: its heading, or how many columns from the left where that is no
    known one (it could be somebody's name)."""
    sheets: tuple[str, ...] = ()
    """The sheets of a workbook that were read."""
    rows: Counter[Row] = field(default_factory=Counter)
    """How many lines of tables became what: together all that are not blank."""

    @property
    def is_empty(self) -> bool:
        """Is there nothing that may be an order?"""
        return not self.certain and not self.possible


def at_most(reading: Reading, most: int) -> Reading:
    """Return *reading* with so many possible numbers; those behind are told as not understood."""
    beyond = tuple(NotUnderstood(one.number, Flaw.BEYOND) for one in reading.possible[most:])
    return replace(reading, possible=reading.possible[:most], not_understood=reading.not_understood + beyond)


def without_repeats(reading: Reading) -> Reading:
    """Return *reading* with each number once: what is certain is not possible as well."""
    certain: dict[str, Wanted] = {}
    twice = list(reading.twice)
    for wanted in reading.certain:
        key = same_number_key(wanted.typed)
        if key in certain:
            twice.append(wanted.typed)
        else:
            certain[key] = wanted
    possible: dict[str, Possible] = {}
    for one in reading.possible:
        if same_number_key(one.number) not in certain:
            possible.setdefault(same_number_key(one.number), one)
    return replace(reading, certain=tuple(certain.values()), possible=tuple(possible.values()), twice=tuple(twice))


def join(readings: Iterable[Reading]) -> Reading:
    """Put several readings together: what stands in both counts as given twice."""
    together = Reading()
    columns: dict[str, None] = {}
    for part in readings:
        columns |= {part.column: None} if part.column else {}
        together = Reading(
            certain=together.certain + part.certain,
            possible=together.possible + part.possible,
            twice=together.twice + part.twice,
            not_understood=together.not_understood + part.not_understood,
            passed_over=together.passed_over + part.passed_over,
            cut=together.cut or part.cut,
            sheets=together.sheets + part.sheets,
            rows=together.rows + part.rows,
        )
    return without_repeats(replace(together, column=", ".join(columns) or None))
