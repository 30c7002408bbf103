"""Block elements: their fields, limits and where they may stand (docs.slack.dev/reference/block-kit/block-elements)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.element_rules import (
    date,
    image_source,
    lengths,
    modal_only,
    not_too_many,
    number,
    options_or_groups,
    own_options,
    response_url_place,
    several_static,
    zone,
)
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
    "static_select": _menu(_OPTIONS | {"initial_option": OPTION}, "", options_or_groups),
    "multi_static_select": _menu(_OPTIONS | {"initial_options": array(OPTION, 100)} | _SELECTED, "", several_static),
    "external_select": _menu({"initial_option": OPTION, "min_query_length": integer(0)}),
    "multi_external_select": _menu(
        {"initial_options": array(OPTION, 100), "min_query_length": integer(0)} | _SELECTED, "", not_too_many
    ),
    "users_select": _menu({"initial_user": string()}),
    "multi_users_select": _menu({"initial_users": USERS} | _SELECTED, "", not_too_many),
    "conversations_select": _menu(
        {"initial_conversation": string(), "response_url_enabled": boolean} | _CONVERSATIONS, "", response_url_place
    ),
    "multi_conversations_select": _menu(
        {"initial_conversations": USERS} | _CONVERSATIONS | _SELECTED, "", not_too_many
    ),
    "channels_select": _menu({"initial_channel": string(), "response_url_enabled": boolean}, "", response_url_place),
    "multi_channels_select": _menu({"initial_channels": USERS} | _SELECTED, "", not_too_many),
    "datepicker": _menu({"initial_date": date}),
    "timepicker": _menu({"initial_time": string(5, 5, TIME), "timezone": zone}),
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
        own_options,
    ),
    "radio_buttons": _interactive(
        {
            "options": array(RICH_OPTION, 10, 1),
            "initial_option": RICH_OPTION,
            "confirm": CONFIRM,
            "focus_on_load": boolean,
        },
        "options",
        own_options,
    ),
    "plain_text_input": _typing(
        {"multiline": boolean, "min_length": integer(0, 3000), "max_length": integer(1, 3000)}, "", lengths
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
        number,
    ),
    "rich_text_input": _typing(
        {
            "initial_value": record({"type": string(), "elements": array(anything)}, "type elements"),
            "min_lines": integer(1, 100),
            "max_lines": integer(1, 100),
        }
    ),
    "file_input": _interactive(
        {"filetypes": array(string(None, 1), None, 1), "max_files": integer(1, 10)}, "", modal_only
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
        image_source,
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
