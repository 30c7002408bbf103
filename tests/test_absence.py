"""An answer that leaves it open whether there is a label is never taken for "there is none"."""

from __future__ import annotations

import asyncio

import pytest

from bot.sandbox.sendcloud import (
    Fault,
    ResetAfter,
    RowsBeside,
    StripLink,
    UnreadableNext,
)
from bot.sandbox.sendcloud.strange import bare, empty, no_route, none_beside_an_error, refused
from bot.sandbox.slack import Message
from tests.world import PURCHASE, World

FOREVER = 100_000
OPEN = [no_route(), empty(404), empty(200), bare(200, {}), bare(200, None), bare(404, {}), none_beside_an_error(),
        none_beside_an_error(404), bare(206, {"data": []}), bare(200, {"data": {}})]  # fmt: skip
"""Answers to GET /shipments that say nothing about what was asked for."""
NAMES = ["no route", "empty 404", "empty 200", "{}", "null", "404 {}", "beside an error", "404 beside an error", "206",
         "data {}"]  # fmt: skip


@pytest.mark.parametrize("answer", OPEN, ids=NAMES)
async def test_a_label_whose_answer_was_lost_is_not_bought_again_on_an_answer_that_says_nothing(
    world: World, answer: Fault
) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, ResetAfter())
    modal = await world.plan(world.agent, "1001")
    run = await world.confirm(world.agent, modal)
    await world.until(lambda: world.states() == {"1001": "unknown"})
    world.sendcloud.faults.next("GET", "/shipments", answer, times=FOREVER)
    await world.clock.run_for(400, step=2)
    assert world.states() == {"1001": "unknown"}
    assert len(world.purchases()) == 1

    world.sendcloud.faults.clear()
    await world.done(run)
    assert world.states() == {"1001": "labelled"}
    assert len(world.purchases()) == 1


@pytest.mark.parametrize("answer", OPEN, ids=NAMES)
async def test_an_order_that_has_a_label_is_not_shown_as_ready_on_an_answer_that_says_nothing(
    world: World, answer: Fault
) -> None:
    world.orders("1001")
    world.sendcloud.add_shipment_made_in_panel("1001")
    world.sendcloud.faults.next("GET", "/shipments", answer, times=FOREVER)
    modal = await world.plan(world.agent, "1001")

    assert not (modal.submit_text or "").startswith("Create")
    assert "Sendcloud is down" in modal.plain()


@pytest.mark.parametrize("answer", OPEN, ids=NAMES)
async def test_nothing_is_bought_while_the_look_before_buying_says_nothing(world: World, answer: Fault) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    world.sendcloud.add_shipment_made_in_panel("1001")
    world.sendcloud.faults.next("GET", "/shipments", answer, times=FOREVER)
    await world.clock.run_for(20, step=1)
    run = await world.confirm(world.agent, modal)
    await world.says(run, "Paused")
    await world.clock.run_for(60, step=1)
    assert world.purchases() == []

    world.sendcloud.faults.clear()
    await world.done(run)
    assert world.states() == {"1001": "skipped", "1002": "labelled"}


@pytest.mark.parametrize("fault", [StripLink(), UnreadableNext()], ids=["no link", "no cursor"])
async def test_a_label_on_a_page_that_was_hidden_is_found_by_its_number(world: World, fault: Fault) -> None:
    """The list of a shop's shipments has two pages; the second, with the oldest of them, is hidden."""
    numbers = [str(number) for number in range(1001, 1046)]
    world.orders(*numbers)
    world.sendcloud.add_shipment_made_in_panel("1001")
    world.sendcloud.add_orders(120)
    for number in range(2001, 2121):
        world.sendcloud.add_shipment_made_in_panel(str(number))
    world.sendcloud.faults.next("GET", "/shipments", fault, times=FOREVER)
    modal = await world.plan(world.agent, " ".join(numbers))
    run = await world.confirm(world.agent, modal)
    await world.done(run, limit=1000)

    assert world.sendcloud.purchases_of("1001") == []


# Rows beside a refusal


async def of_two(world: World, fault: Fault) -> Message:
    """Have two orders bought, the call meeting *fault*, and return the run when it has nothing more to do."""
    world.orders("1001", "1002")
    world.sendcloud.faults.next("POST", PURCHASE, fault)
    run = await world.run(world.agent, "1001 1002")
    await world.until(lambda: "labelled" in world.states().values() and "unknown" not in world.states().values())
    return run


