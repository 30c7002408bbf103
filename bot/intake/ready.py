"""What stands behind ``/label ready``: since when, and in which shop."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

USUAL: Final = timedelta(days=14)
"""How far back orders are looked for when nobody says."""

MOST: Final = timedelta(days=365)

WEEKDAYS: Final = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")

_SINCE: Final = re.compile(r"(?i)(?:^|\s)since\s+(?P<day>\S+)")


@dataclass(frozen=True)
class ReadyAsked:
    """The first day whose orders are meant, and words of the shop's name; no words: the usual shop."""

    since: date
    shop: str = ""


def read_ready(typed: str, today: date) -> ReadyAsked | None:
    """Return what is meant by the words behind ``ready``; None where the day cannot be read.

    A weekday is the latest one before *today*, which is told in the team's own time zone.
    """
    match = _SINCE.search(typed)
    if match is None:
        return None if re.search(r"(?i)\bsince\b", typed) else ReadyAsked(today - USUAL, _words(typed))
    day = _day(match["day"].casefold().strip(".,;:!?"), today)
    if day is None or not today - MOST <= day <= today:
        return None
    return ReadyAsked(day, _words(typed[: match.start()] + " " + typed[match.end() :]))


def _day(word: str, today: date) -> date | None:
    if word in ("today", "yesterday"):
        return today - timedelta(days=int(word == "yesterday"))
    named = [place for place, name in enumerate(WEEKDAYS) if len(word) >= 3 and name.startswith(word)]
    if len(named) == 1:
        return today - timedelta(days=(today.weekday() - named[0]) % 7 or 7)
    try:
        return date.fromisoformat(word)
    except ValueError:
        return None


def _words(text: str) -> str:
    return " ".join(text.split()).strip(".,;:!?")
