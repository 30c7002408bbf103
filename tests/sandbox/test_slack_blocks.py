"""What the local Slack accepts and refuses in blocks and views."""

from __future__ import annotations

from typing import Any

import pytest
from slack_sdk.models import blocks as models

from bot.sandbox.slack import message_problems, view_problems
from tests.sandbox.kit import SAMPLES


def text(value: str) -> dict[str, Any]:
    return {"type": "plain_text", "text": value}


def option(value: str) -> dict[str, Any]:
    return {"text": text(value), "value": value.lower()}


def input_block() -> dict[str, Any]:
    element = {"type": "plain_text_input", "action_id": "value", "multiline": True}
    return {"type": "input", "block_id": "numbers", "label": text("Order numbers"), "element": element}


def modal() -> dict[str, Any]:
    return {"type": "modal", "title": text("Create labels"), "submit": text("Go"), "blocks": [input_block()]}


BAD_BLOCKS: list[tuple[dict[str, Any], str]] = [
    ({"type": "section"}, "/blocks/0"),
    ({"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}, "/blocks/0/text/text"),
    ({"type": "section", "text": {"type": "mrkdwn", "text": ""}}, "/blocks/0/text/text"),
    ({"type": "section", "text": text("x"), "colour": "red"}, "/blocks/0/colour"),
    ({"type": "header", "text": {"type": "mrkdwn", "text": "x"}}, "/blocks/0/text/type"),
    ({"type": "header", "text": text("x" * 151)}, "/blocks/0/text/text"),
    ({"type": "alert", "text": text("x")}, "/blocks/0/type"),
    ({"type": "hologram"}, "/blocks/0/type"),
    ({"type": "actions", "elements": []}, "/blocks/0/elements"),
    ({"type": "actions", "elements": [{"type": "file_input", "action_id": "f"}]}, "/blocks/0/elements/0/type"),
    (
        {"type": "actions", "elements": [{"type": "button", "action_id": "a", "text": text("x")}] * 2},
        "/blocks/0/elements/1/action_id",
    ),
    ({"type": "actions", "elements": [{"type": "button", "text": text("x" * 76)}]}, "/blocks/0/elements/0/text/text"),
    (
        {"type": "actions", "elements": [{"type": "button", "text": text("x"), "value": "x" * 2001}]},
        "/blocks/0/elements/0/value",
    ),
    (
        {"type": "actions", "elements": [{"type": "static_select", "options": [option("x")] * 101}]},
        "/blocks/0/elements/0/options",
    ),
    (
        {"type": "actions", "elements": [{"type": "static_select", "options": [option("x" * 76)]}]},
        "/blocks/0/elements/0/options/0/text/text",
    ),
    ({"type": "context", "elements": [text("x")] * 11}, "/blocks/0/elements"),
    ({"type": "markdown", "text": "x" * 12_001}, "/blocks/0/text"),
    ({"type": "table", "rows": [[{"type": "raw_text", "text": "x"}]] * 101}, "/blocks/0/rows"),
    ({"type": "data_table", "rows": [[{"type": "raw_text", "text": "x"}]], "caption": "c"}, "/blocks/0/rows"),
    ({"type": "task_card", "task_id": "1", "title": "x", "status": "completed"}, "/blocks/0/status"),
    ({"type": "plan", "title": "x", "tasks": [{"title": "x"}]}, "/blocks/0/tasks/0"),
    ({"type": "plan", "title": "x", "tasks": ["x"]}, "/blocks/0/tasks/0"),
    ({"type": "card", "slack_icon": {"type": "icon"}, "title": text("x")}, "/blocks/0/slack_icon"),
    ({"type": "card", "subtitle": text("x")}, "/blocks/0"),
    ({"type": "container", "child_blocks": []}, "/blocks/0"),
    ({"type": "call"}, "/blocks/0"),
    (
        {"type": "container", "title": text("x"), "child_blocks": [{"type": "plan", "title": "x"}]},
        "child_blocks/0/type",
    ),
    ({"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": [{"type": "text"}]}]}, "elements/0"),
]


