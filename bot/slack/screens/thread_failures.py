"""The replies about orders without a label: what failed and why, what is undecided, what was left out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import RETRYABLE, Cause, Item, Run, State
from bot.model.trouble import Trouble
from bot.slack.screens import words
from bot.slack.screens.blocks import paragraph
from bot.slack.screens.causes import advise
from bot.slack.screens.message_pages import MESSAGES_MOST, Entry, left_out, numbers_lines, pack
from bot.slack.screens.post import Post, banner
from bot.slack.screens.text import bold, foreign, say

FAILURES: Final = "{orders} without a label:"
FAILURES_MORE: Final = "Orders without a label, continued:"
CAUSE: Final = "{headline}: {orders}"
WHO_AND_NEXT: Final = "Who can mend it: {who}. Next: {step}"
SAID: Final = ": “{text}”"
CARRIER_LATE: Final = " (the carrier refused after Sendcloud had accepted)"

QUOTE_MOST: Final = 300
"""Characters of what Sendcloud or a carrier said."""


_NOTHING = Cause(Trouble.DATA)


def failures(run: Run) -> list[Post]:
    """Return the failures by cause, each with all its orders, the original words, who can mend it and how."""
    failed = run.of(*RETRYABLE)
    entries = [entry for group in _by_cause(failed) for entry in _cause_entries(group)]
    first = [*banner(run), paragraph(say(FAILURES, orders=words.orders(len(failed))))]
    further = [*banner(run), paragraph(say(FAILURES_MORE))]
    return pack("failures", entries, first=first, further=further, last=left_out, most=MESSAGES_MOST)


def _by_cause(failed: Sequence[Item]) -> list[list[Item]]:
    """Return the orders by kind of trouble and by what happened to them, the largest group first."""
    groups: dict[tuple[str, bool], list[Item]] = {}
    for item in failed:
        groups.setdefault(((item.cause or _NOTHING).kind, item.state is State.FAILED), []).append(item)
    return sorted(groups.values(), key=len, reverse=True)


def refused_late(item: Item) -> bool:
    """Did the carrier say no after Sendcloud had said yes? Not where a person cancelled the shipment."""
    return item.state is State.FAILED and (item.cause or _NOTHING).kind != Trouble.CANCELLED


def _cause_entries(group: Sequence[Item]) -> list[Entry]:
    advice = advise(group[0].cause or _NOTHING)
    late = CARRIER_LATE if refused_late(group[0]) else ""
    headline = CAUSE.format(headline=advice.headline.rstrip(".") + late, orders=words.orders(len(group)))
    heading = paragraph((bold(headline),), say(WHO_AND_NEXT, who=advice.who, step=advice.next_step))
    by_text: dict[str, list[str]] = {}
    for item in group:
        by_text.setdefault((item.cause or _NOTHING).text, []).append(item.order_number)
    return [
        Entry(line, (heading,))
        for text, numbers in by_text.items()
        for line in numbers_lines(numbers, say(SAID, text=foreign(text, QUOTE_MOST)) if text else ())
    ]
