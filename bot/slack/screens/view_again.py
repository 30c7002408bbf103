"""A view drawn again from Slack's payload of it: with other blocks, or with something said on top."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from bot.slack.screens.text import Json

MARK: Final = "told_"
"""Begins the block ids of what was said, so that it is said once and not once more below itself."""

BLOCKS_MOST: Final = 100

_OF_A_MODAL: Final = (
    "callback_id", "title", "close", "submit", "private_metadata", "clear_on_close", "notify_on_close", "external_id",
)  # fmt: skip
"""What a modal's payload and the call that draws it have in common, beside its blocks."""


def redrawn(view: Mapping[str, Any], blocks: Sequence[Json]) -> Json:
    """Return the modal of a payload with other blocks; what was filled in stays where the ids do."""
    kept = {name: view[name] for name in _OF_A_MODAL if view.get(name)}
    return {"type": "modal", **kept, "blocks": list(blocks)[:BLOCKS_MOST]}


def led_modal(view: Mapping[str, Any], told: Sequence[Json]) -> Json:
    """Return the modal of a payload with *told* on top."""
    return redrawn(view, _led(view, told))


def led_home(view: Mapping[str, Any], told: Sequence[Json]) -> Json:
    """Return the Home tab of a payload with *told* on top."""
    return {"type": "home", "blocks": _led(view, told)[:BLOCKS_MOST]}


def _led(view: Mapping[str, Any], told: Sequence[Json]) -> list[Json]:
    lead = [{**block, "block_id": f"{MARK}{place}"} for place, block in enumerate(told)]
    rest = [block for block in view.get("blocks") or [] if not str(block.get("block_id", "")).startswith(MARK)]
    return [*lead, *rest]
