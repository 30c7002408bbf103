"""Sentences that say of an order that no label is wanted for it: ``do not ship 1001``, ``order 1001 is cancelled``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from bot.intake.tokens import Token
from bot.intake.vocabulary import ALREADY, DOING, DONE, EITHER, NEGATIONS, NUMBER_WORDS, ORDER_WORDS, REFUSALS

_ENDS = (".", "!", "?")
CROSSES: Final = frozenset("❌❎✗✘✖🚫⛔👎")
"""Signs that say it as well."""

_DONE_REACH = 3
_NONE = DOING | {"label", "labels", "need", "shipping", "etiqueta", "etiquetas"}
"""What is refused behind *no*, which stands before numbers as well: ``no label for 1001``, ``no enviar``."""


def is_refusal(words: Iterable[str]) -> bool:
    """Do the words of a sentence refuse something: by themselves, or by turning into its opposite what is asked for?"""
    said = list(words)
    known = set(said)
    if not REFUSALS.isdisjoint(known) or not CROSSES.isdisjoint(known) or _is_done(said):
        return True
    if any(one == "no" and after in _NONE for one, after in pairwise(said)):
        return True
    return not NEGATIONS.isdisjoint(known) and not DOING.isdisjoint(known)


def _is_done(said: Sequence[str]) -> bool:
    """Is it done already: ``already shipped``, or of what is: ``shipped orders``?"""
    for place, word in enumerate(said):
        if word in ALREADY and not DONE.isdisjoint(said[place + 1 : place + 1 + _DONE_REACH]):
            return True
        if word in DONE and said[place + 1 : place + 2] and said[place + 1] in ORDER_WORDS:
            return True
    return False


def is_choice(tokens: Sequence[Token]) -> bool:
    """Is one of two numbers meant, and nobody knows which: ``1001 or 1002``, ``order 1001 or order 1002``?"""
    return any(
        token.word in EITHER
        and any(one.kind.is_number for one in tokens[max(0, place - 2) : place])
        and any(one.kind.is_number for one in tokens[place + 1 : place + 3])
        for place, token in enumerate(tokens)
    )


def word_of(token: Token) -> str:
    """Return a word, or the sign that stands for one."""
    return token.word or token.text.removesuffix("\ufe0f")


def refused_places(tokens: Sequence[Token]) -> set[int]:
    """Return where in a line the tokens stand whose sentence refuses something."""
    found: set[int] = set()
    first = 0
    for place, token in enumerate(tokens):
        ends = len(token.text) > 1 and token.text.endswith(_ENDS) and token.word not in NUMBER_WORDS
        if ends or place == len(tokens) - 1:
            sentence = range(first, place + 1)
            if is_refusal(word_of(tokens[one]) for one in sentence) or is_choice(tokens[first : place + 1]):
                found |= set(sentence)
            first = place + 1
    return found
