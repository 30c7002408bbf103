"""The reply about orders that were left out, and the runs that have them."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.model import Item, Run, State
from bot.slack.screens import get_label, words
from bot.slack.screens.blocks import paragraph
from bot.slack.screens.message_pages import MESSAGES_MOST, Entry, left_out, pack
from bot.slack.screens.post import Post, banner
from bot.slack.screens.text import Words, foreign, moment, say

SKIPPED: Final = "{orders} left out, because {they} {have} a label or {are} in another run:"
SKIPPED_MORE: Final = "Orders left out, continued:"
SKIPPED_RUN: Final = "{number}: in run {run}, {at}"
SKIPPED_OUTSIDE: Final = "{number}: labelled outside the bot"
SKIPPED_OUTSIDE_AT: Final = "{number}: labelled outside the bot, {at}"
SKIPPED_WHO: Final = "/label status with the number says who bought it."


def skipped(run: Run) -> list[Post]:
    """Return the orders that were left out and the run that has them.

    People are not named here: in a new message that would notify them, and they did nothing but be first.
    """
    items = run.of(State.SKIPPED)
    n = len(items)
    head = say(
        SKIPPED,
        orders=words.orders(n),
        they=words.they(n),
        have="has" if n == 1 else "have",
        are=words.be(n),
    )
    posts = pack(
        "skipped",
        [Entry(_skipped_line(item)) for item in items],
        first=[*banner(run), paragraph(head), paragraph(say(SKIPPED_WHO))],
        further=[*banner(run), paragraph(say(SKIPPED_MORE))],
        last=left_out,
        most=MESSAGES_MOST,
    )
    if any(item.holder and item.holder.run_id for item in items):
        fetches = {"type": "actions", "elements": [get_label.left_out(run.id)]}
        posts[0] = replace(posts[0], blocks=[*posts[0].blocks, fetches])
    return posts


def _skipped_line(item: Item) -> Words:
    number, holder = foreign(item.order_number), item.holder
    at = moment(holder.at) if holder and holder.at else ""
    if holder and holder.run_id:
        return say(SKIPPED_RUN, number=number, run=foreign(holder.run_id, 40), at=at or "?")
    if at:
        return say(SKIPPED_OUTSIDE_AT, number=number, at=at)
    return say(SKIPPED_OUTSIDE, number=number)
