"""From what somebody did to an element on the page to the state that Slack would send for it."""

from __future__ import annotations

from typing import Any

from bot.sandbox.page.shown import user_json
from bot.sandbox.slack import CannotDo, File, SlackStandIn, User
from bot.sandbox.slack.fields import KINDS, TEXT_TYPES, Placed, placed
from bot.sandbox.slack.files import new_file
from bot.sandbox.slack.limits import FILE_INPUT_BYTES_MAX
from bot.sandbox.slack.shown import file_json
from bot.sandbox.slack.surface import conversation_offered

Json = dict[str, Any]
TEXT_MAX = 3000
OFFERED_MAX = 100


def find_place(blocks: list[Json], block_id: str, action_id: str, viewer: str) -> Placed | None:
    """Returns the element with these ids, None when it is not there or not shown to this person."""
    for place in placed(blocks):
        if place.block_id == block_id and place.action_id == action_id:
            allowed = place.element.get("visible_to_user_ids")
            return place if not allowed or viewer in allowed else None
    return None


def state_from(slack: SlackStandIn, place: Placed, raw: Any, loaded: list[Json], viewer: str) -> Json:
    """Returns the state of an element after somebody set it to *raw*.

    *raw* is the text, the value of an option, an id, a date, or a list of them; None clears. *loaded* holds the options
    that a search brought. CannotDo when the client would not offer it.
    """
    kind = place.element["type"]
    if kind == "overflow":
        return {"selected_option": _option(place, raw, loaded)}
    key, several = KINDS[kind].value, isinstance(KINDS[kind].empty, list)
    if kind in TEXT_TYPES:
        longest = min(TEXT_MAX, int(place.element.get("max_length", TEXT_MAX)))
        return {"type": kind, key: str(raw)[:longest] if raw else None}
    if kind == "rich_text_input":
        return {"type": kind, key: _rich_text(str(raw)) if raw else None}
    if several:
        values = raw if isinstance(raw, list) else []
        most = int(place.element.get("max_selected_items", len(values) or 1))
        if len(values) > most:
            raise CannotDo(f"No more than {most} can be chosen.")
        return {"type": kind, key: [_one(slack, place, value, loaded, viewer) for value in values]}
    if raw in (None, ""):
        return {"type": kind, key: None}
    return {"type": kind, key: _one(slack, place, raw, loaded, viewer)}


def _one(slack: SlackStandIn, place: Placed, raw: Any, loaded: list[Json], viewer: str) -> Any:
    kind = str(place.element["type"]).removeprefix("multi_")
    if "selected_option" in KINDS[place.element["type"]].value:
        return _option(place, raw, loaded)
    if kind == "datetimepicker":
        return int(raw)
    if kind == "users_select" and raw not in slack.workspace.users:
        raise CannotDo(f"There is nobody with the id {raw}.")
    if kind in ("conversations_select", "channels_select"):
        channel = slack.channels.get(str(raw))
        if channel is None or not conversation_offered(place.element, channel, viewer):
            raise CannotDo(f"{place.label} does not offer this conversation.")
    return str(raw)


def _option(place: Placed, value: Any, loaded: list[Json]) -> Json:
    state_options = [*place.options, *loaded, *_initial(place.element)]
    for option in state_options:
        if option["value"] == value:
            return option
    raise CannotDo(f"{place.label} does not offer {value!r} any more.")


def _initial(element: Json) -> list[Json]:
    first = element.get("initial_option")
    return [*([first] if first else []), *element.get("initial_options", [])]


def _rich_text(text: str) -> Json:
    return {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": text}]}],
    }


def offered(slack: SlackStandIn, place: Placed, viewer: str, typed: str) -> list[Json]:
    """Lists the people or conversations that a select offers to somebody, as options with their ids as values."""
    kind = str(place.element["type"]).removeprefix("multi_")
    if kind == "users_select":
        found = [(user.id, _name(user)) for user in slack.workspace.users.values() if not user.deleted]
    else:
        rooms = [
            room
            for room in slack.channels.values()
            if conversation_offered(place.element, room, viewer) and not room.is_archived
        ]
        found = [(room.id, "label-bot" if room.is_im else f"#{room.name}") for room in rooms]
    wanted = typed.casefold().lstrip("#@")
    return [
        {"value": value, "text": {"type": "plain_text", "text": name}}
        for value, name in found
        if wanted in name.casefold()
    ][:OFFERED_MAX]


def _name(user: User) -> str:
    return str(user_json(user)["name"])


def attach(slack: SlackStandIn, place: Placed, files: list[Json], name: str, content: bytes, user: str) -> list[Json]:
    """Adds a file to a file input and returns what it holds now; CannotDo for too many, too large, the wrong type."""
    allowed = place.element.get("filetypes")
    most = int(place.element.get("max_files", 10))
    if len(files) >= most:
        raise CannotDo(f"Only {most} file{'s' if most > 1 else ''} can be added here.")
    if len(content) > FILE_INPUT_BYTES_MAX:
        raise CannotDo(f"{name} is larger than 10 MB.")
    if allowed and name.rpartition(".")[2].lower() not in allowed:
        raise CannotDo(f"{name} has the wrong type; {', '.join(allowed)} can be added here.")
    return [*files, file_json(slack.workspace, kept_file(slack, name, content, user))]


def kept_file(slack: SlackStandIn, name: str, content: bytes, user: str) -> File:
    """Makes a file that somebody added."""
    file = new_file(slack.workspace, name, user, content)
    file.completed = True
    return file
