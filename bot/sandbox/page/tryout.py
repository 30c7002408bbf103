"""Try blocks: somebody's Block Kit JSON, refused with the reasons or made ready to be drawn."""

from __future__ import annotations

import json
import re
from typing import Any

from bot.sandbox.slack import message_problems, view_problems
from bot.sandbox.slack.attachments import attachment_problems
from bot.sandbox.slack.chat import checked_content
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.fields import identify, state_of
from bot.sandbox.slack.limits import POST_TEXT_MAX, VIEW_BYTES_MAX, json_size

Json = dict[str, Any]
_STRING_OR_COMMA = re.compile(r'"(?:[^"\\]|\\.)*"|,(?=\s*[}\]])')


def look_at(ask: Json) -> Json:
    """Returns `problems`, and what can be drawn: `text`, `blocks` with their `values`, `attachments`, and the `view`.

    Taken are a list of blocks, one block, a message or its payload, and a view (bare, or as `view`). Blocks and views
    may be JSON in a string once more, as forms send them.
    """
    try:
        given = _parsed(str(ask.get("json", "")))
    except ValueError as error:
        return {"problems": [f"This is not JSON: {error}"]}
    if isinstance(given, dict) and given.get("view") is not None:
        given = given["view"]
    if isinstance(given, dict) and given.get("type") in ("modal", "home"):
        return _view(given)
    message = _as_message(given)
    if message is None:
        return {"problems": ["This is neither a list of blocks, nor a message, nor a view."]}
    return _message(message)


def _as_message(given: Any) -> Json | None:
    """Returns a list of blocks, one block or a message as a message; None for anything else."""
    if isinstance(given, list):
        return {"blocks": given}
    if not isinstance(given, dict):
        return None
    if "type" in given and "blocks" not in given and given["type"] != "message":
        return {"blocks": [given]}
    return given if {"blocks", "text", "attachments", "markdown_text"} & given.keys() else None


def _parsed(text: str) -> Any:
    """Reads JSON; a comma before a closing bracket, as some of Slack's own examples have it, is overlooked."""
    try:
        given = json.loads(text)
    except ValueError:
        given = json.loads(_STRING_OR_COMMA.sub(lambda found: "" if found[0] == "," else found[0], text))
    if isinstance(given, dict):
        for name in ("view", "blocks", "attachments"):
            if isinstance(given.get(name), str):
                given[name] = _parsed(given[name])
    return given


def _message(given: Json) -> Json:
    said, written = str(given.get("text") or ""), given.get("markdown_text")
    blocks, attachments = given.get("blocks") or [], given.get("attachments") or []
    problems = message_problems(blocks) + attachment_problems(attachments)
    if not problems:
        # What is in order piece by piece may still not be as a whole.
        try:
            checked_content(given, POST_TEXT_MAX)
        except SlackError as error:
            problems = [f"{error.error}: {' '.join(error.messages)}".removesuffix(": ")]
    if written and not blocks:
        blocks = [{"type": "markdown", "text": str(written)}]
    shown = [one for one in attachments if isinstance(one, dict)] if isinstance(attachments, list) else []
    return {"problems": problems, "text": said} | _drawable(blocks, shown)


def _view(given: Json) -> Json:
    problems = view_problems(given, str(given["type"]))
    if not problems and json_size(given) > VIEW_BYTES_MAX:
        problems = [f"view_too_large: {json_size(given)} bytes"]
    drawn = _drawable(given.get("blocks"), [])
    return {"problems": problems, "view": given | {"blocks": drawn["blocks"]}} | drawn


def _drawable(blocks: Any, attachments: list[Json]) -> Json:
    """Returns blocks with ids and first values: all of them, or those that hold together where some do not."""
    whole: list[Json] = []
    values: dict[str, Any] = {}
    for block in blocks if isinstance(blocks, list) else []:
        try:
            named = identify([block])
            values |= state_of(named, {}, None)
        except (AttributeError, KeyError, TypeError):
            named = [{"type": "unreadable"}]
        whole += named
    parts = []
    for one in attachments:
        inner = _drawable(one.get("blocks"), [])
        values |= inner["values"]
        parts.append(one | {"blocks": inner["blocks"]})
    return {"blocks": whole, "values": values, "attachments": parts}
