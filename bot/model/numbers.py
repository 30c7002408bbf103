"""When two order numbers are the same."""

from __future__ import annotations

from collections.abc import Sequence


def same_number_key(number: str | None) -> str:
    """Return what two spellings of one order number have in common: no outer spaces, no difference of case.

    Sendcloud compares numbers this way. A ``#`` counts: ``1001`` and ``#1001`` can be two orders of a shop; which
    spellings somebody may have meant by what they typed is `bot.intake.spellings_of`. Empty for no number.
    """
    return (number or "").strip().casefold()


def readings_of(spellings: Sequence[str]) -> list[list[str]]:
    """Return *spellings* of what somebody typed as those of one number each: with ``#`` and without.

    Of one number the first spelling that an order has was meant. Where orders have several of the numbers, such as
    ``W1001`` and ``W-1001``, nobody knows which.
    """
    found: dict[str, list[str]] = {}
    for spelling in spellings:
        found.setdefault(same_number_key(spelling).removeprefix("#").lstrip(), []).append(spelling)
    return list(found.values())
