"""What readers of a thread notice: it follows the ledger, survives its own loss and tells nothing twice."""

from __future__ import annotations

import asyncio
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import closing
from pathlib import Path

import pytest

from bot.ledger import lease, requeue
from bot.ledger.lease import KEEPS
from bot.ledger.store import LeaseLost
from bot.model import Safety
from bot.sandbox.slack.faults import ApiError, Drop, InternalErrorIn200, RateLimited, ServerError, StoreThenTimeout
from bot.slack.delivery.outbox import MessageTag, Outbox
from bot.slack.delivery.projector import Projector
from bot.slack.http import SLACK_TIMEOUT
from tests.slack.outbox_kit import CHANNEL, OTHER, most_within, shortest_gap
from tests.slack.projector_kit import ANNA, Stage, stage

RUN = "L-7F3A"


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as one:
        yield one


def told_twice(play: Stage, channel: str = CHANNEL) -> list[str]:
    """Return what stands in a channel and its threads more than once."""
    here = [message for message in play.bench.slack.workspace.messages if message.channel == channel]
    keys = Counter(str(message.metadata) for message in here if message.metadata and not message.deleted)
    return [key for key, times in keys.items() if times > 1]


async def test_a_run_is_one_parent_and_its_replies(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002", "1003"])
    await play.label(RUN, "1001", "1002")
    await play.refuse(RUN, "1003")
    await play.at_rest()
    (parent,) = play.parents(RUN)
    told = parent.plain() + "".join(reply.plain() for reply in play.replies(RUN))
    for number in ("1001", "1002", "1003"):
        assert number in told
    assert "Done, 1 need" in parent.plain()
    assert told_twice(play) == []


async def test_the_last_state_arrives_soon_though_every_state_before_was_too_fast(play: Stage) -> None:
    numbers = [str(1000 + place) for place in range(20)]
    await play.run(RUN, numbers)
    for number in numbers:
        await play.label(RUN, number)
        await play.clock.run_for(0.3)
    await play.at_rest(limit=15)
    (parent,) = play.parents(RUN)
    edits = [call.time for call in play.bench.calls("chat.update") if call.args["ts"] == parent.ts]
    assert shortest_gap(edits) >= 2
    assert "Done" in parent.plain()


async def test_edits_of_an_old_run_are_rarer_but_its_last_state_is_not_late(play: Stage) -> None:
    numbers = [str(1000 + place) for place in range(60)]
    await play.run(RUN, numbers)
    for number in numbers[:-1]:
        await play.label(RUN, number)
        await play.clock.run_for(3, step=0.2)
    (parent,) = play.parents(RUN)
    edits = [call.time for call in play.bench.calls("chat.update") if call.args["ts"] == parent.ts]
    after_a_minute = [at for at in edits if (at - edits[0]).total_seconds() > 65]
    assert shortest_gap(after_a_minute) >= 5
    await play.label(RUN, numbers[-1])
    await play.clock.until(lambda: "Done" in play.parents(RUN)[0].plain(), limit=4)


async def test_40_edits_a_minute_over_all_runs(play: Stage) -> None:
    names = [f"L-{place}" for place in range(30)]
    for name in names:
        await play.run(name, [f"{name}-{place}" for place in range(6)], CHANNEL if name < "L-2" else OTHER)
    for place in range(6):
        for name in names:
            await play.label(name, f"{name}-{place}")
        await play.clock.run_for(5, step=0.2)
    await play.at_rest()
    assert most_within([call.time for call in play.bench.calls("chat.update")], 60) <= 40
    for name in names:
        (parent,) = play.parents(name, CHANNEL if name < "L-2" else OTHER)
        assert "Done" in parent.plain()
    assert not [call for call in play.bench.slack.calls if call.status == 429]


async def test_nothing_is_told_twice_after_a_lost_answer(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True), times=3)
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN)
    await play.at_rest()
    assert len(play.parents(RUN)) == 1
    assert told_twice(play) == []
    assert "1001" in "".join(reply.plain() for reply in play.replies(RUN))


async def test_nothing_is_told_twice_when_the_bot_is_killed_between_message_and_answer(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout())
    await play.run(RUN, ["1001", "1002"])
    await play.clock.until(lambda: play.parents(RUN))
    await play.kill()
    await play.begin()
    await play.label(RUN)
    await play.at_rest()
    assert len(play.parents(RUN)) == 1
    assert told_twice(play) == []


async def test_nothing_is_told_twice_when_slack_was_still_busy_with_a_message_as_the_bot_was_killed(
    play: Stage,
) -> None:
    play.bench.slack.faults.next("chat.postMessage", Drop())
    await play.run(RUN, ["1001", "1002"])
    await play.clock.run_for(0.5)
    await play.kill()
    assert (await play.rows(RUN))["parent"].state == "posting"
    await play.clock.run_for(KEEPS.total_seconds())
    await play.begin()
    await play.clock.run_for(SLACK_TIMEOUT - KEEPS.total_seconds())
    # Slack gets round to it.
    await play.bench.outbox.post(CHANNEL, MessageTag(RUN, "parent"), text="Running", blocks=[])
    await play.label(RUN)
    await play.at_rest()
    assert len(play.parents(RUN)) == 1
    assert told_twice(play) == []
    assert "2 of 2 labels ready" in play.parents(RUN)[0].plain()


