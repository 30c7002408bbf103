"""What readers notice when Slack carries out late what the bot had given up: in the end all stands there once."""

from __future__ import annotations

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ledger import document_requests, lease, plans
from bot.ledger.doubts import LATE
from bot.ledger.lease import KEEPS
from bot.ledger.store import LeaseLost
from bot.model import Cause, LineKind, PlanLine
from bot.model.trouble import Trouble
from bot.sandbox.slack.faults import ApiError, Behind, Hang, RateLimited, StoredLate, StoreThenTimeout
from bot.sandbox.slack.records import Message
from bot.slack.delivery.outbox import Outbox
from bot.slack.delivery.projector import Projector
from tests.slack.outbox_kit import CHANNEL
from tests.slack.projector_kit import ANNA, Stage, stage

RUN = "L-7F3A"
LOOKED = LATE.total_seconds() + 15


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as one:
        yield one


def standing(play: Stage) -> list[Message]:
    play.bench.slack.workspace.catch_up()
    return [message for message in play.bench.slack.workspace.messages if not message.deleted]


def told_twice(play: Stage) -> list[str]:
    """Return what stands more than once in all of Slack, the files too."""
    keys = Counter(str(one.metadata or sorted(file.name for file in one.files)) for one in standing(play))
    return [key for key, times in keys.items() if times > 1]


def lists(play: Stage) -> list[str]:
    """Return the calls by which messages are looked for or deleted."""
    names = ("conversations.history", "conversations.replies", "chat.delete")
    return [call.method for call in play.bench.slack.calls if call.method in names]


async def test_messages_stored_20_seconds_late_stand_there_once_in_the_end(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoredLate(20, drop=True))
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN, "1001")
    await play.refuse(RUN, "1002")
    await play.clock.until(lambda: play.parents(RUN))
    play.bench.slack.faults.next("chat.postMessage", StoredLate(20, drop=True))
    await play.at_rest()
    await play.clock.run_for(20)
    assert told_twice(play)
    await play.clock.run_for(LOOKED)
    await play.at_rest()
    (parent,) = play.parents(RUN)
    assert "Done, 1 need" in parent.plain()
    assert told_twice(play) == []
    assert {message.thread_ts for message in standing(play)} == {None, parent.ts}


async def test_an_edit_carried_out_30_seconds_late_is_covered_by_the_last_state(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.clock.run_for(5)
    play.bench.slack.faults.next("chat.update", StoredLate(30, drop=True))
    await play.label(RUN, "1001")
    await play.clock.run_for(1)
    await play.label(RUN, "1002")
    await play.at_rest()
    assert "Done" in play.parents(RUN)[0].plain()
    await play.clock.until(lambda: "Done" not in play.parents(RUN)[0].plain(), limit=30)
    await play.clock.run_for(LOOKED)
    await play.at_rest()
    assert "Done" in play.parents(RUN)[0].plain()


async def test_messages_that_slack_lists_late_stand_there_once_in_the_end(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True), times=3)
    play.bench.slack.faults.next("conversations.*", Behind(6), times=3)
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN, "1001")
    await play.refuse(RUN, "1002")
    await play.at_rest()
    assert told_twice(play)
    await play.clock.run_for(LOOKED)
    await play.at_rest()
    assert told_twice(play) == []
    assert "1001" in "".join(reply.plain() for reply in play.replies(RUN))


async def test_a_restart_does_not_forget_what_may_come_late(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoredLate(20, drop=True))
    await play.run(RUN, ["1001"])
    await play.label(RUN)
    await play.at_rest()
    await play.kill()
    await play.clock.run_for(30)
    assert len(play.parents(RUN)) == 2
    await play.begin()
    await play.clock.run_for(LOOKED)
    assert len(play.parents(RUN)) == 1
    assert told_twice(play) == []


async def test_a_message_of_a_dead_process_that_comes_after_the_look_for_it_stands_there_once(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoredLate(25))
    await play.run(RUN, ["1001"])
    await play.clock.run_for(0.5)
    await play.kill()
    await play.begin()
    await play.label(RUN)
    await play.at_rest()
    await play.clock.run_for(10)
    assert len(play.parents(RUN)) == 2
    await play.clock.run_for(LOOKED)
    assert len(play.parents(RUN)) == 1
    assert told_twice(play) == []


async def test_a_late_parent_under_which_somebody_answered_is_the_one_that_stays(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoredLate(8, drop=True))
    await play.run(RUN, ["1001", "1002"])
    await play.clock.run_for(10)
    _, late = play.parents(RUN)
    await play.bench.slack.person("U0AGENT").say("thanks", CHANNEL, thread_ts=late.ts)
    await play.clock.run_for(LOOKED)
    await play.label(RUN)
    await play.at_rest()
    assert [parent.ts for parent in play.parents(RUN)] == [late.ts]
    assert "Done" in late.plain()


