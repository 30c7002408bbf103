"""Numbers that are pieces of one: of a telephone number, an account (``DE89 3704 …``) or a payment card."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

_PIECE_OF_ACCOUNT = re.compile(r"[A-Z0-9]{1,4}")
_BEGINS_ACCOUNT = re.compile(r"[A-Z]{2}\d{2}")
_ACCOUNT_CHARACTERS = range(15, 35)
_PHONE_DIGITS = range(9, 16)
_CARDS = ((4, 4, 4, 4), (4, 6, 5))
"""Digits of the pieces in which the numbers of payment cards are written."""

_CARD_BEGINS = "23456"
_MOST_PIECES = 16
"""One more than a telephone number has digits: a row of so many is none."""


def pieces(cores: Sequence[str], apart: Sequence[bool]) -> set[int]:
    """Return the places of the pieces of telephone numbers, accounts and payment cards among the words of a line.

    *apart*: whether a comma or the like stands behind each. A shop may have numbers that begin with a zero, all of one
    length; such a row is none of pieces.
    """
    found: set[int] = set()
    for first, core in enumerate(cores):
        if first in found:
            continue
        if core.startswith("0"):
            end = _end(cores, apart, first, str.isdecimal)
            if _is_phone(cores[first:end]):
                found |= set(range(first, end))
        elif _BEGINS_ACCOUNT.fullmatch(core):
            end = _end(cores, apart, first, _PIECE_OF_ACCOUNT.fullmatch)
            if _is_account("".join(cores[first:end])):
                found |= set(range(first, end))
        elif core.isdecimal() and (first == 0 or apart[first - 1] or not cores[first - 1].isdecimal()):
            end = _end(cores, apart, first, str.isdecimal)
            if _is_card(cores[first:end]):
                found |= set(range(first, end))
    return found


def _end(cores: Sequence[str], apart: Sequence[bool], first: int, goes_on: Callable[[str], object]) -> int:
    """Return where a row of pieces ends that begins at *first*."""
    end = first + 1
    while end < min(len(cores), first + _MOST_PIECES) and not apart[end - 1] and goes_on(cores[end]):
        end += 1
    return end


def _is_phone(parts: Sequence[str]) -> bool:
    if len(parts) < 2 or len(parts[0]) < 2 or sum(map(len, parts)) not in _PHONE_DIGITS:
        return False
    if ":" in parts[0]:
        return False
    alike = len(set(map(len, parts))) == 1
    return not (alike and (len(parts[0]) > 3 or (len(parts[0]) == 3 and all(one.startswith("0") for one in parts))))


def _is_card(parts: Sequence[str]) -> bool:
    """Is this the number of a payment card by its own check digit? Orders of one time begin alike, and are none."""
    if tuple(map(len, parts)) not in _CARDS or parts[0][0] not in _CARD_BEGINS or len({part[0] for part in parts}) == 1:
        return False
    digits = [int(char) for char in reversed("".join(parts))]
    return (sum(digits[::2]) + sum(sum(divmod(2 * digit, 10)) for digit in digits[1::2])) % 10 == 0


def _is_account(number: str) -> bool:
    """Is this an IBAN by its own check digits?"""
    if len(number) not in _ACCOUNT_CHARACTERS:
        return False
    return int("".join(str(int(char, 36)) for char in number[4:] + number[:4])) % 97 == 1
