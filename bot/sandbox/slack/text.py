"""What Slack's mrkdwn shows, and what in it pings or links."""

from __future__ import annotations

import re
from typing import Any

_ANGLE = re.compile(r"<([^<>]+)>")
_NAME = re.compile(r"(?<!\w)@([a-z][a-z-]*[a-z])")
_PING = re.compile(
    r"<(?:!(?:channel|here|everyone)(?:\|[^<>]*)?|@[UW][A-Z0-9]+(?:\|[^<>]*)?|!subteam\^[A-Z0-9]+(?:\|[^<>]*)?)>"
)
_BARE_PING = re.compile(r"(?<!\w)@(?:channel|here|everyone)\b")
_ANGLE_LINK = re.compile(r"<((?:https?|mailto|tel):[^<>|]+)(?:\|[^<>]*)?>")
_BARE_LINK = re.compile(r"(?<![<|\w])https?://[^\s<>|]+")
_MARKDOWN_LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")

# Kinds of text found in blocks: Slack reads control sequences in the first two only.
MRKDWN = "mrkdwn"
MARKDOWN = "markdown"
PLAIN = "plain_text"


def escape(text: str) -> str:
    """Escapes what a person typed as Slack does before it hands the text to an app."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def as_typed(text: str, people: dict[str, str]) -> str:
    """Returns what Slack stores of what a person typed: escaped, and with the id of each `@name` in `people`."""
    return _NAME.sub(lambda name: f"<@{people[name[1]]}>" if name[1] in people else name[0], escape(text))


def unescape(text: str) -> str:
    """Turns Slack's three entities back into characters."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def visible(text: str) -> str:
    """Returns mrkdwn `text` as a reader sees it: labels of links and dates, names of mentions, entities resolved."""
    return unescape(_ANGLE.sub(_shown, text))


def _shown(match: re.Match[str]) -> str:
    inside = match.group(1)
    target, bar, label = inside.partition("|")
    if bar:
        return label
    if target.startswith("!date"):
        return ""
    if target.startswith("!"):
        return "@" + target[1:]
    return target


def pings(text: str, *, names_linked: bool = False) -> list[str]:
    """Lists the control sequences of mrkdwn `text` that notify somebody; with `names_linked` bare @here counts too."""
    found = _PING.findall(text)
    return found + _BARE_PING.findall(text) if names_linked else found


def links(text: str, *, verbatim: bool = False) -> list[str]:
    """Lists the addresses that mrkdwn `text` turns into links (bare ones too, unless `verbatim`)."""
    found = [unescape(url) for url in _ANGLE_LINK.findall(text)]
    return found if verbatim else found + [unescape(url) for url in _BARE_LINK.findall(_ANGLE.sub("", text))]


def markdown_links(text: str) -> list[str]:
    """Lists the link targets of a `markdown` block's text."""
    return _MARKDOWN_LINK.findall(text) + links(_MARKDOWN_LINK.sub("", text))


# What stands in blocks but not on the screen before somebody opens it.
_FOLDED = frozenset({"confirm", "options", "option_groups", "initial_option", "initial_options", "placeholder"})


def walk(node: Any, skip: frozenset[str] = frozenset()) -> list[dict[str, Any]]:
    """Lists every object inside blocks, parents before children, in reading order, without the fields in `skip`."""
    if isinstance(node, list):
        return [found for child in node for found in walk(child, skip)]
    if not isinstance(node, dict):
        return []
    # The options of boxes and radio buttons stand on the screen themselves; there is nothing to open.
    seen = {"options"} if node.get("type") in ("checkboxes", "radio_buttons") else set()
    children = [child for name, child in node.items() if name not in skip or name in seen]
    return [node, *(found for child in children for found in walk(child, skip))]


def texts(blocks: Any, *, folded: bool = True) -> list[tuple[str, str]]:
    """Lists (kind, text) of all texts in blocks, in reading order; without `folded` only those that are on screen."""
    found: list[tuple[str, str]] = []
    for node in walk(blocks, frozenset() if folded else _FOLDED):
        found.extend(_own_texts(node))
    return found


def _own_texts(node: dict[str, Any]) -> list[tuple[str, str]]:
    kind = node.get("type")
    text = node.get("text")
    if kind in (PLAIN, "raw_text", "text", "raw_number") and isinstance(text, str):
        return [(PLAIN, text)]
    if kind in (MRKDWN, MARKDOWN) and isinstance(text, str):
        return [(str(kind), text)]
    if kind == "link":
        return [(PLAIN, str(node.get("text") or node.get("url", "")))]
    if kind == "emoji":
        return [(PLAIN, f":{node.get('name', '')}:")]
    if kind in ("user", "usergroup", "broadcast", "channel"):
        return [
            (
                PLAIN,
                "@"
                + str(node.get("user_id") or node.get("usergroup_id") or node.get("range") or node.get("channel_id")),
            )
        ]
    if kind == "date":
        return [(PLAIN, str(node.get("fallback", "")))]
    shown = [node.get(name) for name in ("title", "caption", "alt_text")]
    return [(PLAIN, value) for value in shown if isinstance(value, str)]


def block_pings(blocks: Any) -> list[str]:
    """Lists what in blocks notifies somebody: mrkdwn control sequences and rich-text mentions."""
    found: list[str] = []
    for node in walk(blocks):
        kind = node.get("type")
        if kind in (MRKDWN, MARKDOWN):
            found.extend(pings(str(node.get("text", ""))))
        elif kind == "broadcast":
            found.append(f"<!{node.get('range')}>")
        elif kind == "user" and "user_id" in node:
            found.append(f"<@{node['user_id']}>")
        elif kind == "usergroup" and "usergroup_id" in node:
            found.append(f"<!subteam^{node['usergroup_id']}>")
    return found


def block_links(blocks: Any) -> list[str]:
    """Lists the addresses that text in blocks links to (the `url` of a button is not text)."""
    found: list[str] = []
    for node in walk(blocks):
        kind = node.get("type")
        if kind == MRKDWN:
            found.extend(links(str(node.get("text", "")), verbatim=bool(node.get("verbatim"))))
        elif kind == MARKDOWN:
            found.extend(markdown_links(str(node.get("text", ""))))
        elif kind == "link":
            found.append(str(node.get("url", "")))
    return found
