"""Texts for Slack that cannot be taken for commands: each is made once, as rich text and as the words read aloud.

A ``Span`` is a piece of a line in both forms. Foreign words (order numbers, names of shops, what a carrier said) only
ever become ``text`` elements of rich text or ``plain_text`` objects, in which Slack neither formats, links nor pings
(https://docs.slack.dev/reference/block-kit/blocks/rich-text-block). The top-level ``text`` of a message is read as
mrkdwn, so there ``&``, ``<`` and ``>`` are escaped as Slack asks.
"""

from __future__ import annotations

import ipaddress
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from string import Formatter
from typing import Any
from urllib.parse import urlsplit

Json = dict[str, Any]

NUMBER_MOST = 255
"""Characters of an order number that are shown: all that Sendcloud allows."""

NAME_MOST = 60
URL_MOST = 300
"""A longer address is shown as text; Slack itself takes 3,000 characters."""

DATE_FORMAT = "{date_short_pretty} {time}"
_DROPPED = frozenset({"Cc", "Cf", "Cs"})
_SPACES = frozenset({"Zs", "Zl", "Zp"})
_BLANKS = frozenset("\u115f\u1160\u2800\u3164\uffa0")  # letters by category, invisible on screen
_USER = re.compile(r"[UW][A-Z0-9]{2,30}")
_GROUP = re.compile(r"S[A-Z0-9]{2,30}")
_CHANNEL = re.compile(r"[CGD][A-Z0-9]{2,30}")
_PLAIN_URL = re.compile(r"[!#-;=?-\[\]_a-z~]+")  # printable ASCII without what ends or splits a link in mrkdwn
# What Slack may make a link or a ping of in bare text, whatever was asked of it: a word joiner comes in between.
_ACTIVE = re.compile(r"(?<=:)(?=//)|(?<=@)(?=channel|here|everyone)", re.IGNORECASE)


def plain(text: str, most: int) -> str:
    """Return *text* on one line, without control, bidi and zero-width characters, at most *most* characters long."""
    kept = "".join(_visible(character) for character in text).strip()
    return kept if len(kept) <= most else kept[: max(most - 1, 0)].rstrip() + "…"


def _visible(character: str) -> str:
    if character in "\t\n\r\v\f":
        return " "
    category = unicodedata.category(character)
    if category in _SPACES or character in _BLANKS:
        return " "
    return "" if category in _DROPPED else character


