"""Signs that may be one number or several: ``1,001``, ``1001/1002``, ``5001-5003``."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.intake.pattern import ShopNumbers
from bot.intake.ranges import CODE, in_range
from bot.intake.tokens import Kind, Token
from bot.intake.vocabulary import RANGE_WORDS, REQUEST_WORDS

_BETWEEN = re.compile(r"[,\u00a0\u2009\u202f]")
_NARROW = re.compile(r"[\u2009\u202f]")
"""Spaces that separate thousands and nothing else."""

_LONGEST = 120
"""Characters of signs that may be several numbers with letters in them."""

_GROUPED = re.compile(r"#?(\d{1,3}(?:[,\u00a0\u2009\u202f]\d{3})+)")
_JOINED = re.compile(r"#?\d+(?:[/+&]#?\d+)+|#\d{3,}(?:#\d{3,})+")
_TIES = ("-", "–", "—", "…", "..")


def parts_of(core: str) -> tuple[str, ...]:
    """Return the numbers that ``1,001`` or ``1001/1002`` may be instead of one; nothing for other signs."""
    if grouped := _GROUPED.fullmatch(core):
        return tuple(_BETWEEN.split(grouped[1]))
    parts = [part for part in re.split(r"[/+&#]", core) if part]
    if not _JOINED.fullmatch(core) and not (len(parts) > 1 and len(core) < _LONGEST and _are_codes(parts)):
        return ()
    return tuple(parts) if len(set(map(len, parts))) == 1 else ()


def _are_codes(parts: Sequence[str]) -> bool:
    """Are these numbers that begin with the same letters: ``W-1001`` and ``W-1002``?"""
    codes = [code[1].casefold() for part in parts if (code := CODE.fullmatch(part)) and code[1]]
    return len(codes) == len(parts) and len(set(codes)) == 1


def are_several(core: str, parts: Sequence[str], shop: ShopNumbers | None) -> bool | None:
    """Do the shop's own numbers tell that these are several (True) or one (False)? None when they do not."""
    if _NARROW.search(core):
        return False
    if shop is None:
        return None
    if all(map(shop.fits, parts)):
        return None if shop.fits(core) else True
    if not shop.lengths:
        return None
    whole = shop.has_length("".join(char for char in core if char.isdigit()))
    each = all(shop.has_length(part) and (shop.padded or not part.startswith("0")) for part in parts)
    return None if whole == each else each


def _is_end(first: Token, last: Token, after: Sequence[Token]) -> bool:
    """Is this the end of a range, and not the beginning of an address: ``order 101 to 145 Main Street``?"""
    alone = last.ends or not after or after[0].kind is not Kind.WORD or after[0].word in REQUEST_WORDS
    return alone and len(last.core) >= len(first.core)


def in_between(tokens: Sequence[Token]) -> Iterator[tuple[Token, str, tuple[str, ...]]]:
    """Yield the first end, the range and the numbers between the ends of ``5001 - 5003`` or ``5001 to 5003``."""
    for place, (first, tie, last) in enumerate(zip(tokens, tokens[1:], tokens[2:], strict=False)):
        tied = tie.text in _TIES or (tie.word in RANGE_WORDS and _is_end(first, last, tokens[place + 3 : place + 4]))
        if tied and first.kind is last.kind is Kind.NUMBER and not first.ends:
            ends = (first.core.removeprefix("#"), last.core.removeprefix("#"))
            if all(end.isascii() for end in ends):
                yield first, "-".join(ends), in_range(*ends)
