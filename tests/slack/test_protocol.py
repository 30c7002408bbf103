"""The one way of every message: what the ledger knows of it after each thing that can become of a call."""

from __future__ import annotations

import asyncio
import sqlite3
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any, TypeVar, get_args

import pytest

from bot.documents import DocumentFile
from bot.ledger import doubts, lease, messages
from bot.ledger.doubts import LATE
from bot.ledger.lease import KEEPS
from bot.ledger.restores import Restored
from bot.ledger.store import LeaseLost, Ledger
from bot.model import MessageKind, MessageState, SlackMessage
from bot.plan_words import PlanWords
from bot.sandbox.slack.faults import ApiError, Fault, InternalErrorIn200, RateLimited, ServerError, StoreThenTimeout
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.known import Place
from bot.slack.delivery.outbox import MessageTag
from bot.slack.delivery.outcomes import (
    ChannelClosed,
    MessageGone,
    SlackBusy,
    SlackDown,
    SlackFailure,
    SlackRefused,
    TooLate,
)
from bot.slack.delivery.protocol import ARRIVES_WITHIN, LEFT_BEHIND, SEND_WITHIN, Delivery
from bot.slack.delivery.windows import Windows
from bot.slack.screens.blocks import paragraph
from bot.slack.screens.post import Post, post
from bot.slack.screens.text import say
from tests.slack.outbox_kit import CHANNEL, Bench, bench

T = TypeVar("T")

ABOUT = "P-1"
FILES = [DocumentFile("label", b"%PDF-labels", 1, 1)]


def drawing(words: str = "Two orders can be bought.") -> Post:
    return post("message", [paragraph(say(words))])


@dataclass
class Desk:
    """A ledger, a stand-in of Slack and the protocol between them."""

    bench: Bench
    ledger: Ledger
    context: DeliveryContext
    delivery: Delivery

    async def done(self, work: Awaitable[T]) -> T:
        """Return what *work* comes to, while the clock moves."""
        task = asyncio.ensure_future(work)
        await self.bench.clock.until(task.done)
        return await task

    async def post(self, words: str = "Two orders can be bought.") -> SlackMessage:
        return await self.done(self.delivery.post(ABOUT, "plan", Place(CHANNEL), drawing(words)))

    async def row(self, key: str = "message") -> SlackMessage:
        found = await self.ledger.read(messages.one, ABOUT, key)
        assert found is not None
        return found

    async def doubted(self) -> list[str]:
        """Return what is to be looked at again, at some time."""
        far = self.bench.clock.now() + timedelta(days=1)
        return [doubt.key for doubt in await self.ledger.read(doubts.of, ABOUT, now=far)]

    async def taken_over(self) -> None:
        """Have another process take the lease."""
        self.bench.clock.advance(KEEPS.total_seconds() + 1)
        assert await self.ledger.write(lease.take, "the next one", now=self.bench.clock.now())

    async def taken_over_during(self, work: Awaitable[Any], method: str) -> None:
        """Have another process take the lease between the row that *work* writes and its call."""
        await self.ledger.write(lease.hand_over, self.context.token, now=self.bench.clock.now())
        self.bench.outbox.pace.hold(method, 1)
        task = asyncio.ensure_future(work)
        await self.bench.clock.run_for(0.5)
        assert await self.ledger.write(lease.take, "the next one", now=self.bench.clock.now())
        await self.bench.clock.until(task.done)
        with pytest.raises(LeaseLost):
            await task


@pytest.fixture
async def desk(tmp_path: Path) -> AsyncIterator[Desk]:
    async with bench() as one:
        ledger = Ledger(tmp_path / "ledger.db")
        await ledger.open()
        token = await ledger.write(lease.take, "test", now=one.clock.now())
        assert token is not None
        one.clock.advance(1)
        windows = Windows(one.outbox, one.clock)
        context = DeliveryContext(
            ledger, one.outbox, one.clock, token, one.clock.now(), asyncio.Event(), windows=windows, words=PlanWords()
        )
        one.clock.advance(1)
        yield Desk(one, ledger, context, Delivery(context))
        await ledger.close()


NOTHING_DONE: list[tuple[Fault, type[SlackFailure]]] = [
    (RateLimited(5), SlackBusy),
    (ApiError("is_archived"), ChannelClosed),
    (ApiError("invalid_blocks"), SlackRefused),
]
PERHAPS_DONE = [ServerError(), InternalErrorIn200(), StoreThenTimeout(drop=True)]


def name(case: object) -> str:
    return type(case).__name__


async def test_a_message_that_slack_took_is_posted_and_its_words_are_known(desk: Desk) -> None:
    posted = await desk.post()
    assert posted == await desk.row()
    assert (posted.state, posted.digest) == ("posted", drawing().digest())
    assert [message.ts for message in desk.bench.slack.messages(CHANNEL)] == [posted.ts]
    assert await desk.doubted() == []


