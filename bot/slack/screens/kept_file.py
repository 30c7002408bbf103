"""A file that was given to *Create labels* before: Slack's file input cannot be filled again, so it stays as a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Final

from bot.plan_words import GivenFile
from bot.slack import ids
from bot.slack.screens.blocks import button, plain_text
from bot.slack.screens.plan_line import shortened
from bot.slack.screens.text import Json
from bot.slack.screens.view_again import redrawn

KEPT: Final = "{name}, {numbers}"
REMOVE: Final = "Remove"
_NAME_MOST: Final = 60


def kept_file(file: GivenFile) -> Json:
    """Return the line of a file that is kept, with **Remove**. The button carries what finds the file again."""
    name = shortened(file.name, _NAME_MOST) or "file"
    numbers = f"{file.numbers:,} number{'' if file.numbers == 1 else 's'}"
    told = KEPT.format(name=name, numbers=numbers)
    value = json.dumps([file.id, name])
    return {
        "type": "section",
        "block_id": ids.KEPT_FILE,
        "text": plain_text(told, 200),
        "accessory": button(REMOVE, action=ids.REMOVE_FILE, value=value, tells=f"Remove {name}"),
    }


def read_kept(view: Mapping[str, Any]) -> tuple[Mapping[str, Any], ...]:
    """Return the file that is kept in a form, as Slack names files, and marked as kept; none when there is none."""
    for block in view.get("blocks") or ():
        if block.get("block_id") == ids.KEPT_FILE:
            try:
                file_id, name = json.loads((block.get("accessory") or {}).get("value") or "")
            except (ValueError, TypeError):
                continue
            return ({"id": str(file_id), "name": str(name), "kept": True},)
    return ()


def without_it(view: Mapping[str, Any]) -> Json:
    """Return the form of a payload without the file that was kept."""
    return redrawn(view, [block for block in view.get("blocks") or () if block.get("block_id") != ids.KEPT_FILE])
