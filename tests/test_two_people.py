"""Two people, two clicks, two deliveries: one purchase, and the second is told who was first."""

from __future__ import annotations

import asyncio
from pathlib import Path

from bot.app import Bot
from bot.engine.times import Times
from bot.sandbox.sendcloud import DropRow, Empty429, Respond
from bot.sandbox.slack import Modal
from tests.test_run import undecided
from tests.world import PURCHASE, World, world_at


async def two_plans(world: World, numbers: str) -> tuple[Modal, Modal]:
    """Have the agent and the colleague both look at a plan for the same numbers."""
    world.orders(*dict.fromkeys(numbers.split()))
    return await world.plan(world.agent, numbers), await world.plan(world.colleague, numbers)


def one_line(text: str) -> str:
    return " ".join(text.split())


async def test_two_people_who_confirm_the_same_orders_at_once_buy_them_once(world: World) -> None:
    hers, his = await two_plans(world, "1001 1002")
    await asyncio.gather(hers.submit(), his.submit())
    run = await world.until(lambda: next(iter(world.parents()), None))
    await world.done(run)
    assert sorted(world.sendcloud.bought) == ["1001", "1002"]
    second = next(modal for modal in (hers, his) if "quicker" in modal.plain())
    first = "@U0COLLEAGUE" if second is hers else "@U0AGENT"
    assert first in second.plain()
    assert "2026-11-23 09:0" in second.plain()
    assert len(world.parents()) == 1


async def test_whoever_comes_second_gets_what_is_left_and_is_told_who_has_the_rest(world: World) -> None:
    world.orders("1001", "1002", "1003")
    hers, his = await world.plan(world.agent, "1001 1002"), await world.plan(world.colleague, "1002 1003")
    await world.confirm(world.agent, hers)
    await world.confirm(world.colleague, his)
    assert "Another run was quicker with 1 order" in his.plain()
    assert "@U0AGENT" in his.plain()
    for run in world.parents():
        await world.done(run)
    assert sorted(world.sendcloud.bought) == ["1001", "1002", "1003"]
    assert "1 ready · 1 left out" in world.parents()[1].plain()


