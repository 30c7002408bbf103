"""Carriers' own words without the customer in them, however the customer is spelled there. Pure.

A carrier writes a name as its own system keeps it: in capitals, without accents, "ue" for "ü", cut after ten letters,
in another order, escaped for HTML, a URL or JSON. So texts are undone of every escaping and compared word by word, each
word folded, and a word that begins like a private one counts as that one. Rather one word too many than one too few.
"""

from __future__ import annotations

import contextlib
import html
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from typing import Final
from urllib.parse import unquote_plus, urlsplit

MASK: Final = "•••"
LONGEST_TEXT: Final = 500
"""Characters of a text that are kept."""

_READ_MOST: Final = 4_000
_SHORTEST: Final = 3
"""Characters of a word that is private wherever it stands; a shorter one is next to another private word only."""
_CUT: Final = 4
"""Characters by which a word that was cut is recognised."""
_INSIDE: Final = 5
"""Letters of a private word that is recognised within another one."""

_WORD: Final = re.compile(r"[^\W_]+")
_EMAIL: Final = re.compile(r"[^\s<>\"'@]+@[^\s<>\"'@]+\.[^\s<>\"'@]+")
_PHONE: Final = re.compile(r"(?<![\w.-])\+?\(?\d[\d\s().\-/]{6,}\d(?![\w-])")
_JSON_ESCAPE: Final = re.compile(r"\\u([0-9a-fA-F]{4})")
_ENTITY: Final = re.compile(r"&(?:#\d{1,7}|#x[0-9a-fA-F]{1,6}|[A-Za-z]{2,31});")
_PERCENT: Final = re.compile(r"%[0-9a-fA-F]{2}")
_MASKS: Final = re.compile(rf"{MASK}(?:[^\w{MASK}]*{MASK})+")

_GENERIC: Final = frozenset(
    {
        "street", "str", "strasse", "straat", "road", "lane", "avenue", "ave", "laan", "weg", "plein", "platz", "allee",
        "rue", "via", "viale", "piazza", "calle", "plaza", "rua", "the", "van", "von", "der", "den", "del", "della",
        "des", "and", "und", "for", "gmbh", "ltd", "llc", "inc", "sarl", "srl", "com", "net", "org", "www", "house",
        "gmail", "googlemail", "outlook", "hotmail", "yahoo", "icloud", "gmx", "web", "online", "example", "mail",
        "building", "floor", "flat", "apartment", "box", "city", "company", "customer", "address", "mrs", "herr",
        "frau",
    }
)  # fmt: skip
"""Words of addresses that tell about nobody: masked only beside a private one."""

# Letters that one country writes as two and another without their sign.
_AS_TWO: Final = str.maketrans(
    {"ä": "ae", "ö": "oe", "ü": "ue", "ø": "oe", "å": "aa", "æ": "ae", "œ": "oe", "ß": "ss", "ł": "l", "đ": "d"}
)
_AS_ONE: Final = str.maketrans({"ø": "o", "å": "a", "æ": "a", "œ": "o", "ß": "s", "ł": "l", "đ": "d", "ı": "i"})


def mask(text: str, private: Iterable[str]) -> str:
    """Return a carrier's *text* without e-mail addresses, phone numbers and the order's *private* values.

    At most `LONGEST_TEXT` characters come back, on the safe side: half a character that cannot be written is dropped.
    """
    text = _PHONE.sub(MASK, _EMAIL.sub(MASK, plain(text)))
    words = _Private(private)
    parts = list(_WORD.finditer(text))
    hidden = words.hidden([part.group() for part in parts])
    out, end = [], 0
    for part, is_hidden in zip(parts, hidden, strict=True):
        out += [text[end : part.start()], MASK if is_hidden else part.group()]
        end = part.end()
    told = _MASKS.sub(MASK, "".join([*out, text[end:]]))
    return told if len(told) <= LONGEST_TEXT else told[: LONGEST_TEXT - 1] + "…"


def public_link(url: str | None, private: Iterable[str]) -> str | None:
    """Return a link that tells none of the *private* values, and None instead of one that does.

    Sendcloud's tracking links carry the postal code of the recipient; whoever keeps the link keeps the code.
    """
    try:
        parts = urlsplit(url or "")
    except ValueError:
        return None
    words = _WORD.findall(plain(f"{parts.path} {parts.query} {parts.fragment}"))
    return None if any(_Private(private).hidden(words)) else url


def plain(text: str) -> str:
    """Return *text* undone of escapings (HTML, URL, JSON, a wrong encoding), without what cannot be seen or stored."""
    text = text[:_READ_MOST]
    for _ in range(3):
        undone = _undone(text)
        if undone == text:
            break
        text = undone
    text = unicodedata.normalize("NFC", text)
    return "".join(one for one in text if unicodedata.category(one) not in {"Cs", "Cf", "Cc"} or one in "\n\t")


def _undone(text: str) -> str:
    if _ENTITY.search(text):
        text = html.unescape(text)
    if _PERCENT.search(text):
        text = unquote_plus(text)
    text = _JSON_ESCAPE.sub(lambda found: json.loads(f'"{found.group()}"'), text)
    if "Ã" in text:
        # UTF-8 that somebody read as Windows-1252.
        with contextlib.suppress(UnicodeError):
            text = text.encode("cp1252").decode("utf-8")
    return text


class _Private:
    """The words of private values, folded in both ways."""

    def __init__(self, values: Iterable[str]) -> None:
        self._telling: set[str] = set()
        self._others: set[str] = set()
        for value in values:
            words = _WORD.findall(plain(value))
            for word in [*words, "".join(words)]:
                for fold in _folds(word):
                    known = fold in _GENERIC or len(fold) < _SHORTEST
                    (self._others if known else self._telling).add(fold)
        self._long = [word for word in self._telling if len(word) >= _INSIDE and word.isalpha()]
        self._codes = [word for word in self._telling if len(word) >= _CUT and not word.isalpha()]

    def hidden(self, words: list[str]) -> list[bool]:
        """Return for each of these words of a text, in its order, whether it has to be hidden."""
        found = [self._is_telling(word) for word in words]
        # A house number, "van", "Str.": nothing by themselves, but part of the address beside another part of it.
        for order in (range(len(words)), reversed(range(len(words)))):
            before = False
            for place in order:
                if not found[place] and before and _folds(words[place]) & self._others:
                    found[place] = True
                before = found[place]
        return found

    def _is_telling(self, word: str) -> bool:
        return any(fold in self._telling or self._is_part(fold) for fold in _folds(word))

    def _is_part(self, fold: str) -> bool:
        """Was it cut, or is it joined with something else?"""
        if len(fold) < _CUT or fold in _GENERIC:
            return False
        return (
            any(word.startswith(fold) for word in self._telling)
            or any(fold.startswith(word) for word in self._codes)
            or any(word in fold for word in self._long)
        )


def _folds(word: str) -> set[str]:
    """Return a word as it is compared: small, without signs on its letters, and with two letters for some of them."""
    small = unicodedata.normalize("NFKC", word).casefold().replace("ss", "ß")
    forms = (small.translate(_AS_TWO), small.translate(_AS_ONE), small.replace("ß", "ss").translate(_AS_ONE))
    return set(_without_signs(forms))


def _without_signs(forms: Iterable[str]) -> Iterator[str]:
    for form in forms:
        yield "".join(one for one in unicodedata.normalize("NFKD", form) if not unicodedata.combining(one))