async def test_files_stored_late_stand_there_once_in_the_end(play: Stage) -> None:
    await play.run(RUN, ["1001"])
    await play.label(RUN)
    await play.at_rest()
    play.bench.slack.faults.next("files.completeUploadExternal", StoredLate(20, drop=True))
    await play.ledger.write(document_requests.add, RUN, by=ANNA, now=play.clock.now())
    await play.at_rest()
    await play.clock.run_for(20)
    assert len([reply for reply in play.replies(RUN) if reply.files]) == 2
    await play.clock.run_for(LOOKED)
    assert len([reply for reply in play.replies(RUN) if reply.files]) == 1


async def test_files_stored_late_are_not_put_there_again_when_slack_takes_uploads_once_more(play: Stage) -> None:
    await play.run(RUN, ["1001"])
    await play.label(RUN)
    await play.at_rest()
    play.bench.slack.faults.next("files.completeUploadExternal", StoredLate(20, drop=True))
    await play.ledger.write(document_requests.add, RUN, by=ANNA, now=play.clock.now())
    await play.clock.until(lambda: "files.completeUploadExternal" in [call.method for call in play.bench.slack.calls])
    play.bench.slack.faults.next("files.getUploadURLExternal", RateLimited(60))
    await play.clock.run_for(LOOKED)
    assert len([reply for reply in play.replies(RUN) if reply.files]) == 1
    await play.at_rest()
    assert len([reply for reply in play.replies(RUN) if reply.files]) == 1


async def test_a_plan_stored_late_stands_there_once_and_shows_its_newest_state(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoredLate(20, drop=True))
    await play.plan("P-1", [PlanLine(1, "1001", LineKind.READY, ticked=True, order_number="1001", order_id="1")])
    await play.at_rest()
    await play.clock.run_for(5)
    play.bench.slack.faults.next("chat.update", StoredLate(30, drop=True))
    await play.ledger.write(plans.check_again, "P-1", now=play.clock.now())
    await play.clock.run_for(2)
    await play.ledger.write(plans.failed, "P-1", Cause(Trouble.UNREACHABLE), now=play.clock.now())
    await play.at_rest()
    await play.clock.run_for(30)
    direct = play.bench.slack.workspace.direct("U0AGENT").id
    await play.clock.run_for(LOOKED)
    await play.at_rest()
    (message,) = play.bench.slack.messages(direct)
    assert "Sendcloud is down." in message.plain()


async def test_a_run_without_doubt_is_looked_at_no_second_time(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN, "1001")
    await play.refuse(RUN, "1002")
    await play.at_rest()
    told = len(play.bench.slack.calls)
    await play.clock.run_for(LOOKED * 3, step=1)
    assert len(play.bench.slack.calls) == told
    assert lists(play) == []


async def test_one_doubt_is_one_look_and_then_there_is_quiet(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    await play.run(RUN, ["1001"])
    await play.label(RUN)
    await play.clock.run_for(LOOKED * 3, step=0.5)
    assert lists(play) == ["conversations.history"] * 2


async def test_a_channel_that_is_closed_for_a_while_is_looked_at_afterwards(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoredLate(20, drop=True))
    await play.run(RUN, ["1001"])
    await play.label(RUN)
    await play.clock.run_for(30)
    assert len(play.parents(RUN)) == 2
    play.bench.slack.channel(CHANNEL).members.discard("U0LABELBOT")
    await play.clock.run_for(LOOKED)
    assert len(play.parents(RUN)) == 2
    play.bench.slack.channel(CHANNEL).members.add("U0LABELBOT")
    await play.clock.run_for(60)
    assert len(play.parents(RUN)) == 1


async def test_a_second_copy_that_may_not_be_deleted_stays_and_the_run_goes_on(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoredLate(20, drop=True))
    play.bench.slack.faults.next("chat.delete", ApiError("cant_delete_message"))
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN, "1001")
    await play.clock.run_for(LOOKED + 20)
    await play.label(RUN, "1002")
    await play.at_rest()
    assert len(play.parents(RUN)) == 2
    assert any("Done" in parent.plain() for parent in play.parents(RUN))
    assert lists(play).count("chat.delete") == 1


