"""Until when a label can be cancelled, and until when that costs nothing, by the rule of its carrier. Pure.

Sendcloud's help centre, 360025143991: most labels are not charged when they are cancelled before 23:59 of the day on
which they were made; later they are refunded with the next invoice, where the parcel was not sent and 42 days (UPS: 21)
have not gone by. DHL in Germany and Chronopost stop taking cancellations on the day itself.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from enum import StrEnum
from typing import Final
from zoneinfo import ZoneInfo

from bot.model.run import Item


class CancelRule(StrEnum):
    """Whose rule holds."""

    USUAL = "usual"
    SAME_DAY = "same_day"  # the carrier takes none later than on the day itself
    UNKNOWN = "unknown"  # the carrier has a rule of its own, and which one is not known


@dataclass(frozen=True)
class CancelTerms:
    """*free_until*: cancelled by then it costs nothing. *until*: later it is cancelled no more. None: not known."""

    rule: CancelRule
    free_until: datetime | None = None
    until: datetime | None = None


DAYS: Final = timedelta(days=42)
DAYS_UPS: Final = timedelta(days=21)
_END_OF_DAY: Final = time(23, 59)
_DHL_FIRST, _DHL_LAST, _DHL_LATE, _DHL_HOURS = time(16, 0), time(17, 55), time(18, 0), timedelta(hours=2)
_CHRONOPOST_LAST: Final = time(18, 0)


def cancel_terms(item: Item, *, zone: ZoneInfo) -> CancelTerms:
    """Return the terms for the label of *item*, made when it became ready. *zone*: the team's, by which days end."""
    made = item.since.astimezone(zone)
    carrier = _carrier(item)
    if carrier in ("dhl_de", "chronopost"):
        until = _of_dhl_in_germany(made) if carrier == "dhl_de" else _of_chronopost(made)
        return CancelTerms(CancelRule.SAME_DAY if until else CancelRule.UNKNOWN, until, until)
    if carrier == "dhl":
        return CancelTerms(CancelRule.UNKNOWN)
    days = DAYS_UPS if carrier == "ups" else DAYS
    return CancelTerms(CancelRule.USUAL, _at(made, _END_OF_DAY), made + days)


def _carrier(item: Item) -> str:
    """Return the code of a carrier that has a rule of its own, as far as the option or the name tell it."""
    code = (item.came_by or item.option_code or "").partition(":")[0].casefold()
    if code in ("dhl_de", "chronopost", "ups"):
        return code
    name = (item.carrier or "").casefold()
    if "dhl" in name and not code:
        # DHL in Germany and DHL elsewhere go by the same name.
        return "dhl_de" if any(word in name for word in ("germany", "deutschland", "paket")) else "dhl"
    return next((known for known in ("chronopost", "ups") if known in name.split()), "")


def _of_dhl_in_germany(made: datetime) -> datetime | None:
    if made.time() < _DHL_FIRST:
        return _at(made, _DHL_LAST)
    return made + _DHL_HOURS if made.time() >= _DHL_LATE else None


def _of_chronopost(made: datetime) -> datetime | None:
    return _at(made, _CHRONOPOST_LAST) if made.time() < _CHRONOPOST_LAST else None


def _at(day: datetime, moment: time) -> datetime:
    return day.replace(hour=moment.hour, minute=moment.minute, second=0, microsecond=0)
