"""Who has the orders that somebody asks for: a line for each, in the modals and in a private answer."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import Holder, State
from bot.slack.screens.text import Words, foreign, moment, person, say

LABELLED_BY: Final = "{number}: by {who}, {at}"
BEING_CANCELLED: Final = "{number}: by {who}, {at}; this label is being cancelled"
HELD_BY: Final = "{number}: {who} has it in a run since {at}"
HELD_IN_DOUBT: Final = "{number}: {who} asked for it in run {run}, {at}; nobody knows yet whether it got a label"
LABELLED_OUTSIDE: Final = "{number}: outside the bot"
LABELLED_OUTSIDE_AT: Final = "{number}: outside the bot, {at}"

SHOWN_MOST: Final = 40
"""Orders that a list in a modal names; the rest is counted."""


def taken_lines(taken: Sequence[tuple[str, Holder]]) -> list[Words]:
    """Return a line for each order that somebody else has: who, and since when."""
    lines = []
    for number, holder in taken[:SHOWN_MOST]:
        at = moment(holder.at) if holder.at else ""
        if holder.person is None:
            template = LABELLED_OUTSIDE_AT if holder.at else LABELLED_OUTSIDE
            lines.append(say(template, number=foreign(number), at=at))
        else:
            held = {"number": foreign(number), "who": person(holder.person), "run": foreign(holder.run_id or "?", 40)}
            lines.append(say(_held(holder), **held, at=at or "?"))
    return lines


IN_DOUBT: Final = (State.UNKNOWN, State.UNDECIDED, State.FAILED)
"""States of an order that somebody holds and whose request may have made a label, or may not; one that failed is held
only for as long as its request is open."""


def _held(holder: Holder) -> str:
    if holder.state in IN_DOUBT:
        return HELD_IN_DOUBT
    if holder.cancelling:
        return BEING_CANCELLED
    return LABELLED_BY if holder.state == State.LABELLED else HELD_BY