async def test_a_parent_that_could_not_be_edited_is_left_where_it_stands(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.refuse(RUN, "1001")
    await play.clock.run_for(5)
    play.bench.slack.channel(CHANNEL).edit_error = "edit_window_closed"
    play.bench.slack.faults.next("chat.postMessage", StoredLate(20, drop=True))
    await play.label(RUN, "1002")
    await play.clock.until(lambda: len(play.parents(RUN)) > 1)
    play.bench.slack.channel(CHANNEL).edit_error = None
    await play.clock.run_for(LOOKED)
    await play.at_rest()
    frozen, parent = play.parents(RUN)
    assert play.bench.slack.thread(CHANNEL, frozen.ts)
    assert "Done" in parent.plain()


async def test_a_process_that_sleeps_in_the_middle_of_a_post_leaves_no_second_parent(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", Hang(0.6))
    await play.run(RUN, ["1001", "1002"])
    await play.clock.until(lambda: play.bench.outbox.pace.before_post(CHANNEL) > 0)
    slept = play.working
    assert slept is not None
    play.clock.advance(KEEPS.total_seconds() + 10)
    token = await play.ledger.write(lease.take, "the next one", now=play.clock.now())
    assert token is not None
    play.stopping = asyncio.Event()
    next_one = Projector(play.ledger, Outbox(play.bench.client, play.clock), play.reader, play.clock, play.wakeup)
    play.working = asyncio.create_task(next_one.work(token, play.stopping))
    await play.label(RUN)
    await play.clock.until(lambda: play.parents(RUN))
    await play.clock.until(slept.done)
    with pytest.raises(LeaseLost):
        await slept
    await play.clock.run_for(LOOKED)
    await play.at_rest()
    (parent,) = play.parents(RUN)
    assert "Done" in parent.plain()
    assert told_twice(play) == []


async def test_replies_under_a_parent_that_somebody_deleted_are_told_once(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002", "1003"])
    await play.label(RUN, "1001")
    await play.refuse(RUN, "1002")
    await play.clock.run_for(20)
    (old,) = play.parents(RUN)
    assert play.replies(RUN)
    play.bench.slack.delete(old)
    await play.label(RUN, "1003")
    await play.at_rest()
    assert play.bench.slack.thread(CHANNEL, old.ts) == []
    told = "".join(reply.plain() for reply in play.replies(RUN))
    assert all(number in told for number in ("1001", "1002", "1003"))
    assert told_twice(play) == []


async def test_replies_under_a_deleted_parent_that_could_not_be_deleted_at_once_are_told_once_in_the_end(
    play: Stage,
) -> None:
    await play.run(RUN, ["1001", "1002", "1003"])
    await play.label(RUN, "1001")
    await play.refuse(RUN, "1002")
    await play.clock.run_for(20)
    (old,) = play.parents(RUN)
    count = len(play.replies(RUN))
    assert count
    play.bench.slack.delete(old)
    play.bench.slack.faults.next("chat.delete", ApiError("is_archived"), times=count)
    await play.label(RUN, "1003")
    await play.at_rest()
    await play.clock.run_for(LOOKED)
    assert play.bench.slack.thread(CHANNEL, old.ts) == []
    told = "".join(reply.plain() for reply in play.replies(RUN))
    assert all(number in told for number in ("1001", "1002", "1003"))
    assert told_twice(play) == []


async def test_a_reply_stored_as_the_bot_died_is_told_once_though_its_parent_was_deleted_meanwhile(
    play: Stage,
) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.clock.run_for(5)
    (old,) = play.parents(RUN)
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout())
    await play.refuse(RUN, "1001")
    await play.clock.until(lambda: play.replies(RUN))
    await play.kill()
    play.bench.slack.delete(old)
    await play.label(RUN, "1002")
    await play.begin()
    await play.at_rest()
    await play.clock.run_for(LOOKED)
    assert play.bench.slack.thread(CHANNEL, old.ts) == []
    assert "1001" in "".join(reply.plain() for reply in play.replies(RUN))
    assert told_twice(play) == []


async def test_a_parent_stored_late_in_a_channel_that_the_run_has_left_does_not_stay(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoredLate(20, drop=True))
    await play.run(RUN, ["1001", "1002"])
    await play.clock.until(lambda: play.parents(RUN))
    play.bench.slack.channel(CHANNEL).thread_error = "restricted_action_thread_locked"
    await play.label(RUN)
    await play.clock.until(lambda: len(play.parents(RUN)) == 2)
    play.bench.slack.channel(CHANNEL).thread_error = None
    await play.clock.run_for(LOOKED + 40)
    await play.at_rest()
    (signpost,) = play.parents(RUN)
    assert "goes on in a direct message" in signpost.plain()
    (parent,) = play.parents(RUN, play.bench.slack.workspace.direct("U0AGENT").id)
    assert "Done" in parent.plain()


async def test_files_under_a_parent_that_somebody_deleted_stay(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN, "1001")
    await play.clock.run_for(20)
    await play.ledger.write(document_requests.add, RUN, by=ANNA, now=play.clock.now())
    await play.clock.run_for(10)
    (old,) = play.parents(RUN)
    play.bench.slack.delete(old)
    await play.label(RUN, "1002")
    await play.at_rest()
    assert [bool(message.files) for message in play.bench.slack.thread(CHANNEL, old.ts)] == [True]
