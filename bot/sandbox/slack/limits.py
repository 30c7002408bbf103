"""Slack's figures, and the sizes they are compared with (docs.slack.dev: messages, modals, rate limits)."""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.slack import text as words

POST_TEXT_MAX = 40_000
UPDATE_TEXT_MAX = 4_000
MARKDOWN_TEXT_MAX = 12_000
# `msg_blocks_too_long` was seen near this sum although every block was legal (slackapi/bolt-js issue 2509).
BLOCKS_TEXT_MAX = 13_200
# Slack names no figure for `metadata_too_large`; this one leaves room for every sensible use.
METADATA_MAX = 16_000
MESSAGE_BLOCKS_MAX = 50
VIEW_BLOCKS_MAX = 100
VIEW_BYTES_MAX = 250_000
VIEW_STACK_MAX = 3
ACK_SECONDS = 3.0
SOCKETS_MAX = 10
# A larger frame of the app closes the connection with 1009 (seen in production: revelrylabs/slax issue 614).
FRAME_BYTES_MAX = 20_480
FILE_INPUT_BYTES_MAX = 10_000_000
POST_PER_SECOND = 1.0
# Slack lets a short burst pass before it answers 429; no page says how long.
POST_BURST = 3


def blocks_text(blocks: list[dict[str, Any]]) -> int:
    """Counts the characters of all texts in blocks, those in the cells of tables included."""
    return sum(len(text) for block in blocks for _, text in words.texts(block))


def json_size(value: object) -> int:
    """Returns the size of a value as compact JSON in bytes."""
    return len(json.dumps(value, separators=(",", ":")).encode())
