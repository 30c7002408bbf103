"""How many labels a person may have in a day: counted once each, less those that ended without one."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from tests.world import World, world_at


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
    await team.until(lambda: "2 of 2 labelled." in run.plain())
    assert "1 label more" in " ".join((await team.plan(team.agent, "1003 1004")).plain().split())


async def test_the_next_day_begins_anew(team: World) -> None:
    team.orders("1001", "1002", "1003", "1004")
    await team.done(await team.run(team.agent, "1001 1002 1003"))
    await team.clock.run_for(15 * 3600, step=600)
    await team.done(await team.run(team.agent, "1004"))
    assert len(team.sendcloud.bought) == 4


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
