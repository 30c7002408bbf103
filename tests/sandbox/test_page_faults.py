"""Make it fail: every button of the sandbox page, without the page."""

from __future__ import annotations

from collections.abc import AsyncIterator

import httpx
import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.page.faults import ARMED, AT_SENDCLOUD, AT_SLACK, HAPPENING, OFF, OVER, FaultButtons
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import SlackStandIn
from tests.sandbox.conftest import BUY, request_for


@pytest.fixture
async def buttons(sendcloud: SendcloudStandIn) -> AsyncIterator[FaultButtons]:
    async with SlackStandIn(enforce_limits=False) as slack:
        yield FaultButtons(slack, sendcloud)


def state(buttons: FaultButtons, name: str) -> str:
    return next(str(one["state"]) for one in buttons.json() if one["id"] == name)


def about(buttons: FaultButtons, name: str) -> str:
    return next(str(one["about"]) for one in buttons.json() if one["id"] == name)


@pytest.mark.parametrize("name", [*AT_SENDCLOUD, *AT_SLACK, "buy_never", "late"])
async def test_what_is_armed_can_be_taken_back(buttons: FaultButtons, name: str) -> None:
    for expected in (ARMED, OFF, ARMED, OFF):
        await buttons.press(name)
        assert state(buttons, name) == expected
    assert buttons.sendcloud.faults.left == 0
    assert buttons.slack.faults.pending == []


async def test_a_refusal_beside_labels_is_over_after_one_purchase(
    buttons: FaultButtons, sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    await buttons.press("rows")
    orders = sendcloud.add_orders(2, first=1001)
    answer = await client.post(BUY, json=request_for(*(order.order_id for order in orders)))
    assert (answer.status_code, sendcloud.bought) == (400, ["1002"])
    assert state(buttons, "rows") == OVER
    assert "The others were bought" in about(buttons, "rows")


async def test_a_gateway_answers_some_questions_and_says_how_far_it_is(
    buttons: FaultButtons, client: httpx.AsyncClient
) -> None:
    await buttons.press("gateway")
    told = [((await client.get("/shipments")).status_code, state(buttons, "gateway")) for _ in range(4)]
    assert told == [(404, HAPPENING), (404, HAPPENING), (404, OVER), (200, OVER)]


async def test_two_troubles_of_one_kind_are_kept_apart(buttons: FaultButtons, client: httpx.AsyncClient) -> None:
    await buttons.press("buy_500")
    await buttons.press("gateway")
    await client.get("/shipments")
    assert (state(buttons, "buy_500"), state(buttons, "gateway")) == (ARMED, HAPPENING)


async def test_an_upload_that_slack_loses_is_over_once_it_was_accepted(buttons: FaultButtons) -> None:
    await buttons.press("upload")
    slack = buttons.slack
    web = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    await web.files_completeUploadExternal(files=[{"id": "F1"}], channel_id="C0SHIPPING")
    assert state(buttons, "upload") == OVER
