"""A shop's own words for payment that nobody knows, in a plan of its ready orders, each with **Count as paid**."""

from __future__ import annotations

from typing import Final

from bot.model import Plan
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import button, plain_text
from bot.slack.screens.text import Json, plain

UNKNOWN: Final = "{orders} with the payment status “{word}”, which is not known to mean paid: not ticked."
UNKNOWN_NONE: Final = "{orders} without a payment status: not ticked."
COUNT_AS_PAID: Final = "Count as paid"
COUNT_AS_PAID_TELLS: Final = "Count as paid: orders of this shop with the payment status {word}, from now on"

MOST: Final = 10
WORD_MOST: Final = 60


def unknown_words(plan: Plan) -> list[Json]:
    """Return a line for each word, with how many orders have it; nothing where every word is known."""
    return [_line(word, count) for word, count in (plan.unknown_words or ())[:MOST]]


def _line(word: str, count: int) -> Json:
    shown = plain(word, WORD_MOST)
    if not shown:
        return {"type": "section", "text": plain_text(UNKNOWN_NONE.format(orders=words.orders(count)), 300)}
    text = UNKNOWN.format(orders=words.orders(count), word=shown)
    tells = COUNT_AS_PAID_TELLS.format(word=plain(word, 20))
    counts = button(COUNT_AS_PAID, action=ids.COUNT_AS_PAID, value=word[:2000], tells=tells)
    return {"type": "section", "text": plain_text(text, 300), "accessory": counts}
