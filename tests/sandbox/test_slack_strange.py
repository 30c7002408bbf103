"""What the real Slack is known to do and few expect: clocks, frames, uploads, state that outlives a drawing."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import Modal, NeverDone, SlackStandIn
from bot.sandbox.slack.limits import FRAME_BYTES_MAX
from tests.sandbox.slack_app import connected, first_view, option, refused, text

NINE = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
CELL = {"type": "raw_text", "text": "1001"}
TABLE = {"type": "data_table", "caption": "Failures", "rows": [[CELL], [CELL]]}


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(now=lambda: NINE, enforce_limits=False) as stand_in:
        yield stand_in


@pytest.fixture
def web(slack: SlackStandIn) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


async def test_its_clock_can_differ_from_the_bots(slack: SlackStandIn, web: AsyncWebClient) -> None:
    slack.now.offset = -90
    posted = await web.chat_postMessage(channel="C0SHIPPING", text="Running")
    assert datetime.fromtimestamp(float(posted["ts"]), UTC) == datetime(2026, 11, 23, 8, 58, 30, tzinfo=UTC)
    assert posted.headers["Date"] == "Mon, 23 Nov 2026 08:58:30 GMT"


async def test_an_upload_can_be_accepted_and_never_shared(slack: SlackStandIn, web: AsyncWebClient) -> None:
    told = await web.files_getUploadURLExternal(filename="labels.pdf", length=4)
    async with ClientSession() as session, session.post(told["upload_url"], data=b"%PDF") as answer:
        assert answer.status == 200
    slack.faults.next("files.completeUploadExternal", NeverDone())
    done = await web.files_completeUploadExternal(files=[{"id": told["file_id"]}], channel_id="C0SHIPPING")
    assert done["ok"]
    assert slack.messages("C0SHIPPING") == []
    assert await refused(web.files_info(file=told["file_id"])) == "file_not_found"


async def test_a_workspace_may_not_have_the_newer_blocks(slack: SlackStandIn, web: AsyncWebClient) -> None:
    slack.refuses_newer_blocks = True
    assert await refused(web.chat_postMessage(channel="C0SHIPPING", text="x", blocks=[TABLE])) == "invalid_blocks"
    older: list[dict[str, Any]] = [{"type": "section", "text": text("1001")}, {"type": "table", "rows": [[CELL]]}]
    assert (await web.chat_postMessage(channel="C0SHIPPING", text="x", blocks=older))["ok"]
    slack.refuses_newer_blocks = False
    assert (await web.chat_postMessage(channel="C0SHIPPING", text="x", blocks=[TABLE]))["ok"]


async def test_a_frame_that_is_too_large_closes_the_connection_and_the_payload_comes_again(slack: SlackStandIn) -> None:
    app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url))
    heard = []

    @app.command("/label")
    async def label(ack: Any, body: dict[str, Any]) -> None:
        heard.append(body["trigger_id"])
        await ack("x" * FRAME_BYTES_MAX if len(heard) == 1 else "said")

    async with connected(slack, app, "socket", ping_interval=0.2):
        said = await slack.person("U0AGENT").command("/label 1001")
        assert said.error
        assert "dispatch_failed" in said.error
        await slack.until(lambda: len(heard) == 2, seconds=20)
    assert len(set(heard)) == 1
    assert [line for line in slack.refusals if "20480" in line]


def ticks(*chosen: str, block_id: str = "orders-1") -> dict[str, Any]:
    options = [option("1001"), option("1002")]
    element = {"type": "checkboxes", "action_id": "take", "options": options}
    if chosen:
        element["initial_options"] = [one for one in options if one["value"] in chosen]
    return {
        "type": "modal",
        "title": text("Plan"),
        "blocks": [{"type": "actions", "block_id": block_id, "elements": [element]}],
    }


async def opened(slack: SlackStandIn, web: AsyncWebClient, view: dict[str, Any]) -> Modal:
    await web.views_open(trigger_id=slack.workspace.new_trigger("U0AGENT", "C0SHIPPING"), view=view)
    modal = slack.person("U0AGENT").modal
    assert modal is not None
    return modal


def ticked(modal: Modal, block_id: str) -> list[str]:
    return [one["value"] for one in modal.view.values[block_id]["take"]["selected_options"]]


async def test_what_a_person_ticked_outlives_a_new_drawing_with_the_same_ids(
    slack: SlackStandIn, web: AsyncWebClient
) -> None:
    modal = await opened(slack, web, ticks("1001"))
    assert ticked(modal, "orders-1") == ["1001"]
    await web.views_update(view_id=modal.view.id, view=ticks("1001", "1002"))
    assert ticked(modal, "orders-1") == ["1001"]
    await web.views_update(view_id=modal.view.id, view=ticks("1001", "1002", block_id="orders-2"))
    assert ticked(modal, "orders-2") == ["1001", "1002"]
    assert "orders-1" not in modal.view.values


@pytest.mark.parametrize("kind", ["checkboxes", "radio_buttons"])
async def test_choices_among_actions_tell_the_app_at_once_and_stand_in_the_state(
    slack: SlackStandIn, web: AsyncWebClient, kind: str
) -> None:
    app = AsyncApp(client=web, signing_secret=slack.signing_secret)
    told: asyncio.Queue[dict[str, Any]] = asyncio.Queue()

    @app.action("take")
    async def taken(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await told.put(body)

    view = ticks()
    view["blocks"][0]["elements"][0]["type"] = kind
    async with connected(slack, app, "http"):
        modal = await opened(slack, web, view)
        modal.choose("take", ["1002"] if kind == "checkboxes" else "1002")
        body = await told.get()
    state = body["view"]["state"]["values"]["orders-1"]["take"]
    assert state["type"] == kind
    assert "1002" in str(state)
    assert state.items() <= body["actions"][0].items()
    assert slack.refusals == []


async def test_a_window_that_was_closed_takes_no_drawing(slack: SlackStandIn, web: AsyncWebClient) -> None:
    modal = await opened(slack, web, ticks())
    await modal.close()
    with pytest.raises(SlackApiError, match="not_found"):
        await web.views_update(view_id=modal.view.id, view=first_view())


async def test_a_private_message_takes_no_files(slack: SlackStandIn, web: AsyncWebClient) -> None:
    await web.chat_postEphemeral(channel="C0SHIPPING", user="U0AGENT", text="Your label", file_ids=["F1"])
    assert [line for line in slack.refusals if "file_ids" in line]
    assert [message.files for message in slack.person("U0AGENT").ephemerals] == [[]]
