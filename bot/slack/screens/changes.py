"""What a second look at a frozen plan found to be different, in words."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from bot.model import Change, Difference, FrozenPlan
from bot.slack.screens import words
from bot.slack.screens.text import Words, foreign, say

UNKNOWN: Final = "an unknown price"
CHANGES: Final = {
    Difference.LEFT_OUT: "{orders} cannot be bought any more: {numbers}.",
    Difference.NOT_KNOWN: "Sendcloud gave no usable answer about {orders}: {numbers}.",
    Difference.OTHER_ORDER: "{orders} were not in the plan: {numbers}.",
    Difference.OTHER_CHOICE: "Something else was chosen than what was approved.",
    Difference.OTHER_OPTION: "Another shipping option is set for {orders}: {numbers}.",
    Difference.DEARER: "The price rose from {before} to {after} because of {numbers}.",
    Difference.PRICE_UNKNOWN: "The price of {orders} is not known any more: {numbers}.",
    Difference.NOTHING_LEFT: "No order of it can be bought any more.",
    Difference.NOT_CHECKED: "Sendcloud could not be asked about its orders.",
    Difference.OVER_DAILY_LIMIT: "Whoever asked may have only {labels} more today.",
}
LEFT_OUT_ALONE: Final[Mapping[Difference, str]] = {
    Difference.LEFT_OUT: "{orders} could not be bought any more and {were} left out: {numbers}.",
    Difference.NOT_KNOWN: (
        "Sendcloud gave no usable answer about {orders}, which {were} left out: {numbers}. "
        "Start a new plan with {them}."
    ),
}
MORE: Final = " and {n} more"


def change_lines(frozen: FrozenPlan) -> list[Words]:
    """Return a line for each difference."""
    return [_line(change) for change in frozen.changes]


def left_out_lines(frozen: FrozenPlan) -> list[Words]:
    """Return which orders were left out of what was bought."""
    return [_line(one, LEFT_OUT_ALONE[one.what]) for one in frozen.changes if one.what in LEFT_OUT_ALONE]


def _line(change: Change, template: str = "") -> Words:
    more = change.orders - len(change.numbers)
    numbers = foreign(", ".join(change.numbers), 200)
    return say(
        template or CHANGES[change.what],
        orders=words.orders(change.orders),
        labels=words.labels(change.orders),
        were="was" if change.orders == 1 else "were",
        them=words.them(change.orders),
        numbers=say("{numbers}{more}", numbers=numbers, more=MORE.format(n=more) if more > 0 else ""),
        before=change.before or UNKNOWN,
        after=change.after or UNKNOWN,
    )
