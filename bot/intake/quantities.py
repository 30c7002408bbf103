"""Short numbers that say how many of an order in lists: ``1001 2``, ``1001: 2``, or which place it has: ``1 1001``."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from bot.intake.tokens import Kind, Token, at

_TIES = ("-", "–", "—", "=", ":")

Tokens = tuple[Token, ...]


def without_quantities(lists: Sequence[Tokens]) -> list[Tokens]:
    """Return lines that hold nothing but numbers, with their quantities and their own places told apart."""
    lists = _without_count(lists)
    numbers = [[token for token in tokens if token.kind is Kind.NUMBER] for tokens in lists]
    if len(lists) > 1 and all(_has_place_before(own, place) for place, own in enumerate(numbers, start=1)):
        return [_marked(tokens, {own[0].place}) for tokens, own in zip(lists, numbers, strict=True)]
    behind = _kind_behind(numbers)
    if behind is not None:
        return [_marked(tokens, {own[1].place}, behind) for tokens, own in zip(lists, numbers, strict=True)]
    return [_marked(tokens, _tied(tokens)) for tokens in lists]


def _kind_behind(lines: Sequence[Sequence[Token]]) -> Kind | None:
    """Return what the second number of each of several lines is: how many, or what may weigh or cost; None where it may
    be an order as well as the first."""
    if len(lines) > 1 and all(map(_has_quantity_behind, lines)):
        return Kind.QUANTITY
    return Kind.MEASURE if len(lines) > 1 and all(map(_has_shorter_behind, lines)) else None


def _without_count(lists: Sequence[Tokens]) -> list[Tokens]:
    """Return lines of which a number is told apart that says how many the others are: ``17 18 19 (3)``, ``= 3``."""
    others = sum(token.kind is Kind.NUMBER for tokens in lists for token in tokens) - 1
    return [
        _marked(tokens, {one.place for number, one in enumerate(tokens) if _counts_others(tokens, number, others)})
        for tokens in lists
    ]


def _counts_others(tokens: Tokens, place: int, others: int) -> bool:
    token = tokens[place]
    told = token.text.startswith("(") or at(tokens, place - 1).text == "="
    return told and token.kind is Kind.NUMBER and others > 1 and token.core == str(others)


def _has_quantity_behind(numbers: Sequence[Token]) -> bool:
    return len(numbers) == 2 and len(numbers[0].core) > 2 >= len(numbers[1].core)


def _has_shorter_behind(numbers: Sequence[Token]) -> bool:
    return len(numbers) == 2 and len(numbers[0].core) > len(numbers[1].core) and numbers[0].core.isdecimal()


def _has_place_before(numbers: Sequence[Token], place: int) -> bool:
    return len(numbers) > 1 and numbers[0].core == str(place) and min(len(one.core) for one in numbers[1:]) > 2


def _tied(tokens: Tokens) -> set[int]:
    """Return where short numbers stand that a sign ties to the longer one before."""
    return {token.place for place, token in enumerate(tokens) if _is_tied(tokens, place)}


def _is_tied(tokens: Tokens, place: int) -> bool:
    token, before = at(tokens, place), at(tokens, place - 1)
    if before.text in _TIES:
        before = at(tokens, place - 2)
    elif not (before.text.endswith((":", "=")) or token.text.startswith("(")):
        return False
    if not token.kind is before.kind is Kind.NUMBER:
        return False
    return len(token.core) < 3 and len(token.core) + 1 < len(before.core)


def _marked(tokens: Tokens, places: set[int], kind: Kind = Kind.QUANTITY) -> Tokens:
    return tuple(replace(one, kind=kind) if one.place in places else one for one in tokens)
