"""Try blocks: somebody's Block Kit JSON, refused with the reasons or made ready to be drawn."""

from __future__ import annotations

import json
from typing import Any

from bot.sandbox.slack import message_problems, view_problems
from bot.sandbox.slack.fields import identify, state_of
from bot.sandbox.slack.limits import BLOCKS_TEXT_MAX, VIEW_BYTES_MAX, blocks_text, json_size

Json = dict[str, Any]


def look_at(ask: Json) -> Json:
    """Returns `problems`, or what is to be drawn: `blocks` with their first `values`, and `view` for a modal or Home.

    Taken are a list of blocks, one block, a message or its payload with `blocks`, and a view (bare, or as `view`).
    """
    try:
        given = json.loads(str(ask.get("json", "")))
    except ValueError as error:
        return {"problems": [f"This is not JSON: {error}"]}
    if isinstance(given, dict) and isinstance(given.get("view"), dict):
        given = given["view"]
    if isinstance(given, dict) and given.get("type") in ("modal", "home"):
        return _view(given)
    if isinstance(given, dict) and "blocks" not in given and "type" in given:
        given = [given]
    return _message(given)


def _message(given: Any) -> Json:
    blocks = given.get("blocks") if isinstance(given, dict) else given
    if isinstance(given, dict) and blocks is None and isinstance(given.get("text"), str):
        return {"text": given["text"], "blocks": [], "values": {}}
    if not isinstance(blocks, list):
        return {"problems": ["This is neither a list of blocks, nor a message with blocks, nor a view."]}
    problems = message_problems(blocks)
    if not problems and blocks_text(blocks) > BLOCKS_TEXT_MAX:
        problems = [f"msg_blocks_too_long: {blocks_text(blocks)} characters in all blocks together"]
    if problems:
        return {"problems": problems}
    named = identify(blocks)
    return {"blocks": named, "values": state_of(named, {}, None)}


def _view(given: Json) -> Json:
    problems = view_problems(given, str(given["type"]))
    if not problems and json_size(given) > VIEW_BYTES_MAX:
        problems = [f"view_too_large: {json_size(given)} bytes"]
    if problems:
        return {"problems": problems}
    named = identify(given["blocks"])
    return {"view": given | {"blocks": named}, "blocks": named, "values": state_of(named, {}, None)}
