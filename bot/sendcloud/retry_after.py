"""When to ask again: the ``Retry-After`` header (RFC 9110, section 10.2.3)."""

from __future__ import annotations

from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from bot.sendcloud.lenient import as_decimal

LONGEST = 86_400.0
"""Seconds. Whoever asks for more than a day is asked again tomorrow."""


def parse_retry_after(value: str | None, *, now: datetime) -> float | None:
    """Return the seconds that *value*, a number or an HTTP date, asks us to wait; None where it says nothing."""
    if value is None:
        return None
    seconds = as_decimal(value)
    if seconds is not None:
        return min(max(float(seconds), 0.0), LONGEST)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    if moment.tzinfo is None:
        moment = moment.replace(tzinfo=UTC)
    return min(max((moment - now).total_seconds(), 0.0), LONGEST)