@pytest.mark.parametrize(("fault", "failure"), NOTHING_DONE, ids=name)
async def test_a_message_that_slack_surely_did_not_take_is_lost(
    desk: Desk, fault: Fault, failure: type[SlackFailure]
) -> None:
    desk.bench.slack.faults.next("chat.postMessage", fault)
    with pytest.raises(failure):
        await desk.post()
    assert (await desk.row()).state == "lost"
    assert await desk.doubted() == []


@pytest.mark.parametrize("fault", PERHAPS_DONE, ids=name)
async def test_a_message_that_slack_may_have_taken_is_open_and_doubtful(desk: Desk, fault: Fault) -> None:
    desk.bench.slack.faults.next("chat.postMessage", fault)
    with pytest.raises(SlackDown):
        await desk.post()
    assert (await desk.row()).state == "posting"
    assert await desk.doubted() == ["message"]


async def test_a_message_whose_turn_comes_too_late_is_not_sent(desk: Desk) -> None:
    desk.bench.outbox.pace.hold("chat.postMessage", SEND_WITHIN.total_seconds() + 0.5)
    with pytest.raises(TooLate):
        await desk.post()
    assert (await desk.row()).state == "lost"
    assert desk.bench.calls("chat.postMessage") == []


async def test_without_the_lease_nothing_is_sent(desk: Desk) -> None:
    await desk.taken_over()
    with pytest.raises(LeaseLost):
        await desk.post()
    assert desk.bench.slack.messages(CHANNEL) == []


async def test_a_lease_lost_in_the_middle_of_a_post_leaves_a_doubt(desk: Desk) -> None:
    await desk.taken_over_during(desk.delivery.post(ABOUT, "plan", Place(CHANNEL), drawing()), "chat.postMessage")
    assert (await desk.row()).state == "posting"
    assert await desk.doubted() == ["message"]


@pytest.mark.parametrize(("fault", "failure"), [*NOTHING_DONE, (ApiError("message_not_found"), MessageGone)], ids=name)
async def test_after_an_edit_that_surely_changed_nothing_the_message_says_what_it_said(
    desk: Desk, fault: Fault, failure: type[SlackFailure]
) -> None:
    posted = await desk.post()
    desk.bench.slack.faults.next("chat.update", fault)
    with pytest.raises(failure):
        await desk.done(desk.delivery.edit(posted, drawing("Bought.")))
    assert await desk.row() == posted
    assert await desk.doubted() == []


@pytest.mark.parametrize("fault", PERHAPS_DONE, ids=name)
async def test_after_an_edit_that_may_have_been_made_nobody_knows_what_the_message_says(
    desk: Desk, fault: Fault
) -> None:
    posted = await desk.post()
    desk.bench.slack.faults.next("chat.update", fault)
    with pytest.raises(SlackDown):
        await desk.done(desk.delivery.edit(posted, drawing("Bought.")))
    row = await desk.row()
    assert (row.state, row.digest) == ("posted", None)
    assert row.editing_since is not None
    assert await desk.doubted() == ["message"]


async def test_a_message_that_was_edited_says_what_was_drawn(desk: Desk) -> None:
    await desk.done(desk.delivery.edit(await desk.post(), drawing("Bought.")))
    row = await desk.row()
    assert (row.digest, row.editing_since) == (drawing("Bought.").digest(), None)


async def test_a_lease_lost_in_the_middle_of_an_edit_leaves_a_doubt_and_words_unknown(desk: Desk) -> None:
    posted = await desk.post()
    await desk.taken_over_during(desk.delivery.edit(posted, drawing("Bought.")), "chat.update")
    assert (await desk.row()).digest is None
    assert await desk.doubted() == ["message"]


async def test_an_edit_after_one_that_is_open_waits_for_it(desk: Desk) -> None:
    posted = await desk.post()
    desk.bench.slack.faults.next("chat.update", ServerError())
    with pytest.raises(SlackDown):
        await desk.done(desk.delivery.edit(posted, drawing("Bought.")))
    row = await desk.row()
    assert 0 < desk.delivery.before_edit(row) <= ARRIVES_WITHIN.total_seconds()
    desk.bench.clock.advance(ARRIVES_WITHIN.total_seconds())
    assert desk.delivery.before_edit(row) <= 0


async def test_what_an_earlier_process_left_open_is_waited_for_longer(desk: Desk) -> None:
    theirs = SlackMessage(ABOUT, "message", "plan", CHANNEL, None, "posting", None, desk.context.since)
    assert ARRIVES_WITHIN.total_seconds() < desk.delivery.before_find(theirs) <= LEFT_BEHIND.total_seconds()


@pytest.mark.parametrize("fault", PERHAPS_DONE, ids=name)
async def test_a_message_that_is_open_is_looked_for(desk: Desk, fault: Fault) -> None:
    desk.bench.slack.faults.next("chat.postMessage", fault)
    with pytest.raises(SlackDown):
        await desk.post()
    standing = [message.ts for message in desk.bench.slack.messages(CHANNEL)]
    found = await desk.done(desk.delivery.find(await desk.row()))
    assert found == await desk.row()
    if standing:
        assert (found.state, found.ts, found.digest) == ("posted", standing[0], None)
    else:
        assert found.state == "lost"
    assert await desk.doubted() == ["message"]


