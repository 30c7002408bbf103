"""When two order numbers name the same order."""

from __future__ import annotations


def number_key(number: str | None) -> str:
    """Return an order number as Sendcloud compares it: without regard to case and outer spaces."""
    return (number or "").strip().casefold()
