"""Texts as they are compared: small letters without signs on them, cut into sentences."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Final, TypeVar

T = TypeVar("T")

_AS: Final = str.maketrans({"ł": "l", "ø": "o", "æ": "ae", "œ": "oe", "đ": "d", "’": "'", "`": "'", "´": "'"})
_END: Final = re.compile(r"(?<=[.;!?])\s+(?!\d)|[\n|]+")
_URL: Final = re.compile(r"\b(?:https?|ftp)://\S+", re.IGNORECASE)


def fold(text: str) -> str:
    """Return a text in small letters without signs on them (`Straße` is `strasse`), and without addresses of pages."""
    small = unicodedata.normalize("NFKC", _URL.sub(" ", text)).casefold().translate(_AS)
    return "".join(one for one in unicodedata.normalize("NFKD", small) if not unicodedata.combining(one))


def sentences(folded: str) -> list[str]:
    """Return the sentences of a folded text: what is said in one says nothing about what is named in another."""
    return [one for one in _END.split(folded) if one.strip()]


def one_of(*words: str) -> re.Pattern[str]:
    """Return a pattern for one of these, as whole words; a space in it stands for a space, a dash or an underscore."""
    return re.compile(rf"(?<![^\W_])(?:{'|'.join(_SPACE.sub(_between, one) for one in words)})(?![^\W_])")


def phrases(*words: str) -> re.Pattern[str]:
    """Return a pattern for one of these phrases, each from the beginning of a word."""
    return re.compile("|".join(rf"(?<![^\W_])(?:{one})" for one in words))


def first_of(rules: Iterable[tuple[re.Pattern[str], T]], text: str) -> T | None:
    """Return what the first rule means whose words are in a text."""
    return next((meaning for words, meaning in rules if words.search(text)), None)


_SPACE: Final = re.compile(r"\[[^\]]*\]| \??")


def _between(found: re.Match[str]) -> str:
    return {" ": r"[\s_-]+", " ?": r"[\s_-]*"}.get(found.group(), found.group())
