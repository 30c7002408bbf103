"""What is above the limits is approved by a second person: once, in time, and exactly as it was asked for."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from decimal import Decimal
from pathlib import Path

import pytest

from bot.ledger import audit
from bot.sandbox.sendcloud import Hang, Html502
from bot.sandbox.slack import ApiError, Message, Modal, Person, StoreThenTimeout
from tests.own_fault import meets_a_fault
from tests.plan.kit import ticks, toggle
from tests.world import SHIPPING, World, world_at

DAY = 24 * 3600.0


@pytest.fixture
async def team(tmp_path: Path) -> AsyncIterator[World]:
    """A bot for which somebody of S0LEADS or S0AGENTS has to approve more than one label."""
    async with world_at(tmp_path, LABEL_BOT_APPROVERS="S0LEADS,S0AGENTS", LABEL_BOT_APPROVAL_ABOVE="1") as world:
        yield world


@pytest.fixture
async def thrifty(tmp_path: Path) -> AsyncIterator[World]:
    """A bot for which a lead has to approve whatever costs more than 10."""
    async with world_at(tmp_path, LABEL_BOT_APPROVERS="S0LEADS", LABEL_BOT_APPROVAL_ABOVE_AMOUNT="10") as world:
        yield world


def lead(world: World) -> Person:
    return world.slack.person("U0LEAD")


async def ask(world: World, numbers: str = "1001 1002", *, modal: Modal | None = None) -> Message:
    """Have the agent ask for approval, and return the message in the channel."""
    if modal is None:
        world.orders(*numbers.split())
        modal = await world.plan(world.agent, numbers)
    assert modal.submit_text == "Ask for approval"
    before = {message.ts for message in world.slack.messages(SHIPPING)}
    await modal.submit()
    return await world.until(
        lambda: next((one for one in world.slack.messages(SHIPPING) if one.ts not in before), None)
    )


async def priced(world: World, numbers: str) -> Modal:
    """Return a plan for DPD Home with Predict"""
    modal = await world.form(world.agent, numbers)
    await world.choose_option(modal, "dpd predict", "Predict")
    modal.choose("Sender address", next(text for text in modal.options("Sender address") if "DE" not in text))
    await modal.submit()
    return await world.checked(world.agent)


async def prices_rise(world: World) -> None:
    """Let every label cost 1 more, and let so much time pass that the bot asks for prices again."""
    world.sendcloud.world.price_rise = Decimal(1)
    await world.clock.run_for(3700, step=60)


def said(message: Message | Modal) -> str:
    """Return what can be read, on one line."""
    return " ".join(message.plain().split())


async def test_what_waits_in_a_channel_tells_no_price_once_another_company_is_let_in(thrifty: World) -> None:
    thrifty.orders("1001", "1002")
    asked = await ask(thrifty, modal=await priced(thrifty, "1001 1002"))
    await thrifty.until(lambda: "EUR" in said(asked))
    await lead(thrifty).share(SHIPPING)
    await thrifty.until(lambda: "EUR" not in said(asked))
    assert "People of another company can read this channel" in said(asked)


async def run_of(world: World) -> Message:
    return await world.until(lambda: next(iter(world.parents()), None))


def kinds(world: World) -> list[str]:
    """Return what the ledger recorded about approvals, oldest first."""
    question = "SELECT kind FROM events WHERE kind LIKE 'approval%' OR kind = 'run_confirmed' ORDER BY seq"
    return [row[0] for row in world.rows(question)]


async def refused(world: World, person: Person, message: Message, button: str, words: str) -> None:
    seen = len(person.ephemerals)
    await person.press(message, button, stale=True)
    await world.until(lambda: len(person.ephemerals) > seen)
    assert words in said(person.ephemerals[-1])


async def test_a_plan_that_cannot_be_handled_is_not_bought_and_the_next_one_is(team: World) -> None:
    message = await ask(team)
    meets_a_fault(team, "finish", times=1)
    await team.press(lead(team), message, "Approve")
    await team.until(lambda: "could not be asked about its orders" in said(message))
    assert team.purchases() == []
    await team.press(lead(team), await ask(team, "1003 1004"), "Approve")
    await team.done(await run_of(team))
    assert sorted(team.sendcloud.bought) == ["1003", "1004"]


async def test_a_second_person_approves_and_the_run_is_the_requesters(team: World) -> None:
    message = await ask(team)
    assert "Approval needed: 2 labels, price unknown." in said(message)
    assert "1001: carrier not known yet, price unknown" in said(message)
    (small,) = (block for block in message.blocks if block["type"] == "context")
    assert small["elements"][0]["text"].startswith("Shop: Main shop · Shipping: Shipping rules · Plan P-")
    assert set(message.pings) == {"<@U0AGENT>", "<!subteam^S0LEADS>", "<!subteam^S0AGENTS>"}
    assert team.purchases() == []
    await team.press(lead(team), message, "Approve")
    run = await run_of(team)
    await team.done(run)
    assert sorted(team.sendcloud.bought) == ["1001", "1002"]
    assert "@U0AGENT asked for 2 labels. Approved by @U0LEAD" in said(run)
    assert "@U0LEAD approved 2 labels for @U0AGENT" in said(message)
    assert message.buttons() == {}
    assert kinds(team) == ["approval_asked_for", "approval_given", "run_confirmed"]
    assert team.rows("SELECT person, approved_by FROM runs") == [("U0AGENT", "U0LEAD")]
    detail = team.rows("SELECT detail FROM events WHERE kind = 'order_confirmed' AND order_number = '1001'")[0][0]
    assert '"approved_by": "U0LEAD"' in detail


async def test_the_audit_of_an_order_tells_who_asked_and_who_declined(team: World) -> None:
    message = await ask(team)
    await team.press(lead(team), message, "Decline")
    form = await team.until(lambda: lead(team).modal)
    form.fill("Reason", "Too many")
    await form.submit()
    told = [(row["kind"], row["person"]) for row in audit.order_events(team.database, "#1001")]
    assert told == [("approval_asked_for", "U0AGENT"), ("approval_declined", "U0LEAD")]
    assert audit.verify(team.database).problems == []


async def test_an_order_that_was_ticked_in_face_of_a_doubt_is_approved_and_bought(team: World) -> None:
    team.orders("1001")
    team.sendcloud.add_order("1002", is_local_pickup=True)
    modal = await team.plan(team.agent, "1001 1002")
    assert ticks(modal) == {"1001": True, "1002": False}
    await toggle(team.agent, modal, "1002")
    await team.until(lambda: modal.submit_text == "Ask for approval")
    message = await ask(team, modal=modal)
    await team.press(lead(team), message, "Approve")
    await team.done(await run_of(team))
    assert sorted(team.sendcloud.bought) == ["1001", "1002"]


async def test_up_to_the_limit_nobody_is_asked(team: World) -> None:
    team.orders("1001")
    modal = await team.plan(team.agent, "1001")
    assert modal.submit_text == "Create 1 label"
    await team.done(await team.confirm(team.agent, modal))
    assert kinds(team) == ["run_confirmed"]


async def test_the_window_says_who_decides_and_then_that_it_was_bought(team: World) -> None:
    modal_before = await _plan(team, "1001 1002")
    assert "a second person has to approve it" in said(modal_before)
    message = await ask(team, modal=modal_before)
    assert "A second person is asked for 2 labels" in said(modal_before)
    await team.press(lead(team), message, "Approve")
    await team.until(lambda: "2 labels are on the way" in said(modal_before))


async def _plan(world: World, numbers: str) -> Modal:
    world.orders(*numbers.split())
    return await world.plan(world.agent, numbers)


async def test_nobody_approves_their_own_plan(team: World) -> None:
    message = await ask(team)
    await refused(team, team.agent, message, "Approve", "This is your own plan")
    await refused(team, team.agent, message, "Decline", "This is your own plan")
    assert (team.parents(), team.purchases()) == ([], [])


async def test_whoever_made_the_plan_does_not_approve_what_a_colleague_asked_for(team: World) -> None:
    modal = await _plan(team, "1001 1002")
    await team.submit_as(team.colleague, modal)
    message = await team.until(lambda: next(iter(team.slack.messages(SHIPPING)), None))
    await refused(team, team.agent, message, "Approve", "This is your own plan")
    await refused(team, team.colleague, message, "Approve", "This is your own plan")
    await team.press(lead(team), message, "Approve")
    await team.done(await run_of(team))


@pytest.mark.parametrize(
    ("user", "words"),
    [("U0GUEST", "Guests cannot"), ("U0STRANGER", "Only members of the workspace")],
)
async def test_a_stranger_approves_nothing(team: World, user: str, words: str) -> None:
    message = await ask(team)
    await refused(team, team.slack.person(user), message, "Approve", words)
    assert team.parents() == []


async def test_somebody_who_left_the_group_approves_nothing(thrifty: World) -> None:
    thrifty.orders("1001", "1002")
    message = await ask(thrifty, modal=await priced(thrifty, "1001 1002"))
    await refused(thrifty, thrifty.colleague, message, "Approve", "not in a user group that approves")
    thrifty.slack.usergroups["S0LEADS"].remove("U0LEAD")
    thrifty.clock.advance(0.1)
    await refused(thrifty, lead(thrifty), message, "Approve", "not in a user group that approves")
    assert thrifty.purchases() == []


async def test_a_group_that_cannot_be_read_approves_nobody(thrifty: World) -> None:
    thrifty.orders("1001", "1002")
    message = await ask(thrifty, modal=await priced(thrifty, "1001 1002"))
    del thrifty.slack.usergroups["S0LEADS"]
    thrifty.clock.advance(0.1)
    await refused(thrifty, lead(thrifty), message, "Approve", "nobody may just now")
    assert (thrifty.parents(), thrifty.purchases()) == ([], [])


async def test_without_a_readable_group_nobody_is_asked(thrifty: World) -> None:
    thrifty.orders("1001", "1002")
    modal = await priced(thrifty, "1001 1002")
    del thrifty.slack.usergroups["S0LEADS"]
    await modal.submit()
    assert "cannot read just now who may approve" in said(modal)
    assert kinds(thrifty) == []


async def test_where_nobody_else_is_in_the_group_nobody_is_asked(thrifty: World) -> None:
    thrifty.slack.usergroups["S0LEADS"][:] = ["U0AGENT"]
    thrifty.orders("1001", "1002")
    modal = await priced(thrifty, "1001 1002")
    await modal.submit()
    assert "no second person is in a user group that approves" in said(modal)
    assert thrifty.slack.messages(SHIPPING) == []


async def test_an_amount_above_the_limit_is_approved_and_one_below_is_not(thrifty: World) -> None:
    thrifty.orders("1001", "1002")
    alone = await priced(thrifty, "1001")
    assert alone.submit_text == "Create 1 label"
    await alone.close()
    both = await priced(thrifty, "1001 1002")
    message = await ask(thrifty, modal=both)
    assert "Approval needed: 2 labels, EUR 12.74." in said(message)
    assert "1002: DPD, EUR 6.37" in said(message)


async def test_an_unknown_price_counts_as_above(thrifty: World) -> None:
    thrifty.orders("1001")
    assert (await thrifty.plan(thrifty.agent, "1001")).submit_text == "Ask for approval"


async def test_one_press_counts_however_often_and_by_whom_it_is_made(team: World) -> None:
    message = await ask(team)
    await asyncio.gather(
        lead(team).press(message, "Approve", times=2),
        team.colleague.press(message, "Approve"),
    )
    await team.done(await run_of(team))
    assert kinds(team).count("approval_given") == 1
    assert sorted(team.sendcloud.bought) == ["1001", "1002"]
    await refused(team, team.colleague, message, "Approve", "decided this already")
    await refused(team, team.colleague, message, "Decline", "decided this already")
    assert len(team.parents()) == 1


async def test_a_press_that_slack_delivers_again_approves_nothing_more(team: World) -> None:
    message = await ask(team)
    team.slack.deliver_twice()
    await team.press(lead(team), message, "Approve")
    await team.done(await run_of(team))
    assert (kinds(team).count("approval_given"), len(team.parents())) == (1, 1)


async def test_the_same_plan_asked_for_twice_is_one_question(team: World) -> None:
    modal = await _plan(team, "1001 1002")
    await asyncio.gather(*(team.submit_as(team.agent, modal) for _ in range(3)))
    await team.clock.run_for(20)
    assert len(team.slack.messages(SHIPPING)) == 1
    assert kinds(team) == ["approval_asked_for"]


async def test_a_plan_is_declined_with_a_reason_and_comes_back_to_the_requester(team: World) -> None:
    modal = await _plan(team, "1001 1002")
    message = await ask(team, modal=modal)
    await modal.close()
    await team.press(lead(team), message, "Decline")
    form = await team.until(lambda: lead(team).modal)
    form.fill("Reason", "Too *many* at once")
    assert await form.submit() == {}
    await team.until(lambda: "@U0LEAD declined 2 labels for @U0AGENT" in said(message))
    assert "“Too *many* at once”" in said(message)
    private = await team.until(lambda: next((one for one in team.agent.dms() if "declined" in said(one)), None))
    assert "Check and confirm" in private.buttons()
    await refused(team, team.colleague, message, "Approve", "decided this already")
    assert (team.purchases(), kinds(team)) == ([], ["approval_asked_for", "approval_declined"])


def replies(world: World, message: Message) -> list[Message]:
    return [one for one in world.slack.thread(message.channel, message.ts) if one.ts != message.ts]


async def test_whoever_asked_is_mentioned_in_a_reply_when_the_plan_is_declined(team: World) -> None:
    message = await ask(team)
    team.slack.faults.next("chat.postMessage", StoreThenTimeout(drop=True))
    await team.press(lead(team), message, "Decline")
    form = await team.until(lambda: lead(team).modal)
    form.fill("Reason", "Too many at once")
    await form.submit()
    await team.until(lambda: "declined 2 labels" in said(message) and replies(team, message))
    await team.clock.run_for(100)
    (reply,) = replies(team, message)
    assert said(reply).startswith("@U0AGENT : @U0LEAD declined your plan of 2 labels")
    assert "Nothing was bought. The reason: “Too many at once”" in said(reply)
    assert "You have the plan back" in said(reply)
    assert set(reply.pings) == {"<@U0AGENT>", "<@U0LEAD>"}


async def test_whoever_asked_is_mentioned_when_nobody_answered(team: World) -> None:
    message = await ask(team)
    team.clock.advance(DAY)
    (reply,) = await team.until(lambda: replies(team, message))
    assert said(reply).startswith("@U0AGENT : nobody approved your plan of 2 labels by")


async def test_whoever_asked_is_mentioned_when_the_approved_plan_had_changed(thrifty: World) -> None:
    thrifty.orders("1001", "1002")
    message = await ask(thrifty, modal=await priced(thrifty, "1001 1002"))
    await prices_rise(thrifty)
    await thrifty.press(lead(thrifty), message, "Approve")
    (reply,) = await thrifty.until(lambda: replies(thrifty, message))
    assert "approved your plan of 2 labels" in said(reply)
    assert "but it had changed. Nothing was bought." in said(reply)


async def test_a_plan_that_was_bought_is_told_by_its_run_alone(team: World) -> None:
    message = await ask(team)
    await team.press(lead(team), message, "Approve")
    await team.done(await run_of(team))
    await team.clock.run_for(30)
    assert replies(team, message) == []


async def test_a_declined_plan_can_be_asked_for_again(team: World) -> None:
    modal = await _plan(team, "1001 1002")
    first = await ask(team, modal=modal)
    await team.press(lead(team), first, "Decline")
    form = await team.until(lambda: lead(team).modal)
    form.fill("Reason", "Not today")
    await form.submit()
    await team.until(lambda: modal.submit_text == "Ask for approval")
    assert "declined" in said(modal)
    second = await ask(team, modal=modal)
    await refused(team, team.colleague, first, "Approve", "decided this already")
    await team.press(team.colleague, second, "Approve")
    await team.done(await run_of(team))


async def test_a_question_expires_after_a_day(team: World) -> None:
    message = await ask(team)
    team.clock.advance(DAY)
    await refused(team, lead(team), message, "Approve", "time for this is over")
    await team.until(lambda: "Nobody approved 2 labels" in said(message))
    assert kinds(team) == ["approval_asked_for", "approval_expired"]
    assert message.buttons() == {}


async def test_a_weekend_does_not_count(team: World) -> None:
    team.clock.advance(4 * DAY)  # Friday, 9:00
    message = await ask(team)
    team.clock.advance(3 * DAY - 600)
    await team.clock.run_for(30)
    assert "Approve" in message.buttons()
    team.clock.advance(600)
    await team.until(lambda: "Nobody approved" in said(message))
    assert team.purchases() == []


async def test_a_plan_that_became_dearer_is_not_bought_and_both_are_told(thrifty: World) -> None:
    thrifty.orders("1001", "1002")
    modal = await priced(thrifty, "1001 1002")
    message = await ask(thrifty, modal=modal)
    await prices_rise(thrifty)
    await thrifty.press(lead(thrifty), message, "Approve")
    await thrifty.until(lambda: "nothing was bought" in said(message))
    assert "The price rose from EUR 12.74 to EUR 14.78 because of 1001, 1002." in said(message)
    await thrifty.until(lambda: "The price rose" in said(modal))
    assert thrifty.purchases() == []
    assert kinds(thrifty) == ["approval_asked_for", "approval_given", "approval_voided"]


async def test_fewer_orders_than_were_approved_are_bought_and_that_is_told(team: World) -> None:
    message = await ask(team, "1001 1002 1003")
    team.sendcloud.add_shipment_made_in_panel("1002")
    await team.press(lead(team), message, "Approve")
    await team.done(await run_of(team))
    assert sorted(team.sendcloud.bought) == ["1001", "1003"]
    await team.until(lambda: "was left out: 1002." in said(message))


async def test_a_frozen_plan_cannot_be_changed(team: World) -> None:
    modal = await _plan(team, "1001 1002")
    stale = team.submission(team.agent, modal)
    message = await ask(team, modal=modal)
    await team.agent.delivery.interactive(stale)
    await team.press(lead(team), message, "Approve")
    await team.done(await run_of(team))
    await team.agent.delivery.interactive(stale)
    assert len(team.rows("SELECT 1 FROM runs")) == 1


async def test_whom_the_channel_does_not_reach_is_asked_privately(team: World) -> None:
    team.slack.workspace.channels[SHIPPING].members.remove("U0LEAD")
    message = await ask(team)
    private = await team.until(lambda: next(iter(lead(team).dms()), None))
    assert "asks you to approve" in said(private)
    assert not [one for one in team.colleague.dms() if "approve" in said(one)]
    await team.press(lead(team), private, "Approve")
    await team.done(await run_of(team))
    await team.until(lambda: private.buttons() == {} and message.buttons() == {})


async def test_where_another_company_reads_the_approvers_are_asked_privately(team: World) -> None:
    team.orders("1001", "1002")
    modal = await team.plan(team.agent, "1001 1002", channel="C0SHARED")
    await modal.submit()
    private = await team.until(lambda: next(iter(lead(team).dms()), None))
    assert "1001" in said(private)
    shared = team.slack.messages("C0SHARED")[0]
    assert "1001" not in said(shared)
    assert shared.buttons() == {}
    await team.press(lead(team), private, "Decline")
    form = await team.until(lambda: lead(team).modal)
    form.fill("Reason", "Carrier is too dear")
    await form.submit()
    (reply,) = await team.until(lambda: replies(team, shared))
    assert "declined your plan of 2 labels" in said(reply)
    assert "too dear" not in said(reply) + said(shared)
    assert "too dear" in said(private)


async def test_many_orders_come_as_a_file(team: World) -> None:
    team.sendcloud.add_orders(25)
    message = await ask(team, modal=await team.plan(team.agent, " ".join(str(n) for n in range(2001, 2026))))
    assert "carrier not known yet: 25 labels, price unknown" in said(message)
    file = await team.until(
        lambda: next((file for one in team.slack.thread(SHIPPING, message.ts) for file in one.files), None)
    )
    rows = file.content.decode("utf-8-sig").splitlines()
    assert (len(rows), rows[1].split(",")[0], file.title.endswith(".csv")) == (26, "2001", True)


async def test_killed_between_the_press_and_the_purchase_it_is_bought_once(team: World) -> None:
    message = await ask(team)
    team.sendcloud.faults.next("GET", "/orders*", Hang(1))
    await lead(team).press(message, "Approve")
    await team.soon(lambda: "approval_given" in kinds(team))
    await team.kill_bot()
    team.sendcloud.faults.clear()
    assert team.purchases() == []
    await team.start_bot()
    await team.done(await run_of(team))
    assert sorted(team.sendcloud.bought) == ["1001", "1002"]
    assert len(team.slack.messages(SHIPPING)) == 2
    await team.until(lambda: "run L-" in said(message))


async def test_killed_while_it_is_asked_the_question_stands_there_once(team: World) -> None:
    modal = await _plan(team, "1001 1002")
    await modal.submit()
    await team.kill_bot()
    await team.start_bot()
    message = await team.until(lambda: next(iter(team.slack.messages(SHIPPING)), None))
    await team.press(lead(team), message, "Approve")
    await team.done(await run_of(team))
    assert len(team.slack.messages(SHIPPING)) == 2


async def test_what_cannot_be_looked_up_again_is_not_bought(team: World) -> None:
    message = await ask(team)
    team.sendcloud.faults.next("GET", "/orders", Html502(), times=100)
    await team.press(lead(team), message, "Approve")
    await team.until(lambda: "Sendcloud could not be asked" in said(message))
    assert team.purchases() == []


async def test_a_late_create_that_became_dearer_is_not_bought(tmp_path: Path) -> None:
    async with world_at(tmp_path) as world:
        world.orders("1001")
        modal = await priced(world, "1001")
        await prices_rise(world)
        await modal.submit()
        await world.until(lambda: "The price rose from EUR 6.37 to" in said(modal))
        assert "Nothing was bought, because the plan had changed" in said(modal)
        assert world.purchases() == []
        await world.done(await world.confirm(world.agent, modal))
        assert world.sendcloud.bought == ["1001"]


async def test_a_late_create_that_bought_nothing_is_told_in_a_new_message_once_its_window_is_closed(
    tmp_path: Path,
) -> None:
    async with world_at(tmp_path) as world:
        world.orders("1001")
        await (await priced(world, "1001")).close()
        message = await world.until(lambda: next(iter(world.agent.dms()), None))
        await world.agent.press(message, "Check and confirm")
        modal = await world.soon(lambda: world.agent.modal)
        await prices_rise(world)
        world.sendcloud.faults.next("GET", "/orders*", Hang(5))
        await modal.submit()
        await modal.close()
        (reply,) = await world.until(lambda: world.slack.thread(message.channel, message.ts))
        assert "Nothing was bought, because the plan had changed" in said(reply)
        assert "The price rose" in said(reply)
        assert reply.text.startswith("<@U0AGENT>")
        assert world.purchases() == []
        await world.clock.run_for(60, step=1)
        assert len(world.slack.thread(message.channel, message.ts)) == 1


async def test_a_lead_can_be_reached_once_slack_says_who_is_a_lead(team: World) -> None:
    team.slack.workspace.channels[SHIPPING].members.remove("U0LEAD")
    modal = await _plan(team, "1001 1002")
    await modal.submit()
    team.slack.faults.next("conversations.members", ApiError("internal_error"))
    await team.until(lambda: next(iter(lead(team).dms()), None))
