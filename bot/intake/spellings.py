"""The spellings to look one order number up by."""

from __future__ import annotations

import re
import unicodedata

LONGEST_NUMBER = 255
"""Characters of an order number, as published for create-labels-async."""

_WRAPPED = re.compile(r"^<(?:tel:|mailto:|https?:)[^|>]*\|([^>]*)>$")
_FLOAT = re.compile(r"^(\d+)[.,]0+$")
TRIM = ".:!?()[]{}\"'“”‘’„•·*–—-"
"""Signs that stand around a number and are no part of it."""


def spellings_of(typed: str) -> tuple[str, ...]:
    """Return how to look a number up: as typed, then with or without its ``#``, then without wrapping and signs."""
    wrapped = _WRAPPED.match(typed)
    bases = [typed, *([wrapped.group(1)] if wrapped else []), unicodedata.normalize("NFKC", typed)]
    bases += [base.strip(TRIM) for base in list(bases)]
    bases += [match.group(1) for base in list(bases) if (match := _FLOAT.match(base))]
    spellings: dict[str, str] = {}
    for base in bases:
        bare = base.strip()
        for spelling in (bare, bare.removeprefix("#").strip() if bare.startswith("#") else f"#{bare}"):
            if bare not in ("", "#") and len(spelling) <= LONGEST_NUMBER:
                spellings.setdefault(spelling.casefold(), spelling)
    return tuple(spellings.values())


def printable(text: str) -> str:
    """Take out what nobody can see: control and format characters such as zero-width spaces and marks of direction."""
    return "".join(
        char for char in text if char == "\t" or not unicodedata.category(char).startswith(("Cc", "Cf", "Cs"))
    )


def has_digit(text: str) -> bool:
    """Is there a digit in *text*, of any script?"""
    return any(char.isdigit() for char in text)
