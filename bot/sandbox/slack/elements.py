"""Block elements: their fields, limits and where they may stand (docs.slack.dev/reference/block-kit/block-elements)."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any
from zoneinfo import ZoneInfo

from bot.sandbox.slack.shapes import (
    ADDRESS,
    CONFIRM,
    CONVERSATION_FILTER,
    DISPATCH_CONFIG,
    OPTION,
    OPTION_GROUP,
    RICH_OPTION,
    SLACK_FILE,
    WEB_ADDRESS,
    WORKFLOW,
    Check,
    Run,
    anything,
    array,
    boolean,
    choice,
    integer,
    option,
    plain,
    record,
    string,
    text,
    typed,
)

TIME, NUMBER = r"([01]\d|2[0-3]):[0-5]\d", r"-?\d+(\.\d+)?"
USERS = array(string())


def _unique_action(value: dict[str, Any], pointer: str, run: Run) -> None:
    action_id = value.get("action_id")
    if isinstance(action_id, str):
        if action_id in run.action_ids:
            run.wrong(f'`action_id` "{action_id}" already exists', f"{pointer}/action_id")
        run.action_ids.add(action_id)
    if value.get("focus_on_load") and run.count("focus_on_load") > 1:
        run.wrong("only one element can have focus_on_load", f"{pointer}/focus_on_load")


def _interactive(fields: Mapping[str, Check], required: str = "", rule: Check | None = None) -> Check:
    def rules(value: Any, pointer: str, run: Run) -> None:
        _unique_action(value, pointer, run)
        if rule is not None:
            rule(value, pointer, run)

    return record({"type": string(), "action_id": string(255, 1), **fields}, required, rules)


def _menu(fields: Mapping[str, Check], required: str = "", rule: Check | None = None) -> Check:
    common: dict[str, Check] = {"placeholder": plain(150), "confirm": CONFIRM, "focus_on_load": boolean}
    return _interactive(common | dict(fields), required, rule)


def _typing(fields: Mapping[str, Check], required: str = "", rule: Check | None = None) -> Check:
    common: dict[str, Check] = {
        "placeholder": plain(150),
        "focus_on_load": boolean,
        "dispatch_action_config": DISPATCH_CONFIG,
        "initial_value": string(3000),
    }
    return _interactive(common | dict(fields), required, rule)


def _options_or_groups(value: Any, pointer: str, run: Run) -> None:
    if (value.get("options") is None) == (value.get("option_groups") is None):
        run.wrong("exactly one of options and option_groups is needed", pointer)
        return
    offered = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        offered += group.get("options", []) if isinstance(group, dict) else []
    _among(value, offered, pointer, run)


def _own_options(value: Any, pointer: str, run: Run) -> None:
    _among(value, value.get("options") or [], pointer, run)


def _among(value: dict[str, Any], offered: list[Any], pointer: str, run: Run) -> None:
    known = [_said(option) for option in offered]
    first = value.get("initial_option")
    if first is not None and _said(first) not in known:
        run.wrong("initial_option must be one of the options", f"{pointer}/initial_option")
    for chosen in value.get("initial_options") or []:
        if _said(chosen) not in known:
            run.wrong("initial_options must be among the options", f"{pointer}/initial_options")


def _said(option: Any) -> tuple[Any, Any] | None:
    """What makes an option the same as another one: how its text is to be read does not."""
    if not isinstance(option, dict) or not isinstance(option.get("text"), dict):
        return None
    return option.get("value"), option["text"].get("text")


def _lengths(value: Any, pointer: str, run: Run) -> None:
    shortest, longest = value.get("min_length"), value.get("max_length")
    first = value.get("initial_value")
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        run.wrong("min_length must not be more than max_length", f"{pointer}/min_length")
    if isinstance(first, str) and isinstance(longest, int) and len(first) > longest:
        run.wrong("initial_value is longer than max_length", f"{pointer}/initial_value")
    if isinstance(first, str) and first and isinstance(shortest, int) and len(first) < shortest:
        run.wrong("initial_value is shorter than min_length", f"{pointer}/initial_value")


def _number(value: Any, pointer: str, run: Run) -> None:
    found: dict[str, Decimal] = {}
    for name in ("min_value", "max_value", "initial_value"):
        try:
            found[name] = Decimal(str(value[name]))
        except (KeyError, InvalidOperation):
            continue
        if value.get("is_decimal_allowed") is False and found[name] % 1:
            run.wrong(f"{name} must be whole where decimals are not allowed", f"{pointer}/{name}")
    lowest, highest = found.get("min_value"), found.get("max_value")
    first = found.get("initial_value")
    if lowest is not None and highest is not None and lowest > highest:
        run.wrong("min_value must not be more than max_value", f"{pointer}/min_value")
    if first is not None and lowest is not None and first < lowest:
        run.wrong("initial_value is less than min_value", f"{pointer}/initial_value")
    if first is not None and highest is not None and first > highest:
        run.wrong("initial_value is more than max_value", f"{pointer}/initial_value")


def _date(value: Any, pointer: str, run: Run) -> None:
    try:
        same = str(datetime.date.fromisoformat(value)) == value
    except (TypeError, ValueError):
        same = False
    if not same:
        run.wrong("must be a date, YYYY-MM-DD", pointer)


def _zone(value: Any, pointer: str, run: Run) -> None:
    try:
        ZoneInfo(value)
    except (TypeError, ValueError, LookupError, OSError):
        run.wrong("must be the name of a time zone", pointer)


def _not_too_many(value: Any, pointer: str, run: Run) -> None:
    most = value.get("max_selected_items")
    for name in ("initial_options", "initial_users", "initial_conversations", "initial_channels"):
        first = value.get(name)
        if isinstance(first, list) and isinstance(most, int) and len(first) > most:
            run.wrong("more than max_selected_items are chosen", f"{pointer}/{name}")


def _several_static(value: Any, pointer: str, run: Run) -> None:
    _options_or_groups(value, pointer, run)
    _not_too_many(value, pointer, run)


def _response_url_place(value: Any, pointer: str, run: Run) -> None:
    if value.get("response_url_enabled") and run.surface != "modal":
        run.wrong("response_url_enabled is only allowed in modals", f"{pointer}/response_url_enabled")


def _image_source(value: Any, pointer: str, run: Run) -> None:
    if (value.get("image_url") is None) == (value.get("slack_file") is None):
        run.wrong("exactly one of image_url and slack_file is needed", pointer)


def _modal_only(value: Any, pointer: str, run: Run) -> None:  # noqa: ARG001 - all checks have one shape
    if run.surface != "modal":
        run.wrong("file_input is only allowed in modals", pointer)


_SELECTED = {"max_selected_items": integer(1)}
_OPTIONS = {"options": array(OPTION, 100, 1), "option_groups": array(OPTION_GROUP, 100, 1)}
_CONVERSATIONS = {"default_to_current_conversation": boolean, "filter": CONVERSATION_FILTER}
_FEEDBACK = record({"text": plain(75), "value": string(2000), "accessibility_label": string(75)}, "text value")

ELEMENTS: dict[str, Check] = {
    "button": _interactive(
        {
            "text": plain(75),
            "url": ADDRESS,
            "value": string(2000),
            "style": choice("primary", "danger"),
            "confirm": CONFIRM,
            "accessibility_label": string(75),
            "visible_to_user_ids": USERS,
            "agent_prompt": string(4000),
            "agent_prompt_display": string(),
        },
        "text",
    ),
    "overflow": _interactive({"options": array(option("plain_text", url=True), 5, 1), "confirm": CONFIRM}, "options"),
    "static_select": _menu(_OPTIONS | {"initial_option": OPTION}, "", _options_or_groups),
    "multi_static_select": _menu(_OPTIONS | {"initial_options": array(OPTION, 100)} | _SELECTED, "", _several_static),
    "external_select": _menu({"initial_option": OPTION, "min_query_length": integer(0)}),
    "multi_external_select": _menu(
        {"initial_options": array(OPTION, 100), "min_query_length": integer(0)} | _SELECTED, "", _not_too_many
    ),
    "users_select": _menu({"initial_user": string()}),
    "multi_users_select": _menu({"initial_users": USERS} | _SELECTED, "", _not_too_many),
    "conversations_select": _menu(
        {"initial_conversation": string(), "response_url_enabled": boolean} | _CONVERSATIONS, "", _response_url_place
    ),
    "multi_conversations_select": _menu(
        {"initial_conversations": USERS} | _CONVERSATIONS | _SELECTED, "", _not_too_many
    ),
    "channels_select": _menu({"initial_channel": string(), "response_url_enabled": boolean}, "", _response_url_place),
    "multi_channels_select": _menu({"initial_channels": USERS} | _SELECTED, "", _not_too_many),
    "datepicker": _menu({"initial_date": _date}),
    "timepicker": _menu({"initial_time": string(5, 5, TIME), "timezone": _zone}),
    "datetimepicker": _interactive(
        {"initial_date_time": integer(1_000_000_000, 9_999_999_999), "confirm": CONFIRM, "focus_on_load": boolean}
    ),
    "checkboxes": _interactive(
        {
            "options": array(RICH_OPTION, 10, 1),
            "initial_options": array(RICH_OPTION, 10, 1),
            "confirm": CONFIRM,
            "focus_on_load": boolean,
        },
        "options",
        _own_options,
    ),
    "radio_buttons": _interactive(
        {
            "options": array(RICH_OPTION, 10, 1),
            "initial_option": RICH_OPTION,
            "confirm": CONFIRM,
            "focus_on_load": boolean,
        },
        "options",
        _own_options,
    ),
    "plain_text_input": _typing(
        {"multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000)}, "", _lengths
    ),
    "email_text_input": _typing({}),
    "url_text_input": _typing({}),
    "number_input": _typing(
        {
            "is_decimal_allowed": boolean,
            "min_value": string(None, 1, NUMBER),
            "max_value": string(None, 1, NUMBER),
            "initial_value": string(None, 1, NUMBER),
        },
        "is_decimal_allowed",
        _number,
    ),
    "rich_text_input": _typing(
        {
            "initial_value": record({"type": string(), "elements": array(anything)}, "type elements"),
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        }
    ),
    "file_input": _interactive(
        {"filetypes": array(string(None, 1), None, 1), "max_files": integer(1, 10)}, "", _modal_only
    ),
    "workflow_button": _interactive(
        {
            "text": plain(75),
            "workflow": WORKFLOW,
            "style": choice("primary", "danger"),
            "accessibility_label": string(75),
        },
        "text workflow",
    ),
    "feedback_buttons": _interactive(
        {"positive_button": _FEEDBACK, "negative_button": _FEEDBACK}, "positive_button negative_button"
    ),
    "icon_button": _interactive(
        {
            "icon": choice("trash"),
            "text": plain(75),
            "value": string(2000),
            "accessibility_label": string(75),
            "visible_to_user_ids": array(string(), 10),
            "confirm": CONFIRM,
        },
        "icon text",
    ),
    "image": record(
        {"type": string(), "image_url": WEB_ADDRESS, "alt_text": string(2000, 1), "slack_file": SLACK_FILE},
        "alt_text",
        _image_source,
    ),
    "url": record({"type": string(), "url": string(3000), "text": string(None, 1)}, "url text"),
    "icon": record({"type": string(), "name": string(None, 1)}, "name"),
    "plain_text": text(2000, "plain_text"),
    "mrkdwn": text(2000, "mrkdwn"),
}

_MENUS = ("static_select", "external_select", "users_select", "conversations_select", "channels_select")
_PICKERS = ("datepicker", "timepicker", "checkboxes", "radio_buttons", *_MENUS, *(f"multi_{name}" for name in _MENUS))


def _place(*allowed: str) -> Check:
    return typed(lambda: ELEMENTS, *allowed)


IN_SECTION = _place("button", "overflow", "image", "workflow_button", *_PICKERS)
IN_ACTIONS = _place("button", "overflow", "workflow_button", "datetimepicker", *_PICKERS)
IN_INPUT = _place(
    "plain_text_input",
    "email_text_input",
    "url_text_input",
    "number_input",
    "rich_text_input",
    "file_input",
    "datetimepicker",
    *_PICKERS,
)
IN_CONTEXT = _place("image", "plain_text", "mrkdwn")
IN_CONTEXT_ACTIONS = _place("feedback_buttons", "icon_button")
BUTTON = _place("button")
IMAGE = _place("image")
SOURCE = _place("url")
ICON = _place("icon")
OVERFLOW = _place("overflow")
