"""Which numbers of a line stand behind ``#`` or a word for orders, or are asked for with their line."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from bot.intake.pattern import ShopNumbers, has_length
from bot.intake.refusals import refused_places
from bot.intake.tokens import Kind, Token, at
from bot.intake.vocabulary import (
    ASKED,
    CONJUNCTIONS,
    COUNTS,
    FLATS,
    LINKS,
    NUMBER_WORDS,
    ORDER_WORDS,
    ORDERING,
    OTHER_THINGS,
    PREPOSITIONS,
    RANGE_WORDS,
    REQUEST_WORDS,
    STREET_ENDINGS,
    STREETS,
    WEAK_UNITS,
)

_CODE = re.compile(r"#?(?:[A-Za-z]{1,12}[-_/.]?)?\d[\w./-]*|#[A-Z0-9][A-Z0-9-]*")
_ADDRESS_REACH = 3
_AWAY = "weg"
"""In small letters it is Dutch and German for what is gone, and no street."""


def named_numbers(tokens: Sequence[Token], shop: ShopNumbers | None) -> Iterator[tuple[Token, bool]]:
    """Yield each number of prose with whether it is an order's by what stands before it or by the shop's pattern; none
    is where its sentence says that no label is wanted."""
    refused = refused_places(tokens)
    behind = False
    list_of: Token | None = None
    for place, token in enumerate(tokens):
        if token.kind.is_number:
            named = _is_named(tokens, place, behind=behind, list_of=list_of) and _can_be_named(tokens, place, shop)
            fits = shop is not None and shop.fits(token.core.removeprefix("#"))
            yield token, (named or fits) and place not in refused
            behind, list_of = False, token if named else None
        elif token.kind is not Kind.SIGN:
            behind = _names_orders(tokens, place, behind=behind)
            list_of = list_of if token.word in CONJUNCTIONS else None


def is_asked_for(tokens: Sequence[Token], place: int, shop: ShopNumbers | None) -> bool:
    """Is this number an order's, in a line that asks for labels and says nothing else?"""
    token, before = tokens[place], at(tokens, place - 1)
    if token.kind is Kind.QUOTED:
        return True
    if _is_counted(tokens, place) and before.word not in ORDER_WORDS:
        return False
    in_range = before.word in RANGE_WORDS and at(tokens, place - 2).kind is Kind.NUMBER
    if before.word in PREPOSITIONS and not in_range and not _is_marked(tokens, place):
        return False
    return has_length(token.core, shop) or (shop is not None and shop.fits(token.core))


def _is_named(tokens: Sequence[Token], place: int, *, behind: bool, list_of: Token | None) -> bool:
    """Does an order word, ``#`` or a list that one began stand before this number?"""
    if behind:
        return at(tokens, place - 1).word not in LINKS and not _is_ordered(tokens, place)
    goes_on = list_of is not None and _goes_on(list_of, tokens, place)
    return (goes_on or _is_marked(tokens, place)) and not _is_counted(tokens, place)


def _names_orders(tokens: Sequence[Token], place: int, *, behind: bool) -> bool:
    """Is the next number an order's, as this word is one for orders, or stands *behind* one and before a number?"""
    if tokens[place].word in ORDER_WORDS:
        return not _is_of_count(tokens, place)
    return behind and tokens[place].word in NUMBER_WORDS


def _is_of_count(tokens: Sequence[Token], place: int) -> bool:
    """Does this word for orders tell how many there are: ``number of orders``, ``aantal bestellingen``?"""
    before = {at(tokens, place - 1).word, at(tokens, place - 2).word}
    return tokens[place].word in WEAK_UNITS and not COUNTS.isdisjoint(before)


def _is_ordered(tokens: Sequence[Token], place: int) -> bool:
    """Is this how many of something are to be ordered: ``please order 100 rolls``, ``order 250 stickers``?"""
    what, behind = at(tokens, place + 1), at(tokens, place + 2)
    if tokens[place].ends or what.kind is not Kind.WORD or what.word in REQUEST_WORDS or not what.core.islower():
        return False
    if at(tokens, place - 1).word not in ORDERING:
        return False
    several = what.word.endswith("s") and (what.ends or behind.place < 0 or behind.word in ("of", "for", "de"))
    return several or at(tokens, place - 2).word in ASKED


def _can_be_named(tokens: Sequence[Token], place: int, shop: ShopNumbers | None) -> bool:
    token = tokens[place]
    if token.kind is not Kind.NUMBER or not _CODE.fullmatch(token.core):
        return False
    return has_length(token.core, shop) and not _is_in_address(tokens, place)


def _is_marked(tokens: Sequence[Token], place: int) -> bool:
    """Does ``#`` stand before this number, and no word for what has numbers of its own, such as an invoice?"""
    behind_sign = at(tokens, place - 1).text == "#"
    if not behind_sign and not tokens[place].text.lstrip("([\"'").startswith("#"):
        return False
    before = place - 2 if behind_sign else place - 1
    while at(tokens, before).word in NUMBER_WORDS:
        before -= 1
    return at(tokens, before).word not in OTHER_THINGS


def _goes_on(first: Token, tokens: Sequence[Token], place: int) -> bool:
    """Is this another number of a list behind an order word: of the same length, and no part of an address?"""
    token, before, after = tokens[place], at(tokens, place - 1), at(tokens, place + 1)
    if len(first.core.removeprefix("#")) != len(token.core.removeprefix("#")):
        return False
    if token.ends or after.kind is not Kind.WORD or before.word in CONJUNCTIONS:
        return True
    return after.word in REQUEST_WORDS or after.text.startswith("(")


def _is_counted(tokens: Sequence[Token], place: int) -> bool:
    """``2 orders``, ``500 labels``."""
    return not tokens[place].ends and at(tokens, place + 1).word in WEAK_UNITS


def _is_in_address(tokens: Sequence[Token], place: int) -> bool:
    """Does a word of an address stand beside this number?"""
    before = at(tokens, place - 1)
    if not before.ends and _is_of_address(before.word):
        return True
    for near in range(place, place + _ADDRESS_REACH):
        after = at(tokens, near + 1)
        if at(tokens, near).ends or after.kind.is_number:
            return False
        if _is_of_address(after.word) and after.core != _AWAY:
            # A word that has a number right behind it belongs to that one: order 1001 to flat 12.
            behind = near + 2
            while at(tokens, behind).word in NUMBER_WORDS:
                behind += 1
            return after.ends or not at(tokens, behind).kind.is_number
    return False


def _is_of_address(word: str) -> bool:
    return word in STREETS or word in FLATS or (len(word) > 5 and word.endswith(STREET_ENDINGS))
