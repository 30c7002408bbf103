"""Purchases whose answer never came, or could not be read: looked up first, and never two labels."""

from __future__ import annotations

import asyncio
import random
from itertools import pairwise
from pathlib import Path

import pytest

from bot.engine.times import Times
from bot.sandbox.sendcloud import (
    CallLevelError,
    DropRow,
    Empty429,
    ExtraRow,
    Fault,
    Garbage,
    Hang,
    Html502,
    LateAct,
    ResetAfter,
    ResetBefore,
    Respond,
)
from bot.sandbox.slack import Message
from tests.world import PURCHASE, World, world_at

QUICK = Times(purchase_timeout=0.2, send_within=10.0)


async def run_with(world: World, fault: Fault, times: int = 1) -> Message:
    """Have a label made for order 1001, its purchase meeting *fault*."""
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, fault, times=times)
    return await world.run(world.agent, "1001")


@pytest.mark.parametrize("fault", [ResetAfter(), Garbage(), Html502(after=True), Garbage(b""), Garbage(b"[]")])
async def test_a_purchase_that_was_carried_out_is_found_and_adopted(world: World, fault: Fault) -> None:
    run = await run_with(world, fault)
    thread = await world.done(run)
    assert world.sendcloud.purchases_of("1001")[0].id in thread
    assert len(world.purchases()) == 1


@pytest.mark.parametrize("fault", [Respond(500), Html502(), Respond(503), Respond(408), Respond(200, b"{}")])
async def test_a_purchase_that_was_answered_and_not_made_is_asked_for_again_after_two_minutes(
    world: World, fault: Fault
) -> None:
    begun = world.clock.now()
    run = await run_with(world, fault)
    await world.done(run)
    assert world.states() == {"1001": "labelled"}
    assert len(world.purchases()) == 2
    second = world.sendcloud.calls_to("POST", PURCHASE)[1].time
    assert 120 <= (second - begun).total_seconds() < 150


async def test_a_second_answer_that_says_nothing_goes_to_a_person(world: World) -> None:
    run = await run_with(world, Respond(500), times=2)
    await world.done(run)
    assert (world.states(), len(world.purchases())) == ({"1001": "undecided"}, 2)


@pytest.mark.parametrize("fault", [ResetBefore(), Hang(400), LateAct(400)])
async def test_no_answer_from_a_process_that_lives_is_never_asked_for_again_by_itself(
    tmp_path: Path, fault: Fault
) -> None:
    async with world_at(tmp_path, times=QUICK) as world:
        begun = world.clock.now()
        run = await run_with(world, fault)
        thread = await world.done(run)
        assert (world.clock.now() - begun).total_seconds() < 150
        assert "Done, 1 need attention" in thread
        await world.clock.run_for(60, step=1)
        assert len(world.purchases()) == 1


async def test_a_time_out_after_acting_is_adopted(tmp_path: Path) -> None:
    async with world_at(tmp_path, times=QUICK) as world:
        await world.done(await run_with(world, Hang(5, after=True)))
        assert (world.states(), len(world.purchases())) == ({"1001": "labelled"}, 1)


async def test_a_request_carried_out_after_the_first_looks_found_nothing_is_adopted(world: World) -> None:
    run = await run_with(world, LateAct(45))
    await world.until(lambda: world.rows("SELECT 1 FROM items WHERE looks >= 3"))
    await world.done(run)
    assert (world.states(), len(world.purchases())) == ({"1001": "labelled"}, 1)


@pytest.mark.parametrize("seconds", [50, 75, 110])
@pytest.mark.parametrize("fault", [Html502(after=True), DropRow(0), ResetAfter()], ids=["502", "no row", "reset"])
async def test_a_shipment_that_is_listed_late_is_adopted(world: World, fault: Fault, seconds: float) -> None:
    world.sendcloud.visibility_lag = seconds
    await world.done(await run_with(world, fault))
    assert (world.states(), len(world.purchases())) == ({"1001": "labelled"}, 1)


