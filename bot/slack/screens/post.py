"""One message as it should stand in Slack."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass, replace

from bot.model import FrozenPlan, Plan, Run
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, Table, blocks_of, paragraph, text_of
from bot.slack.screens.text import Json, bold


@dataclass(frozen=True)
class Post:
    """A message: *key* says which one of its run or plan, *text* tells all of it, *blocks* show it."""

    key: str
    text: str
    blocks: list[Json]

    def digest(self) -> str:
        """Return a SHA-256 in hex by which a changed message is told from an unchanged one."""
        content = json.dumps([self.text, self.blocks], sort_keys=True, separators=(",", ":"))
        return hashlib.sha256(content.encode()).hexdigest()


def post(key: str, parts: Sequence[Part | Table], *actions: Json) -> Post:
    """Return the message that shows *parts*, with buttons below when there are *actions*."""
    blocks = blocks_of(parts)
    if actions:
        blocks.append({"type": "actions", "elements": list(actions)})
    return Post(key, text_of(parts), blocks)


def with_actions(message: Post, *actions: Json) -> Post:
    """Return a message with buttons below it, when there are *actions*."""
    if not actions:
        return message
    return replace(message, blocks=[*message.blocks, {"type": "actions", "elements": list(actions)}])


def banner(of: Run | Plan | FrozenPlan) -> list[Part]:
    """Return the line that every message about test labels carries."""
    return [paragraph((bold(words.TEST_LABELS),))] if of.choices.test_labels else []
