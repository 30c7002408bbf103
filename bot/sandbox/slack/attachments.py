"""Attachments, the older way to say more: their fields, and the blocks that stand in them."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack.blocks import BLOCKS
from bot.sandbox.slack.fields import identify
from bot.sandbox.slack.limits import MESSAGE_BLOCKS_MAX
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.shapes import Check, Run, anything, array, boolean, record, string, typed

_TEXTS = (
    "author_icon author_link author_name author_subname callback_id color fallback footer footer_icon from_url "
    "image_url pretext service_name text thumb_url title title_link attachment_type"
)
# What there is to see of an attachment; without any of these Slack shows nothing.
_SHOWN = "actions author_name blocks fallback fields footer image_url pretext text thumb_url title"
_FIELD = record({"title": string(), "value": string(), "short": boolean})
_ACTION = record(
    {
        "type": string(),
        "name": string(),
        "text": string(),
        "value": string(2000),
        "style": string(),
        "url": string(3000),
        "confirm": anything,
        "options": array(anything, 100),
        "option_groups": array(anything, 100),
        "data_source": string(),
        "selected_options": array(anything),
        "min_query_length": anything,
    },
    "type text",
)


def _time(value: Any, pointer: str, run: Run) -> None:
    try:
        float(value)
    except (TypeError, ValueError):
        run.wrong("must be a number", pointer)


def _something(value: Any, pointer: str, run: Run) -> None:
    if not any(value.get(name) for name in _SHOWN.split()):
        run.wrong(f"one of {', '.join(_SHOWN.split())} is needed", pointer)


_FIELDS: dict[str, Check] = dict.fromkeys(_TEXTS.split(), string())
_FIELDS |= {
    "id": anything,
    "ts": _time,
    "mrkdwn_in": array(string()),
    "fields": array(_FIELD),
    "actions": array(_ACTION, 5),
    "blocks": array(typed(lambda: BLOCKS), MESSAGE_BLOCKS_MAX),
}
_ATTACHMENT = record(_FIELDS, "", _something)


def attachment_problems(attachments: Any) -> list[str]:
    """Lists what Slack would refuse about the attachments of a message; each names its place by JSON pointer."""
    if not isinstance(attachments, list):
        return ["[ERROR] must be an array [json-pointer:/attachments]"]
    problems: list[str] = []
    for number, attachment in enumerate(attachments):
        run = Run("message")
        _ATTACHMENT(attachment, f"/attachments/{number}", run)
        problems += run.problems
    return problems


def identified(attachments: list[Json]) -> list[Json]:
    """Returns a copy of valid attachments whose blocks and elements can be told apart."""
    return [one | ({"blocks": identify(one["blocks"])} if one.get("blocks") else {}) for one in attachments]
