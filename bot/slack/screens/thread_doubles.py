"""The reply about orders that may have two paid labels: a second one was wanted while the first was still open."""

from __future__ import annotations

from typing import Final

from bot.model import Double, Run, RunOverview
from bot.slack.screens.blocks import bullets, paragraph
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import Words, bold, foreign, say

HEAD: Final = "Perhaps two labels for one order"
HEAD_BOTH: Final = "Two labels for one order"
NEXT: Final = "If only one of them is needed, cancel the other, today if you can (Cancel labels): that costs nothing."
OPEN: Final = "{number}: run {run} has it as well, and one of the two labels is still being checked or on its way."
BOTH: Final = "{number}: run {run} has a label for it as well."
ONE: Final = "{number}: run {run} had it as well; only one label was made."


def doubles(run: Run) -> list[Post]:
    """Return the reply, or nothing for a run without such orders."""
    if not run.doubles:
        return []
    head = HEAD_BOTH if any(one.both for one in run.doubles) else HEAD
    parts = [*banner(run), paragraph((bold(head),)), bullets(_line(one) for one in run.doubles)]
    if any(one.both is not False for one in run.doubles):
        parts.append(paragraph(say(NEXT)))
    return [post("doubles", parts)]


def _line(double: Double) -> Words:
    told = BOTH if double.both else ONE if double.both is False else OPEN
    return say(told, number=foreign(double.order_number), run=foreign(double.other_run, 40))


def need_attention(run: Run | RunOverview) -> int:
    """Return how many orders of a run a person has to look at because they have, or may have, two labels."""
    return len({one.order_number for one in run.doubles if one.both is not False})
