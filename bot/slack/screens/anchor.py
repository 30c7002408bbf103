"""The message that anchors the ledger in a channel."""

from __future__ import annotations

from datetime import date
from typing import Final

from bot.slack.screens.blocks import paragraph
from bot.slack.screens.post import Post, post
from bot.slack.screens.text import say

TOLD: Final = "Ledger of {day}: event {seq} has the hash {hash}."
"""``label-bot audit verify --anchors`` reads this sentence; `bot.ledger.anchors.found_in` knows its form."""


def anchor(day: date, *, seq: int, hash: str) -> Post:
    """Return the message that says on *day* (UTC) which hash (SHA-256 in hex) event *seq* has."""
    return post(day.isoformat(), [paragraph(say(TOLD, day=day.isoformat(), seq=seq, hash=hash))])