async def test_a_label_that_shows_after_its_request_was_counted_out_is_told_beside_the_second_one(world: World) -> None:
    world.sendcloud.visibility_lag = 140
    run = await run_with(world, Html502(after=True))
    await world.until(lambda: len(world.sendcloud.purchases_of("1001")) == 2)
    world.sendcloud.visibility_lag = 0
    await world.clock.run_for(150, step=1)
    thread = await world.done(run)
    assert all(shipment.id in thread for shipment in world.sendcloud.purchases_of("1001"))
    world.twice_on_purpose.add("1001")


async def test_a_shipment_that_turns_up_after_the_decision_is_found_by_look_again(world: World) -> None:
    run = await run_with(world, LateAct(300))
    await world.done(run)
    await world.clock.run_for(200, step=1)
    await world.press(world.colleague, run, "Look again")
    await world.until(lambda: world.states() == {"1001": "labelled"})
    assert len(world.purchases()) == 1


async def test_meanwhile_the_thread_says_that_nothing_is_bought(world: World) -> None:
    run = await run_with(world, ResetBefore())
    assert "so that none is bought twice" in await world.says(run, "Checking until")
    await world.done(run)


async def test_a_time_until_which_something_is_looked_up_is_never_past(tmp_path: Path) -> None:
    async with world_at(tmp_path, times=QUICK) as world:
        run = await run_with(world, ResetBefore())
        await world.until(lambda: world.states() == {"1001": "unknown"})
        world.sendcloud.faults.next("GET", "/shipments", Respond(500), times=100_000)
        await world.says(run, "Sendcloud cannot be asked about it just now")
        await world.clock.run_for(30, step=0.5)
        assert "hecking until" not in world.thread(run)
        world.sendcloud.faults.clear()
        await world.done(run)


async def test_the_time_left_is_not_a_few_seconds_while_something_is_looked_up_for_minutes(world: World) -> None:
    run = await run_with(world, ResetBefore())
    await world.until(lambda: "1 being checked" in run.plain())
    assert "about 2 min" in run.plain()
    await world.clock.run_for(10, step=0.5)
    assert "about 2 min" in run.plain()
    await world.done(run)


async def test_the_other_orders_go_on_while_one_call_is_unknown(world: World) -> None:
    world.sendcloud.add_orders(40)
    world.sendcloud.faults.next("POST", PURCHASE, ResetBefore())
    run = await world.run(world.agent, " ".join(str(number) for number in range(2001, 2041)))
    await world.until(lambda: "20 ready · 20 being checked" in run.plain())
    # More than a hundred looks in a few real seconds: the pace of reads, which goes by the machine, holds them up.
    await world.done(run, limit=3000)
    assert len(world.purchases()) == 2


@pytest.mark.parametrize(("header", "least"), [(None, 1), ("7", 7), ("Mon, 23 Nov 2026 09:00:30 GMT", 20)])
async def test_an_empty_429_waits_as_long_as_sendcloud_says_and_goes_on(
    world: World, header: str | None, least: int
) -> None:
    run = await run_with(world, Empty429(header))
    await world.done(run)
    first, second = (call.time for call in world.sendcloud.calls_to("POST", PURCHASE))
    assert (second - first).total_seconds() >= least
    assert world.sendcloud.bought == ["1001"]


async def test_told_to_slow_down_without_a_time_the_bot_waits_longer_each_time(world: World) -> None:
    await world.done(await run_with(world, Empty429(), times=5))
    asked = [call.time for call in world.sendcloud.calls_to("POST", PURCHASE)]
    waits = [(after - before).total_seconds() for before, after in pairwise(asked)]
    assert waits == sorted(waits)
    assert waits[0] >= 1
    assert waits[-1] >= 60
    assert world.states() == {"1001": "labelled"}


async def test_a_run_that_sendcloud_asked_to_wait_does_not_promise_to_go_on_sooner(world: World) -> None:
    run = await run_with(world, Empty429("50"))
    thread = await world.says(run, "Paused")
    assert "I go on at " in thread
    assert "tries at once" not in thread
    await world.press(world.colleague, run, "Continue")
    await world.done(run)
    first, second = (call.time for call in world.sendcloud.calls_to("POST", PURCHASE))
    assert (second - first).total_seconds() >= 50


