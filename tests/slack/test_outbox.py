"""What a reader in Slack, and Slack itself, notice of the outbox."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Coroutine, Sequence
from datetime import datetime, timedelta
from functools import partial
from typing import Any, TypeVar

import pytest
from slack_sdk.web.async_client import AsyncWebClient

from bot.documents import DocumentFile
from bot.sandbox.slack.faults import (
    ApiError,
    Drop,
    InternalErrorIn200,
    RateLimited,
    ServerError,
    StoreThenTimeout,
)
from bot.slack.delivery.outbox import MessageTag, Outbox
from bot.slack.delivery.outcomes import (
    ChannelClosed,
    MessageGone,
    SlackBusy,
    SlackDown,
    SlackFailure,
    SlackRefused,
    TooLate,
    ViewGone,
)
from tests.clock import HandClock
from tests.slack.outbox_kit import ABOUT, CHANNEL, OTHER, Bench, bench, most_within, shortest_gap

T = TypeVar("T")


@pytest.fixture
async def slack() -> AsyncIterator[Bench]:
    async with bench() as one:
        yield one


async def finish(clock: HandClock, work: Coroutine[Any, Any, T], limit: float = 600) -> T:
    task = asyncio.create_task(work)
    await clock.until(task.done, limit=limit)
    return await task


async def test_a_message_neither_unfurls_nor_pings_and_carries_its_name(slack: Bench) -> None:
    ts = await slack.post(text="Track it: https://example.com @channel <!here>")
    (call,) = slack.calls("chat.postMessage")
    assert (call.args["unfurl_links"], call.args["unfurl_media"]) == (False, False)
    assert (call.args["parse"], call.args["link_names"]) == ("none", False)
    assert call.args["metadata"] == {
        "event_type": "label_bot",
        "event_payload": {"about": "L-7F3A", "key": "parent"},
    }
    assert slack.slack.messages(CHANNEL)[0].ts == ts


async def test_one_message_a_second_in_a_channel_while_other_channels_go_on(slack: Bench) -> None:
    async def burst(channel: str) -> None:
        for _ in range(5):
            await slack.post(channel)

    await finish(slack.clock, _both(burst(CHANNEL), burst(OTHER)))
    for channel in (CHANNEL, OTHER):
        times = [call.time for call in slack.calls("chat.postMessage") if call.args["channel"] == channel]
        assert len(times) == 5
        assert shortest_gap(times) >= 1
    assert slack.clock.now() - slack.calls("chat.postMessage")[0].time < timedelta(seconds=7)


async def test_one_edit_of_a_message_in_two_seconds(slack: Bench) -> None:
    ts = await slack.post()

    async def edit_often() -> None:
        for number in range(6):
            await slack.outbox.edit(CHANNEL, ts, text=f"state {number}", blocks=[])

    await finish(slack.clock, edit_often())
    assert shortest_gap([call.time for call in slack.calls("chat.update")]) >= 2
    assert slack.slack.messages(CHANNEL)[0].text == "state 5"


async def test_an_edit_whose_turn_comes_too_late_changes_nothing(slack: Bench) -> None:
    ts = await slack.post(text="what the next process says")
    slack.outbox.pace.hold("chat.update", 5)
    late = slack.outbox.edit(CHANNEL, ts, text="old", blocks=[], send_by=slack.clock.now() + timedelta(seconds=2))
    with pytest.raises(TooLate):
        await finish(slack.clock, late)
    assert slack.slack.messages(CHANNEL)[0].text == "what the next process says"


async def test_a_process_that_sleeps_while_it_calls_slack_says_nothing_afterwards(slack: Bench) -> None:
    ts = await slack.post(text="what the next process says")
    for say in (
        partial(slack.outbox.post, CHANNEL, ABOUT),
        partial(slack.outbox.edit, CHANNEL, ts),
    ):
        slack.clock.advance(2)
        send_by = slack.clock.now() + timedelta(seconds=2)
        calling = asyncio.create_task(say(text="old", blocks=[], send_by=send_by))
        # It has its turn by now, and its connection is being opened.
        await asyncio.sleep(0)
        slack.clock.advance(30)
        with pytest.raises(TooLate):
            await calling
    assert [message.text for message in slack.slack.messages(CHANNEL)] == ["what the next process says"]


async def test_40_edits_a_minute_over_all_messages(slack: Bench) -> None:
    stamps: list[str] = []
    for _ in range(30):
        stamps.append(await finish(slack.clock, slack.post()))
    slack.clock.advance(60)

    async def edit(ts: str) -> None:
        for number in range(4):
            await slack.outbox.edit(CHANNEL, ts, text=f"state {number}", blocks=[])

    await finish(slack.clock, _both(*(edit(ts) for ts in stamps)))
    times = [call.time for call in slack.calls("chat.update")]
    assert len(times) == 120
    assert most_within(times, 60) <= 40
    assert {message.text for message in slack.slack.messages(CHANNEL)} == {"state 3"}
    assert not [call for call in slack.slack.calls if call.status == 429]


async def test_room_is_kept_for_last_states(slack: Bench) -> None:
    stamps = [await finish(slack.clock, slack.post()) for _ in range(41)]
    slack.clock.advance(60)
    progress = [
        asyncio.create_task(slack.outbox.edit(CHANNEL, ts, text="running", blocks=[], urgent=False))
        for ts in stamps[:40]
    ]
    await slack.clock.until(lambda: len(slack.calls("chat.update")) >= 32)
    await slack.clock.run_for(2)
    assert len(slack.calls("chat.update")) == 32
    await finish(slack.clock, slack.outbox.edit(CHANNEL, stamps[40], text="done", blocks=[]), limit=2)
    await slack.clock.until(lambda: all(task.done() for task in progress))


async def test_a_rate_limited_method_does_not_hold_up_another(slack: Bench) -> None:
    ts = await slack.post()
    slack.slack.faults.next("chat.update", RateLimited(30))
    with pytest.raises(SlackBusy) as busy:
        await slack.outbox.edit(CHANNEL, ts, text="new", blocks=[])
    assert busy.value.retry_after == 30
    again = asyncio.create_task(slack.outbox.edit(CHANNEL, ts, text="new", blocks=[]))
    await finish(slack.clock, slack.post(), limit=2)
    await slack.clock.run_for(20)
    assert not again.done()
    await slack.clock.until(again.done, limit=12)
    assert slack.slack.messages(CHANNEL)[0].text == "new"


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        (RateLimited(None), SlackBusy),
        (ServerError(), SlackDown),
        (ServerError(503), SlackDown),
        (InternalErrorIn200(), SlackDown),
        (Drop(), SlackDown),
        (StoreThenTimeout(drop=True), SlackDown),
        (ApiError("fatal_error"), SlackDown),
        (ApiError("service_unavailable"), SlackDown),
        (ApiError("channel_not_found"), ChannelClosed),
        (ApiError("not_in_channel"), ChannelClosed),
        (ApiError("is_archived"), ChannelClosed),
        (ApiError("restricted_action_thread_locked"), ChannelClosed),
        (ApiError("restricted_action"), ChannelClosed),
        (ApiError("posting_to_channel_denied"), ChannelClosed),
        (ApiError("message_not_found"), MessageGone),
        (ApiError("cant_update_message"), MessageGone),
        (ApiError("edit_window_closed"), MessageGone),
        (ApiError("is_inactive"), ChannelClosed),
        (ApiError("hash_conflict"), SlackRefused),
        (ApiError("not_found"), ViewGone),
        (ApiError("invalid_auth"), SlackRefused),
        (ApiError("a_word_nobody_knows"), SlackRefused),
    ],
)
async def test_every_answer_of_slack_is_one_of_a_few_troubles(
    slack: Bench, fault: Any, failure: type[SlackFailure]
) -> None:
    slack.slack.faults.next("chat.postMessage", fault)
    with pytest.raises(SlackFailure) as raised:
        await slack.post(text="secret words")
    assert type(raised.value) is failure
    assert raised.value.__cause__ is None
    assert "secret" not in str(raised.value)


async def test_only_a_connection_that_never_was_surely_stored_nothing(slack: Bench) -> None:
    slack.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    with pytest.raises(SlackDown) as lost:
        await slack.post()
    assert lost.value.stored_maybe
    nowhere = Outbox(AsyncWebClient(token="xoxb-1", base_url="http://127.0.0.1:9/api/", retry_handlers=[]), slack.clock)
    with pytest.raises(SlackDown) as refused:
        await nowhere.post(CHANNEL, ABOUT, text="hello", blocks=[])
    assert not refused.value.stored_maybe


async def test_a_message_whose_answer_was_lost_is_found_and_no_other(slack: Bench) -> None:
    begun = slack.clock.now()
    slack.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    with pytest.raises(SlackDown):
        await slack.post()
    await slack.slack.person("U0AGENT").say("hello", CHANNEL)
    (stored,) = [message for message in slack.slack.messages(CHANNEL) if message.metadata]
    assert await slack.outbox.find(CHANNEL, ABOUT, since=begun) == stored.ts
    assert await slack.outbox.find(CHANNEL, MessageTag("L-7F3A", "failed"), since=begun) is None
    slack.clock.advance(1)
    reply = await slack.outbox.post(CHANNEL, MessageTag("L-7F3A", "failed"), text="one", blocks=[], thread_ts=stored.ts)
    found = await slack.outbox.find(CHANNEL, MessageTag("L-7F3A", "failed"), since=begun, thread_ts=stored.ts)
    assert found == reply


async def test_files_arrive_in_one_message_of_the_thread_and_are_found_by_their_ids(slack: Bench) -> None:
    begun, ts = slack.clock.now(), await slack.post()
    files = [
        DocumentFile("label", b"%PDF-1", 2, 2),
        DocumentFile("customs-declaration", b"%PDF-2", 1, 1),
    ]
    names, asked = ["labels-L-7F3A-1.pdf", "customs-L-7F3A-1.pdf"], []

    async def leave(file_ids: Sequence[str]) -> datetime:
        asked.append((len(slack.slack.thread(CHANNEL, ts)), list(file_ids)))
        return slack.clock.now()

    await slack.outbox.upload(CHANNEL, ts, files, names, "Labels of 2 orders", before_last_step=leave)
    (message,) = slack.slack.thread(CHANNEL, ts)
    assert asked == [(0, [file.id for file in message.files])]
    assert [(file.name, file.content) for file in message.files] == [
        ("labels-L-7F3A-1.pdf", b"%PDF-1"),
        ("customs-L-7F3A-1.pdf", b"%PDF-2"),
    ]
    ids = {file.id for file in message.files}
    assert await slack.outbox.find_file(CHANNEL, ts, ids.__contains__, since=begun) == message.ts
    assert await slack.outbox.find_file(CHANNEL, ts, {"F0OTHER"}.__contains__, since=begun) is None


async def test_files_for_which_it_got_too_late_appear_nowhere(slack: Bench) -> None:
    async def late(_: Sequence[str]) -> datetime:
        return slack.clock.now() - timedelta(seconds=1)

    ts = await slack.post()
    files = [DocumentFile("label", b"%PDF-1", 2, 2)]
    with pytest.raises(TooLate):
        await slack.outbox.upload(CHANNEL, ts, files, ["labels-1.pdf"], "Labels", before_last_step=late)
    assert slack.slack.thread(CHANNEL, ts) == []


async def test_the_words_of_a_message_are_in_no_log(slack: Bench, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    for fault in (ServerError(), InternalErrorIn200(), ApiError("invalid_blocks"), StoreThenTimeout(drop=True)):
        slack.slack.faults.next("chat.postMessage", fault)
        slack.clock.advance(2)
        with pytest.raises(SlackFailure):
            await slack.post(text="First Agent, Stationsweg 7")
    assert "Stationsweg" not in caplog.text


async def _both(*work: Coroutine[Any, Any, None]) -> None:
    await asyncio.gather(*work)
