"""App Home: what the bot does and how to begin, or whom to ask for the right to."""

from __future__ import annotations

from typing import Final

from bot.model.trouble import Refusal
from bot.slack.screens import answers, words
from bot.slack.screens.blocks import blocks_of, paragraph
from bot.slack.screens.text import Json, bold, say

HEAD: Final = answers.HELP_HEAD


def home(*, test_labels: bool = False) -> Json:
    """Return App Home for somebody who may use the bot."""
    _, blocks = answers.how_to_begin(test_labels=test_labels)
    return {"type": "home", "blocks": blocks}


def refused(reason: Refusal) -> Json:
    """Return App Home for somebody who may not use the bot, or of whom nobody can tell just now whether they may."""
    return {"type": "home", "blocks": blocks_of([paragraph((bold(HEAD),)), paragraph(say(words.REFUSALS[reason]))])}
