"""The anchor of the ledger: in its channel once a day, whatever is lost, and only when there is something new."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from datetime import date, timedelta
from pathlib import Path

import pytest

from bot.ledger import anchors, audit, events
from bot.ledger.anchors import ABOUT, Anchor
from bot.ledger.doubts import LATE
from bot.ledger.store import LeaseLost, Ledger
from bot.model import EventKind
from bot.sandbox.slack import Message
from bot.sandbox.slack.faults import (
    ApiError,
    Fault,
    Hang,
    InternalErrorIn200,
    RateLimited,
    ServerError,
    StoreThenTimeout,
)
from bot.slack.delivery.anchors import DailyAnchor
from bot.slack.delivery.outbox import Outbox
from bot.slack.delivery.projector import Projector
from bot.slack.screens.anchor import anchor as drawn
from tests.slack.outbox_kit import OTHER, bench
from tests.slack.projector_kit import Reader, Stage

DAY = 86_400


class Anchored(Stage):
    """A stage whose projector posts anchors to the other channel."""

    def drawing(self, outbox: Outbox | None = None) -> Projector:
        outbox, anchor = outbox or self.bench.outbox, DailyAnchor(OTHER)
        return Projector(self.ledger, outbox, self.reader, self.clock, self.wakeup, anchor=anchor)

    def posted(self) -> list[Message]:
        return self.bench.slack.messages(OTHER)

    async def happen(self, kind: EventKind = EventKind.WORK_TAKEN_UP) -> Anchor:
        """Let something happen, and return the head of the ledger."""
        await self.ledger.write(events.append, kind, now=self.clock.now())
        return Anchor(*await self.ledger.read(events.head))

    async def head(self) -> Anchor:
        return Anchor(*await self.ledger.read(events.head))

    async def midnight(self) -> None:
        """Let the day end; a minute of the next one has gone by."""
        now = self.clock.now()
        tomorrow = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
        self.clock.advance((tomorrow - now).total_seconds())
        await self.clock.run_for(60, step=1)


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Anchored]:
    async with bench() as one:
        ledger = Ledger(tmp_path / "ledger.db")
        await ledger.open()
        stage = Anchored(one, ledger, Reader())
        yield stage
        await stage.end()
        await ledger.close()


async def test_the_first_start_posts_the_head_of_the_ledger(play: Anchored, tmp_path: Path) -> None:
    await play.begin()
    head = await play.head()
    await play.clock.run_for(60, step=0.5)
    (posted,) = play.posted()

    assert posted.plain() == f"Ledger of 2026-11-23: event {head.seq} has the hash {head.hash}."
    assert (posted.metadata or {})["event_payload"] == {"about": ABOUT, "key": "2026-11-23"}
    assert anchors.found_in(posted.text) == ([head], [])
    assert anchors.found_in(posted.plain()) == ([head], [])
    assert audit.verify(tmp_path / "ledger.db", [head]).problems == []


async def test_a_new_day_gets_an_anchor_and_a_restart_none(play: Anchored) -> None:
    await play.begin()
    await play.clock.run_for(10)
    await play.happen()
    await play.end()
    await play.begin()
    await play.clock.run_for(60, step=0.5)
    assert len(play.posted()) == 1
    head = await play.head()
    await play.midnight()
    assert [anchors.found_in(posted.text)[0] for posted in play.posted()][1:] == [[head]]


async def test_a_day_on_which_nothing_happened_gets_none(play: Anchored) -> None:
    await play.begin()
    await play.clock.run_for(10)
    for _ in range(3):
        await play.midnight()
    assert len(play.posted()) == 1
    head = await play.happen()
    await play.clock.run_for(10)
    assert anchors.found_in(play.posted()[-1].text) == ([head], [])


@pytest.mark.parametrize(
    "fault",
    [StoreThenTimeout(drop=True), ServerError(), InternalErrorIn200(), RateLimited(5)],
    ids=lambda one: type(one).__name__,
)
async def test_an_answer_that_was_lost_the_anchor_stands_there_once(play: Anchored, fault: Fault) -> None:
    play.bench.slack.faults.next("chat.postMessage", fault)
    await play.begin()
    await play.clock.run_for(120, step=0.5)
    assert len(play.posted()) == 1
    assert [row.state for row in (await play.rows(ABOUT)).values()] == ["posted"]


async def test_killed_after_the_call_it_is_not_told_again(play: Anchored) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    await play.begin()
    await play.clock.until(play.posted)
    await play.kill()
    await play.begin()
    await play.clock.run_for(60, step=0.5)
    assert len(play.posted()) == 1


async def test_killed_before_midnight_what_was_lost_is_settled_first(play: Anchored) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    await play.begin()
    await play.clock.until(play.posted)
    await play.kill()
    play.clock.advance(DAY)
    await play.begin()
    await play.clock.run_for(60, step=0.5)
    assert [row.state for row in (await play.rows(ABOUT)).values()] == ["posted", "posted"]
    assert len(play.posted()) == 2


async def test_a_channel_that_cannot_be_posted_to_is_tried_rarely_and_runs_go_on(play: Anchored) -> None:
    play.bench.slack.channel(OTHER).is_archived = True
    await play.begin()
    await play.run("L-1", ["1001"])
    await play.label("L-1")
    await play.at_rest()
    await play.clock.run_for(600, step=1)
    posts = [call for call in play.bench.slack.calls if call.method == "chat.postMessage"]
    assert len([call for call in posts if not call.response.get("ok")]) == 1
    assert len(play.parents("L-1")) == 1
    play.bench.slack.channel(OTHER).is_archived = False
    await play.clock.run_for(3600, step=10)
    assert len(play.posted()) == 1


async def test_slack_refusing_the_search_the_anchor_is_posted(play: Anchored) -> None:
    play.bench.slack.faults.next("chat.postMessage", ServerError())
    play.bench.slack.faults.next("conversations.history", ApiError("missing_scope"))
    await play.begin()
    await play.clock.run_for(120, step=0.5)
    assert len(play.posted()) == 1


async def test_a_process_that_was_paused_before_its_call_leaves_no_second_anchor(play: Anchored) -> None:
    # Its turn in the channel comes only after its successor has posted, and has looked again at what was doubtful.
    play.bench.outbox.pace.hold("chat.postMessage", 180)
    await play.begin()
    await play.clock.run_for(1)
    assert [row.state for row in (await play.rows(ABOUT)).values()] == ["posting"]
    paused = await play.replaced()
    await play.clock.until(play.posted, limit=60)
    await play.clock.until(paused.done, limit=400)
    with pytest.raises(LeaseLost):
        await paused
    await play.clock.run_for(LATE.total_seconds() + 60, step=0.5)
    assert len(play.posted()) == 1
    assert [row.state for row in (await play.rows(ABOUT)).values()] == ["posted"]


async def test_a_process_that_was_paused_in_the_middle_of_its_call_leaves_no_second_anchor(play: Anchored) -> None:
    play.bench.slack.faults.next("chat.postMessage", Hang(0.6))
    await play.begin()
    await play.clock.until(lambda: play.bench.outbox.pace.before_post(OTHER) > 0)
    paused = await play.replaced()
    await play.clock.until(play.posted)
    await play.clock.until(paused.done)
    with pytest.raises(LeaseLost):
        await paused
    await play.clock.run_for(LATE.total_seconds() + 60, step=0.5)
    days = [(posted.metadata or {})["event_payload"]["key"] for posted in play.posted()]
    assert sorted(set(days)) == sorted(days)


async def test_it_does_not_hold_up_the_end(play: Anchored) -> None:
    play.bench.slack.channel(OTHER).is_archived = True
    await play.begin()
    await play.clock.run_for(10)
    async with asyncio.timeout(2):
        await play.end()


def test_the_sentence_is_read_by_whoever_verifies() -> None:
    anchor = Anchor(1234, "3f" * 32)
    told = drawn(date(2026, 11, 23), seq=anchor.seq, hash=anchor.hash)

    assert anchors.found_in(told.text) == ([anchor], [])
