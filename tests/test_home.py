"""App Home: the plans that nobody has bought yet, and those that wait for a second person."""

from __future__ import annotations

from collections.abc import AsyncIterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from bot.model import (
    AlikeOrders,
    Cause,
    Failure,
    HomePage,
    LabelsOfDay,
    Limits,
    OpenFailures,
    OpenQuestion,
    Person,
    Plan,
    PlanPage,
    PlanState,
    Spent,
    State,
    add_up,
)
from bot.model.trouble import Trouble
from bot.sandbox.sendcloud import Respond
from bot.sandbox.slack import Person as Somebody
from bot.sandbox.slack.blocks import view_problems
from bot.sandbox.slack.limits import json_size
from bot.sandbox.slack.records import View
from bot.slack.screens import home as home_screen
from bot.slack.screens import home_day
from bot.slack.screens.blocks import text_of
from tests.plan.kit import ticks
from tests.slack.drawing_kit import item
from tests.test_runs import AT, RUN
from tests.world import World, world_at

DAY = 24 * 3600.0


async def home_of(world: World, person: Somebody) -> View:
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
    earlier = replace(home)
    await world.done(await world.confirm(world.agent, again))
    seen = home.revision
    await world.agent.press(earlier, "Check and confirm")  # on a phone that has not drawn the tab again
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


async def test_my_runs_are_there_and_get_documents_brings_them_into_the_thread_of_the_run(world: World) -> None:
    world.orders("1001", "1002")
    world.orders("1003", kind="bad_address")
    run = await world.run(world.agent, "1001 1003")
    await world.done(run)
    await world.done(await world.run(world.colleague, "1002"))

    home = await home_of(world, world.agent)

    assert "Your runs of the last 7 days Done, 1 need attention · 1 ready · 1 failed · Main shop" in said(home)
    assert f"/archives/C0SHIPPING/p{run.ts.replace('.', '')}" in str(home.body)
    assert said(home).count("Main shop · 2026-11-23") == 1  # the colleague's run is hers
    await world.agent.press(home, "Get documents")
    await world.until(lambda: any(reply.files for reply in world.slack.thread(run.channel, run.ts)))
    assert not any(one.files for one in world.agent.dms())


async def test_a_run_without_a_label_has_no_documents_to_get(world: World) -> None:
    world.orders("1003", kind="bad_address")
    await world.done(await world.run(world.agent, "1003"))
    assert "Get documents" not in str((await home_of(world, world.agent)).body)


async def test_documents_of_a_run_that_another_company_reads_come_to_whoever_pressed_and_that_is_said(
    world: World,
) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001", channel="C0SHARED"))
    home = await home_of(world, world.agent)
    await world.agent.press(home, "Get documents")
    await world.until(lambda: any(one.files for one in world.agent.dms()))
    assert "so the documents come to you alone" in said(home)


async def test_runs_go_from_the_home_tab_after_a_week(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))
    world.clock.advance(7 * DAY - 3600)
    assert "Your runs" in said(await home_of(world, world.agent))
    world.clock.advance(3600)
    assert "Your runs" not in said(await home_of(world, world.agent))


async def test_todays_labels_and_their_price_are_ones_own_and_for_approvers_those_of_everybody(team: World) -> None:
    team.orders("1001", "1002")
    assert "Today Yours: no label yet." in said(await home_of(team, team.agent))
    await team.done(await team.run(team.agent, "1001"))
    await team.done(await team.run(team.colleague, "1002"))
    # What rules chose is asked for after the label is there, from the orders of each country.
    await team.until(lambda: not team.rows("SELECT 1 FROM items WHERE price IS NULL"))
    first, second = [Decimal(row[0]) for row in team.rows("SELECT price FROM items ORDER BY id")]

    own, everybody = [said(await home_of(team, one)) for one in (team.agent, team.slack.person("U0LEAD"))]

    assert f"Today Yours: 1 label, ≈ EUR {first:.2f} by quotes." in own
    assert "Everybody's" not in own
    assert f"Yours: no label yet. Everybody's: 2 labels, ≈ EUR {first + second:.2f} by quotes." in everybody
    team.clock.advance(DAY)
    tomorrow = said(await home_of(team, team.slack.person("U0LEAD")))
    assert "Today Yours: no label yet. Everybody's: no label yet." in tomorrow


async def test_today_is_that_of_the_team(tmp_path: Path) -> None:
    # Nine in the morning in UTC, an hour before midnight in Honolulu; two hours later it is tomorrow there.
    async with world_at(tmp_path, LABEL_BOT_TIMEZONE="Pacific/Honolulu") as world:
        world.orders("1001")
        await world.done(await world.run(world.agent, "1001"))
        assert "Yours: 1 label" in said(await home_of(world, world.agent))
        world.clock.advance(2 * 3600)
        assert "Yours: no label yet" in said(await home_of(world, world.agent))


async def test_limits_are_told_with_what_is_left_of_them(tmp_path: Path) -> None:
    async with world_at(
        tmp_path,
        LABEL_BOT_DAILY_LIMIT="3",
        LABEL_BOT_APPROVERS="S0LEADS",
        LABEL_BOT_APPROVAL_ABOVE="20",
        LABEL_BOT_APPROVAL_ABOVE_AMOUNT="150",
    ) as world:
        world.orders("1001")
        modal = await world.plan(world.agent, "1001")
        assert modal.submit_text == "Ask for approval"  # a price that nobody knows counts as above
        told = said(await home_of(world, world.agent))
        assert "You may have 3 labels a day, and 3 of them today, until 2026-11-24 00:00 UTC" in told
        assert "A plan of more than 20 labels, or above 150.00 (an unknown price counts as above)" in told


