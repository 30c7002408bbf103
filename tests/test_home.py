"""App Home: the plans that nobody has bought yet, and those that wait for a second person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.slack import Person
from bot.sandbox.slack.records import View
from tests.plan.kit import ticks
from tests.world import World, world_at

DAY = 24 * 3600.0


async def home_of(world: World, person: Person) -> View:
    """Open App Home and return it as it is then."""
    seen = person.home.revision if person.home else -1
    await person.open_home()
    return await world.soon(lambda: person.home if person.home and person.home.revision > seen else None)


def said(view: View) -> str:
    return " ".join(view.plain().split())


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[World]:
    """A bot for which a lead has to approve more than one label."""
    async with world_at(tmp_path, LABEL_BOT_APPROVERS="S0LEADS", LABEL_BOT_APPROVAL_ABOVE="1") as world:
        yield world


async def test_a_plan_stands_in_the_home_tab_until_it_is_used(world: World) -> None:
    world.orders("1001", "1002")
    plan = await world.plan(world.agent, "1001 1002 9999")
    await plan.close()
    home = await home_of(world, world.agent)
    assert "Your open plans" in said(home)
    assert "Main shop: 2 ready, 1 not found." in said(home)
    await world.agent.press(home, "Check and confirm")
    again = await world.soon(lambda: world.agent.modal)
    assert again.submit_text == "Create 2 labels"
    await world.done(await world.confirm(world.agent, again))
    seen = home.revision
    await world.agent.press(home, "Check and confirm")
    await world.soon(lambda: home.revision > seen)
    assert "This plan was confirmed already" in said(home)
    assert "Your open plans" not in said(await home_of(world, world.agent))


async def test_a_plan_is_its_makers_own_and_goes_after_a_day(world: World) -> None:
    world.orders("1001")
    await (await world.plan(world.agent, "1001")).close()
    assert "Your open plans" not in said(await home_of(world, world.colleague))
    assert "Your open plans" in said(await home_of(world, world.agent))
    world.clock.advance(DAY)
    assert "Your open plans" not in said(await home_of(world, world.agent))


async def test_a_plan_that_another_one_replaced_is_not_listed(world: World) -> None:
    world.orders("1001", "1002")
    plan = await world.plan(world.agent, "1001")
    await world.agent.press(plan, "Change")
    form = await world.until(lambda: plan if "Order numbers" in plan.inputs else None)
    form.fill("Order numbers", "1001 1002")
    assert await form.submit() == {}
    await world.until(lambda: plan.submit_text == "Create 2 labels")
    home = await home_of(world, world.agent)
    assert said(home).count("Main shop") == 1
    assert "2 ready" in said(home)


async def test_a_plan_whose_form_got_lost_is_opened_there_and_drawn_on(world: World) -> None:
    """Slack tells of no window that a phone lost: whoever pressed Change has the plan at hand all the same."""
    world.orders("1001")
    plan = await world.plan(world.agent, "1001 1002")
    await world.agent.press(plan, "Change")
    await world.until(lambda: "Order numbers" in plan.inputs)
    del world.slack.workspace.stacks[world.agent.id]
    home = await home_of(world, world.agent)
    await world.agent.press(home, "Check and confirm")
    again = await world.until(lambda: world.agent.modal)
    assert "1 not found" in again.plain()
    world.orders("1002")
    await world.agent.press(again, "Look again")
    await world.until(lambda: ticks(again).get("1002") is not None)


async def test_what_waits_for_a_second_person_is_shown_to_whoever_asked_and_to_whoever_may_decide(team: World) -> None:
    team.orders("1001", "1002")
    modal = await team.plan(team.agent, "1001 1002")
    await modal.submit()
    message = await team.until(lambda: next(iter(team.slack.messages("C0SHIPPING")), None))
    lead = team.slack.person("U0LEAD")

    own, deciding, other = [await home_of(team, person) for person in (team.agent, lead, team.colleague)]
    link = f"/archives/C0SHIPPING/p{message.ts.replace('.', '')}"
    assert "Waiting for a second person 2 labels, until 2026-11-24 09:00 UTC : Look at it" in said(own)
    assert "It cannot be changed until it is decided." in said(own)
    assert "Waiting for your approval 2 labels, asked for by @U0AGENT" in said(deciding)
    assert link in str(deciding.body)
    assert link in str(own.body)
    assert "Waiting for" not in said(other)
    assert "Waiting for your approval" not in said(own)

    await team.press(lead, message, "Approve")
    await team.done(await team.until(lambda: next(iter(team.parents()), None)))
    assert "Waiting for" not in said(await home_of(team, lead)) + said(await home_of(team, team.agent))
