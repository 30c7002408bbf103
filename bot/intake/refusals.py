"""Sentences that say of an order that no label is wanted for it: ``do not ship 1001``, ``order 1001 is cancelled``."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise

from bot.intake.tokens import Token
from bot.intake.vocabulary import DOING, NEGATIONS, NUMBER_WORDS, REFUSALS

_ENDS = (".", "!", "?")
_NONE = DOING | {"label", "labels", "need", "shipping", "etiqueta", "etiquetas"}
"""What is refused behind *no*, which stands before numbers as well: ``no label for 1001``, ``no enviar``."""


def is_refusal(words: Iterable[str]) -> bool:
    """Do the words of a sentence refuse something: by themselves, or by turning into its opposite what is asked for?"""
    said = list(words)
    known = set(said)
    if not REFUSALS.isdisjoint(known) or any(one == "no" and after in _NONE for one, after in pairwise(said)):
        return True
    return not NEGATIONS.isdisjoint(known) and not DOING.isdisjoint(known)


def refused_places(tokens: Sequence[Token]) -> set[int]:
    """Return where in a line the tokens stand whose sentence refuses something."""
    found: set[int] = set()
    first = 0
    for place, token in enumerate(tokens):
        ends = len(token.text) > 1 and token.text.endswith(_ENDS) and token.word not in NUMBER_WORDS
        if ends or place == len(tokens) - 1:
            sentence = range(first, place + 1)
            if is_refusal(tokens[one].word for one in sentence):
                found |= set(sentence)
            first = place + 1
    return found
