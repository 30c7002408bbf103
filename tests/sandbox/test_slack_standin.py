"""The local Slack against a small real Bolt app, over Socket Mode and over signed HTTP."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from aiohttp import ClientError, ClientSession
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.sandbox.slack import (
    ApiError,
    Behind,
    CannotDo,
    Drop,
    Hang,
    InternalErrorIn200,
    RateLimited,
    ServerError,
    SlackStandIn,
    StoredLate,
    StoreThenTimeout,
    visible,
)
from tests.sandbox.slack_app import connected, first_view, option, refused, text


def plan_view(numbers: str) -> dict[str, Any]:
    return {
        "type": "modal",
        "callback_id": "confirm",
        "title": text("Check and confirm"),
        "submit": text("Create 2 labels"),
        "private_metadata": numbers,
        "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": f"Ready: {numbers}"}}],
    }


def loading_view() -> dict[str, Any]:
    blocks = [{"type": "section", "text": text("Checking 2 orders…")}]
    return {"type": "modal", "title": text("Check and confirm"), "blocks": blocks}


def report(state: str) -> list[dict[str, Any]]:
    confirm = {"title": text("Stop?"), "text": text("Really?"), "confirm": text("Yes"), "deny": text("No")}
    stop = {"type": "button", "action_id": "stop", "text": text("Stop"), "value": "run-1", "confirm": confirm}
    return [
        {"type": "section", "block_id": "head", "text": {"type": "mrkdwn", "text": f"*{state}* 1 &lt; 2"}},
        {"type": "actions", "block_id": "buttons", "elements": [stop]},
    ]


def tiny_app(slack: SlackStandIn, seen: list[dict[str, Any]]) -> AsyncApp:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret, token=slack.bot_token)

    @app.command("/label")
    async def label(ack: Any, body: dict[str, Any], respond: Any) -> None:
        seen.append(body)
        if body["text"] == "help":
            await ack()
            await respond(text="The commands: …")
        elif body["text"] == "inline":
            await ack("said at once")
        elif body["text"] == "slow":
            await asyncio.sleep(3.2)
            await ack()
        else:
            await ack()
            await client.views_open(trigger_id=body["trigger_id"], view=first_view())

    @app.options("carrier")
    async def carriers(ack: Any, payload: dict[str, Any]) -> None:
        await ack(options=[option(name) for name in ("PostNL", "Postbus") if payload["value"] in name.lower()])

    @app.view("create")
    async def submitted(ack: Any, body: dict[str, Any]) -> None:
        seen.append(body)
        numbers = body["view"]["state"]["values"]["numbers"]["value"]["value"]
        if "?" in numbers:
            await ack(response_action="errors", errors={"numbers": "No order number was understood."})
            return
        await ack(response_action="update", view=loading_view())
        # An update that overtakes the acknowledgement would be replaced by it.
        await slack.until(lambda: "Checking" in slack.workspace.views[body["view"]["id"]].plain())
        await client.views_update(view_id=body["view"]["id"], view=plan_view(numbers))

    @app.view("confirm")
    async def confirmed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        posted = await client.chat_postMessage(
            channel="C0SHIPPING",
            text="Running",
            blocks=report("Running"),
            metadata={"event_type": "run", "event_payload": {"id": 1}},
        )
        await client.chat_postMessage(channel="C0SHIPPING", thread_ts=posted["ts"], text="1001: ok")

    @app.view_closed("create")
    async def closed(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        seen.append(body)

    @app.action("stop")
    async def stop(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        seen.append(body)
        message = body["message"]
        await client.chat_update(channel=body["channel"]["id"], ts=message["ts"], text="Stopped", blocks=[])

    @app.shortcut("from_message")
    async def shortcut(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        seen.append(body)
        await client.views_open(trigger_id=body["trigger_id"], view=first_view())

    @app.event("app_home_opened")
    async def home(event: dict[str, Any]) -> None:
        blocks = [{"type": "section", "text": text("Nothing is open.")}]
        await client.views_publish(user_id=event["user"], view={"type": "home", "blocks": blocks})

    return app


@pytest.fixture
async def slack() -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn() as stand_in:
        yield stand_in


@pytest.fixture
def seen() -> list[dict[str, Any]]:
    return []


@pytest.fixture(params=["socket", "http"])
async def running(request: Any, slack: SlackStandIn, seen: list[dict[str, Any]]) -> AsyncIterator[SlackStandIn]:
    async with connected(slack, tiny_app(slack, seen), request.param):
        yield slack


@pytest.fixture
def client(slack: SlackStandIn) -> AsyncWebClient:
    return AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)


async def test_the_main_way_through_a_modal_to_a_thread(running: SlackStandIn, seen: list[dict[str, Any]]) -> None:
    agent = running.person("U0AGENT")
    result = await agent.command("/label 1001 <1002> & more")
    assert result.error is None
    assert seen[0]["text"] == "1001 &lt;1002&gt; &amp; more"
    modal = await running.until(lambda: agent.modal)
    assert modal.title == "Create labels"
    assert modal.values()["Post to"] == "C0SHIPPING"
    assert await modal.submit() == {"Order numbers": "Please complete this required field."}
    modal.fill("Order numbers", "???")
    assert await modal.submit() == {"Order numbers": "No order number was understood."}
    modal.fill("Order numbers", "1001 1002")
    modal.attach("Order file", "orders.csv", b"1003\n")
    assert await agent.search("Shipping option", "p") == []
    assert await agent.search("Shipping option", "postn") == ["PostNL"]
    modal.choose("Shipping option", "PostNL")
    assert await modal.submit() == {}
    submitted = seen[-1]
    assert submitted["view"]["state"]["values"]["option"]["carrier"]["selected_option"]["value"] == "postnl"
    assert submitted["response_urls"][0]["channel_id"] == "C0SHIPPING"
    await running.until(lambda: modal.submit_text == "Create 2 labels")
    assert "Ready: 1001 1002" in modal.plain()
    await modal.submit()
    assert not modal.is_open
    parent = await running.until(lambda: running.messages("C0SHIPPING"))
    await running.until(lambda: running.thread("C0SHIPPING", parent[0].ts))
    assert parent[0].plain() == "*Running* 1 < 2\nStop"
    assert await agent.press(parent[0], "Stop", confirm=False) == []
    await agent.press(parent[0], "Stop")
    await running.until(lambda: parent[0].text == "Stopped")
    assert seen[-1]["actions"][0]["value"] == "run-1"
    assert len(parent[0].history) == 1
    assert parent[0].edited is not None
    assert parent[0].metadata is not None
    assert running.refusals == []


async def test_private_answers_come_by_response_url_and_by_acknowledgement(running: SlackStandIn) -> None:
    colleague = running.person("U0COLLEAGUE")
    result = await colleague.command("/label help")
    await running.until(lambda: result.replies)
    assert result.text == "The commands: …"
    assert (await colleague.command("/label inline")).text == "said at once"
    assert running.person("U0AGENT").ephemerals == []
    assert running.messages("C0SHIPPING") == []
    assert running.refusals == []


async def test_a_late_acknowledgement_is_seen_and_recorded(running: SlackStandIn) -> None:
    result = await running.person("U0AGENT").command("/label slow")
    assert result.error == "operation_timeout"
    assert 'failed with the error "operation_timeout"' in result.text
    assert "no acknowledgement within 3 s" in running.refusals[0]


async def test_two_clicks_are_two_payloads(running: SlackStandIn, seen: list[dict[str, Any]], client: Any) -> None:
    await client.chat_postMessage(channel="C0SHIPPING", text="Running", blocks=report("Running"))
    message = running.messages("C0SHIPPING")[0]
    await running.person("U0COLLEAGUE").press(message, "Stop", times=2)
    await running.until(lambda: len(seen) == 2)
    assert seen[0]["trigger_id"] != seen[1]["trigger_id"]
    await running.until(lambda: len(message.history) == 2)
    with pytest.raises(CannotDo):
        await running.person("U0COLLEAGUE").press(message, "Stop")
    await running.person("U0COLLEAGUE").press(message, "Stop", stale=True)
    await running.until(lambda: len(seen) == 3)


async def test_a_message_shortcut_and_a_closed_modal(running: SlackStandIn, seen: list[dict[str, Any]]) -> None:
    agent = running.person("U0AGENT")
    message = await agent.say("please 1001 & <1002>", files={"orders.csv": b"1003\n"})
    await agent.shortcut("from_message", message)
    modal = await running.until(lambda: agent.modal)
    assert seen[0]["message"]["text"] == "please 1001 &amp; &lt;1002&gt;"
    assert seen[0]["message"]["files"][0]["name"] == "orders.csv"
    await modal.close()
    assert agent.modal is None
    assert seen[-1]["type"] == "view_closed"
    assert seen[-1]["is_cleared"] is False
    assert running.refusals == []


async def test_the_home_tab(running: SlackStandIn) -> None:
    agent = running.person("U0AGENT")
    await agent.open_home()
    home = await running.until(lambda: agent.home)
    assert home.plain() == "Nothing is open."


async def test_forged_requests_do_not_pass(slack: SlackStandIn, seen: list[dict[str, Any]]) -> None:
    async with connected(slack, tiny_app(slack, seen), "http"):
        body = "command=%2Flabel&text=help"
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        assert (await slack.send_raw(body, form))[0] == 401
        assert (await slack.send_raw(body + "x", form | slack.sign(body)))[0] == 401
        assert (await slack.send_raw(body, form | slack.sign(body, 1_600_000_000)))[0] == 401
        assert seen == []


async def test_connections_are_refreshed_and_survive(slack: SlackStandIn, seen: list[dict[str, Any]]) -> None:
    async with connected(slack, tiny_app(slack, seen), "socket"):
        await slack.disconnect_sockets()
        await slack.until(lambda: slack.sockets.open == 1)
        assert (await slack.person("U0AGENT").command("/label inline")).text == "said at once"
        slack.deliver_twice()
        await slack.person("U0AGENT").command("/label help")
        await slack.until(lambda: len(seen) == 3)


async def test_nobody_listens(slack: SlackStandIn) -> None:
    result = await slack.person("U0AGENT").command("/label help")
    assert result.error is not None
    assert result.error.startswith("dispatch_failed")


async def test_an_update_that_overtakes_the_answer_is_lost_and_recorded(slack: SlackStandIn) -> None:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)

    @app.command("/label")
    async def label(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=plan_view("x"))

    @app.view("confirm")
    async def confirm(ack: Any, body: dict[str, Any]) -> None:
        await client.views_update(view_id=body["view"]["id"], view=plan_view("y"))
        await ack(response_action="update", view=loading_view())

    async with connected(slack, app, "socket"):
        agent = slack.person("U0AGENT")
        await agent.command("/label")
        modal = await slack.until(lambda: agent.modal)
        await modal.submit()
        assert "Checking" in modal.plain()
        assert "overtook" in slack.refusals[0]


class Clock:
    def __init__(self) -> None:
        self.time = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

    def now(self) -> datetime:
        return self.time

    def move(self, **by: float) -> None:
        self.time += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
async def timed(clock: Clock) -> AsyncIterator[SlackStandIn]:
    async with SlackStandIn(now=clock.now) as stand_in:
        yield stand_in


async def test_triggers_views_and_hashes(timed: SlackStandIn, clock: Clock) -> None:
    client = AsyncWebClient(token=timed.bot_token, base_url=timed.api_url)
    trigger = timed.workspace.new_trigger("U0AGENT", "C0SHIPPING")
    view = (await client.views_open(trigger_id=trigger, view=first_view()))["view"]
    assert await refused(client.views_open(trigger_id=trigger, view=first_view())) == "exchanged_trigger_id"
    late = timed.workspace.new_trigger("U0AGENT", "C0SHIPPING")
    clock.move(seconds=3.1)
    assert await refused(client.views_open(trigger_id=late, view=first_view())) == "expired_trigger_id"
    assert await refused(client.views_open(trigger_id="1.2.3", view=first_view())) == "invalid_trigger_id"
    assert len(timed.refusals) == 3
    modal = timed.person("U0AGENT").modal
    assert modal is not None
    modal.fill("Order numbers", "1001")
    await client.views_update(view_id=view["id"], hash=view["hash"], view=first_view())
    assert modal.values()["Order numbers"] == "1001"
    conflict = client.views_update(view_id=view["id"], hash=view["hash"], view=first_view())
    assert await refused(conflict) == "hash_conflict"
    renamed = first_view()
    renamed["blocks"][0]["block_id"] = "numbers2"
    await client.views_update(view_id=view["id"], view=renamed)
    assert modal.values()["Order numbers"] is None
    for _ in range(2):
        pushed = timed.workspace.new_trigger("U0AGENT", None, timed.person("U0AGENT").modal.view.id)  # type: ignore[union-attr] # it is open
        await client.views_push(trigger_id=pushed, view=plan_view("x"))
    pushed = timed.workspace.new_trigger("U0AGENT", None, modal.view.id)
    assert await refused(client.views_push(trigger_id=pushed, view=plan_view("x"))) == "push_limit_reached"
    await modal.close(whole=True)
    assert await refused(client.views_update(view_id=view["id"], view=first_view())) == "not_found"


async def test_rate_limits(timed: SlackStandIn, clock: Clock) -> None:
    client = AsyncWebClient(token=timed.bot_token, base_url=timed.api_url)
    for _ in range(3):
        posted = await client.chat_postMessage(channel="C0SHIPPING", text="hello")
    with pytest.raises(SlackApiError) as caught:
        await client.chat_postMessage(channel="C0SHIPPING", text="hello")
    assert caught.value.response.status_code == 429
    assert caught.value.response.headers["Retry-After"] == "1"
    await client.chat_postMessage(channel="C0SUPPORT", text="another channel")
    clock.move(seconds=1)
    await client.chat_postMessage(channel="C0SHIPPING", text="hello")
    for _ in range(50):
        await client.chat_update(channel="C0SHIPPING", ts=posted["ts"], text="again")
    assert await refused(client.chat_update(channel="C0SHIPPING", ts=posted["ts"], text="again")) == "ratelimited"
    clock.move(seconds=61)
    await client.chat_update(channel="C0SHIPPING", ts=posted["ts"], text="again")
    assert len(timed.refusals) == 2


async def test_faults(slack: SlackStandIn, client: AsyncWebClient) -> None:
    slack.faults.next("chat.*", RateLimited(7))
    slack.faults.next("chat.*", ServerError(502))
    slack.faults.next("chat.*", InternalErrorIn200())
    slack.faults.next("chat.*", ApiError("channel_not_found"))
    slack.faults.next("chat.*", StoreThenTimeout())
    post: dict[str, Any] = {"channel": "C0SHIPPING", "text": "x"}
    assert await refused(client.chat_postMessage(**post)) == "ratelimited"
    with pytest.raises(SlackApiError):
        await client.chat_postMessage(**post)
    assert await refused(client.chat_postMessage(**post)) == "internal_error"
    assert await refused(client.chat_postMessage(**post)) == "channel_not_found"
    assert slack.messages("C0SHIPPING") == []
    impatient = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url, timeout=1, retry_handlers=[])
    with pytest.raises(asyncio.TimeoutError):
        await impatient.chat_postMessage(**post)
    assert len(slack.messages("C0SHIPPING")) == 1
    assert slack.calls[-1].status == 0
    assert slack.refusals == []


async def test_a_dropped_answer_is_sent_again_by_the_client_library(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    await client.chat_postMessage(channel="C0SHIPPING", text="x")
    assert len(slack.messages("C0SHIPPING")) == 2


async def test_a_call_that_was_cut_off_may_be_carried_out_late(timed: SlackStandIn, clock: Clock) -> None:
    client = AsyncWebClient(token=timed.bot_token, base_url=timed.api_url, retry_handlers=[])
    timed.faults.next("chat.postMessage", StoredLate(20, drop=True))
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel="C0SHIPPING", text="late")
    clock.move(seconds=19)
    assert timed.messages("C0SHIPPING") == []
    clock.move(seconds=1)
    (late,) = timed.messages("C0SHIPPING")
    timed.faults.next("conversations.history", Behind(6))
    assert (await client.conversations_history(channel="C0SHIPPING"))["messages"] == []
    assert (await client.conversations_history(channel="C0SHIPPING"))["messages"][0]["ts"] == late.ts
    assert timed.refusals == []


async def test_the_bot_deletes_its_own_messages_and_no_others(slack: SlackStandIn, client: AsyncWebClient) -> None:
    parent = await client.chat_postMessage(channel="C0SHIPPING", text="Run")
    reply = await client.chat_postMessage(channel="C0SHIPPING", text="reply", thread_ts=parent["ts"])
    said = await slack.person("U0AGENT").say("thanks", "C0SHIPPING")
    assert await refused(client.chat_delete(channel="C0SHIPPING", ts=said.ts)) == "cant_delete_message"
    await client.chat_delete(channel="C0SHIPPING", ts=parent["ts"])
    assert await refused(client.chat_delete(channel="C0SHIPPING", ts=parent["ts"])) == "message_not_found"
    assert [message.ts for message in slack.messages("C0SHIPPING")] == [said.ts]
    await client.chat_postMessage(channel="C0SHIPPING", text="another", thread_ts=parent["ts"])
    replies = (await client.conversations_replies(channel="C0SHIPPING", ts=parent["ts"]))["messages"]
    assert [message["text"] for message in replies] == ["reply", "another"]
    assert replies[0]["ts"] == reply["ts"]
    assert slack.refusals == []


async def test_files_go_up_in_three_steps_and_come_down_with_the_token(
    slack: SlackStandIn, client: AsyncWebClient
) -> None:
    parent = await client.chat_postMessage(channel="C0SHIPPING", text="Run 1")
    upload: dict[str, Any] = {"filename": "labels.pdf", "content": b"%PDF-1.7", "title": "Labels"}
    await client.files_upload_v2(
        file_uploads=[upload], channel="C0SHIPPING", thread_ts=parent["ts"], initial_comment="Two labels"
    )
    (message,) = slack.thread("C0SHIPPING", parent["ts"])
    assert message.plain() == "Two labels\nLabels"
    assert message.files[0].content == b"%PDF-1.7"
    info = (await client.files_info(file=message.files[0].id))["file"]
    async with ClientSession() as session:
        async with session.get(info["url_private_download"]) as answer:
            assert "Sign in" in await answer.text()
        headers = {"Authorization": f"Bearer {slack.bot_token}"}
        async with session.get(info["url_private_download"], headers=headers) as answer:
            assert await answer.read() == b"%PDF-1.7"
    assert len(slack.refusals) == 1
    slack.channel("C0SHIPPING").members.discard("U0LABELBOT")
    assert await refused(client.files_upload_v2(**upload, channel="C0SHIPPING")) == "not_in_channel"


async def test_messages_can_be_found_again_by_their_metadata(slack: SlackStandIn, client: AsyncWebClient) -> None:
    metadata = {"event_type": "run", "event_payload": {"run": "r1"}}
    parent = await client.chat_postMessage(channel="C0SHIPPING", text="Run", metadata=metadata)
    await client.chat_postMessage(channel="C0SHIPPING", text="reply", thread_ts=parent["ts"], metadata=metadata)
    await client.chat_update(channel="C0SHIPPING", ts=parent["ts"], text="Run, done")
    history = await client.conversations_history(channel="C0SHIPPING", include_all_metadata=True)
    assert [message["metadata"] for message in history["messages"]] == [metadata]
    assert history["messages"][0]["reply_count"] == 1
    replies = await client.conversations_replies(channel="C0SHIPPING", ts=parent["ts"], include_all_metadata=True)
    assert [message["text"] for message in replies["messages"]] == ["Run, done", "reply"]
    assert "metadata" not in (await client.conversations_history(channel="C0SHIPPING"))["messages"][0]
    slack.delete(slack.thread("C0SHIPPING", parent["ts"])[0])
    slack.delete(slack.messages("C0SHIPPING")[0])
    orphan = await client.chat_postMessage(channel="C0SHIPPING", text="late", thread_ts=parent["ts"])
    assert "thread_ts" not in orphan["message"]
    slack.workspace.enforce_limits = False
    slack.channel("C0SHIPPING").orphan_error = "thread_not_found"
    late = client.chat_postMessage(channel="C0SHIPPING", text="late", thread_ts=parent["ts"])
    assert await refused(late) == "thread_not_found"


async def test_channels_and_people(slack: SlackStandIn, client: AsyncWebClient) -> None:
    assert (await client.conversations_info(channel="C0SHIPPING"))["channel"]["is_member"] is True
    assert (await client.conversations_info(channel="C0SHARED"))["channel"]["is_ext_shared"] is True
    assert (await client.conversations_info(channel="C0PUBLIC"))["channel"]["is_member"] is False
    assert await refused(client.conversations_info(channel="C0PRIVATE")) == "channel_not_found"
    assert await refused(client.chat_postMessage(channel="C0PUBLIC", text="x")) == "not_in_channel"
    slack.channel("C0SUPPORT").is_archived = True
    assert await refused(client.chat_postMessage(channel="C0SUPPORT", text="x")) == "is_archived"
    stranger = await client.chat_postEphemeral(channel="C0SHARED", user="U0STRANGER", text="x")
    assert stranger["ok"]
    ephemeral = client.chat_postEphemeral(channel="C0SHIPPING", user="U0STRANGER", text="x")
    assert await refused(ephemeral) == "user_not_in_channel"
    assert (await client.users_info(user="U0GUEST"))["user"]["is_restricted"] is True
    assert (await client.users_info(user="U0STRANGER"))["user"]["team_id"] == "T0OTHER"
    group = await client.usergroups_users_list(usergroup="S0AGENTS")
    assert group["users"] == ["U0AGENT", "U0COLLEAGUE"]
    direct = (await client.conversations_open(users="U0AGENT"))["channel"]["id"]
    await client.chat_postMessage(channel=direct, text="only you")
    assert [message.text for message in slack.person("U0AGENT").dms()] == ["only you"]
    posted = await client.chat_postMessage(channel="C0SHIPPING", text="x")
    slack.channel("C0SHIPPING").thread_error = "restricted_action_thread_locked"
    reply = client.chat_postMessage(channel="C0SHIPPING", text="x", thread_ts=posted["ts"])
    assert await refused(reply) == "restricted_action_thread_locked"
    assert slack.refusals == []


async def test_mistakes_are_refused_and_recorded(slack: SlackStandIn, client: AsyncWebClient) -> None:
    posted = await client.chat_postMessage(channel="C0SHIPPING", text="x" * 4001)
    assert await refused(client.chat_update(channel="C0SHIPPING", ts=posted["ts"], text="x" * 4001)) == "msg_too_long"
    sections = [{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 2900}} for _ in range(5)]
    too_long = client.chat_postMessage(channel="C0SHIPPING", text="x", blocks=sections)
    assert await refused(too_long) == "msg_blocks_too_long"
    dividers = [{"type": "divider"}] * 51
    assert await refused(client.chat_postMessage(channel="C0SHIPPING", text="x", blocks=dividers)) == "invalid_blocks"
    slack.scopes = slack.scopes - {"users:read"}
    with pytest.raises(SlackApiError) as caught:
        await client.users_info(user="U0AGENT")
    assert caught.value.response["needed"] == "users:read"
    assert await refused(client.api_call("chat.shout")) == "unknown_method"
    await client.api_call("auth.test", params={"shout": "1"})
    assert await refused(AsyncWebClient(token="xoxb-x", base_url=slack.api_url).auth_test()) == "invalid_auth"
    assert [what.partition(":")[0] for what in slack.refusals] == [
        "chat.update",
        "chat.postMessage",
        "chat.postMessage",
        "users.info",
        "chat.shout",
        "auth.test",
        "auth.test",
    ]


async def test_a_response_url_is_good_for_five_answers(timed: SlackStandIn, clock: Clock) -> None:
    url = timed.workspace.new_response_url("U0AGENT", "C0SHIPPING")
    other = timed.workspace.new_response_url("U0AGENT", "C0SHIPPING")
    async with ClientSession() as session:
        for _ in range(5):
            assert (await session.post(url, json={"text": "x"})).status == 200
        assert (await session.post(url, json={"text": "x"})).status == 404
        clock.move(minutes=31)
        assert (await session.post(other, json={"text": "x"})).status == 404
    assert len(timed.person("U0AGENT").ephemerals) == 5
    assert timed.refusals == ["response_url: used_url", "response_url: expired_url"]


async def test_what_pings_and_links_is_told(slack: SlackStandIn, client: AsyncWebClient) -> None:
    blocks: list[dict[str, Any]] = [
        {"type": "section", "text": {"type": "mrkdwn", "text": "<!here> <https://a.example|a> &lt;!channel&gt;"}},
        {"type": "section", "text": text("<!channel> https://plain.example")},
        {
            "type": "rich_text",
            "elements": [
                {"type": "rich_text_section", "elements": [{"type": "broadcast", "range": "channel"}]},
                {"type": "rich_text_section", "elements": [{"type": "link", "url": "https://b.example"}]},
            ],
        },
    ]
    await client.chat_postMessage(channel="C0SHIPPING", text="<@U0AGENT> @here", blocks=blocks)
    (message,) = slack.messages("C0SHIPPING")
    assert message.pings == ["<@U0AGENT>", "<!here>", "<!channel>"]
    assert message.links == ["https://a.example", "https://b.example"]
    assert "@here a <!channel>" in message.plain()
    assert visible("<!date^1700000000^{time}|10:42> &amp; <@U0AGENT>") == "10:42 & @U0AGENT"


async def test_faults_beside_the_web_api_and_while_a_call_hangs(slack: SlackStandIn, client: AsyncWebClient) -> None:
    url = slack.workspace.new_response_url("U0AGENT", "C0SHIPPING")
    slack.faults.next("response_url", ServerError(500))
    slack.faults.next("chat.postMessage", Hang(0.05))
    async with ClientSession() as session:
        assert (await session.post(url, json={"text": "x"})).status == 500
        assert (await session.post(url, json={"text": "x"})).status == 200
    await client.chat_postMessage(channel="C0SHIPPING", text="late")
    slack.faults.next("chat.postMessage", Drop(), times=2)
    with pytest.raises(ClientError):
        await client.chat_postMessage(channel="C0SHIPPING", text="never")
    assert [message.text for message in slack.messages("C0SHIPPING")] == ["late"]
    assert slack.faults.pending == []


async def test_a_private_message_is_changed_through_its_response_url_only(slack: SlackStandIn) -> None:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)
    bodies: list[dict[str, Any]] = []

    @app.action("stop")
    async def stop(ack: Any, body: dict[str, Any], respond: Any) -> None:
        await ack()
        bodies.append(body)
        await respond(text="Too late.", replace_original=len(bodies) == 1, delete_original=len(bodies) == 2)

    async with connected(slack, app, "socket"):
        agent = slack.person("U0AGENT")
        for _ in range(2):
            await client.chat_postEphemeral(
                channel="C0SHIPPING", user="U0AGENT", text="Running", blocks=report("Running")
            )
        first, second = agent.ephemerals
        with pytest.raises(CannotDo):
            await slack.person("U0COLLEAGUE").press(first, "Stop")
        await agent.press(first, "Stop")
        await slack.until(lambda: first.text == "Too late.")
        await agent.press(second, "Stop")
        await slack.until(lambda: second.deleted)
        assert "message" not in bodies[0]
        assert bodies[0]["container"]["is_ephemeral"] is True
        late = client.chat_update(channel="C0SHIPPING", ts=first.ts, text="x")
        assert await refused(late) == "cant_update_message"


async def test_choices_with_dispatch_reach_the_app_while_the_modal_is_filled_in(slack: SlackStandIn) -> None:
    client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
    app = AsyncApp(client=client, signing_secret=slack.signing_secret)
    view = first_view()
    select = {"type": "static_select", "action_id": "shipping", "options": [option("Rules"), option("Option")]}
    view["blocks"].append(
        {"type": "input", "block_id": "how", "label": text("Shipping"), "element": select, "dispatch_action": True}
    )
    view["blocks"].append(
        {"type": "section", "block_id": "s", "text": text("x"), "accessory": {**select, "action_id": "q"}}
    )

    @app.command("/label")
    async def label(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        await client.views_open(trigger_id=body["trigger_id"], view=view)

    @app.action("shipping")
    @app.action("q")
    async def chosen(ack: Any, body: dict[str, Any]) -> None:
        await ack()
        chosen_option = body["actions"][0]["selected_option"]["text"]["text"]
        await client.views_update(
            view_id=body["view"]["id"], hash=body["view"]["hash"], view=view | {"title": text(chosen_option)}
        )

    async with connected(slack, app, "socket"):
        agent = slack.person("U0AGENT")
        await agent.command("/label")
        modal = await slack.until(lambda: agent.modal)
        modal.fill("Order numbers", "1001")
        modal.choose("Shipping", "Option")
        await slack.until(lambda: modal.title == "Option")
        assert modal.values()["Shipping"] == "Option"
        await agent.choose(modal, "q", "Rules")
        await slack.until(lambda: modal.title == "Rules")
        assert modal.values()["Order numbers"] == "1001"
        with pytest.raises(CannotDo):
            modal.choose("Shipping", "By drone")
        with pytest.raises(CannotDo):
            modal.attach("Order file", "orders.pdf", b"%PDF")
        assert slack.refusals == []


async def test_errors_on_something_else_than_an_input_and_bad_options_are_recorded(slack: SlackStandIn) -> None:
    app = AsyncApp(client=AsyncWebClient(token=slack.bot_token, base_url=slack.api_url), signing_secret="x")

    @app.view("create")
    async def submitted(ack: Any) -> None:
        await ack(response_action="errors", errors={"value": "keyed by the action_id"})

    @app.options("carrier")
    async def carriers(ack: Any) -> None:
        await ack(options=[option("x" * 76)])

    async with connected(slack, app, "socket"):
        client = AsyncWebClient(token=slack.bot_token, base_url=slack.api_url)
        agent = slack.person("U0AGENT")
        await client.views_open(trigger_id=slack.workspace.new_trigger("U0AGENT", "C0SHIPPING"), view=first_view())
        modal = await slack.until(lambda: agent.modal)
        assert await modal.search("Shipping option", "post") == []
        modal.fill("Order numbers", "1001")
        assert await modal.submit() == {}
        assert modal.is_open
        assert modal.trouble is not None
        assert "76" in slack.refusals[0]
        assert "invalid_errors" in slack.refusals[1]


async def test_events_are_tried_again(slack: SlackStandIn) -> None:
    slack.delivery.event_retry_seconds = (0.01, 0.01, 0.01)
    await slack.person("U0AGENT").open_home()
    await slack.until(lambda: len(slack.deliveries) == 4)
    assert slack.acks[-1][0] == "app_home_opened retry 3"


async def test_observers_are_told_of_every_change(slack: SlackStandIn, client: AsyncWebClient) -> None:
    queue = slack.subscribe()
    before = slack.changes
    posted = await client.chat_postMessage(channel="C0SHIPPING", text="x")
    told = [queue.get_nowait() for _ in range(queue.qsize())]
    assert ("message", posted["ts"]) in [(change.kind, change.id) for change in told]
    assert slack.changes > before
    slack.unsubscribe(queue)


async def test_a_cut_connection_comes_back(slack: SlackStandIn, seen: list[dict[str, Any]]) -> None:
    async with connected(slack, tiny_app(slack, seen), "socket", ping_interval=0.2):
        await slack.drop_sockets()
        assert slack.sockets.open == 0
        assert (await slack.person("U0AGENT").command("/label help")).error is not None
        await slack.until(lambda: slack.sockets.open == 1)
        assert (await slack.person("U0AGENT").command("/label inline")).text == "said at once"


async def test_only_what_a_person_can_see_can_be_picked(slack: SlackStandIn, client: AsyncWebClient) -> None:
    await client.views_open(trigger_id=slack.workspace.new_trigger("U0COLLEAGUE", "C0SHIPPING"), view=first_view())
    modal = slack.person("U0COLLEAGUE").modal
    assert modal is not None
    modal.choose("Post to", "C0SUPPORT")
    assert modal.values()["Post to"] == "C0SUPPORT"
    for channel in ("C0PRIVATE", "C0NOWHERE"):
        with pytest.raises(CannotDo):
            modal.choose("Post to", channel)
