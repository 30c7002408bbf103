"""What the local Slack accepts and refuses in blocks and views."""

from __future__ import annotations

import json
from typing import Any

import pytest
from slack_sdk.models import blocks as models

from bot.sandbox.page.tryout import look_at
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
    (
        {"type": "data_table", "rows": [[{"type": "raw_number", "value": 1, "text": "1"}]] * 2, "caption": "c"},
        "/blocks/0/rows/0",
    ),
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


def element(kind: str, **fields: Any) -> dict[str, Any]:
    return {"type": kind, "action_id": "a", **fields}


BAD_ELEMENTS: list[tuple[dict[str, Any], str]] = [
    (element("datepicker", initial_date="2024-13-45"), "initial_date"),
    (element("datepicker", initial_date="20241130"), "initial_date"),
    (element("timepicker", initial_time="25:99"), "initial_time"),
    (element("timepicker", timezone="Europe/Nowhere"), "timezone"),
    (element("number_input", is_decimal_allowed=True, min_value="5", max_value="4"), "min_value"),
    (element("number_input", is_decimal_allowed=True, min_value="5", initial_value="4.5"), "initial_value"),
    (element("number_input", is_decimal_allowed=True, max_value="5", initial_value="5.5"), "initial_value"),
    (element("number_input", is_decimal_allowed=False, initial_value="1.5"), "initial_value"),
    (element("plain_text_input", min_length=4, initial_value="abc"), "initial_value"),
    (
        element("multi_static_select", options=[option("A"), option("B")], max_selected_items=1)
        | {"initial_options": [option("A"), option("B")]},
        "initial_options",
    ),
    (element("multi_users_select", initial_users=["U1", "U2"], max_selected_items=1), "initial_users"),
    (element("conversations_select", filter={}), "filter"),
]


@pytest.mark.parametrize(("given", "field"), BAD_ELEMENTS, ids=lambda value: value if isinstance(value, str) else "")
def test_elements_that_slack_refuses(given: dict[str, Any], field: str) -> None:
    view = modal() | {"blocks": [{"type": "input", "label": text("x"), "element": given}]}
    problems = view_problems(view, "modal")
    assert len(problems) == 1
    assert f"/view/blocks/0/element/{field}]" in problems[0]


def test_addresses_and_places_that_slack_refuses() -> None:
    def picture(**source: Any) -> dict[str, Any]:
        return {"type": "image", "alt_text": "x", **source}

    trash = {"type": "icon_button", "action_id": "a", "text": text("x"), "icon": "trash"}
    press = {"type": "button", "action_id": "a", "text": text("x")}
    for block, pointer in (
        (picture(image_url="not a url"), "/blocks/0/image_url"),
        (picture(slack_file={}), "/blocks/0/slack_file"),
        (picture(slack_file={"id": "F1", "url": "https://a.example"}), "/blocks/0/slack_file"),
        ({"type": "actions", "elements": [press | {"url": "javascript:alert(1)"}]}, "/elements/0/url"),
        ({"type": "context_actions", "elements": [trash | {"icon": "rocket"}]}, "/elements/0/icon"),
    ):
        assert [pointer in problem for problem in message_problems([block])] == [True], block
    for block in (
        picture(slack_file={"id": "F1"}),
        {"type": "actions", "elements": [press | {"url": "mailto:a@b.example"}]},
        {"type": "context_actions", "elements": [trash]},
    ):
        assert message_problems([block]) == []
    place = element("conversations_select", response_url_enabled=True)
    for beside in (
        {"type": "section", "text": text("x"), "accessory": place},
        {"type": "actions", "elements": [place]},
    ):
        (problem,) = view_problems(modal() | {"blocks": [beside]}, "modal")
        assert "response_url_enabled is only allowed in input blocks" in problem


@pytest.mark.parametrize(
    ("given", "reason"),
    [
        ({"text": "x" * 40_001}, "msg_too_long"),
        ({"text": ""}, "no_text"),
        ({"text": "x", "markdown_text": "y"}, "markdown_text_conflict"),
        ({"attachments": ["nope"]}, "/attachments/0"),
        ({"attachments": [{}]}, "/attachments/0"),
        ({"attachments": [{"text": "x", "colour": "red"}]}, "/attachments/0/colour"),
        ({"attachments": [{"text": "x"}] * 101}, "too_many_attachments"),
        (
            {"attachments": [{"blocks": [{"type": "section", "text": text("x" * 3001)}]}]},
            "/attachments/0/blocks/0/text",
        ),
        ({"markdown_text": "**x**"}, None),
        ({"attachments": [{"fallback": "x", "ts": 1720710212, "actions": [{"type": "button", "text": "x"}]}]}, None),
    ],
    ids=lambda value: str(value)[:40],
)
def test_a_whole_message_is_tried_as_strictly_as_one_that_is_sent(given: dict[str, Any], reason: str | None) -> None:
    answer = look_at({"json": json.dumps(given)})
    assert bool(answer["problems"]) == (reason is not None)
    assert reason is None or reason in answer["problems"][0]


def test_a_message_holds_one_table_and_data_tables_of_20_000_characters_together() -> None:
    cell = {"type": "raw_text", "text": "x" * 6_000}
    table = {"type": "table", "rows": [[cell]]}
    assert message_problems([table]) == []
    assert len(message_problems([table, table])) == 1
    fine = {"type": "data_table", "caption": "Failures", "rows": [[cell], [{"type": "raw_text", "text": "1"}]]}
    assert message_problems([fine] * 3) == []
    assert len(message_problems([fine] * 4)) == 1
