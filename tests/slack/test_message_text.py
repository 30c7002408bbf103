"""What a message of Slack says, wherever in its payload that stands."""

from __future__ import annotations

from typing import Any

import pytest

from bot.intake import read_text
from bot.model.unread import Unread
from bot.slack.message_text import content_of
from bot.slack.mrkdwn import plain_text

Json = dict[str, Any]


def rich(*elements: Json) -> list[Json]:
    return [{"type": "rich_text", "elements": [{"type": "rich_text_section", "elements": list(elements)}]}]


def text(words: str) -> Json:
    return {"type": "text", "text": words}


TABLE = {
    "type": "table",
    "rows": [
        [{"type": "raw_text", "text": "Order"}, {"type": "raw_text", "text": "Town"}],
        [{"type": "raw_text", "text": "7001"}, rich(text("Delft"))[0]],
        [{"type": "raw_number", "value": 7002, "text": "7002"}, {"type": "raw_text", "text": "Gent"}],
    ],
}
LIST = {
    "type": "rich_text",
    "elements": [
        {"type": "rich_text_list", "style": "ordered", "elements": rich(text("7001"))[0]["elements"] * 1
         + rich(text("7002"))[0]["elements"]},
    ],
}  # fmt: skip


@pytest.mark.parametrize(
    "message",
    [
        {"text": "please ship 7001 and 7002"},
        {"text": "ignored 9", "blocks": rich(text("please ship 7001 and "), text("7002"))},
        {"text": "", "blocks": [LIST]},
        {"text": "", "blocks": [TABLE]},
        {"text": "", "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": "ship *7001* and `7002`"}}]},
        {"text": "", "blocks": [{"type": "section", "fields": [text_ | {"type": "plain_text"} for text_ in
         (text("7001"), text("7002"))]}]},
        {"text": "ship 7001", "attachments": [{"is_share": True, "attachments": [{"is_share": True, "text": "7002"}]}]},
        {"text": "", "attachments": [{"is_share": True, "text": "ship 7001, 7002", "fallback": "[Nov] x: 7001"}]},
        {"text": "ship 7001", "attachments": [{"is_msg_unfurl": True, "from_url": "https://x.slack.com/1",
         "message_blocks": [{"message": {"blocks": rich(text("ship 7002"))}}]}]},
        {"text": "<@U012AB3CD4E> ship 7001, 7002 cc <!subteam^S0SHIP99|@ops99> <#C0123|orders-2026> :100: <!here>"},
        {"text": "ship 7001 and 7002, due <!date^1790683800^{date_short}|Sep 29>"},
        {"text": "`7001` and ```7002``` "},
        {"text": "_7001_ ~7002~"},
        {"text": "<tel:7001|7001> &amp; 7002"},
    ],
)  # fmt: skip
def test_the_orders_of_a_message_are_found(message: Json) -> None:
    reading = read_text(content_of(message).text)
    assert [wanted.typed for wanted in reading.certain] == ["7001", "7002"]


def test_a_page_that_a_link_leads_to_is_not_read() -> None:
    preview = {"from_url": "https://example.com/a", "title": "Order 9999", "text": "order 9999"}
    assert "9999" not in content_of({"text": "ship 7001", "attachments": [preview]}).text


def test_files_that_may_be_lists_are_fetched_and_the_others_are_named_with_the_reason() -> None:
    forwarded = {"is_share": True, "text": "see file", "files": [{"id": "F1", "name": "a.csv"}]}
    files = [
        {"id": "F2", "name": "b.XLSX"},
        {"id": "F3", "name": "orders", "is_external": True, "mode": "external", "filetype": "gsheet"},
        {"id": "F4", "name": "photo.png"},
        {"id": "F5", "mode": "tombstone", "name": "c.csv"},
        {"id": "F6", "name": "app.log", "filetype": "text"},
        {"id": "F7", "title": "Untitled", "filetype": "csv"},
    ]
    content = content_of({"text": "", "files": files, "attachments": [forwarded]})
    assert [file["id"] for file in content.files] == ["F2", "F7", "F1"]
    assert content.passed_over == (
        ("orders", Unread.ELSEWHERE),
        ("photo.png", Unread.OTHER_KIND),
        ("c.csv", Unread.GONE),
        ("app.log", Unread.OTHER_KIND),
    )


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("*_7001_* and ~7002~", "7001 and 7002"),
        ("WEB_7001_A 2*3*4", "WEB_7001_A 2*3*4"),
        ("<https://example.com/o/7001|order 7001>", "order 7001"),
        ("a &lt;b&gt; &amp;amp;", "a <b> &amp;"),
    ],
)
def test_marks_and_tokens_of_slack_become_text(marked: str, plain: str) -> None:
    assert plain_text(marked) == plain


@pytest.mark.parametrize(
    "odd", [None, 7, "x", [], [None], [{"type": "rich_text", "elements": [{"elements": 5}, 3]}], {}]
)
def test_a_payload_of_another_shape_is_no_trouble(odd: object) -> None:
    content_of({"text": odd, "blocks": odd, "attachments": odd, "files": odd})
    content_of({"blocks": [{"type": "table", "rows": odd}], "attachments": [{"message_blocks": odd, "fields": odd}]})