async def test_a_message_that_may_not_be_looked_for_is_lost(desk: Desk) -> None:
    theirs = SlackMessage(ABOUT, "message", "plan", CHANNEL, None, "posting", None, desk.bench.clock.now())
    desk.bench.clock.advance(LATE.total_seconds())
    desk.bench.slack.faults.next("conversations.history", ApiError("missing_scope"))
    assert (await desk.done(desk.delivery.find(theirs))).state == "lost"
    assert await desk.doubted() == []


async def test_a_message_is_not_deleted_too_late_or_without_the_lease(desk: Desk) -> None:
    posted = await desk.post()
    assert posted.ts is not None
    desk.bench.outbox.pace.hold("chat.delete", SEND_WITHIN.total_seconds() + 0.5)
    with pytest.raises(TooLate):
        await desk.done(desk.delivery.delete(CHANNEL, posted.ts))
    await desk.taken_over()
    with pytest.raises(LeaseLost):
        await desk.done(desk.delivery.delete(CHANNEL, posted.ts))
    assert [message.ts for message in desk.bench.slack.messages(CHANNEL)] == [posted.ts]


async def upload(desk: Desk) -> SlackMessage:
    (parent,) = desk.bench.slack.messages(CHANNEL)
    place = Place(CHANNEL, parent.ts)
    tag = MessageTag(ABOUT, "documents-1")
    return await desk.done(desk.delivery.upload(tag, place, FILES, ["labels-1.pdf"], "Labels"))


async def test_files_are_known_by_slacks_ids(desk: Desk) -> None:
    await desk.post()
    uploaded = await upload(desk)
    (parent,) = desk.bench.slack.messages(CHANNEL)
    (message,) = desk.bench.slack.thread(CHANNEL, parent.ts)
    assert uploaded == await desk.row("documents-1")
    assert (uploaded.state, uploaded.file_ids) == ("posted", tuple(file.id for file in message.files))


@pytest.mark.parametrize("fault", PERHAPS_DONE, ids=name)
async def test_files_that_slack_may_have_taken_are_open_and_their_ids_are_known(desk: Desk, fault: Fault) -> None:
    await desk.post()
    desk.bench.slack.faults.next("files.completeUploadExternal", fault)
    with pytest.raises(SlackDown):
        await upload(desk)
    row = await desk.row("documents-1")
    assert row.state == "posting"
    assert len(row.file_ids) == 1
    assert await desk.doubted() == ["documents-1"]


@pytest.mark.parametrize(("fault", "failure"), NOTHING_DONE, ids=name)
async def test_files_that_slack_surely_did_not_take_are_lost(
    desk: Desk, fault: Fault, failure: type[SlackFailure]
) -> None:
    await desk.post()
    desk.bench.slack.faults.next("files.completeUploadExternal", fault)
    with pytest.raises(failure):
        await upload(desk)
    assert (await desk.row("documents-1")).state == "lost"
    assert await desk.doubted() == []


@pytest.mark.parametrize("kind", get_args(MessageKind))
@pytest.mark.parametrize("state", get_args(MessageState))
async def test_the_ledger_takes_every_kind_and_state_of_a_message(
    desk: Desk, kind: MessageKind, state: MessageState
) -> None:
    message = SlackMessage(ABOUT, "message", kind, CHANNEL, "1.1", state, None, desk.bench.clock.now())
    await desk.delivery.note(message)
    assert await desk.row() == message


@pytest.mark.parametrize("column", ["kind", "state", "file_ids"])
async def test_the_ledger_takes_nothing_else(desk: Desk, column: str) -> None:
    await desk.post()
    with pytest.raises(sqlite3.IntegrityError):
        await desk.ledger.write(lambda db: db.table("messages").update((ABOUT, "message"), {column: "something"}))


async def test_only_a_restored_ledger_is_unsure_and_only_of_what_began_before(desk: Desk) -> None:
    now = desk.bench.clock.now()
    made_at, at = now - timedelta(hours=2), now - timedelta(hours=1)
    restored = Delivery(
        replace(desk.context, since=now, stopping=asyncio.Event(), restored=Restored(made_at, at)),
    )
    unsure: Callable[..., SlackMessage | None] = restored.unsure
    assert desk.delivery.unsure(ABOUT, "message", "plan", CHANNEL, begun=made_at) is None
    assert unsure(ABOUT, "message", "plan", CHANNEL, begun=at) is None
    found = unsure(ABOUT, "message", "plan", CHANNEL, begun=made_at)
    assert found == SlackMessage(ABOUT, "message", "plan", CHANNEL, None, "posting", None, made_at)