async def test_without_limits_that_is_said(world: World) -> None:
    assert "The team has set no limits." in said(await home_of(world, world.agent))


async def test_the_bot_says_how_it_is_in_a_sentence(world: World) -> None:
    assert "The bot is well: Slack, Sendcloud and its ledger answer." in said(await home_of(world, world.agent))
    world.clock.advance(60)
    world.sendcloud.faults.next("GET", "/user/*", Respond(401, {"errors": [{"code": "authentication_failed"}]}))
    told = said(await home_of(world, world.agent))
    assert told.startswith("The bot cannot do everything just now")
    assert "Sendcloud" in told.partition("Today")[0]
    assert "The bot is well" not in told


async def test_somebody_without_rights_is_told_who_has_them_and_where(tmp_path: Path) -> None:
    async with world_at(
        tmp_path, LABEL_BOT_ALLOWED_CHANNELS="C0SHIPPING", LABEL_BOT_ALLOWED_USERGROUPS="S0LEADS"
    ) as world:
        told = await home_of(world, world.agent)
        assert "You are not in a user group that may use the bot. Ask whoever runs it to add you" in said(told)
        assert "S0LEADS" in str(told.body)
        assert "C0SHIPPING" in str(told.body)
        partner = str((await home_of(world, world.slack.person("U0STRANGER"))).body)
        assert "Only members of the workspace" in partner
        assert "S0LEADS" not in partner
        assert "C0SHIPPING" not in partner


@pytest.mark.parametrize(
    ("alike", "labels", "unpriced", "spent"),
    [
        ([], 0, 0, []),
        # The price of an order is that of all its parcels; cents are not lost, whatever the number.
        ([(3, 1, "0.10", "EUR", False)], 3, 0, [("EUR", "0.30", False)]),
        ([(2, 3, "10.05", "EUR", False)], 6, 0, [("EUR", "20.10", False)]),
        # One estimate makes the sum of its currency rough, and that of no other.
        (
            [(1, 1, "5.00", "EUR", False), (1, 1, "6.00", "EUR", True), (1, 1, "20.00", "GBP", False)],
            3,
            0,
            [("GBP", "20.00", False), ("EUR", "11.00", True)],
        ),
        # No quote, and a quote of nothing, are unknown prices and never free.
        ([(2, 1, None, None, False), (1, 2, "0", "EUR", False)], 4, 4, []),
    ],
)
def test_labels_and_money_add_up(
    alike: list[tuple[int, int, str | None, str | None, bool]],
    labels: int,
    unpriced: int,
    spent: list[tuple[str, str, bool]],
) -> None:
    day = add_up(
        AlikeOrders(orders, parcels, Decimal(price) if price else None, currency, rough, test=False)
        for orders, parcels, price, currency, rough in alike
    )

    assert (day.labels, day.unpriced, day.test) == (labels, unpriced, 0)
    assert day.spent == tuple(Spent(currency, Decimal(amount), rough) for currency, amount, rough in spent)


def test_test_labels_are_counted_apart() -> None:
    assert add_up([AlikeOrders(2, 2, Decimal(5), "EUR", rough=False, test=True)]) == LabelsOfDay(test=4)


def test_a_day_is_told_in_a_line() -> None:
    day = LabelsOfDay(12, (Spent("EUR", Decimal("54.2"), rough=True), Spent("GBP", Decimal(3), rough=False)), 2, 1)

    told = text_of(home_day.today(HomePage(own_day=day, team_day=LabelsOfDay(2, (), 2))))

    assert "Yours: 12 labels, ≈ EUR 54.20 and GBP 3.00 by quotes, 2 of unknown price." in told
    assert "1 label of test runs is not counted." in told
    assert "Everybody's: 2 labels of unknown price." in told


def test_a_home_tab_with_everything_in_it_is_one_that_slack_takes() -> None:
    asker = Person("U0ASKER", "T0SANDBOX")
    plan = Plan("P-1", asker, "C0SHIPPING", RUN.choices, PlanState.READY, created_at=AT, checked_at=AT, lines=())
    question = OpenQuestion("U0COLLEAGUE", "U0COLLEAGUE", 20, AT, "C0SHIPPING", RUN.ts)
    refused = item(1, State.REFUSED, "9" * 255, cause=Cause(Trouble.DATA, "x" * 3000))
    failures = OpenFailures((Failure(refused, "U0ASKER", "s" * 300, "C0SHIPPING", RUN.ts),) * 1000, cut=True)
    page = HomePage(
        plans=(PlanPage(plan),) * 10,
        to_decide=(question,) * 50,
        asked=(question,) * 50,
        failures=failures,
        runs=(replace(RUN, choices=replace(RUN.choices, shop_name="<!channel>" * 40)),) * 30,
        own_day=LabelsOfDay(10_000, tuple(Spent(f"X{n:02}", Decimal(10**9), rough=True) for n in range(40)), 5, 5),
        limits=Limits(("S0LEADS",), 20, Decimal(100), 500),
        left_today=3,
        until=AT,
        problems=("Sendcloud " * 100,) * 4,
        workspace="https://slack.com/",
    )

    view = home_screen.home(page, now=AT, test_labels=True)

    assert view_problems(view, "home") == []
    assert json_size(view) < 250_000
    assert "Create labels" in str(view)
    assert "Yesterday" in str(view)