async def test_a_connection_refused_pauses_with_the_time_of_the_next_try_and_goes_on_by_itself(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.sendcloud.stop()
    run = await world.confirm(world.agent, modal)
    thread = await world.says(run, "Paused")
    assert "Sendcloud is down." in thread
    assert "I keep trying; next at " in thread
    await world.sendcloud.start()
    await world.done(run)
    assert world.sendcloud.bought == ["1001"]


async def test_continue_ends_a_pause_at_once(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.sendcloud.stop()
    run = await world.confirm(world.agent, modal)
    await world.clock.run_for(60, step=0.5)
    await world.says(run, "Paused")
    await world.until(lambda: "Continue" in run.buttons())
    await world.sendcloud.start()
    await world.press(world.colleague, run, "Continue")
    await world.done(run)


async def test_a_paused_run_can_be_stopped(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.sendcloud.stop()
    run = await world.confirm(world.agent, modal)
    await world.says(run, "Paused")
    await world.press(world.colleague, run, "Stop")
    await world.says(run, "1 held back")
    await world.sendcloud.start()
    await world.clock.run_for(100, step=1)
    assert world.purchases() == []


# ------------------------------------------------------------------------------------------------- the process dies


async def killed_in_the_call(world: World, *numbers: str, acts_after: float) -> Message:
    """Kill the bot while it waits for the answer to a purchase, which Sendcloud carries out *acts_after* seconds later.

    Return the run's parent message.
    """
    world.orders(*numbers)
    modal = await world.plan(world.agent, " ".join(numbers))
    arrived = asyncio.Event()

    async def keep_waiting(method: str, path: str) -> None:
        if path == PURCHASE and not arrived.is_set():
            arrived.set()
            await world.clock.sleep(acts_after)

    world.sendcloud.on_call = keep_waiting
    run = await world.confirm(world.agent, modal)
    await world.until(arrived.is_set)
    await world.kill_bot()
    assert set(world.states().values()) == {"claimed"}
    return run


async def test_a_request_of_a_killed_process_that_was_carried_out_is_adopted_by_the_next(world: World) -> None:
    run = await killed_in_the_call(world, "1001", acts_after=0.5)
    await world.start_bot()
    await world.done(run)
    assert (world.states(), len(world.purchases())) == ({"1001": "labelled"}, 1)


@pytest.mark.parametrize("seconds", [20, 60, 110])
async def test_a_request_of_a_killed_process_that_acts_late_is_never_doubled(world: World, seconds: float) -> None:
    run = await killed_in_the_call(world, "1001", "1002", acts_after=seconds)
    await world.start_bot()
    await world.done(run)
    assert len(world.purchases()) == 1


async def test_a_killed_process_whose_request_was_lost_is_followed_by_one_that_asks_again_once(world: World) -> None:
    begun = world.clock.now()
    run = await killed_in_the_call(world, "1001", "1002", acts_after=10_000)
    await world.start_bot()
    await world.done(run)
    assert all(120 <= (call.time - begun).total_seconds() <= 150 for call in world.sendcloud.calls_to("POST", PURCHASE))
    assert sorted(world.sendcloud.bought) == ["1001", "1002"]
    assert set(world.states().values()) == {"labelled"}


async def test_after_a_kill_a_second_unknown_outcome_goes_to_a_person(world: World) -> None:
    run = await killed_in_the_call(world, "1001", acts_after=10_000)
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500), times=2)
    await world.start_bot()
    await world.done(run)
    assert (world.states(), len(world.purchases())) == ({"1001": "undecided"}, 1)


async def test_two_kills_in_a_row_ask_again_once_and_then_leave_it_to_a_person(world: World) -> None:
    run = await killed_in_the_call(world, "1001", acts_after=10_000)
    await world.start_bot()
    arrived = asyncio.Event()

    async def keep_waiting(method: str, path: str) -> None:
        if path == PURCHASE:
            arrived.set()
            await world.clock.sleep(10_000)

    world.sendcloud.on_call = keep_waiting
    await world.until(arrived.is_set)
    await world.kill_bot()
    await world.start_bot()
    await world.done(run)
    assert world.states() == {"1001": "undecided"}


async def test_a_process_killed_while_labels_are_made_is_followed_by_one_that_watches_them(world: World) -> None:
    world.sendcloud.announce_after = 40
    world.orders("1001", "1002")
    run = await world.run(world.agent, "1001 1002")
    await world.until(lambda: set(world.states().values()) == {"accepted"})
    await world.kill_bot()
    await world.start_bot()
    await world.done(run)
    assert len(world.purchases()) == 1
    assert len(world.parents()) == 1


async def test_a_process_killed_before_it_could_ask_is_followed_by_one_that_does(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    await world.sendcloud.stop()
    run = await world.confirm(world.agent, modal)
    await world.says(run, "Paused")
    await world.kill_bot()
    await world.sendcloud.start()
    await world.start_bot()
    await world.done(run)
    assert len(world.purchases()) == 1


async def test_a_process_killed_while_a_plan_is_checked_is_followed_by_one_that_checks_it(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await form.submit()
    await world.kill_bot()
    await world.start_bot()
    await world.confirm(world.agent, await world.checked(world.agent))


async def test_sigterm_in_mid_call_lets_the_call_end_and_hands_over(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    world.sendcloud.faults.next("POST", PURCHASE, Hang(0.2, after=True))
    run = await world.confirm(world.agent, modal)
    await world.until(world.purchases)
    await world.stop_bot()
    assert world.states() == {"1001": "accepted"}
    await world.start_bot()
    await world.done(run)
    assert len(world.purchases()) == 1


# -------------------------------------------------------------------------------------------------------- by chance

FAULTS: tuple[Fault, ...] = (
    ResetBefore(), ResetAfter(), Garbage(), Html502(), Html502(after=True), Respond(500), Empty429(), Empty429("3"),
    LateAct(20), LateAct(90), DropRow(0), DropRow(1, acted=False), DropRow(0, acted=False), ExtraRow(),
    CallLevelError(422, "invalid"), CallLevelError(400, "invalid", "/data/attributes/orders/0/order_id"),
)  # fmt: skip


@pytest.mark.parametrize("seed", range(2))
async def test_whatever_goes_wrong_and_whoever_clicks_no_order_gets_two_labels(world: World, seed: int) -> None:
    chance = random.Random(seed)
    kinds = ["fine"] * 6 + ["bad_address", "late_failure", "slow", "negative_price"]
    numbers = [str(number) for number in range(1001, 1049)]
    kind = {number: chance.choice(kinds) for number in numbers}
    for number in numbers:
        world.orders(number, kind=kind[number])
    modal = await world.plan(world.agent, " ".join(numbers))
    for _ in range(10):
        world.sendcloud.faults.next("POST", PURCHASE, chance.choice(FAULTS))
    again = world.submission(world.colleague, modal)
    run = await world.confirm(world.agent, modal)
    for _ in range(10):
        await world.clock.run_for(chance.choice((1, 5, 20)), step=0.5)
        match chance.randrange(4):
            case 0:
                await world.kill_bot()
                await world.start_bot()
            case 1:
                await press_anything(world, run, chance)
            case 2:
                await world.colleague.delivery.interactive(again)
    await world.until(lambda: settled(world, run), limit=3000)
    # What would surely be refused is not ticked in the plan, and so nobody asked for it.
    assert set(world.states()) == {number for number in numbers if kind[number] != "negative_price"}


async def press_anything(world: World, run: Message, chance: random.Random) -> None:
    """Press one of the buttons that there are, once or twice."""
    labels = [label for label in run.buttons() if label != "Buy again"]
    if labels:
        await world.colleague.press(run, chance.choice(labels), times=chance.choice((1, 2)))


def settled(world: World, run: Message) -> bool:
    """Is the run over, or stopped with nothing under way?"""
    moving = {"waiting", "claimed", "unknown", "accepted"} & set(world.states().values())
    return not moving and world.all_shown() and ("Done" in run.plain() or "Stopped" in run.plain())
