"""What messages and modals are built of: paragraphs and lists of safe texts, plain texts, buttons, options."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from bot.slack.screens.text import Json, Span, Words, join, plain, said

ROWS_SHOWN = 20
"""Rows of a table that Slack shows at a time."""

@dataclass(frozen=True)
class Part:
    """A paragraph, a list, a quotation or small print, in which nothing but words can stand.

    A *silent* one is seen and not read aloud (a bar, for instance).
    """

    lines: tuple[Words, ...]
    kind: Literal["text", "list", "quote", "small"] = "text"
    silent: bool = False

    def block(self) -> Json:
        """Return the part as a block: grey where it is small, rich text otherwise."""
        if self.kind == "small":
            return {"type": "context", "elements": _small_print(join(self.lines, "\n"))}
        return {"type": "rich_text", "elements": [self._element()]}

    def _element(self) -> Json:
        if self.kind == "list":
            sections = [{"type": "rich_text_section", "elements": _elements(line)} for line in self.lines]
            return {"type": "rich_text_list", "style": "bullet", "elements": sections}
        kind = "rich_text_quote" if self.kind == "quote" else "rich_text_section"
        return {"type": kind, "elements": _elements(join(self.lines, "\n"))}

    def said(self) -> str:
        """Return the part as lines of the top-level text."""
        if self.silent:
            return ""
        mark = "• " if self.kind == "list" else ""
        return "\n".join(mark + said(line) for line in self.lines)


@dataclass(frozen=True)
class Table:
    """Rows of plain texts under a header; nothing in them works. *caption* says what they are and how many.

    A *newer* one can be sorted, searched and leafed through in Slack; the other is its plain form, without a caption.
    The caption alone is read aloud with the message; it holds the counts.
    """

    caption: str
    header: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    newer: bool = True

    def block(self) -> Json:
        """Return the table as a block."""
        rows = [[{"type": "raw_text", "text": cell} for cell in row] for row in (self.header, *self.rows)]
        if not self.newer:
            return {"type": "table", "rows": rows}
        return {
            "type": "data_table",
            "caption": self.caption,
            "rows": rows,
            "page_size": ROWS_SHOWN,
            "row_header_column_index": 0,
        }

    def said(self) -> str:
        """Return the caption; the rows are looked up in the table."""
        return self.caption if self.newer else ""


def _elements(line: Sequence[Span]) -> list[Json]:
    """Return the elements of a line, neighbouring plain words in one."""
    merged: list[Json] = []
    for element in (span.element for span in line):
        last = merged[-1] if merged else None
        if last and last["type"] == element["type"] == "text" and last.get("style") == element.get("style"):
            merged[-1] = {**last, "text": last["text"] + element["text"]}
        else:
            merged.append(element)
    return merged


def _small_print(line: Sequence[Span]) -> list[Json]:
    """Return the elements of a line in grey: words are plain text, in which nothing works, people are named."""
    elements: list[Json] = []
    for element in _elements(line):
        if element["type"] == "user":
            elements.append({"type": "mrkdwn", "text": f"<@{element['user_id']}>"})
        else:
            elements.append(plain_text(element["text"], 2000))
    return elements


def paragraph(*lines: Words) -> Part:
    """Return lines of running text."""
    return Part(lines)


def bullets(lines: Iterable[Words]) -> Part:
    """Return a list."""
    return Part(tuple(lines), "list")


def small(*lines: Words) -> Part:
    """Return lines of small print; they hold words and people, no link or date."""
    return Part(lines, "small")


def text_of(parts: Iterable[Part | Table]) -> str:
    """Return the top-level text that says what *parts* show."""
    return "\n".join(filter(None, (part.said() for part in parts)))


def blocks_of(parts: Iterable[Part | Table]) -> list[Json]:
    """Return the blocks that show *parts*."""
    return [part.block() for part in parts]


def plain_text(text: str, most: int) -> Json:
    """Return a ``plain_text`` object of at most *most* characters, in which not even an emoji code works."""
    return {"type": "plain_text", "text": plain(text, most) or "(blank)", "emoji": False}


def button(
    label: str, *, action: str, value: str, tells: str, style: str | None = None, confirm: Json | None = None
) -> Json:
    """Return a button; *tells* is its complete meaning for somebody who hears it alone."""
    element: Json = {
        "type": "button",
        "action_id": action,
        "text": plain_text(label, 75),
        "value": value,
        "accessibility_label": plain(tells, 75),
    }
    if style:
        element["style"] = style
    if confirm:
        element["confirm"] = confirm
    return element


def option(label: str, value: str) -> Json:
    """Return one line of a select: the text cut to Slack's 75 characters, the value as it is (at most 150)."""
    return {"text": plain_text(label, 75), "value": value}
