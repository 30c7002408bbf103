"""The private answer to a word behind ``/label`` that is no command: what was meant, and a way into the form."""

from __future__ import annotations

from typing import Final

from bot.slack import ids
from bot.slack.screens.answers import BUTTON_VALUE_MOST, Answer, answer
from bot.slack.screens.blocks import button, paragraph
from bot.slack.screens.text import bold, foreign, say

UNKNOWN: Final = "I don't know {word}. /label help lists what can be typed."
DID_YOU_MEAN: Final = "I don't know {word}. Did you mean {meant}?"
OPEN_FORM: Final = "Open the form"
OPEN_FORM_TELLS: Final = "Open Create labels with what was typed"


def unknown_word(word: str, meant: str | None, typed: str) -> Answer:
    """Return what is said about *word*. *meant*: the command it looks like. *typed*: what goes into the form."""
    shown = foreign(word, 60)
    told = say(DID_YOU_MEAN, word=shown, meant=bold(meant)) if meant else say(UNKNOWN, word=shown)
    text, blocks = answer(paragraph(told))
    opener = button(OPEN_FORM, action=ids.OPEN_FORM, value=typed[:BUTTON_VALUE_MOST], tells=OPEN_FORM_TELLS)
    return text, [*blocks, {"type": "actions", "elements": [opener]}]
