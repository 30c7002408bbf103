"""Finding and filling elements by what a person reads on them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

from bot.sandbox.slack.fields import KINDS, Placed, is_filled, placed
from bot.sandbox.slack.records import Channel, Json
from bot.sandbox.slack.text import unescape

REQUIRED = "Please complete this required field."
_FORMATS = {"email_text_input": r"[^@\s]+@[^@\s]+\.[^@\s]+", "url_text_input": r"https?://\S+"}


class CannotDo(AssertionError):
    """A person cannot do this in Slack: nothing of that name is there, or the client does not allow it."""


def shown_text(option: Json) -> str:
    """Returns what an option says."""
    return unescape(str(option["text"]["text"]))


def find(
    blocks: list[Json], name: str, types: Iterable[str] = (), *, viewer: str | None = None, value: str | None = None
) -> Placed:
    """Returns the element with this label, text or action_id (and `value`). Error: CannotDo, naming what is there."""
    wanted = set(types)
    found = [place for place in placed(blocks) if not wanted or place.element["type"] in wanted]
    found = [place for place in found if _visible(place, viewer)]
    for place in found:
        if value is not None and place.element.get("value") != value:
            continue
        if name in (place.label, place.action_id):
            return place
    raise CannotDo(f"there is no {name!r}; there are {[place.label for place in found]}")


def _visible(place: Placed, viewer: str | None) -> bool:
    allowed = place.element.get("visible_to_user_ids")
    return viewer is None or not allowed or viewer in allowed


def chosen(place: Placed, value: Any, loaded: list[Json]) -> Json:
    """Returns the state of a select after `value` was picked: option texts, or ids for people and conversations.

    `loaded` holds the options that a search brought; None or an empty list clears the select.
    """
    kind = place.element["type"]
    if kind == "overflow":
        return {"selected_option": _option(place, value, loaded)}
    key = KINDS[kind].value
    if isinstance(KINDS[kind].empty, list):
        values = [] if value is None else value if isinstance(value, list) else [value]
        picked: Any = [_picked(place, entry, loaded) for entry in values]
    else:
        picked = None if value is None else _picked(place, value, loaded)
    return {"type": kind, key: picked}


def _picked(place: Placed, value: Any, loaded: list[Json]) -> Any:
    return _option(place, value, loaded) if "selected_option" in KINDS[place.element["type"]].value else value


def _option(place: Placed, value: Any, loaded: list[Json]) -> Json:
    offered = [*place.options, *loaded]
    for option in offered:
        if value in (shown_text(option), option["value"]):
            return option
    raise CannotDo(f"{place.label!r} offers no {value!r}; it offers {[shown_text(option) for option in offered]}")


def conversation_offered(element: Json, channel: Channel, user: str) -> bool:
    """Says whether a person finds a conversation in this select: filters, and private ones they are not in."""
    rules = element.get("filter") or {}
    kind = "im" if channel.is_im else "private" if channel.is_private else "public"
    if kind != "public" and user not in channel.members:
        return False
    if element["type"].endswith("channels_select") and kind != "public":
        return False
    if rules.get("exclude_external_shared_channels") and channel.is_ext_shared:
        return False
    return kind in (rules.get("include") or [kind])


def client_error(place: Placed, state: Json) -> str | None:
    """Returns what the client writes under an input before it sends anything, None when the value is fine."""
    if not is_filled(state):
        return None if place.block.get("optional") else REQUIRED
    value, element = state.get("value"), place.element
    if element["type"] in _FORMATS and not re.fullmatch(_FORMATS[element["type"]], str(value)):
        return "Please enter a valid value."
    if element["type"] == "number_input":
        return _number_error(element, str(value))
    if len(str(value)) < int(element.get("min_length", 0)):
        return f"Please enter at least {element['min_length']} characters."
    return None


def _number_error(element: Json, value: str) -> str | None:
    if not re.fullmatch(r"-?\d+(\.\d+)?" if element["is_decimal_allowed"] else r"-?\d+", value):
        return "Please enter a number."
    if "min_value" in element and float(value) < float(element["min_value"]):
        return f"Please enter a number of at least {element['min_value']}."
    if "max_value" in element and float(value) > float(element["max_value"]):
        return f"Please enter a number of at most {element['max_value']}."
    return None


def readable(value: Any) -> Any:
    """Returns a value as words: texts of options, names of files, everything else as it is."""
    if isinstance(value, list):
        return [readable(entry) for entry in value]
    if isinstance(value, dict) and "text" in value:
        return shown_text(value)
    if isinstance(value, dict) and "name" in value:
        return value["name"]
    return value
