"""What stands behind ``/label spend``: a day, a week or a month."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Final

from bot.model import Period

_MONTH: Final = re.compile(r"(?P<year>20\d\d)-(?P<month>0[1-9]|1[0-2])")


def read_period(typed: str, today: date) -> Period | None:
    """Return which days are meant; None where nobody can tell. *today* is told in the team's own time zone.

    Nothing is today; a week begins on Monday, and this week and this month end today.
    """
    word = typed.strip().casefold().strip(".,;:!?")
    match word:
        case "" | "today":
            return Period(today, today)
        case "yesterday":
            return Period(today - timedelta(days=1), today - timedelta(days=1))
        case "week":
            return Period(today - timedelta(days=today.weekday()), today)
        case "month":
            return Period(today.replace(day=1), today)
    found = _MONTH.fullmatch(word)
    if found is None:
        return None
    first = date(int(found["year"]), int(found["month"]), 1)
    following = (first + timedelta(days=31)).replace(day=1)
    return Period(first, following - timedelta(days=1))
