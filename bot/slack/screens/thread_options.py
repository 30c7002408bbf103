"""The reply about labels that were made with another shipping option than the plan had named."""

from __future__ import annotations

from typing import Final

from bot.model import Item, Run, State
from bot.slack.screens import words
from bot.slack.screens.blocks import paragraph
from bot.slack.screens.message_pages import MESSAGES_MOST, Entry, left_out, pack
from bot.slack.screens.post import Post, banner
from bot.slack.screens.text import Words, bold, foreign, say

HEAD: Final = "{labels} made with another shipping option than planned"
NEXT: Final = "If one is not what you want, press Cancel labels before the parcel leaves, and have it made anew."
MORE: Final = "Labels with another shipping option, continued:"
LINE: Final = "{number}: {came} instead of {planned}"


def other_options(run: Run) -> list[Post]:
    """Return the reply, or nothing for a run whose labels are as planned."""
    items = [item for item in run.of(State.LABELLED) if item.came_by]
    if not items:
        return []
    head = bold(HEAD.format(labels=words.labels(sum(max(1, len(item.parcels)) for item in items))))
    return pack(
        "options",
        [Entry(_line(item)) for item in items],
        first=[*banner(run), paragraph((head,), say(NEXT))],
        further=[*banner(run), paragraph(say(MORE))],
        last=left_out,
        most=MESSAGES_MOST,
    )


def _line(item: Item) -> Words:
    came, planned = foreign(item.came_by or "", 75), foreign(item.option_code or "", 75)
    return say(LINE, number=foreign(item.order_number), came=came, planned=planned)
