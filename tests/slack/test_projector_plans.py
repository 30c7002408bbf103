"""A plan reaches the person who asked for it, in the modal or, when that was closed, as a private message."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.ledger import confirmations, plans
from bot.ledger.store import LeaseLost
from bot.model import Cause, LineKind, Plan, PlanLine
from bot.model.trouble import Trouble
from bot.sandbox.slack.faults import ApiError, ServerError, StoredLate, StoreThenTimeout
from bot.sandbox.slack.records import Message, View
from bot.sandbox.slack.records import Stack as Modals
from bot.sandbox.slack.views import add_view, close_all, replace
from bot.slack.screens import modal
from tests.slack.projector_kit import ANNA, Stage, stage

LINES = [
    PlanLine(1, "1001", LineKind.READY, ticked=True, order_number="1001", order_id="1"),
    PlanLine(2, "9999", LineKind.NOT_FOUND),
]


@pytest.fixture
async def play(tmp_path: Path) -> AsyncIterator[Stage]:
    async with stage(tmp_path) as one:
        yield one


def opened(play: Stage) -> View:
    """Return an open modal of the bot's, as a submission left it."""
    return add_view(
        play.bench.slack.workspace, Modals("U0AGENT", "C0SHIPPING"), modal.sentence_view("Check and confirm", "Wait.")
    )


def private(play: Stage) -> list[Message]:
    return play.bench.slack.messages(play.bench.slack.workspace.direct("U0AGENT").id)


async def load(play: Stage) -> Plan:
    plan = await play.ledger.read(plans.load, "P-1")
    assert plan is not None
    return plan


async def test_the_plan_stands_in_the_modal(play: Stage) -> None:
    view = opened(play)
    await play.plan("P-1", LINES, view_id=view.id)
    await play.at_rest(limit=5)
    assert view.body["submit"]["text"] == "Create 1 label"
    assert "9999" in str(view.blocks)
    assert private(play) == []


async def test_a_plan_that_is_checked_again_says_so_and_then_shows_the_news(play: Stage) -> None:
    view = opened(play)
    await play.plan("P-1", LINES, view_id=view.id)
    await play.at_rest()
    await play.ledger.write(plans.check_again, "P-1", now=play.clock.now())
    await play.at_rest()
    assert "submit" not in view.body
    await play.ledger.write(plans.failed, "P-1", Cause(Trouble.UNREACHABLE), now=play.clock.now())
    await play.at_rest()
    assert "Sendcloud is down." in str(view.blocks)


async def test_a_process_that_was_paused_before_its_call_does_not_cover_a_newer_plan(play: Stage) -> None:
    view = opened(play)
    await play.plan("P-1", LINES, view_id=view.id)
    play.bench.outbox.pace.hold("views.update", 120)
    await play.clock.run_for(2)
    paused = await play.replaced()
    await play.ledger.write(plans.check_again, "P-1", now=play.clock.now())
    await play.ledger.write(plans.failed, "P-1", Cause(Trouble.UNREACHABLE), now=play.clock.now())
    await play.at_rest()
    assert "Sendcloud is down." in str(view.blocks)
    await play.clock.until(paused.done, limit=400)
    with pytest.raises(LeaseLost):
        await paused
    await play.clock.run_for(10)
    assert "Sendcloud is down." in str(view.blocks)


async def test_a_closed_modal_the_plan_comes_as_a_private_message_and_is_kept_up_to_date(play: Stage) -> None:
    view = opened(play)
    assert view.stack is not None
    close_all(play.bench.slack.workspace, view.stack)
    await play.plan("P-1", LINES, view_id=view.id)
    await play.at_rest()
    (message,) = private(play)
    assert list(message.buttons()) == ["Check and confirm"]
    await play.ledger.write(plans.check_again, "P-1", now=play.clock.now())
    await play.ledger.write(plans.failed, "P-1", Cause(Trouble.UNREACHABLE), now=play.clock.now())
    await play.at_rest()
    (message,) = private(play)
    assert "Sendcloud is down." in message.plain()


async def test_a_private_message_says_that_its_plan_was_confirmed_and_has_nothing_to_press(play: Stage) -> None:
    await play.plan("P-1", LINES)
    await play.at_rest()
    play.bench.slack.faults.next("chat.update", StoreThenTimeout(drop=True))
    await play.ledger.write(confirmations.confirm, "P-1", "L-7F3A", by=ANNA, now=play.clock.now())
    await play.at_rest()
    (message,) = private(play)
    assert "<@U0AGENT> confirmed this plan, " in message.text
    assert "It became run L-7F3A, which is told in <#C0SHIPPING>" in message.text
    assert "Nothing has been bought yet" not in message.text
    assert list(message.buttons()) == []