async def test_without_the_right_to_look_a_lost_message_is_posted_again(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    play.bench.slack.faults.next("conversations.history", ApiError("missing_scope"))
    await play.run(RUN, ["1001"])
    await play.label(RUN)
    await play.at_rest()
    assert len(play.parents(RUN)) == 2
    assert "Done" in play.parents(RUN)[-1].plain()


async def test_slack_down_for_ten_minutes_the_report_catches_up(play: Stage) -> None:
    play.bench.slack.faults.next("*", ServerError(503), times=10_000)
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN)
    await play.clock.run_for(600, step=0.5)
    assert len(play.bench.slack.calls) < 60
    play.bench.slack.faults.clear()
    await play.at_rest(limit=60)
    (parent,) = play.parents(RUN)
    assert "Done" in parent.plain()
    assert told_twice(play) == []


async def test_a_storm_of_rate_limits_loses_nothing(play: Stage) -> None:
    play.bench.slack.faults.next("chat.*", RateLimited(3), times=8)
    play.bench.slack.faults.next("chat.*", InternalErrorIn200(), times=3)
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN)
    await play.at_rest()
    assert "Done" in play.parents(RUN)[0].plain()
    assert told_twice(play) == []


async def test_a_deleted_parent_is_posted_again_with_its_replies(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002", "1003"])
    await play.label(RUN, "1001")
    await play.refuse(RUN, "1002")
    await play.clock.run_for(20)
    play.parents(RUN)[0].deleted = True
    for reply in [message for message in play.bench.slack.workspace.messages if message.thread_ts]:
        reply.deleted = True
    await play.label(RUN, "1003")
    await play.at_rest()
    (parent,) = play.parents(RUN)
    assert "takes its place" in parent.plain()
    told = "".join(reply.plain() for reply in play.replies(RUN))
    assert all(number in told for number in ("1001", "1002", "1003"))
    assert told_twice(play) == []


async def test_a_deleted_reply_is_posted_again(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.refuse(RUN, "1001")
    await play.clock.run_for(20)
    (reply,) = [one for one in play.replies(RUN) if "1001" in one.plain()]
    reply.deleted = True
    await play.refuse(RUN, "1002")
    await play.at_rest()
    assert "1002" in "".join(one.plain() for one in play.replies(RUN))
    assert len(play.parents(RUN)) == 1


async def test_a_parent_that_can_no_longer_be_edited_is_followed_by_another_but_not_by_many(play: Stage) -> None:
    numbers = [str(1000 + place) for place in range(10)]
    await play.run(RUN, numbers)
    await play.clock.run_for(3)
    play.bench.slack.channel(CHANNEL).edit_error = "edit_window_closed"
    for number in numbers:
        await play.label(RUN, number)
        await play.clock.run_for(3)
    await play.at_rest()
    assert 2 <= len(play.parents(RUN)) <= 4
    assert "Done" in play.parents(RUN)[-1].plain()
    play.bench.slack.channel(CHANNEL).edit_error = None


@pytest.mark.parametrize("when", ["before", "during"])
async def test_an_archived_channel_the_person_gets_a_direct_message(play: Stage, when: str) -> None:
    if when == "before":
        play.bench.slack.channel(CHANNEL).is_archived = True
    await play.run(RUN, ["1001", "1002"])
    await play.clock.run_for(5)
    play.bench.slack.channel(CHANNEL).is_archived = True
    await play.label(RUN)
    await play.at_rest()
    direct = play.bench.slack.workspace.direct("U0AGENT").id
    (parent,) = play.parents(RUN, direct)
    assert parent.plain().startswith("This run is told here, because I cannot write to")
    assert "it is archived" in parent.plain()
    assert parent.text.startswith("This run is told here")
    assert "Done" in parent.plain()
    assert "1001" in "".join(reply.plain() for reply in play.replies(RUN, direct))
    assert told_twice(play, direct) == []


async def test_a_locked_thread_is_left_with_a_signpost(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.clock.run_for(5)
    play.bench.slack.channel(CHANNEL).thread_error = "restricted_action_thread_locked"
    await play.label(RUN)
    await play.at_rest()
    assert "goes on in a direct message" in play.parents(RUN)[0].plain()
    direct = play.bench.slack.workspace.direct("U0AGENT").id
    assert "the thread is locked" in play.parents(RUN, direct)[0].plain()
    assert play.replies(RUN, direct)


async def test_somebody_who_cannot_be_written_to_does_not_make_the_bot_nag(play: Stage) -> None:
    play.bench.slack.channel(CHANNEL).is_archived = True
    play.bench.slack.workspace.users["U0AGENT"].deleted = True
    await play.run(RUN, ["1001"])
    await play.clock.run_for(600, step=0.5)
    assert len(play.bench.slack.calls) < 20


async def test_a_busy_channel_delays_no_other_channel(play: Stage) -> None:
    for place in range(20):
        await play.run(f"L-{place}", [f"{place}-{order}" for order in range(3)])
    await play.clock.run_for(3)
    begun = play.clock.now()
    await play.run("L-OTHER", ["1001"], OTHER)
    await play.clock.until(lambda: play.parents("L-OTHER", OTHER))
    assert (play.clock.now() - begun).total_seconds() < 2
    assert len([place for place in range(20) if play.parents(f"L-{place}")]) < 20


async def test_a_retry_settles_the_failures_that_were_told(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.label(RUN, "1001")
    await play.refuse(RUN, "1002")
    await play.at_rest()
    await play.ledger.write(requeue.retry, RUN, Safety.FIX_FIRST, by=ANNA, now=play.clock.now())
    await play.label(RUN)
    await play.at_rest()
    (parent,) = play.parents(RUN)
    assert "need" not in parent.plain()
    assert "2 of 2 labels ready" in parent.plain()
    assert told_twice(play) == []


async def test_a_fault_in_showing_one_run_leaves_the_others_alone(play: Stage) -> None:
    await play.run("L-BAD", ["1001"])
    play.bench.slack.faults.next("chat.postMessage", ApiError("invalid_blocks"), times=1)
    await play.clock.run_for(2)
    await play.run(RUN, ["1002"], OTHER)
    await play.label(RUN)
    await play.clock.until(lambda: [one for one in play.parents(RUN, OTHER) if "Done" in one.plain()], limit=10)
    assert play.parents("L-BAD") == []
    await play.clock.until(lambda: play.parents("L-BAD"), limit=90)


async def test_after_a_restart_a_run_that_waits_is_watched_though_nothing_new_is_written(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.accept(RUN)
    await play.clock.run_for(10)
    before = play.parents(RUN)[0].plain() + "".join(one.plain() for one in play.replies(RUN))
    await play.end()
    await play.begin()
    await play.clock.run_for(60)
    after = play.parents(RUN)[0].plain() + "".join(one.plain() for one in play.replies(RUN))
    assert after != before
    assert len(play.parents(RUN)) == 1


async def test_a_process_that_lost_the_lease_tells_nothing_more(play: Stage) -> None:
    await play.run(RUN, ["1001"])
    await play.at_rest()
    play.clock.advance(60)
    assert await play.ledger.write(lease.take, "somebody else", now=play.clock.now())
    await play.label(RUN)
    assert play.working is not None
    await play.clock.until(play.working.done, limit=30)
    with pytest.raises(LeaseLost):
        await play.working
    play.working = None
    assert len(play.bench.slack.workspace.messages) <= 2


async def falls_asleep_before_an_edit(play: Stage, seconds: float) -> None:
    """Have one label told, and its edit wait for its turn when the ledger has taken it down already."""
    await play.label(RUN, "1001")
    with closing(sqlite3.connect(play.ledger.path, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        play.clock.advance(5)
        # The note about the edit waits for the ledger, which another program writes to.
        await asyncio.sleep(0.5)
        play.bench.outbox.pace.hold("chat.update", seconds)
    await play.clock.run_for(1)
    assert (await play.rows(RUN))["parent"].editing_since is not None


async def test_a_process_that_slept_before_an_edit_does_not_overwrite_what_the_next_one_says(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.clock.until(lambda: play.parents(RUN))
    await falls_asleep_before_an_edit(play, 30)
    slept, sleeper = play.working, play.stopping
    assert slept is not None
    play.clock.advance(KEEPS.total_seconds())
    token = await play.ledger.write(lease.take, "the next one", now=play.clock.now())
    assert token is not None
    play.stopping = asyncio.Event()
    outbox = Outbox(play.bench.client, play.clock)
    next_one = Projector(play.ledger, outbox, play.reader, play.clock, play.wakeup)
    play.working = asyncio.create_task(next_one.work(token, play.stopping))
    await play.label(RUN, "1002")
    await play.at_rest(limit=15)
    assert "2 of 2 labels ready" in play.parents(RUN)[0].plain()
    assert not slept.done()

    await play.clock.run_for(60)
    with pytest.raises(LeaseLost):
        await slept
    assert not sleeper.is_set()
    assert "2 of 2 labels ready" in play.parents(RUN)[0].plain()


async def test_an_edit_that_may_still_be_on_its_way_is_let_pass_before_the_next(play: Stage) -> None:
    await play.run(RUN, ["1001", "1002"])
    await play.clock.run_for(5)
    play.bench.slack.faults.next("chat.update", StoreThenTimeout())
    await play.label(RUN, "1001")
    await play.clock.until(lambda: "1 of 2 labels ready" in play.parents(RUN)[0].plain())
    await play.kill()
    await play.begin()
    await play.label(RUN, "1002")
    await play.at_rest()
    (parent,) = play.parents(RUN)
    asked = [call for call in play.bench.slack.calls if call.method == "chat.update" and call.args["ts"] == parent.ts]
    assert shortest_gap([call.time for call in asked]) >= SLACK_TIMEOUT + 3
    assert "2 of 2 labels ready" in parent.plain()
