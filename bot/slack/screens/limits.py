"""What is said when a limit of the team's keeps somebody from having orders of a run asked for once more."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from bot.slack.screens import words
from bot.slack.screens.text import Words, moment, say

OVER_DAILY: Final = (
    "Nothing was asked for. That would be {labels}, and you may have {left} more today, until {until}. "
    "Let a colleague press it, or give some of the numbers to /label."
)
ABOVE: Final = (
    "Nothing was asked for: this is above what one person may buy alone. Give the numbers to /label: a second person "
    "is then asked to approve them."
)


def over_daily_limit(labels: int, left: int, until: datetime) -> Words:
    """Return what a press meets that would buy more labels than its person may have today."""
    return say(OVER_DAILY, labels=words.labels(labels), left=words.labels(left), until=moment(until))


def above_limits() -> Words:
    """Return what a press meets that needs a second person."""
    return say(ABOVE)
