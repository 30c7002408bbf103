"""Slack's own markup turned into plain text: its tokens, its entities, its marks of formatting."""

from __future__ import annotations

import re

_TOKEN = re.compile(r"<([^<>\n]{1,3000})>")
_FENCE = re.compile(r"```")
_MARK = re.compile(r"(?<!\w)([*_~])(?=[^\s*_~])([^\n*_~]{1,500})(?<=\S)\1(?!\w)")
_ENTITIES = (("&lt;", "<"), ("&gt;", ">"), ("&amp;", "&"))
_NAMES = ("@", "#")
"""What tokens of people and channels begin with: an id or a name in them is no order number."""


def plain_text(text: str) -> str:
    """Return what somebody reads: dates by their words, links by their label, people and channels left out."""
    text = _TOKEN.sub(lambda token: _words(token[1]), text)
    text = _FENCE.sub("\n", text).replace("`", " ")
    text = _MARK.sub(r"\2", _MARK.sub(r"\2", text))
    return unescaped(text)


def unescaped(text: str) -> str:
    """Return a text without the three entities that Slack writes."""
    for entity, sign in _ENTITIES:
        text = text.replace(entity, sign)
    return text


def _words(inside: str) -> str:
    """Return the words of a token, given what stands between its brackets."""
    target, _, label = inside.partition("|")
    if target.startswith("!date^"):
        return label
    if target.startswith((*_NAMES, "!")):
        return " "
    return label or target.removeprefix("mailto:").removeprefix("tel:")
