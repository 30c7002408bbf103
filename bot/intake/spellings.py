"""The spellings to look one order number up by: as typed first, never instead of it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from bot.intake.headings import ORDER_HEADINGS, folded
from bot.intake.pattern import ShopNumbers
from bot.intake.vocabulary import OTHER_THINGS
from bot.model import same_number_key

LONGEST_NUMBER = 255
"""Characters of an order number, as published for create-labels-async."""

DASHES = "\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u00ad"
"""What word processors and phones write for a hyphen; the last is the hyphen that shows at a line's end only."""

TRIM = ".:!?()[]{}\"'“”‘’„«»‹›•·*–—-`_~|<>"
"""Signs that stand around a number and are no part of it."""

_WRAPPED = re.compile(r"^<(?:tel:|mailto:|https?:)[^|>]*\|([^>]*)>$")
_FLOAT = re.compile(r"^(\d+)[.,]0{1,2}$")
_THOUSANDS = re.compile(r"^#?\d{1,3}(?:([.,'’ \u00a0\u2009\u202f])\d{3})(?:\1\d{3})*$")
_WITHIN = re.compile(
    r"(?:n[°ºr]\.?|no\.|№)\s*(\d.*)|(\d{3,})\s?[x×*=]\s?\d{1,2}|\d{1,2}\s?[x×*]\s?(\d{3,})",
    re.IGNORECASE,
)
"""A number with ``n°`` before it, or with how many: ``1001x2``."""

_NAMED = re.compile(r"([^\W\d_][^\d#:=]{1,18}?[^\W\d_])[._-]?([#:=]|)\s*#?(\d.*)")
"""A number with what it is called right before it: ``order#1001``, ``Bestellnr.1001``, ``order_id=1001``."""

_ASCII_DASHES = str.maketrans(dict.fromkeys(DASHES, "-"))
_INVISIBLE = ("Cc", "Cf", "Cs")


def spellings_of(typed: str, shop: ShopNumbers | None = None) -> tuple[str, ...]:
    """Return how to look a number up: as typed, with or without its ``#``, then as it may be meant, also by how the
    numbers of the *shop* are written.

    Empty when nothing of it is a letter, a digit or a sign that can stand in a number.
    """
    is_plain = typed.isascii() and typed.isdecimal() and len(typed) < LONGEST_NUMBER
    spellings = (typed, f"#{typed}") if is_plain else _both_ways(_bases(typed))
    if shop is None:
        return spellings
    bare = {spelling.removeprefix("#").strip() for spelling in spellings}
    return _both_ways([*spellings, *(one for base in sorted(bare) for one in shop.respelled(base))])


def spellings_in_words(number: str, shop: ShopNumbers | None) -> tuple[str, ...]:
    """Return how to look up a number that stands among words: there 12 is rather how many than the order 000012."""
    return spellings_of(number, None if number.isdecimal() else shop)


def _both_ways(bases: Iterable[str]) -> tuple[str, ...]:
    """Return each of these once, and with or without its ``#`` behind it."""
    spellings: dict[str, str] = {}
    for base in bases:
        bare = base.strip()
        if bare in ("", "#"):
            continue
        for spelling in (bare, bare.removeprefix("#").strip() if bare.startswith("#") else f"#{bare}"):
            if len(spelling) <= LONGEST_NUMBER:
                spellings.setdefault(same_number_key(spelling), spelling)
    return tuple(spellings.values())


def _bases(typed: str) -> Iterator[str]:
    yield typed
    if len(typed) > LONGEST_NUMBER * 2:
        return
    wrapped = _WRAPPED.match(typed)
    plain = [*([wrapped.group(1)] if wrapped else []), unicodedata.normalize("NFKC", typed)]
    plain += [base.strip(TRIM) for base in [typed, *plain]]
    yield from plain
    for base in [typed, *plain]:
        yield from _meant(base)


def _meant(base: str) -> Iterator[str]:
    """Yield what a number may be meant as: with plain dashes, without separators of thousands, by itself."""
    if (dashed := base.translate(_ASCII_DASHES)) != base:
        yield dashed
        yield dashed.strip(TRIM)
    if _THOUSANDS.match(base):
        yield "".join(char for char in base if char.isdigit())
    if whole := _FLOAT.match(base):
        yield whole.group(1)
    if named := _NAMED.fullmatch(base):
        yield from _number_of_order(named[1], named[2], named[3])
    elif within := _WITHIN.fullmatch(base):
        yield within[1] or within[2] or within[3]


def _number_of_order(called: str, sign: str, number: str) -> Iterator[str]:
    """Yield a number where it is called an order's, or whatever with ``#`` that has no numbers of its own."""
    word = folded(called)
    if word in ORDER_HEADINGS or (sign == "#" and called.isalpha() and word not in OTHER_THINGS):
        yield number


def printable(text: str) -> str:
    """Take out what nobody can see: control and format characters such as marks of direction. A zero-width space
    separates words as any other space does."""
    if text.isascii() and text.isprintable():
        return text
    text = text.replace("\u200b", " ")
    return "".join(char for char in text if char in "\t\u00ad" or not unicodedata.category(char).startswith(_INVISIBLE))


def has_digit(text: str) -> bool:
    """Is there a digit in *text*, of any script?"""
    return any(char.isdigit() for char in text)


def is_sign(text: str) -> bool:
    """Has *text* neither a letter nor a digit, so that it can only stand between numbers?"""
    return not any(char.isalnum() for char in text)