@pytest.mark.parametrize("status", [400, 412, 422, 500])
async def test_a_row_beside_a_refusal_of_another_order_is_a_label(world: World, status: int) -> None:
    await of_two(world, RowsBeside(status=status))
    await world.clock.run_for(300, step=2)
    assert world.states()["1002"] == "labelled"
    assert len(world.sendcloud.purchases_of("1002")) == 1


@pytest.mark.parametrize("status", [401, 402, 403, 404, 405, 410, 429])
async def test_labels_beside_a_refusal_of_the_account_are_adopted(world: World, status: int) -> None:
    await of_two(world, RowsBeside(status=status, index=None))
    assert world.states() == {"1001": "labelled", "1002": "labelled"}
    assert len(world.purchases()) == 1


# Refusals outside the known statuses


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (412, {"error": {"code": 412, "request": "api/v3/orders", "message": "User has no address data"}}),
        (423, {"errors": [{"status": "423", "detail": "Account is locked"}]}),
        (406, {"errors": [{"status": "406", "detail": "Not acceptable"}]}),
        (413, {"errors": [{"status": 413, "code": "invalid", "detail": "Too many items"}]}),
        (415, {"detail": "Unsupported media type"}),
        (451, {"errors": [{"status": "451", "detail": "Not in this country"}]}),
    ],
)
async def test_a_refusal_in_sendclouds_words_is_told_in_them_and_asked_for_once(
    world: World, status: int, body: dict[str, object]
) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, bare(status, body), times=FOREVER)
    run = await world.run(world.agent, "1001")
    await world.done(run)
    sentences = ("no address data", "is locked", "Not acceptable", "Too many items", "media type", "this country")

    assert world.states() == {"1001": "refused"}
    assert any(sentence in world.thread(run) for sentence in sentences)
    assert len(world.purchases()) == 1


async def test_what_is_refused_in_the_same_words_for_both_halves_stops_the_run(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1009)]
    world.orders(*numbers)
    world.sendcloud.faults.next("POST", PURCHASE, refused(423, "Account is locked"), times=FOREVER)
    run = await world.run(world.agent, " ".join(numbers))
    await world.says(run, "Account is locked")
    await world.until(lambda: world.rows("SELECT 1 FROM runs WHERE state = 'stopped'") or None)

    assert list(world.states().values()).count("refused") <= 1
    assert len(world.purchases()) <= 5


async def test_a_start_between_two_refused_halves_costs_some_calls_and_buys_nothing_twice(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1009)]
    world.orders(*numbers)
    world.sendcloud.faults.next("POST", PURCHASE, refused(423, "Account is locked"), times=FOREVER)
    asks, killed = asyncio.Event(), asyncio.Event()

    async def hold_the_fourth_call(method: str, path: str) -> None:
        if path == PURCHASE and len(world.purchases()) == 3 and not killed.is_set():
            asks.set()
            await killed.wait()

    world.sendcloud.on_call = hold_the_fourth_call
    run = await world.run(world.agent, " ".join(numbers))
    await world.until(asks.is_set)
    await world.kill_bot()
    killed.set()
    await world.start_bot()
    await world.until(lambda: world.rows("SELECT 1 FROM runs WHERE state = 'stopped'") or None)
    assert list(world.states().values()).count("refused") in (1, 2)
    assert len(world.purchases()) <= 10

    world.sendcloud.faults.clear()
    await world.press(world.agent, run, "Continue")
    await world.done(run)
    failed = list(world.states().values()).count("refused")
    await world.press(world.agent, run, f"Retry {failed} failed")
    await world.until(lambda: set(world.states().values()) == {"labelled"})
    assert sorted(world.sendcloud.bought) == numbers


@pytest.mark.parametrize("answer", [*OPEN, refused(400, "No such filter")], ids=[*NAMES, "400"])
async def test_a_list_of_orders_that_cannot_be_read_is_asked_for_by_number(world: World, answer: Fault) -> None:
    numbers = [str(number) for number in range(1001, 1016)]
    world.orders(*numbers)
    world.sendcloud.faults.next("GET", "/orders", answer)
    modal = await world.plan(world.agent, " ".join(numbers))
    assert (modal.submit_text or "").startswith("Create 15")
