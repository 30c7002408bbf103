"""When two order numbers are the same."""

from __future__ import annotations


def same_number_key(number: str | None) -> str:
    """Return what two spellings of one order number have in common: no outer spaces, no difference of case.

    Sendcloud compares numbers this way. A ``#`` counts: ``1001`` and ``#1001`` can be two orders of a shop; which
    spellings somebody may have meant by what they typed is `bot.intake.spellings_of`. Empty for no number.
    """
    return (number or "").strip().casefold()