@pytest.mark.parametrize(("block", "pointer"), BAD_BLOCKS)
def test_blocks_that_slack_refuses(block: dict[str, Any], pointer: str) -> None:
    problems = message_problems([block])
    assert problems
    assert any(pointer in problem for problem in problems)


def test_blocks_that_slack_takes() -> None:
    assert message_problems([input_block()]) == []
    rich = {
        "type": "rich_text",
        "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "x"}]}],
    }
    task = {"task_id": "1", "title": "Check", "status": "pending", "type": "task_card", "details": rich}
    cell = {"type": "raw_text", "text": "1001"}
    good = [
        {"type": "plan", "title": "Run", "tasks": [task]},
        {"type": "table", "rows": [[cell, {"type": "raw_number", "value": 1, "text": "1"}]], "column_settings": [None]},
        {"type": "data_table", "caption": "Failures", "rows": [[cell], [cell]]},
        {"type": "container", "title": text("Failed"), "is_collapsible": True, "child_blocks": [rich]},
        {"type": "card", "title": text("x"), "actions": [{"type": "button", "text": text("x"), "action_id": "x"}]},
        {"type": "context", "elements": [{"type": "mrkdwn", "text": "x"}]},
        {"type": "markdown", "text": "**x**"},
        {"type": "image", "image_url": "https://x.example/x.png", "alt_text": "x"},
    ]
    assert message_problems(good) == []


def test_views_that_slack_refuses() -> None:
    assert view_problems(modal(), "modal") == []
    for change, pointer in (
        ({"title": text("x" * 25)}, "/view/title/text"),
        ({"submit": None}, "/view/submit"),
        ({"private_metadata": "x" * 3001}, "/view/private_metadata"),
        ({"blocks": [{"type": "divider"}] * 101}, "/view/blocks"),
        ({"blocks": [input_block()] * 2}, "block_id"),
        ({"blocks": [{"type": "markdown", "text": "x"}]}, "/view/blocks/0/type"),
        ({"type": "home"}, "/view/type"),
    ):
        problems = view_problems(modal() | change, "modal")
        assert any(pointer in problem for problem in problems), (change, problems)
    assert "title" in view_problems({"type": "home", "title": text("x"), "blocks": [{"type": "divider"}]}, "home")[0]


def test_what_the_sdk_builds_is_taken() -> None:
    confirm = models.ConfirmObject(title="Sure?", text="Really", confirm="Yes", deny="No", style="danger")
    options = [models.Option(text=str(number), value=str(number)) for number in range(3)]
    blocks = [
        models.SectionBlock(text="x", accessory=models.OverflowMenuElement(action_id="o", options=options)),
        models.ActionsBlock(
            elements=[models.ButtonElement(text="Go", action_id="go", style="primary", confirm=confirm)]
        ),
        models.InputBlock(label="Number", element=models.NumberInputElement(action_id="n", is_decimal_allowed=False)),
        models.InputBlock(label="Pick", element=models.StaticSelectElement(action_id="p", options=options)),
        models.InputBlock(label="Day", element=models.DatePickerElement(action_id="d", initial_date="2026-11-23")),
        models.InputBlock(label="Some", element=models.CheckboxesElement(action_id="c", options=options)),
        models.HeaderBlock(text="Head"),
        models.DividerBlock(),
        models.ContextBlock(elements=[models.MarkdownTextObject(text="small")]),
    ]
    plain = [block.to_dict() for block in blocks]
    assert message_problems(plain) == []
    assert view_problems({"type": "modal", "title": text("x"), "submit": text("Go"), "blocks": plain}, "modal") == []


@pytest.mark.parametrize("name", SAMPLES)
def test_what_the_reference_describes_is_taken(name: str) -> None:
    surface, payload, _ = SAMPLES[name]
    problems = message_problems(payload) if surface == "message" else view_problems(payload, surface)
    assert problems == []
