"""The lines of a text: which hold a list, which ask for labels, and which say something else."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from bot.intake.furniture import is_furniture
from bot.intake.marks import without_marks
from bot.intake.quantities import without_quantities
from bot.intake.refusals import is_choice, is_refusal, word_of
from bot.intake.spellings import has_digit
from bot.intake.tokens import Kind, Token, at, is_currency, tokens_of
from bot.intake.vocabulary import (
    ADDRESSES,
    CLOSINGS,
    CONJUNCTIONS,
    MONTHS,
    ORDER_WORDS,
    QUANTITIES,
    REFERENCES,
    REQUEST_WORDS,
    REQUESTS,
    UNITS,
    WEAK_UNITS,
    WROTE,
)


class LineKind(StrEnum):
    """What a line is about."""

    LIST = "list"  # nothing but numbers and separators
    REQUEST = "request"  # numbers, and words with which one asks for labels
    REFERENCE = "reference"  # a number of whatever: ref 1001
    INTRODUCTION = "introduction"  # such words alone, above a list
    NEUTRAL = "neutral"  # greetings and the like
    CLOSING = "closing"  # what follows is a signature
    REFUSAL = "refusal"  # a number of a list, and that no label is wanted for it
    PROSE = "prose"


@dataclass(frozen=True)
class Line:
    """One line that is not blank. *marked*: it began with a bullet or a number of its own, which is taken off."""

    text: str
    tokens: tuple[Token, ...]
    kind: LineKind
    marked: bool = False

    @property
    def numbers(self) -> list[Token]:
        return [token for token in self.tokens if token.kind in (Kind.NUMBER, Kind.QUOTED)]

    @property
    def announces_others(self) -> bool:
        """Does it announce, of what stands below, something else than that labels are wanted: ``Done:``? That somebody
        wrote it is nothing else."""
        said = {token.word for token in self.tokens}
        return (self.text.rstrip().endswith(":") and WROTE.isdisjoint(said)) or is_refusal(map(word_of, self.tokens))


NARROW = "\u202f"
"""The space that separates thousands and nothing else."""

_WITH_SPACES = re.compile(r"#?\d{1,2}(?: \d{3})+")
_THOUSANDS = re.compile(rf"\s*{_WITH_SPACES.pattern}(?:[\s,;]+{_WITH_SPACES.pattern})*[\s.,;]*")
_ASKING = REQUESTS | ORDER_WORDS
_COUNTED = UNITS | WEAK_UNITS
_WORDS_OF_A_CLOSING = 4


def read_lines(lines: Sequence[str]) -> list[Line]:
    """Return the lines that are not blank, without the marks of lists and of quoted mails, and without totals and the
    numbers of pages."""
    bare = _with_thousands(without_marks([line for line in lines if not is_furniture(line)]))
    letters_only = not any(has_digit(text) for text, _ in bare)
    found: list[Line] = []
    for text, marked in bare:
        tokens = tuple(tokens_of(text))
        if letters_only:
            alone = len(bare) == 1 and len(tokens) == 1
            tokens = tuple(_code(token, alone=alone) for token in tokens)
        found.append(Line(text, tokens, _kind(tokens), marked))
    lists = [line.tokens for line in found if line.kind is LineKind.LIST]
    told = iter(without_quantities(lists))
    return [replace(line, tokens=next(told)) if line.kind is LineKind.LIST else line for line in found]


def _with_thousands(bare: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Return lines with ``1 001`` and ``1 002``, separated as thousands are, in one piece. The zeros behind the space
    tell."""
    lines = [text for text, _ in bare if has_digit(text)]
    if not all(map(_THOUSANDS.fullmatch, lines)) or not any(" 0" in line for line in lines):
        return bare
    return [(_WITH_SPACES.sub(lambda one: one[0].replace(" ", NARROW), text), marked) for text, marked in bare]


def _code(token: Token, *, alone: bool) -> Token:
    """Return a word as a number where it can be one: in capitals, or nothing else was given."""
    if token.kind is not Kind.WORD or token.word in REQUEST_WORDS:
        return token
    code = alone or (token.core.isupper() and len(token.core) > 2)
    return replace(token, kind=Kind.NUMBER) if code else token


def _kind(tokens: Sequence[Token]) -> LineKind:
    telling = [
        token.word for place, token in enumerate(tokens) if token.kind is Kind.WORD and not _belongs(tokens, place)
    ]
    if is_choice(tokens):
        return LineKind.PROSE
    if is_refusal(map(word_of, tokens)):
        return _kind_of_refusal(tokens)
    if any(token.kind.is_number for token in tokens):
        if CONJUNCTIONS.issuperset(telling):
            return LineKind.LIST
        if not REQUEST_WORDS.issuperset(telling):
            return LineKind.PROSE
        asks = REFERENCES.isdisjoint(telling) or not _ASKING.isdisjoint(telling)
        return LineKind.REQUEST if asks else LineKind.REFERENCE
    return _kind_of_words(telling, colon=at(tokens, len(tokens) - 1).text.endswith(":"))


def _kind_of_refusal(tokens: Sequence[Token]) -> LineKind:
    """Return whether a refusal is that of its own number alone."""
    of_one = tokens[0].kind is Kind.NUMBER and not tokens[-1].text.endswith(":")
    return LineKind.REFUSAL if of_one else LineKind.PROSE


def _kind_of_words(telling: Sequence[str], *, colon: bool) -> LineKind:
    """Return what a line without numbers is. *colon*: it ends with one."""
    if CLOSINGS.intersection(telling[:1]) and len(telling) <= _WORDS_OF_A_CLOSING and not colon:
        return LineKind.CLOSING
    asks = not _ASKING.isdisjoint(telling)
    if REQUEST_WORDS.issuperset(telling):
        if ADDRESSES.intersection(telling[-1:]):
            return LineKind.PROSE
        return LineKind.INTRODUCTION if asks else LineKind.NEUTRAL
    introduces = asks and colon and ADDRESSES.isdisjoint(telling)
    return LineKind.INTRODUCTION if introduces else LineKind.PROSE


def _belongs(tokens: Sequence[Token], place: int) -> bool:
    """Does this word belong to the number beside it, as a unit or a month does?"""
    word, before, after = tokens[place].word, at(tokens, place - 1), at(tokens, place + 1)
    if word in ("", "x"):
        return True
    if word in QUANTITIES:
        return Kind.QUANTITY in (before.kind, after.kind)
    if word in MONTHS or (is_currency(tokens[place]) and before.kind is not Kind.QUANTITY):
        return Kind.MEASURE in (before.kind, after.kind)
    return before.kind is Kind.QUANTITY and word in _COUNTED
