"""What stands on a Slack screen, as lines for a terminal."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Sequence
from typing import Any

from bot.sandbox.slack import Message, Modal, SlackStandIn, visible
from bot.sandbox.slack.records import Json

WIDTH = 110
_ADDRESS = re.compile(r" <https?://[^>]+>")


class Screen:
    """Reads blocks as a person does, with the names that Slack would put for ids."""

    def __init__(self, slack: SlackStandIn) -> None:
        self._slack = slack

    def message(self, message: Message) -> list[str]:
        """Return the lines of a message: its blocks or its text, the buttons, the files."""
        lines = self.blocks(message.blocks) if message.blocks else visible(message.text).splitlines()
        return [*lines, *(f"[file] {file.title}, {len(file.content):,} bytes" for file in message.files)]

    def modal(self, modal: Modal) -> list[str]:
        """Return the lines of an open modal, its title first and its buttons last."""
        filled = [f"{label}: {self._named(value)}" for label, value in modal.values().items() if value]
        buttons = [f"[{word}]" for word in (modal.close_text, modal.submit_text) if word]
        return [modal.title, *self.blocks(modal.blocks), *filled, "  ".join(buttons)]

    def blocks(self, blocks: Sequence[Json]) -> list[str]:
        """Return the lines of blocks; inputs are left to whoever knows what was typed into them."""
        found: list[str] = []
        for block in blocks:
            match block.get("type"):
                case "rich_text":
                    found += self._rich(block["elements"])
                case "section" | "header":
                    found += self._section(block)
                case "actions":
                    words = [self._text(element.get("text")) for element in block["elements"]]
                    found.append("  ".join(f"[{word}]" for word in words if word))
                case "context":
                    found += [self._text(element) for element in block["elements"]]
        return [line.rstrip() for line in found if line.strip()]

    def _section(self, block: Json) -> list[str]:
        lines = self._text(block.get("text")).splitlines()
        options = (block.get("accessory") or {}).get("options") or []
        return [*lines, *(f"  ( ) {self._text(option['text'])}" for option in options)]

    def _rich(self, elements: Sequence[Json]) -> list[str]:
        found: list[str] = []
        for element in elements:
            if element.get("type") == "rich_text_list":
                found += [f"• {self._inline(item['elements'])}" for item in element["elements"]]
            else:
                found += self._inline(element["elements"]).splitlines()
        return found

    def _inline(self, elements: Sequence[Json]) -> str:
        return "".join(self._piece(element) for element in elements)

    def _piece(self, element: Json) -> str:
        shown: dict[str, Callable[[Json], Any]] = {
            "text": lambda one: one["text"],
            "link": lambda one: f"{one.get('text', '')} <{one['url']}>",
            "user": lambda one: self._slack.workspace.users[one["user_id"]].real_name,
            "channel": lambda one: f"#{self._slack.channel(one['channel_id']).name}",
            "date": lambda one: one.get("fallback", ""),
        }
        show = shown.get(str(element.get("type")))
        return str(show(element)) if show else ""

    def _named(self, value: object) -> str:
        channel = self._slack.channels.get(str(value))
        return f"#{channel.name}" if channel is not None else str(value)

    def _text(self, text: Json | None) -> str:
        return visible(str((text or {}).get("text", "")))


def short(line: str) -> str:
    """Return a line without the addresses behind its links, which a person does not see either."""
    return _ADDRESS.sub("", line)


def wrapped(line: str, indent: str) -> list[str]:
    """Return a line as several of at most `WIDTH` characters behind *indent*, hanging after a bullet."""
    hanging = indent + ("  " if line.startswith("• ") else "")
    return textwrap.wrap(
        line, WIDTH, initial_indent=indent, subsequent_indent=hanging, break_on_hyphens=False, break_long_words=False
    )
