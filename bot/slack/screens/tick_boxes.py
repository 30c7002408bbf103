"""Ticks of a plan: ten boxes a block, and what stood ticked on a screen that comes back.

Slack keeps the ticks of a block under its id, whatever the bot draws later (bolt-python #629): so the id holds the
version of the ticks and the page, and what a person ticks themselves changes neither. The boxes stand in ``actions``
blocks, since an ``input`` block would force a submit button on the view.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Final

from bot.model import LineKind, OnScreen, PlanLine, PlanPage, Section
from bot.slack import ids
from bot.slack.screens.modal import whole_number
from bot.slack.screens.plan_place import PlanPlace
from bot.slack.screens.text import Json

BOXES_A_BLOCK: Final = 10


def tick_boxes(
    page: PlanPage, section: Section, lines: Sequence[PlanLine], option: Callable[[PlanLine], Json]
) -> list[Json]:
    """Return the blocks with a box for each of *lines* that can be bought; *option* draws one."""
    usable = [line for line in lines if line.kind is LineKind.READY]
    blocks = []
    for start in range(0, len(usable), BOXES_A_BLOCK):
        part = usable[start : start + BOXES_A_BLOCK]
        drawn = [(line, option(line)) for line in part]
        boxes: Json = {"type": "checkboxes", "action_id": ids.TICKS, "options": [box for _, box in drawn]}
        if ticked := [box for line, box in drawn if line.ticked]:
            boxes["initial_options"] = ticked
        block_id = f"{_prefix(page.plan.tick_version)}{section.value}:{page.page}:{start // BOXES_A_BLOCK}"
        blocks.append({"type": "actions", "block_id": block_id, "elements": [boxes]})
    return blocks


def _prefix(tick_version: int) -> str:
    return f"{ids.TICKS}:{tick_version}:"


def read_screen(view: Mapping[str, Any], place: PlanPlace) -> OnScreen:
    """Return what stood on the screen of *view*: only blocks that it shows, and of its own version, count."""
    shown: set[int] = set()
    ticked: set[int] = set()
    for block_id, boxes in _boxes(view, place.tick_version):
        shown |= set(_positions(boxes.get("options")))
        ticked |= set(_positions(_state(view, block_id).get("selected_options")))
    return OnScreen(place.tick_version, frozenset(shown), frozenset(ticked), place.button)


def _boxes(view: Mapping[str, Any], tick_version: int) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for block in view.get("blocks") or ():
        block_id = str(block.get("block_id") or "")
        if block.get("type") == "actions" and block_id.startswith(_prefix(tick_version)):
            for element in block.get("elements") or ():
                if element.get("type") == "checkboxes":
                    yield block_id, element


def _state(view: Mapping[str, Any], block_id: str) -> Mapping[str, Any]:
    values = (view.get("state") or {}).get("values") or {}
    return (values.get(block_id) or {}).get(ids.TICKS) or {}


def _positions(options: object) -> Iterator[int]:
    for one in options if isinstance(options, list) else ():
        position = whole_number(one.get("value"))
        if position is not None:
            yield position