async def test_two_people_who_confirm_one_plan_make_one_run(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    acks = await asyncio.gather(*(world.submit_as(who, modal) for who in (world.agent, world.colleague, world.agent)))
    said = [str(ack.body) for ack in acks]
    assert sum("on the way" in one for one in said) == 1
    assert sum("confirmed this plan already" in one for one in said) == 2
    await world.done(await world.until(lambda: next(iter(world.parents()), None)))
    assert len(world.rows("SELECT 1 FROM runs")) == 1
    assert world.sendcloud.bought == ["1001"]


async def test_a_confirmation_that_slack_delivers_twice_makes_one_run(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    world.slack.deliver_twice()
    await modal.submit()
    await world.done(await world.until(lambda: next(iter(world.parents()), None)))
    assert (world.sendcloud.bought, len(world.parents())) == (["1001"], 1)


async def test_a_form_submitted_twice_at_once_makes_one_plan(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await asyncio.gather(*(world.submit_as(world.agent, form) for _ in range(3)))
    assert len(world.rows("SELECT 1 FROM plans")) == 1
    await form.close()


async def test_two_clicks_on_retry_buy_once_and_the_second_is_told(world: World) -> None:
    bad = world.sendcloud.add_order("1001", kind="bad_address")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    bad.kind = "fine"
    await asyncio.gather(
        world.agent.press(run, "Retry 1 failed"), world.colleague.press(run, "Retry 1 failed", times=3)
    )
    await world.until(lambda: "1 of 1 label ready" in run.plain())
    assert world.sendcloud.bought == ["1001"]
    await world.told(world.colleague, "being tried again already")


async def test_a_click_that_slack_delivers_twice_counts_once(world: World) -> None:
    bad = world.sendcloud.add_order("1001", kind="bad_address")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    bad.kind = "fine"
    world.slack.deliver_twice()
    await world.agent.press(run, "Retry 1 failed")
    await world.until(lambda: "1 of 1 label ready" in run.plain())
    assert world.sendcloud.bought == ["1001"]


async def test_documents_come_once_though_slack_delivers_the_press_again_later(either_world: World) -> None:
    world = either_world
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    again = world.slack.redelivery()
    await world.until(lambda: world.rows("SELECT state FROM document_requests") == [("sent",)])
    told = len(world.agent.ephemerals)
    assert (await again()).error is None
    await world.clock.run_for(20, step=0.5)
    assert world.rows("SELECT state FROM document_requests") == [("sent",)]
    assert len([file for reply in world.slack.thread(run.channel, run.ts) for file in reply.files]) == 1
    assert len(world.agent.ephemerals) == told


async def test_a_stop_that_slack_delivers_again_later_does_not_stop_what_was_continued(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.sendcloud.stop()
    run = await world.confirm(world.agent, modal)
    await world.press(world.agent, run, "Stop")
    again = world.slack.redelivery()
    await world.press(world.colleague, run, "Continue")
    await world.until(lambda: "Paused" in run.plain() or "Running" in run.plain())
    assert (await again()).error is None
    await world.clock.run_for(5)
    await world.sendcloud.start()
    await world.done(run)
    assert len(world.rows("SELECT 1 FROM events WHERE kind = 'run_stopped'")) == 1


async def test_a_stop_that_came_too_late_does_not_stop_anything_when_slack_delivers_it_again(world: World) -> None:
    bad = world.sendcloud.add_order("1001", kind="bad_address")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.agent.press(run, "Stop", stale=True)
    again = world.slack.redelivery()
    await world.told(world.agent, "nothing to stop")
    bad.kind = "slow"
    await world.press(world.colleague, run, "Retry 1 failed")
    await again()
    await world.until(lambda: "1 of 1 label ready" in run.plain())
    assert world.rows("SELECT 1 FROM events WHERE kind = 'run_stopped'") == []


async def test_a_retry_that_slack_delivers_again_later_asks_for_nothing_more(world: World) -> None:
    world.orders("1001", kind="bad_address")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Retry 1 failed")
    again = world.slack.redelivery()
    await world.until(lambda: len(world.purchases()) == 2)
    await world.done(run)
    await again()
    await world.clock.run_for(20, step=0.5)
    assert len(world.purchases()) == 2


async def test_a_reason_that_slack_delivers_again_later_asks_for_nothing_more_and_says_so(world: World) -> None:
    run = await undecided(world)
    modal = await world.asked_for_a_reason(world.agent, run)
    modal.fill("Reason", "There is none in the panel.")
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False))
    await modal.submit()
    again = world.slack.redelivery()
    await world.until(lambda: len(world.purchases()) == 3)
    await world.until(lambda: world.states() == {"1001": "undecided"})
    assert "has had this answer already" in str((await again()).body)
    await world.clock.run_for(20, step=0.5)
    assert len(world.purchases()) == 3


async def test_retry_tells_who_has_an_order_by_now(world: World) -> None:
    bad = world.sendcloud.add_order("1001", kind="bad_address")
    hers = await world.run(world.agent, "1001")
    await world.done(hers)
    bad.kind = "fine"
    await world.done(await world.run(world.colleague, "1001"))
    (theirs,) = world.rows("SELECT id FROM runs WHERE person = 'U0COLLEAGUE'")
    await world.agent.press(hers, "Retry 1 failed")
    assert "@U0COLLEAGUE" in await world.told(world.agent, "Another run has 1 order by now")
    await world.until(lambda: f"1001: in run {theirs[0]}" in world.thread(hers))
    assert world.sendcloud.bought == ["1001"]


async def test_two_clicks_on_stop_and_on_continue_do_it_once(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.sendcloud.stop()
    run = await world.confirm(world.agent, modal)
    await world.press(world.agent, run, "Stop", times=2)
    await world.told(world.agent, "nothing to stop")
    await world.sendcloud.start()
    await world.press(world.colleague, run, "Continue", times=2)
    await world.told(world.colleague, "going already")
    await world.done(run)
    assert len(world.rows("SELECT 1 FROM events WHERE kind = 'run_stopped'")) == 1


async def test_two_clicks_on_look_again_look_once(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", "/orders/create-labels-async", DropRow(0, acted=False), times=2)
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await asyncio.gather(world.agent.press(run, "Look again"), world.colleague.press(run, "Look again"))
    await world.until(lambda: world.events("1001").count("order_to_look_up_again") == 1)
    await world.done(run)


async def test_two_people_who_ask_again_at_once_buy_once(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", "/orders/create-labels-async", DropRow(0, acted=False), times=2)
    run = await world.run(world.agent, "1001")
    await world.done(run)
    modals = [await world.asked_for_a_reason(person, run) for person in (world.agent, world.colleague)]
    for modal in modals:
        modal.fill("Reason", "There is none in the panel.")
    await asyncio.gather(*(modal.submit() for modal in modals))
    await world.until(lambda: world.states() == {"1001": "labelled"})
    await world.done(run)
    assert len(world.purchases()) == 3


async def test_the_second_to_look_again_is_told_who_was_first_and_when(world: World) -> None:
    run = await undecided(world)
    world.sendcloud.faults.next("GET", "/shipments", Respond(500), times=9)
    await world.agent.press(run, "Look again")
    await world.soon(lambda: world.states() == {"1001": "unknown"})
    await world.colleague.press(run, "Look again", stale=True)
    told = await world.told(world.colleague, "being checked already")
    assert "@U0AGENT was first, 2026-11-23 09:" in one_line(told)


async def test_the_second_to_ask_again_is_told_who_was_first_and_when(world: World) -> None:
    run = await undecided(world)
    modals = [await world.asked_for_a_reason(person, run) for person in (world.agent, world.colleague)]
    for modal in modals:
        modal.fill("Reason", "There is none in the panel.")
        await modal.submit()
    assert "@U0AGENT was first, 2026-11-23 09:" in one_line(modals[1].plain())
    await modals[1].close()
    await world.done(run)
    await world.colleague.press(run, "Buy again", stale=True)
    modal = await world.soon(lambda: world.colleague.modal)
    assert "No order of this run waits" in modal.plain()
    assert "@U0AGENT was first" in one_line(modal.plain())


async def test_whoever_presses_stop_after_the_end_is_not_told_that_somebody_else_was_first(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.sendcloud.stop()
    run = await world.confirm(world.agent, modal)
    await world.press(world.agent, run, "Stop")
    await world.colleague.press(run, "Stop", stale=True)
    assert "@U0AGENT was first" in one_line(await world.told(world.colleague, "nothing to stop"))
    await world.sendcloud.start()
    await world.press(world.colleague, run, "Continue")
    await world.done(run)
    await world.agent.press(run, "Stop", stale=True)
    assert "first" not in await world.told(world.agent, "nothing to stop")


async def test_whoever_continues_a_run_that_went_on_by_itself_is_not_told_that_somebody_was_first(
    world: World,
) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Respond(402))
    world.sendcloud.faults.next("POST", PURCHASE, Empty429("20"))
    run = await world.run(world.agent, "1001")
    await world.press(world.agent, run, "Continue")
    await world.says(run, "Paused")
    await world.done(run)
    await world.colleague.press(run, "Continue", stale=True)
    assert "first" not in await world.told(world.colleague, "going already")


async def test_ask_again_does_not_override_shipments_that_were_found_since_the_form_was_opened(world: World) -> None:
    run = await undecided(world)
    modal = await world.asked_for_a_reason(world.agent, run)
    made = [world.sendcloud.add_shipment_made_in_panel("1001").id for _ in range(2)]
    await world.press(world.colleague, run, "Look again")
    await world.until(lambda: made[0] in world.thread(run))
    modal.fill("Reason", "There is none in the panel.")
    await modal.submit()
    assert "Nothing was bought: since" in modal.plain()
    assert all(shipment in modal.plain() for shipment in made)
    assert modal.values()["Reason"] == "There is none in the panel."
    await world.clock.run_for(30, step=0.5)
    assert len(world.purchases()) == 2
    await modal.submit()
    await world.until(lambda: len(world.purchases()) == 3)
    await world.done(run)


async def test_the_form_of_ask_again_names_the_shipments_that_it_overrides(world: World) -> None:
    run = await undecided(world)
    made = [world.sendcloud.add_shipment_made_in_panel("1001").id for _ in range(2)]
    await world.press(world.colleague, run, "Look again")
    await world.until(lambda: made[0] in world.thread(run))
    modal = await world.asked_for_a_reason(world.agent, run)
    assert all(shipment in modal.plain() for shipment in made)
    await modal.close()


async def test_ask_again_asks_only_for_the_orders_that_its_form_named(tmp_path: Path) -> None:
    async with world_at(tmp_path, times=Times(watches=(30.0,) * 10, send_within=10.0)) as world:
        world.orders("1001")
        world.orders("1002", kind="no_label")
        world.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False), times=2)
        run = await world.run(world.agent, "1001 1002")
        await world.until(lambda: world.states() == {"1001": "undecided", "1002": "accepted"})
        modal = await world.asked_for_a_reason(world.agent, run)
        assert "1002" not in modal.plain()
        await world.until(lambda: world.states() == {"1001": "undecided", "1002": "undecided"}, limit=3000)
        before = len(world.purchases())
        modal.fill("Reason", "1001 is not in the panel.")
        await modal.submit()
        await world.until(lambda: len(world.purchases()) > before)
        await world.clock.run_for(20)
        assert world.states()["1002"] == "undecided"
        assert [len(call) for call in world.purchases()[before:]] == [1]


async def test_a_stale_button_of_an_earlier_state_does_no_harm(world: World) -> None:
    bad = world.sendcloud.add_order("1001", kind="bad_address")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    bad.kind = "fine"
    await world.press(world.agent, run, "Retry 1 failed")
    await world.until(lambda: "1 of 1 label ready" in run.plain())
    await world.colleague.press(run, "Retry 1 failed", stale=True)
    await world.told(world.colleague, "none is left to retry")
    assert world.sendcloud.bought == ["1001"]


async def test_an_order_confirmed_while_the_panel_labels_it_is_bought_by_one_of_them_only(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.clock.run_for(16 * 60, step=10)
    world.sendcloud.add_shipment_made_in_panel("1001")
    await modal.submit()
    await world.until(lambda: "1 already labelled" in modal.plain())
    assert world.purchases() == []


async def test_of_two_processes_on_one_ledger_one_works_and_the_other_takes_over(world: World) -> None:
    first = world.bot
    second = Bot(world.settings(), clock=world.clock, times=world.times)
    await second.start()
    try:
        world.sendcloud.add_orders(30)
        world.sendcloud.announce_after = 20
        run = await world.run(world.agent, " ".join(str(number) for number in range(2001, 2031)))
        await world.until(lambda: len(world.purchases()) == 2)
        world.slack.request_url = f"http://127.0.0.1:{second.port}/slack/events"
        assert world.bot is first
        await world.kill_bot()
        await world.done(run)
        assert len(world.purchases()) == 2
        assert (len(world.parents()), len(world.sendcloud.bought)) == (1, 30)
    finally:
        world.bot = second
