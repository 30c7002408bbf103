"""The private answer to /label runs: the latest runs of everybody, the newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import RunOverview
from bot.slack.screens.answers import Answer, answer, test_banner
from bot.slack.screens.blocks import bullets, paragraph
from bot.slack.screens.run_lines import run_line
from bot.slack.screens.text import bold, say

HEAD: Final = "The latest runs, the newest first"
NONE: Final = "There is no run yet. Type /label with order numbers; nothing is bought before you have seen the plan."
MORE: Final = "There are older ones: /label status with an order number finds each."

MOST: Final = 15
"""Runs of one answer."""


def runs(listed: Sequence[RunOverview], *, workspace: str, test_labels: bool = False) -> Answer:
    """Return up to `MOST` of these runs; that there are more is said."""
    if not listed:
        return answer(*test_banner(test_labels), paragraph(say(NONE)))
    lines = [run_line(run, workspace) for run in listed[:MOST]]
    more = [paragraph(say(MORE))] if len(listed) > MOST else []
    return answer(*test_banner(test_labels), paragraph((bold(HEAD),)), bullets(lines), *more)
