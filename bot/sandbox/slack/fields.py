"""Elements that hold what a person fills in: their values, first values, and who carries them."""

from __future__ import annotations

import copy
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from bot.sandbox.slack.records import Json
from bot.sandbox.slack.text import unescape


@dataclass(frozen=True)
class Kind:
    """How the state of one type of element is called in payloads and where its first value comes from."""

    value: str
    initial: str
    empty: Any = None


KINDS: dict[str, Kind] = {
    "plain_text_input": Kind("value", "initial_value"),
    "email_text_input": Kind("value", "initial_value"),
    "url_text_input": Kind("value", "initial_value"),
    "number_input": Kind("value", "initial_value"),
    "rich_text_input": Kind("rich_text_value", "initial_value"),
    "file_input": Kind("files", "", []),
    "static_select": Kind("selected_option", "initial_option"),
    "external_select": Kind("selected_option", "initial_option"),
    "radio_buttons": Kind("selected_option", "initial_option"),
    "checkboxes": Kind("selected_options", "initial_options", []),
    "multi_static_select": Kind("selected_options", "initial_options", []),
    "multi_external_select": Kind("selected_options", "initial_options", []),
    "conversations_select": Kind("selected_conversation", "initial_conversation"),
    "channels_select": Kind("selected_channel", "initial_channel"),
    "users_select": Kind("selected_user", "initial_user"),
    "multi_conversations_select": Kind("selected_conversations", "initial_conversations", []),
    "multi_channels_select": Kind("selected_channels", "initial_channels", []),
    "multi_users_select": Kind("selected_users", "initial_users", []),
    "datepicker": Kind("selected_date", "initial_date"),
    "timepicker": Kind("selected_time", "initial_time"),
    "datetimepicker": Kind("selected_date_time", "initial_date_time"),
}
TEXT_TYPES = ("plain_text_input", "email_text_input", "url_text_input", "number_input")


@dataclass(frozen=True)
class Placed:
    """An interactive element and the block it stands in."""

    block: Json
    element: Json

    @property
    def block_id(self) -> str:
        """The id of the block."""
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        """The id of the element."""
        return str(self.element["action_id"])

    @property
    def label(self) -> str:
        """What a person calls the element: its input's label, or the text on or beside it."""
        for holder in (self.block.get("label"), self.element.get("text"), self.element.get("placeholder")):
            if isinstance(holder, dict):
                return unescape(str(holder.get("text", "")))
        return self.action_id

    @property
    def options(self) -> list[Json]:
        """The options that stand in the element itself, also those in groups."""
        grouped = [option for group in self.element.get("option_groups", []) for option in group["options"]]
        return [*self.element.get("options", []), *grouped]


def placed(blocks: list[Json]) -> Iterator[Placed]:
    """Walks all interactive elements in reading order, those inside containers and cards too."""
    for block in blocks:
        accessory, element = block.get("accessory"), block.get("element")
        for found in (accessory, element, *block.get("elements", []), *block.get("actions", [])):
            if isinstance(found, dict) and found.get("action_id"):
                yield Placed(block, found)
        nested = [child for name in ("child_blocks", "elements") for child in block.get(name, [])]
        yield from placed([child for child in nested if isinstance(child, dict) and "block_id" in child])


def identify(blocks: list[Json]) -> list[Json]:
    """Returns a copy of valid blocks in which every block has a block_id and every element an action_id."""
    result = copy.deepcopy(blocks)
    for block in result:
        _identify(block)
    return result


def _identify(block: Json) -> None:
    block.setdefault("block_id", secrets.token_urlsafe(4))
    children = [block.get("accessory"), block.get("element")]
    children += [*block.get("elements", []), *block.get("actions", [])]
    for element in children:
        if not isinstance(element, dict):
            continue
        if element.get("type") == "card":
            _identify(element)
        elif element.get("type") in KINDS or element.get("type") in INTERACTIVE:
            element.setdefault("action_id", secrets.token_urlsafe(4))
    for child in block.get("child_blocks", []):
        _identify(child)


INTERACTIVE = frozenset({"button", "overflow", "workflow_button", "feedback_buttons", "icon_button"})


def first_value(element: Json, channel: str | None) -> Json:
    """Returns the state of an element that nobody has touched yet."""
    kind = KINDS[element["type"]]
    value = element.get(kind.initial, copy.copy(kind.empty))
    allowed = (element.get("filter") or {}).get("include") or ["im"]
    direct = channel is not None and channel.startswith("D")
    usable = channel is not None and ("im" in allowed if direct else allowed != ["im"] or "filter" not in element)
    if usable and element.get("default_to_current_conversation") and not value:
        value = [channel] if isinstance(kind.empty, list) else channel
    return {"type": element["type"], kind.value: copy.deepcopy(value)}


def state_of(blocks: list[Json], before: dict[str, dict[str, Json]], channel: str | None) -> dict[str, dict[str, Json]]:
    """Returns the state of blocks; what was filled in before stays where block_id, action_id and type are the same."""
    values: dict[str, dict[str, Json]] = {}
    for place in placed(blocks):
        if place.element["type"] not in KINDS:
            continue
        kept = before.get(place.block_id, {}).get(place.action_id)
        if kept is None or kept["type"] != place.element["type"] or not _still_offered(place, kept):
            kept = first_value(place.element, channel)
        values.setdefault(place.block_id, {})[place.action_id] = kept
    return values


def _still_offered(place: Placed, kept: Json) -> bool:
    chosen = kept.get("selected_option")
    return not place.options or chosen is None or chosen in place.options


def is_filled(state: Json) -> bool:
    """Says whether a required input with this state would be accepted."""
    value = state.get(KINDS[state["type"]].value)
    return value not in (None, "", [], {})
