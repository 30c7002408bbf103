"""Ways to a second label, a lost one or an untrue word that take two things at once: each one told as a story."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import Any

import httpx
import pytest

from bot.engine import worker
from bot.engine.times import Times
from bot.ledger import purchases
from bot.sandbox.sendcloud import (
    DropRow,
    Empty429,
    Html502,
    LateAct,
    ResetAfter,
    ResetBefore,
    Respond,
    ShortIds,
)
from bot.sandbox.slack import Modal, Person
from bot.sendcloud import Shipment
from tests.test_run import ask_again, undecided
from tests.world import PUBLIC_KEY, PURCHASE, SECRET_KEY, World

NO_KEYS = {"errors": [{"status": "401", "code": "authentication_failed", "detail": "Invalid username/password."}]}


async def one_of_two(world: World, person: Person, place: int) -> Modal:
    """Have two orders with the number 1001, and return a plan for the first or the second of them."""
    modal = await world.plan(person, "1001")
    await person.choose(modal, "pick_order", modal.options("pick_order")[place])
    await world.until(lambda: modal.submit_text == "Create 1 label")
    return modal


def labels_of(world: World) -> dict[str, str]:
    """Return by shipment which order each label was made for."""
    return {one.id: one.order.order_id for one in world.sendcloud.shipments.values()}


@pytest.mark.parametrize("second", [Html502(after=True), ResetAfter()], ids=["502", "reset"])
async def test_two_orders_with_one_number_whose_answers_get_lost_do_not_take_each_others_label(
    world: World, second: Html502 | ResetAfter
) -> None:
    for order_id in ("A", "B"):
        world.sendcloud.add_order("1001", order_id=order_id)
    mine, hers = await one_of_two(world, world.agent, 0), await one_of_two(world, world.colleague, 1)
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500))
    world.sendcloud.faults.next("POST", PURCHASE, second)
    await world.confirm(world.agent, mine)
    await world.confirm(world.colleague, hers)
    await world.clock.run_for(300, step=1)

    made = labels_of(world)
    told = dict(world.rows("SELECT order_id, shipment_id FROM items WHERE shipment_id IS NOT NULL"))
    assert all(made[shipment] == order for order, shipment in told.items())
    # world.check() sees to it that neither was bought twice


async def test_a_second_label_on_purpose_is_not_taken_for_the_lost_first_one(world: World) -> None:
    world.twice_on_purpose.add("1001")
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, ResetBefore())
    await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "unknown"})
    modal = await world.plan(world.colleague, "1001")
    assert "nobody knows yet whether it got a label" in modal.plain()
    await world.colleague.press(modal, "Second label…")
    form = await world.until(
        lambda: world.colleague.modal if world.colleague.modal and "Reason" in world.colleague.modal.inputs else None
    )
    assert "Nobody knows yet whether 1 order of these got a label" in form.plain()
    form.choose("Orders", [form.options("Orders")[0]])
    form.fill("Reason", "The parcel was lost.")
    await form.submit()
    world.sendcloud.faults.next("POST", PURCHASE, ResetAfter())
    await world.until(lambda: world.colleague.modal and (world.colleague.modal.submit_text or "").startswith("Create"))
    assert world.colleague.modal is not None
    await world.colleague.modal.submit()
    await world.clock.run_for(300, step=1)

    first, second = world.rows("SELECT shipment_id, state FROM items ORDER BY copy")
    assert first[0] is None or second[0] is not None
    world.twice_on_purpose.clear()


async def test_a_colleagues_label_that_is_cancelled_again_does_not_end_the_search_for_our_own(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(50))
    run = await world.run(world.agent, "1001")
    await world.until(world.purchases)
    await world.clock.run_for(3, step=0.5)
    world.sendcloud.add_shipment_made_in_panel("1001").forced_status = "CANCELLED"
    await world.clock.run_for(20, step=0.5)
    assert "Retry 1 failed" not in run.buttons()
    await world.done(run)

    assert world.states() == {"1001": "labelled"}
    assert len(world.purchases()) == 1


async def test_a_colleagues_label_and_our_own_late_one_are_both_shown_to_a_person(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(45))
    run = await world.run(world.agent, "1001")
    await world.until(world.purchases)
    await world.clock.run_for(8, step=0.5)
    panel = world.sendcloud.add_shipment_made_in_panel("1001")
    await world.until(lambda: world.states() == {"1001": "labelled"})
    # The look that counts the request out fails at first, and is made again.
    world.sendcloud.faults.next("GET", "/shipments", Respond(500), times=5)
    await world.until(lambda: world.states() == {"1001": "undecided"})
    thread = await world.done(run)

    assert panel.id in thread
    assert world.sendcloud.purchases_of("1001")[0].id in thread

    await ask_again(world, run, "Both are for other parcels of this order.")
    await world.until(lambda: len(world.sendcloud.purchases_of("1001")) == 2)
    await world.done(run)
    assert world.sendcloud.purchases_of("1001")[1].id in world.thread(run)
    world.twice_on_purpose.add("1001")


async def test_an_order_to_be_asked_for_again_is_looked_up_when_its_turn_comes(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1041)]
    world.orders(*numbers)
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False))
    world.sendcloud.faults.next("POST", PURCHASE, Empty429("300"))
    run = await world.run(world.agent, " ".join(numbers))
    await world.until(lambda: "order_released" in world.events("1001"))
    await world.clock.run_for(60, step=1)
    assert len(world.purchases()) == 2
    world.sendcloud.add_shipment_made_in_panel("1001")
    await world.done(run, limit=1000)

    assert world.sendcloud.purchases_of("1001") == []


async def test_an_order_to_be_asked_for_again_is_looked_up_by_itself_in_a_run_of_any_size(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1046)]
    world.orders(*numbers)
    modal = await world.plan(world.agent, " ".join(numbers))
    await world.clock.run_for(15, step=1)  # so that the list of changes is followed from here on
    world.sendcloud.faults.next("POST", PURCHASE, DropRow(0, acted=False))

    async def take_time(method: str, path: str) -> None:
        if path == PURCHASE:
            await world.clock.sleep(50)

    world.sendcloud.on_call = take_time
    run = await world.confirm(world.agent, modal)
    await world.done(run, limit=1000)

    ((released,),) = world.rows("SELECT at FROM events WHERE kind = 'order_released'")
    order_id = world.sendcloud.world.orders_numbered("1001")[0].order_id
    _, bought = (call for call in world.sendcloud.calls_to("POST", PURCHASE) if order_id in call.raw_request.decode())
    looks = [call for call in world.sendcloud.calls_to("GET", "/shipments") if ("order_number", "1001") in call.query]
    assert [look for look in looks if datetime.fromisoformat(released) < look.time <= bought.time]


async def test_a_call_that_waits_for_its_turn_buys_nothing_that_a_colleague_has_bought_meanwhile(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    assert world.bot is not None
    await world.clock.run_for(14 * 60 + 30, step=5)
    world.bot.sendcloud._http.pace.writes.hold(60)
    await modal.submit()
    await world.clock.run_for(40, step=1)
    world.sendcloud.add_shipment_made_in_panel("1001")
    await world.clock.run_for(120, step=1)

    assert world.purchases() == []
    assert world.states() == {"1001": "skipped"}


@pytest.mark.parametrize("orders", [1, 15, 45])
async def test_a_label_made_in_the_panel_after_the_plan_was_checked_is_seen_before_buying(
    world: World, orders: int
) -> None:
    numbers = [str(number) for number in range(1001, 1001 + orders)]
    world.orders(*numbers)
    modal = await world.plan(world.agent, " ".join(numbers))
    await world.clock.run_for(5, step=1)
    world.sendcloud.add_shipment_made_in_panel("1001")
    await world.clock.run_for(15, step=1)
    thread = await world.done(await world.confirm(world.agent, modal))

    assert world.sendcloud.purchases_of("1001") == []
    assert world.states().pop("1001") == "skipped"
    assert f"{orders - 1} of {orders} label{'s' * (orders > 1)} ready" in thread


@pytest.mark.parametrize("orders", [15, 45])
async def test_a_sendcloud_that_cannot_tell_what_has_changed_keeps_no_run_from_buying(
    world: World, orders: int
) -> None:
    numbers = [str(number) for number in range(1001, 1001 + orders)]
    world.orders(*numbers)
    modal = await world.plan(world.agent, " ".join(numbers))
    await world.clock.run_for(20, step=1)
    world.sendcloud.faults.next("GET", "/shipments", Respond(400, {"errors": [{"status": "400", "code": "invalid"}]}))
    await world.done(await world.confirm(world.agent, modal))

    assert set(world.states().values()) == {"labelled"}


async def test_a_label_made_in_the_panel_while_sendcloud_had_us_wait_is_seen_before_buying(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    world.sendcloud.faults.next("POST", PURCHASE, Empty429("60"))
    run = await world.confirm(world.agent, modal)
    await world.until(world.purchases)
    await world.clock.run_for(20, step=1)
    world.sendcloud.add_shipment_made_in_panel("1001")
    await world.done(run)

    assert world.states() == {"1001": "skipped", "1002": "labelled"}


async def test_an_order_whose_request_is_still_open_is_not_bought_by_another_run(world: World) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(70))
    run = await world.run(world.agent, "1001")
    await world.until(world.purchases)
    await world.clock.run_for(8, step=0.5)
    panel = world.sendcloud.add_shipment_made_in_panel("1001")
    await world.until(lambda: world.states() == {"1001": "labelled"})
    panel.forced_status = "ANNOUNCEMENT_FAILED"
    world.sendcloud.faults.clear()
    await world.clock.run_for(30, step=1)
    if world.states() == {"1001": "failed"}:
        modal = await world.plan(world.colleague, "1001")
        assert not (modal.submit_text or "").startswith("Create")
    await world.clock.run_for(200, step=1)
    await world.done(run)

    assert len(world.sendcloud.purchases_of("1001")) == 1


async def test_after_trouble_the_bot_looks_before_it_buys_again(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1022)]
    world.orders(*numbers)
    modal = await world.plan(world.agent, " ".join(numbers))
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500))

    async def nothing_can_be_read_from_now_on(_method: str, path: str) -> None:
        if path == PURCHASE and not world.purchases():
            world.sendcloud.faults.next("GET", "/shipments*", Respond(503), times=100_000)

    world.sendcloud.on_call = nothing_can_be_read_from_now_on
    await world.confirm(world.agent, modal)
    await world.until(world.purchases)
    await world.clock.run_for(9, step=0.5)
    assert len(world.purchases()) == 1
    world.sendcloud.faults.clear()
    await world.until(lambda: len(world.purchases()) == 2, limit=100)
    assert world.states()["1021"] != "undecided"


async def test_a_sendcloud_that_takes_long_for_each_look_keeps_no_run_from_buying(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    assert world.bot is not None
    honest = world.bot.sendcloud.find_shipments

    async def slow(integration_id: int | None, order_number: str) -> list[Shipment]:
        await world.clock.sleep(14)
        return await honest(integration_id, order_number)

    world.bot.sendcloud.find_shipments = slow  # type: ignore[method-assign]
    await world.clock.run_for(20, step=1)
    await world.done(await world.confirm(world.agent, modal))

    assert set(world.states().values()) == {"labelled"}


async def test_labels_whose_shipments_the_list_does_not_take_come_all_the_same(world: World) -> None:
    world.orders("1001", "1002")
    world.sendcloud.faults.next("POST", PURCHASE, ShortIds())
    run = await world.run(world.agent, "1001 1002")
    await world.done(run)

    assert world.states() == {"1001": "labelled", "1002": "labelled"}
    assert {told.split(": ")[0] for told in world.sendcloud.refusals} == {"GET /shipments"}
    world.sendcloud.refusals.clear()


async def test_what_our_own_request_made_is_not_told_as_labelled_outside_the_bot(world: World) -> None:
    run = await undecided(world)
    world.sendcloud.faults.next("GET", "/shipments", Respond(500), times=100_000)
    await ask_again(world, run)
    await world.says(run, "Paused")
    await world.press(world.agent, run, "Stop")
    await world.says(run, "1 held back")
    world.sendcloud.faults.clear()
    order = world.sendcloud.world.orders_numbered("1001")[0]
    made = world.sendcloud.world.add_shipment(order, at=world.clock.now(), source="api")
    await world.press(world.agent, run, "Continue")

    assert made.id in await world.done(run)


@pytest.mark.parametrize("lost", [False, True], ids=["being made", "outcome lost"])
async def test_keys_that_are_refused_after_the_last_purchase_are_told_and_mending_them_is_enough(
    world: World, lost: bool
) -> None:
    world.sendcloud.announce_after = 20
    world.orders("1001")
    if lost:
        world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "unknown" if lost else "accepted"})
    world.sendcloud.faults.next("GET", "/shipments*", Respond(401, NO_KEYS), times=100_000)
    await world.says(run, "refused the API keys")
    assert "Ask a Sendcloud administrator to" in world.thread(run)
    world.sendcloud.faults.clear()
    await world.done(run, limit=1000)

    assert world.states() == {"1001": "labelled"}


@pytest.mark.parametrize("seconds", [4, 10], ids=["what was read is recent", "or too old"])
async def test_after_sigterm_nothing_more_is_asked_for(world: World, seconds: float) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    assert world.bot is not None
    await world.clock.run_for(5)
    world.bot.sendcloud._http.pace.writes.hold(seconds)  # as after a 429 that another run met
    await modal.submit()
    await world.until(lambda: world.states() == {"1001": "waiting"})
    await world.clock.run_for(2)
    await world.stop_bot()

    assert world.purchases() == []


def test_the_end_takes_less_than_half_a_minute_though_sendcloud_and_slack_both_hang() -> None:
    assert worker.LONGEST_CALL + Times().last_drawing + worker.LAST_CALLS <= 29


async def test_a_bot_that_was_asleep_does_not_say_that_sendcloud_cannot_be_reached(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    assert world.bot is not None
    honest, slept = world.bot.sendcloud.create_labels, asyncio.Event()

    async def asleep(*args: Any, **kwargs: Any) -> Any:
        if not slept.is_set():
            slept.set()
            world.clock.advance(world.times.send_within + 1)
        return await honest(*args, **kwargs)

    world.bot.sendcloud.create_labels = asleep  # type: ignore[method-assign]  # a process that is stopped right here
    run = await world.confirm(world.agent, modal)
    await world.done(run)

    assert not [text for text in [run.plain(), *(edit.text for edit in run.history)] if "is down" in text]


async def test_a_disk_that_takes_long_for_each_claim_keeps_no_run_from_buying(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    assert world.bot is not None
    honest = world.bot.ledger.write_as

    async def slow(token: int, change: Any, /, *args: Any, **kwargs: Any) -> Any:
        result = await honest(token, change, *args, **kwargs)
        if change is purchases.claim:
            world.clock.advance(world.times.send_within + 0.5)
        return result

    world.bot.ledger.write_as = slow  # type: ignore[method-assign]  # a disk that takes that long
    run = await world.confirm(world.agent, modal)
    await world.done(run)

    assert len(world.purchases()) == 1


@pytest.mark.parametrize("header", ["99999999999999", "1e400", "1e30"])
async def test_a_retry_after_beyond_measure_is_survived(world: World, header: str) -> None:
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Empty429(header))
    run = await world.run(world.agent, "1001")

    assert "made a mistake" not in await world.says(run, "Paused")


async def test_a_late_refusal_with_an_unknown_code_is_told_as_one_and_can_be_retried(world: World) -> None:
    world.orders("1001", kind="late_failure")
    run = await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "accepted"})
    (made,) = world.sendcloud.shipments.values()
    made.forced_status = "ANNOUNCEMENT_FAILED"
    async with httpx.AsyncClient(auth=(PUBLIC_KEY, SECRET_KEY)) as panel:
        body = (await panel.get(f"{world.sendcloud.base_url}/shipments/{made.id}")).json()
    assert body["data"]["errors"]
    for error in body["data"]["errors"]:
        error["code"] = None
    world.sendcloud.faults.next("GET", f"/shipments/{made.id}", Respond(200, body))
    thread = await world.done(run)

    assert "did not answer" not in thread
    assert "Retry 1 failed" in run.buttons()


async def test_a_run_that_is_stopped_is_not_recorded_as_paused(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    arrived = asyncio.Event()

    async def hold(method: str, path: str) -> None:
        if path == PURCHASE:
            arrived.set()
            await world.clock.sleep(10)

    world.sendcloud.on_call = hold
    world.sendcloud.faults.next("POST", PURCHASE, Empty429("30"))
    run = await world.confirm(world.agent, modal)
    await world.until(arrived.is_set)
    await world.press(world.agent, run, "Stop")
    await world.until(lambda: world.rows("SELECT 1 FROM runs WHERE state = 'stopped'") or None)
    await world.clock.run_for(20, step=0.5)

    assert ("run_paused",) not in world.rows("SELECT kind FROM events WHERE run_id IS NOT NULL")
