"""Blocks and views: what Slack accepts on each surface (docs.slack.dev/reference/block-kit/blocks)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from bot.sandbox.slack.block_rules import (
    actions_block,
    card_block,
    charts_block,
    image_block,
    input_block,
    markdown_block,
    one_of,
    section_block,
)
from bot.sandbox.slack.charts import CHART
from bot.sandbox.slack.elements import (
    BUTTON,
    ICON,
    IMAGE,
    IN_ACTIONS,
    IN_CONTEXT,
    IN_CONTEXT_ACTIONS,
    IN_INPUT,
    IN_SECTION,
    OVERFLOW,
    SOURCE,
)
from bot.sandbox.slack.limits import MESSAGE_BLOCKS_MAX, VIEW_BLOCKS_MAX
from bot.sandbox.slack.rich_text import PARAGRAPH_LIST, RICH_TEXT
from bot.sandbox.slack.shapes import (
    OPTION,
    OPTION_GROUP,
    SLACK_FILE,
    WEB_ADDRESS,
    Check,
    Run,
    anything,
    array,
    boolean,
    choice,
    integer,
    plain,
    record,
    string,
    text,
    typed,
)
from bot.sandbox.slack.tables import DATA_TABLE_FIELDS, TABLE_FIELDS, check_data_table, check_table

_EVERYWHERE = ("message", "modal", "home")
# Where a block may stand when it is not everywhere.
SURFACES: dict[str, tuple[str, ...]] = {
    "markdown": ("message",),
    "table": ("message", "home"),
    "data_table": ("message", "home"),
    "data_visualization": ("message",),
    "alert": ("modal",),
    "carousel": ("message", "home"),
    "context_actions": ("message",),
    "plan": ("message",),
    "task_card": ("message",),
}
# What a workspace may not have yet: Slack hands these out little by little.
NEWER = frozenset({"alert", "card", "carousel", "container", "data_table", "data_visualization", "plan", "task_card"})
_IN_CONTAINER = (
    "actions",
    "context",
    "divider",
    "file",
    "header",
    "image",
    "input",
    "rich_text",
    "section",
    "table",
    "video",
)


def _block(fields: Mapping[str, Check], required: str = "", rule: Check | None = None) -> Check:
    inner = record({"type": string(), "block_id": string(255, 1), **fields}, required, rule)

    def check(value: Any, pointer: str, run: Run) -> None:
        kind = str(value.get("type"))
        if kind in run.refused:
            run.wrong(f"unsupported type: {kind}", f"{pointer}/type")
        if run.surface not in SURFACES.get(kind, _EVERYWHERE):
            run.wrong(f"{kind} blocks are not allowed in a {run.surface}", f"{pointer}/type")
        block_id = value.get("block_id")
        if isinstance(block_id, str) and block_id in run.block_ids:
            run.wrong(f'`block_id` "{block_id}" already exists', f"{pointer}/block_id")
        if isinstance(block_id, str):
            run.block_ids.add(block_id)
        # action_ids are unique within one block, so a block inside a block has its own set.
        outer, run.action_ids = run.action_ids, set()
        inner(value, pointer, run)
        run.action_ids = outer

    return check


_TASK_FIELDS: dict[str, Check] = {
    "task_id": string(None, 1),
    "title": string(None, 1),
    "details": RICH_TEXT,
    "output": RICH_TEXT,
    "sources": array(SOURCE),
    "status": choice("pending", "in_progress", "complete", "error"),
}
_TASK = _block(_TASK_FIELDS, "task_id title")


def _task_in_plan(value: Any, pointer: str, run: Run) -> None:
    # The tasks of a plan may leave out what they are.
    if isinstance(value, dict):
        value = {"type": "task_card", **value}
    typed(lambda: {"task_card": _TASK})(value, pointer, run)


_CARD_FIELDS: dict[str, Check] = {
    "hero_image": IMAGE,
    "icon": IMAGE,
    "slack_icon": ICON,
    "title": text(150),
    "subtitle": text(150),
    "body": text(200),
    "subtext": text(200),
    "actions": array(BUTTON, 3, 1),
}
_CARD = _block(_CARD_FIELDS, "", card_block)

BLOCKS: dict[str, Check] = {
    "section": _block(
        {"text": text(3000), "fields": array(text(2000), 10, 1), "accessory": IN_SECTION, "expand": boolean},
        "",
        section_block,
    ),
    "header": _block({"text": plain(150), "level": integer(1, 4)}, "text"),
    "divider": _block({}),
    "actions": _block({"elements": array(IN_ACTIONS, 25, 1)}, "elements", actions_block),
    "context": _block({"elements": array(IN_CONTEXT, 10, 1)}, "elements"),
    "context_actions": _block({"elements": array(IN_CONTEXT_ACTIONS, 5, 1)}, "elements"),
    "image": _block(
        {"image_url": WEB_ADDRESS, "alt_text": string(2000, 1), "title": plain(2000), "slack_file": SLACK_FILE},
        "alt_text",
        image_block,
    ),
    "input": _block(
        {
            "label": plain(2000),
            "element": IN_INPUT,
            "hint": plain(2000),
            "optional": boolean,
            "dispatch_action": boolean,
        },
        "label element",
        input_block,
    ),
    "markdown": _block({"text": string(12_000, 1)}, "text", markdown_block),
    "rich_text": _block({"elements": PARAGRAPH_LIST}, "elements"),
    "table": _block(TABLE_FIELDS, "rows", check_table),
    "data_table": _block(DATA_TABLE_FIELDS, "rows caption", check_data_table),
    "data_visualization": _block({"title": string(50, 1), "chart": CHART}, "title chart", charts_block),
    "alert": _block({"text": text(200), "level": choice("default", "info", "warning", "error", "success")}, "text"),
    "card": _CARD,
    "carousel": _block({"elements": array(typed(lambda: {"card": _CARD}), 10, 1)}, "elements"),
    "container": _block(
        {
            "title": plain(150),
            "rich_text_title": RICH_TEXT,
            "subtitle": text(150),
            "child_blocks": array(typed(lambda: BLOCKS, *_IN_CONTAINER), 10, 1),
            "width": choice("narrow", "standard", "wide", "full"),
            "icon": IMAGE,
            "is_collapsible": boolean,
            "default_collapsed": boolean,
            "has_header_divider": boolean,
        },
        "child_blocks",
        one_of("title", "rich_text_title"),
    ),
    "plan": _block({"title": string(None, 1), "tasks": array(_task_in_plan)}, "title"),
    "task_card": _TASK,
    "call": _block({"call_id": string(None, 1), "api_decoration_available": boolean, "call": anything}, "call_id"),
    "auth_provider": _block(
        {
            "value": string(150, 1),
            "name": plain(75),
            "is_connected": boolean,
            "description": plain(150),
            "icon_url": string(3000),
            "auth_url": string(3000),
            "disconnect_url": string(3000),
            "connected_identity": plain(75),
            "connected_context": plain(75),
            "accessory": OVERFLOW,
            "fallback": array(typed(lambda: BLOCKS)),
        },
        "value name is_connected",
    ),
    "file": _block({"external_id": string(255, 1), "source": choice("remote")}, "external_id source"),
    "video": _block(
        {
            "alt_text": string(None, 1),
            "video_url": WEB_ADDRESS,
            "thumbnail_url": WEB_ADDRESS,
            "title": plain(199),
            "title_url": string(3000),
            "description": plain(200),
            "provider_icon_url": string(3000),
            "provider_name": string(),
            "author_name": string(49),
        },
        "alt_text video_url thumbnail_url title",
    ),
}

_VIEW_FIELDS: dict[str, Check] = {
    "type": choice("modal", "home"),
    "blocks": array(typed(lambda: BLOCKS), VIEW_BLOCKS_MAX, 1),
    "private_metadata": string(3000),
    "callback_id": string(255),
    "external_id": string(255),
}
_MODAL = record(
    _VIEW_FIELDS
    | {
        "title": plain(24),
        "submit": plain(24),
        "close": plain(24),
        "clear_on_close": boolean,
        "notify_on_close": boolean,
        "submit_disabled": boolean,
    },
    "type title blocks",
)
_HOME = record(_VIEW_FIELDS, "type blocks")
_MESSAGE = array(typed(lambda: BLOCKS), MESSAGE_BLOCKS_MAX)


def message_problems(blocks: Any, refused: frozenset[str] = frozenset()) -> list[str]:
    """Lists what Slack would refuse about the blocks of a message; each names its place by JSON pointer.

    `refused` holds the kinds of blocks that this workspace does not know.
    """
    run = Run("message", refused=refused)
    _MESSAGE(blocks, "/blocks", run)
    return run.problems


def view_problems(view: Any, surface: str, refused: frozenset[str] = frozenset()) -> list[str]:
    """Lists what Slack would refuse about a view for `surface` ("modal" or "home")."""
    run = Run(surface, refused=refused)
    (_MODAL if surface == "modal" else _HOME)(view, "/view", run)
    if isinstance(view, dict):
        if view.get("type") != surface:
            run.wrong(f"must be {surface}", "/view/type")
        if surface == "modal" and run.counts.get("input") and not view.get("submit"):
            run.wrong("submit is needed as soon as there is an input block", "/view/submit")
    return run.problems


def option_problems(answer: Any) -> list[str]:
    """Lists what Slack would refuse about the answer to a `block_suggestion`."""
    run = Run("modal")
    record({"options": array(OPTION, 100), "option_groups": array(OPTION_GROUP, 100)})(answer, "", run)
    if isinstance(answer, dict) and ("options" in answer) == ("option_groups" in answer):
        run.wrong("exactly one of options and option_groups is needed", "")
    return run.problems
