"""Messages of the local Slack: attachments, names of channels, invitations, and who may ask at all."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import Any

import pytest
from aiohttp import ClientSession
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.page.acts import Acts
from bot.sandbox.page.shown import message_json
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import CannotDo, SlackStandIn
from tests.sandbox.kit import button, section

ROOM = "C0SHIPPING"


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as made:
        yield made


@pytest.fixture
def client(slack: SlackStandIn) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


def attached(words: str) -> list[dict[str, Any]]:
    choice = {"type": "actions", "elements": [button(words)]}
    return [{"text": "First"}, {"color": "#36a64f", "blocks": [section(words), choice]}]


async def test_attachments_are_replaced_kept_and_taken_away(slack: SlackStandIn, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel=ROOM, text="x", attachments=attached("Old"))
    (message,) = slack.messages(ROOM)
    assert list(message.buttons()) == ["Old"]
    await client.chat_update(channel=ROOM, ts=posted["ts"], text="y")
    assert list(message.buttons()) == ["Old"]
    await client.chat_update(channel=ROOM, ts=posted["ts"], text="y", attachments=attached("New"))
    assert list(message.buttons()) == ["New"]
    await client.chat_update(channel=ROOM, ts=posted["ts"], text="y", attachments=[])
    assert message.attachments == []


async def test_attachments_are_checked(client: AsyncWebClient) -> None:
    cases: list[tuple[list[Any], str]] = [
        (["nope"], "invalid_attachments"),
        ([{"blocks": [{"type": "hologram"}]}], "invalid_attachments"),
        ([{"text": "x"}] * 101, "too_many_attachments"),
    ]
    for wrong, error in cases:
        with pytest.raises(SlackApiError, match=error):
            await client.chat_postMessage(channel=ROOM, text="x", attachments=wrong)


async def test_a_button_in_an_attachment_reaches_the_app(slack: SlackStandIn, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=ROOM, text="x", attachments=attached("Go"))
    (message,) = slack.messages(ROOM)
    actions = message.attachments[1]["blocks"][1]
    ask = {"channel": ROOM, "ts": message.ts, "block": actions["block_id"]}
    await Acts(slack, "U0AGENT").press(ask | {"action": actions["elements"][0]["action_id"]})
    payload = slack.delivery.latest
    assert payload is not None
    assert payload["actions"][0]["text"]["text"] == "Go"
    assert (payload["container"]["type"], payload["container"]["attachment_id"]) == ("message_attachment", 2)


@pytest.mark.parametrize("name", ["#shipping", "shipping", ROOM])
async def test_a_channel_may_be_called_by_its_name(client: AsyncWebClient, name: str) -> None:
    assert (await client.chat_postMessage(channel=name, text="x"))["channel"] == ROOM


async def test_the_bot_can_be_invited(slack: SlackStandIn, client: AsyncWebClient) -> None:
    agent = Acts(slack, "U0AGENT")
    with pytest.raises(SlackApiError, match="not_in_channel"):
        await client.chat_postMessage(channel="C0PUBLIC", text="x")
    for text, reason in (
        ("/invite", "Whom"),
        ("/invite @nobody", "Who is nobody"),
        ("/nothing", "not a valid command"),
    ):
        with pytest.raises(CannotDo, match=reason):
            await agent.say({"channel": "C0PUBLIC", "text": text})
    with pytest.raises(CannotDo, match="not supported in threads"):
        await agent.say({"channel": "C0PUBLIC", "text": "/invite @label-bot", "thread": "1.2"})
    for _ in range(2):
        await agent.say({"channel": "C0PUBLIC", "text": "/invite @label-bot"})
    (said,) = slack.messages("C0PUBLIC")
    assert (said.user, said.subtype) == (slack.bot_user_id, "channel_join")
    assert (await client.chat_postMessage(channel="C0PUBLIC", text="x"))["ok"]


async def test_other_hosts_are_refused(slack: SlackStandIn) -> None:
    sendcloud = SendcloudStandIn()
    await sendcloud.start()
    try:
        async with ClientSession() as http:
            for address in (slack.api_url + "api.test", sendcloud.base_url + "/orders"):
                for host in ("evil.example", "127.0.0.1.evil.example:80", "[::"):
                    async with http.get(address, headers={"Host": host}) as answer:
                        assert answer.status == 403, (address, host)
                for host in ("localhost:1", "127.0.0.1", "[::1]:8080"):
                    async with http.get(address, headers={"Host": host}) as answer:
                        assert answer.status != 403, (address, host)
    finally:
        await sendcloud.stop()


async def test_a_text_may_be_meant_as_it_stands(slack: SlackStandIn, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=ROOM, text="*x*", mrkdwn=False)
    await client.chat_postMessage(channel=ROOM, text="*x*")
    assert [message_json(slack, message)["formatted"] for message in slack.messages(ROOM)] == [False, True]


async def test_another_name_and_face_are_ignored_and_that_is_said(slack: SlackStandIn, client: AsyncWebClient) -> None:
    await client.chat_postMessage(channel=ROOM, text="x", username="Somebody", icon_emoji=":ghost:")
    assert slack.refusals == ["username, icon_emoji without the scope chat:write.customize: ignored"]