async def test_a_plan_confirmed_in_its_modal_comes_as_no_message(play: Stage) -> None:
    view = opened(play)
    await play.plan("P-1", LINES, view_id=view.id)
    await play.at_rest()
    shown = len(play.bench.calls("views.update"))
    await play.ledger.write(confirmations.confirm, "P-1", "L-7F3A", by=ANNA, now=play.clock.now())
    await play.at_rest()
    assert private(play) == []
    assert len(play.bench.calls("views.update")) == shown


async def test_a_private_message_that_was_deleted_is_not_said_again_once_its_plan_is_a_run(play: Stage) -> None:
    await play.plan("P-1", LINES)
    await play.at_rest()
    private(play)[0].deleted = True
    await play.ledger.write(confirmations.confirm, "P-1", "L-7F3A", by=ANNA, now=play.clock.now())
    await play.at_rest()
    assert private(play) == []


async def test_a_private_message_that_was_deleted_comes_again(play: Stage) -> None:
    await play.plan("P-1", LINES)
    await play.at_rest()
    private(play)[0].deleted = True
    await play.ledger.write(plans.check_again, "P-1", now=play.clock.now())
    await play.ledger.write(plans.failed, "P-1", Cause(Trouble.UNREACHABLE), now=play.clock.now())
    await play.at_rest()
    (message,) = private(play)
    assert "Sendcloud is down." in message.plain()


async def test_a_private_message_whose_answer_was_lost_comes_once(play: Stage) -> None:
    play.bench.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    await play.plan("P-1", LINES)
    await play.at_rest()
    assert len(private(play)) == 1


async def test_slack_down_the_plan_comes_when_it_is_back(play: Stage) -> None:
    view = opened(play)
    play.bench.slack.faults.next("views.update", ServerError(), times=5)
    await play.plan("P-1", LINES, view_id=view.id)
    await play.at_rest()
    assert view.body["submit"]["text"] == "Create 1 label"


async def test_a_modal_that_shows_something_newer_is_left_alone(play: Stage) -> None:
    view = opened(play)
    play.bench.slack.faults.next("views.update", ApiError("hash_conflict"))
    await play.plan("P-1", LINES, view_id=view.id)
    await play.at_rest()
    assert "Wait." in str(view.blocks)
    assert private(play) == []


async def test_the_answer_to_the_submission_does_not_cover_the_plan(play: Stage) -> None:
    view = opened(play)
    begun = play.clock.now()
    await play.plan("P-1", LINES, view_id=view.id)
    await play.clock.until(lambda: play.bench.calls("views.update"), step=0.05)
    assert (play.bench.calls("views.update")[0].time - begun).total_seconds() >= 0.5
    await play.at_rest()
    assert (await load(play)).version == 2


async def test_an_older_drawing_that_slack_carries_out_late_covers_no_newer_one(play: Stage) -> None:
    view = opened(play)
    await play.plan("P-1", LINES, view_id=view.id)
    await play.at_rest()
    play.bench.slack.faults.next("views.update", StoredLate(20, drop=True))
    await play.ledger.write(plans.check_again, "P-1", now=play.clock.now())
    await play.clock.run_for(1)
    await play.ledger.write(plans.failed, "P-1", Cause(Trouble.UNREACHABLE), now=play.clock.now())
    await play.at_rest()
    assert "Sendcloud is down." in str(view.blocks)
    await play.clock.run_for(30)
    assert "Sendcloud is down." in str(view.blocks)


async def test_a_modal_that_was_changed_by_somebody_else_is_drawn_again_all_the_same(play: Stage) -> None:
    view = opened(play)
    await play.plan("P-1", LINES, view_id=view.id)
    await play.at_rest()
    replace(play.bench.slack.workspace, view, modal.sentence_view("Check and confirm", "Another page."))
    await play.ledger.write(plans.check_again, "P-1", now=play.clock.now())
    await play.ledger.write(plans.failed, "P-1", Cause(Trouble.UNREACHABLE), now=play.clock.now())
    await play.at_rest()
    assert "Sendcloud is down." in str(view.blocks)