def escape(text: str) -> str:
    """Return *text* for a place that Slack reads as mrkdwn: its three control characters escaped."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


@dataclass(frozen=True)
class Span:
    """A piece of a line: *element* is what is seen (rich text), *said* is what the top-level text holds."""

    element: Json
    said: str


Words = tuple[Span, ...]


def own(text: str, **style: bool) -> Span:
    """Return words of our own."""
    element: Json = {"type": "text", "text": text}
    if style:
        element["style"] = style
    return Span(element, escape(text))


def bold(text: str) -> Span:
    """Return words of our own in bold."""
    return own(text, bold=True)


def code(text: str) -> Span:
    """Return something to be typed."""
    return own(text, code=True)


def foreign(text: str, most: int = NUMBER_MOST) -> Span:
    """Return words that somebody else wrote; nothing in them works, and invisible ones are shown as *(blank)*."""
    shown = plain(text, most) or "(blank)"
    return Span({"type": "text", "text": shown}, _ACTIVE.sub("\u2060", escape(shown)))


def foreign_bold(text: str, most: int = NUMBER_MOST) -> Span:
    """Return words that somebody else wrote in bold; nothing in them works."""
    span = foreign(text, most)
    return Span({**span.element, "style": {"bold": True}}, span.said)


def link(url: str | None, label: str) -> Span:
    """Return a link named *label* (foreign) when *url* is fit for one, otherwise the label and the address as text."""
    name = foreign(label, NAME_MOST)
    if url is None:
        return name
    if not is_link(url):
        address = foreign(url, NAME_MOST)
        both = f"{name.element['text']} {address.element['text']}"
        return Span({"type": "text", "text": both}, f"{name.said} {address.said}")
    return Span({"type": "link", "url": url, "text": name.element["text"]}, f"{name.said} {escape(url)}")


def message_link(workspace: str, channel_id: str, ts: str, label: str) -> Span:
    """Return a link named *label* to a message. *workspace*: the address under which Slack shows messages."""
    return link(f"{workspace.rstrip('/')}/archives/{channel_id}/p{ts.replace('.', '')}", label)


def conversation_link(workspace: str, channel_id: str, label: str) -> Span:
    """Return a link named *label* to a conversation."""
    return link(f"{workspace.rstrip('/')}/archives/{channel_id}", label)


def is_link(url: str) -> bool:
    """Say whether *url* may become a link: https, or http to this very machine; short and without odd characters."""
    if len(url) > URL_MOST or not _PLAIN_URL.fullmatch(url):
        return False
    try:
        parts = urlsplit(url)
        host = parts.hostname or ""
        _ = parts.port  # raises ValueError when it is no number
    except ValueError:
        return False
    if not host or parts.username is not None:
        return False
    return parts.scheme == "https" or (parts.scheme == "http" and _is_loopback(host))


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def person(user: str | None) -> Span:
    """Return a mention. In a new message it notifies; in an edit, a modal and a private answer it only names."""
    if user is None or not _USER.fullmatch(user):
        return foreign(user or "an unknown person", NAME_MOST)
    return Span({"type": "user", "user_id": user}, f"<@{user}>")


def group(group_id: str) -> Span:
    """Return a mention of a user group. In a new message it notifies everybody in it; in an edit it only names."""
    if not _GROUP.fullmatch(group_id):
        return foreign(group_id, NAME_MOST)
    return Span({"type": "usergroup", "usergroup_id": group_id}, f"<!subteam^{group_id}>")


def channel(channel_id: str) -> Span:
    """Return the name of a channel, as a link to it; naming one notifies nobody."""
    if not _CHANNEL.fullmatch(channel_id):
        return foreign(channel_id, NAME_MOST)
    return Span({"type": "channel", "channel_id": channel_id}, f"<#{channel_id}>")


def moment(at: datetime) -> Span:
    """Return a point in time, shown in each reader's own time zone."""
    seconds, fallback = int(at.timestamp()), f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    element = {"type": "date", "timestamp": seconds, "format": DATE_FORMAT, "fallback": fallback}
    return Span(element, f"<!date^{seconds}^{DATE_FORMAT}|{fallback}>")


def written_moment(text: str) -> Span:
    """Return a time that came as text: as a moment when it is one, otherwise as the text it is."""
    try:
        at = datetime.fromisoformat(text)
    except ValueError:
        return foreign(text, NAME_MOST)
    return moment(at) if at.tzinfo is not None else foreign(text, NAME_MOST)


def say(template: str, **values: Span | Words | str | int) -> Words:
    """Return the sentence *template* with its ``{names}`` replaced; a text or number counts as our own words."""
    spans: list[Span] = []
    for words, name, _, _ in Formatter().parse(template):
        if words:
            spans.append(own(words))
        if name is None:
            continue
        value = values[name]
        if isinstance(value, tuple):
            spans.extend(value)
        elif isinstance(value, Span):
            spans.append(value)
        elif str(value):
            spans.append(own(str(value)))
    return tuple(spans)


def join(lines: Iterable[Sequence[Span]], between: str) -> Words:
    """Return one line made of several, with our own words *between* them."""
    spans: list[Span] = []
    for line in lines:
        if spans:
            spans.append(own(between))
        spans.extend(line)
    return tuple(spans)


def said(line: Sequence[Span]) -> str:
    """Return the words of a line as the top-level text has them."""
    return "".join(span.said for span in line)
