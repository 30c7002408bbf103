"""The words in blocks of a message: sections, rich text, tables."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Any

from bot.slack.mrkdwn import plain_text

Element = Mapping[str, Any]

_DEEPEST = 12
"""Blocks inside blocks that are looked into."""


def text_of_blocks(blocks: object) -> str:
    """Return the words of blocks, one line for each line, with tabs between the cells of a table."""
    return "\n".join(line for block in _each(blocks) for line in _lines(block, _DEEPEST))


def _lines(block: Element, depth: int) -> Iterator[str]:
    if depth == 0:
        return
    kind = block.get("type")
    if kind in ("table", "data_table"):
        yield from (_row(row) for row in _rows(block))
    elif kind in ("rich_text_section", "rich_text_preformatted", "rich_text_quote"):
        yield "".join(map(_inline, _each(block.get("elements"))))
    elif kind == "markdown":
        yield plain_text(str(block.get("text") or ""))
    else:
        yield from _texts(block)
        for part in _each(block.get("elements")):
            yield from _lines(part, depth - 1)


def _texts(block: Element) -> Iterator[str]:
    """Yield the texts that a section, a header or a context has itself."""
    for text in (block.get("text"), block.get("title"), *_each(block.get("fields"))):
        if isinstance(text, Mapping):
            yield _text(text)
        elif isinstance(text, str) and block.get("type") in ("mrkdwn", "plain_text"):
            yield _text(block)


def _text(element: Element) -> str:
    words = str(element.get("text") or "")
    return plain_text(words) if element.get("type") == "mrkdwn" else words


def _inline(element: Element) -> str:
    """Return the words of one piece of rich text; people, channels and emoji have none."""
    match element.get("type"):
        case "text":
            return str(element.get("text") or "")
        case "link":
            return str(element.get("text") or element.get("url") or "")
        case "date":
            return str(element.get("fallback") or _date(element.get("timestamp")))
        case "color":
            return str(element.get("value") or "")
        case _:
            return " "


def _date(timestamp: object) -> str:
    if not isinstance(timestamp, int) or not 0 <= timestamp < 2**32:
        return " "
    return datetime.fromtimestamp(timestamp, UTC).date().isoformat()


def _rows(table: Element) -> Iterator[list[Any]]:
    rows = table.get("rows")
    return (row for row in rows if isinstance(row, list)) if isinstance(rows, list) else iter(())


def _row(cells: list[Any]) -> str:
    return "\t".join(_cell(cell) for cell in cells)


def _cell(cell: object) -> str:
    """Return the words of one cell, on one line."""
    if not isinstance(cell, Mapping):
        return ""
    if isinstance(cell.get("text"), str):
        return " ".join(str(cell["text"]).split())
    if "value" in cell:
        return str(cell["value"])
    return " ".join(" ".join(_lines(cell, 4)).split())


def _each(value: object) -> list[Element]:
    return [one for one in value if isinstance(one, Mapping)] if isinstance(value, list) else []
