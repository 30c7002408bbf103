"""How many labels a person may have in a day: counted once each, less those that ended without one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.sendcloud import DropRow, Respond
from bot.sandbox.slack import Message, Person
from tests.world import PURCHASE, World, world_at


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[World]:
    """A bot that gives each person three labels a day."""
    async with world_at(tmp_path, LABEL_BOT_DAILY_LIMIT="3") as world:
        yield world


async def test_two_runs_share_the_limit_of_a_day(team: World) -> None:
    team.orders("1001", "1002", "1003", "1004")
    await team.done(await team.run(team.agent, "1001 1002"))
    modal = await team.plan(team.agent, "1003 1004")
    assert "You may have 1 label more today, until 2026-11-24 00:00" in " ".join(modal.plain().split())
    await modal.submit()
    assert "This plan has 2 labels, and you may have 1 label more today" in " ".join(modal.plain().split())
    await team.clock.run_for(5)
    assert sorted(team.sendcloud.bought) == ["1001", "1002"]
    await modal.close()


async def test_the_limit_is_each_persons_own(team: World) -> None:
    team.orders("1001", "1002", "1003", "1004")
    await team.done(await team.run(team.agent, "1001 1002 1003"))
    run = await team.run(team.colleague, "1004")
    await team.done(run)
    assert len(team.sendcloud.bought) == 4


async def test_what_ended_without_a_label_does_not_count_and_a_retry_not_twice(team: World) -> None:
    bad = team.sendcloud.add_order("1001", kind="bad_address")
    team.orders("1002", "1003", "1004")
    run = await team.run(team.agent, "1001 1002")
    await team.done(run)
    assert "2 labels more" in " ".join((await team.plan(team.agent, "1003")).plain().split())
    await team.agent.modal.close()  # type: ignore[union-attr]  # it was just there
    bad.kind = "fine"
    await team.press(team.agent, run, "Retry 1 failed")
    await team.until(lambda: "2 of 2 labels ready" in run.plain())
    assert "1 label more" in " ".join((await team.plan(team.agent, "1003 1004")).plain().split())


async def test_the_next_day_begins_anew(team: World) -> None:
    team.orders("1001", "1002", "1003", "1004")
    await team.done(await team.run(team.agent, "1001 1002 1003"))
    await team.clock.run_for(15 * 3600, step=600)
    await team.done(await team.run(team.agent, "1004"))
    assert len(team.sendcloud.bought) == 4


async def left(world: World, person: Person, numbers: str) -> str:
    """Return how much of the day a plan says is left for somebody."""
    modal = await world.plan(person, numbers)
    told = " ".join(modal.plain().split())
    await modal.close(whole=True)
    return told[told.index("You may have") :].split(",")[0]


async def halted(world: World, person: Person, numbers: str) -> Message:
    """Return a run of which every order is held back, since Sendcloud refused the account."""
    world.sendcloud.faults.next("POST", PURCHASE, Respond(402))
    run = await world.run(person, numbers)
    await world.says(run, "held back")
    return run


async def refused(world: World, person: Person, run: Message, button: str) -> str:
    """Press a button of a run, and return what is said about it privately."""
    before = len(person.ephemerals)
    await world.press(person, run, button)
    await world.until(lambda: len(person.ephemerals) > before)
    return " ".join(person.ephemerals[-1].plain().split())


async def test_whoever_continues_is_held_to_their_own_day_and_it_counts_for_them(team: World) -> None:
    team.orders("1001", "1002", "1003", "1004", "1005", "1006")
    run = await halted(team, team.agent, "1001 1002")
    assert await left(team, team.agent, "1006") == "You may have 3 labels more today"
    await team.done(await team.run(team.colleague, "1003 1004"))
    told = await refused(team, team.colleague, run, "Continue")
    assert "Nothing was asked for. That would be 2 labels, and you may have 1 label more today, until 2026-" in told
    await team.clock.run_for(5)
    assert sorted(team.sendcloud.bought) == ["1003", "1004"]

    lead = team.slack.person("U0LEAD")
    await team.press(lead, run, "Continue")
    await team.done(run)
    assert sorted(team.sendcloud.bought) == ["1001", "1002", "1003", "1004"]
    assert await left(team, team.agent, "1006") == "You may have 3 labels more today"
    assert await left(team, lead, "1006") == "You may have 1 label more today"


async def test_a_retry_of_what_no_longer_counted_is_held_to_the_day_again(team: World) -> None:
    bad = [team.sendcloud.add_order(number, kind="bad_address") for number in ("1001", "1002")]
    team.orders("1003", "1004", "1005")
    run = await team.run(team.agent, "1001 1002")
    await team.done(run)
    await team.done(await team.run(team.agent, "1003 1004"))
    for order in bad:
        order.kind = "fine"
    told = await refused(team, team.agent, run, "Retry 2 failed")
    assert "That would be 2 labels, and you may have 1 label more today" in told
    await team.clock.run_for(15 * 3600, step=600)
    await team.press(team.agent, run, "Retry 2 failed")
    await team.until(lambda: "2 of 2 labels ready" in run.plain())
    assert await left(team, team.agent, "1005") == "You may have 1 label more today"


async def test_what_counts_already_is_asked_for_again_whatever_is_left(team: World) -> None:
    team.orders("1001", "1002", "1003", "1004")
    team.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False), times=2)
    run = await team.run(team.agent, "1001")
    await team.done(run)
    await team.done(await team.run(team.colleague, "1002 1003 1004"))
    form = await team.asked_for_a_reason(team.colleague, run)
    form.fill("Reason", "Looked in the panel, there is none.")
    assert await form.submit() == {}
    await team.until(lambda: team.states()["1001"] == "labelled")
    assert team.rows("SELECT pressed_by FROM items WHERE order_number = '1001'") == [(None,)]


async def test_a_second_label_counts_like_a_first(team: World) -> None:
    team.orders("1001", "1002", "1003")
    await team.done(await team.run(team.agent, "1001 1002 1003"))
    modal = await team.plan(team.agent, "1001")
    await team.agent.press(modal, "Second label…")
    form = await team.until(
        lambda: team.agent.modal if team.agent.modal and "Reason" in team.agent.modal.inputs else None
    )
    form.choose("Orders", [form.options("Orders")[0]])
    form.fill("Reason", "The parcel was lost.")
    await form.submit()
    plan = await team.until(lambda: modal if modal.submit_text == "Create 1 label" else None)
    await plan.submit()
    assert "This plan has 1 label, and you may have 0 labels more today" in " ".join(plan.plain().split())
    await team.clock.run_for(5)
    assert len(team.sendcloud.bought) == 3


async def test_a_button_of_a_run_buys_nothing_that_needs_a_second_person_by_now(tmp_path: Path) -> None:
    async with world_at(tmp_path) as world:
        bad = world.sendcloud.add_order("1001", kind="bad_address")
        world.orders("1002")
        run = await world.run(world.agent, "1001")
        await world.done(run)
        world.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False), times=2)
        other = await world.run(world.agent, "1002")
        await world.done(other)
        await world.stop_bot()
        world.environ |= {"LABEL_BOT_APPROVERS": "S0LEADS", "LABEL_BOT_APPROVAL_ABOVE": "0"}
        await world.start_bot()
        bad.kind = "fine"
        told = await refused(world, world.colleague, run, "Retry 1 failed")
        assert "this is above what one person may buy alone. Give the numbers to /label" in told
        form = await world.asked_for_a_reason(world.colleague, other)
        form.fill("Reason", "Looked in the panel, there is none.")
        await form.submit()
        assert "this is above what one person may buy alone" in " ".join(form.plain().split())
        await world.clock.run_for(5)
        assert world.sendcloud.bought == []


async def test_what_a_second_person_approved_needs_no_other_one_to_go_on(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_APPROVERS="S0LEADS", LABEL_BOT_APPROVAL_ABOVE="1") as world:
        world.orders("1001", "1002")
        modal = await world.plan(world.agent, "1001 1002")
        await modal.submit()
        world.sendcloud.faults.next("POST", PURCHASE, Respond(402))
        asked = await world.until(lambda: next(iter(world.slack.messages("C0SHIPPING")), None))
        await world.press(world.slack.person("U0LEAD"), asked, "Approve")
        run = await world.until(lambda: next(iter(world.parents()), None))
        await world.says(run, "held back")
        await world.press(world.colleague, run, "Continue")
        await world.done(run)
        assert sorted(world.sendcloud.bought) == ["1001", "1002"]


async def test_an_approved_plan_counts_for_whoever_asked(tmp_path: Path) -> None:
    async with world_at(
        tmp_path, LABEL_BOT_APPROVERS="S0LEADS", LABEL_BOT_APPROVAL_ABOVE="1", LABEL_BOT_DAILY_LIMIT="3"
    ) as world:
        world.orders("1001", "1002", "1003", "1004")
        lead = world.slack.person("U0LEAD")
        first = await world.plan(world.agent, "1001 1002")
        await first.submit()
        asked = await world.until(lambda: next(iter(world.slack.messages("C0SHIPPING")), None))
        await first.close()
        second = await world.plan(world.agent, "1003 1004")
        await second.submit()
        later = await world.until(lambda: next(iter(world.slack.messages("C0SHIPPING")[1:]), None))
        await world.press(lead, asked, "Approve")
        await world.done(await world.until(lambda: next(iter(world.parents()), None)))
        await world.press(lead, later, "Approve")
        await world.until(lambda: "may have only 1 label more today" in later.plain())
        assert sorted(world.sendcloud.bought) == ["1001", "1002"]
