"""A label that a colleague makes in the panel is seen before buying: in a shop of any size, whatever the clocks say."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from bot.sandbox.sendcloud import Fault, Html502, Respond, Rewrite, StandInOrder, StripLink, UnreadableNext
from bot.sandbox.sendcloud.strange import updated_after_refused
from bot.sandbox.slack import Message, Modal
from tests.own_fault import meets_a_fault_reading
from tests.world import PURCHASE, World, world_at

FOREVER = 100_000
NUMBERS = [str(number) for number in range(1001, 1031)]


async def planned(world: World, numbers: list[str] = NUMBERS) -> Modal:
    """Have a checked plan for these orders, half a minute old."""
    world.orders(*numbers)
    modal = await world.plan(world.agent, " ".join(numbers))
    await world.clock.run_for(30, step=1)
    return modal


async def confirmed(world: World, modal: Modal) -> Message:
    run = await world.confirm(world.agent, modal)
    await world.done(run, limit=2000)
    return run


def bought_but(world: World, number: str, numbers: list[str] = NUMBERS) -> None:
    assert world.sendcloud.purchases_of(number) == []
    assert world.states() == {one: "skipped" if one == number else "labelled" for one in numbers}


FAULTS: list[Fault] = [
    updated_after_refused(), StripLink(), UnreadableNext(always=True), Rewrite("data.*.order_number", None),
    Rewrite("data.*.id", None), Respond(404, {"message": "no Route matched with those values"}),
    Respond(200, {"data": [], "errors": [{"code": "invalid"}]}),
]  # fmt: skip


@pytest.mark.parametrize("fault", FAULTS, ids=lambda fault: type(fault).__name__)
async def test_a_label_from_the_panel_is_seen_where_the_list_of_changes_cannot_be_trusted(
    world: World, fault: Fault
) -> None:
    modal = await planned(world)
    world.sendcloud.add_shipment_made_in_panel("1007")
    world.sendcloud.faults.next("GET", "/shipments", fault, times=FOREVER, query="updated_after")
    await confirmed(world, modal)
    bought_but(world, "1007")


@pytest.mark.parametrize("offset", [-3600, -60, -10, 10, 60, 3600])
async def test_a_label_from_the_panel_is_seen_whatever_the_clocks_say(world: World, offset: float) -> None:
    world.sendcloud.now.offset = offset
    modal = await planned(world)
    world.sendcloud.add_shipment_made_in_panel("1007")
    await confirmed(world, modal)
    bought_but(world, "1007")


@pytest.mark.parametrize("offset", [-60, -7, 7, 60])
async def test_our_own_label_is_known_as_ours_whatever_the_clocks_say(world: World, offset: float) -> None:
    world.sendcloud.now.offset = offset
    modal = await planned(world, ["1001"])
    world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
    await confirmed(world, modal)
    assert world.states() == {"1001": "labelled"}
    assert len(world.purchases()) == 1


async def test_a_label_from_the_panel_is_seen_in_a_shop_where_more_than_two_thousand_changed(world: World) -> None:
    modal = await planned(world)
    world.sendcloud.add_orders(2100)
    for number in range(2001, 4101):
        world.sendcloud.add_shipment_made_in_panel(str(number))
    world.sendcloud.add_shipment_made_in_panel("1007")
    await confirmed(world, modal)
    bought_but(world, "1007")


async def test_a_label_made_while_earlier_chunks_are_bought_is_seen(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1081)]
    modal = await planned(world, numbers)
    run = await world.confirm(world.agent, modal)
    await world.until(lambda: len(world.purchases()) >= 2)
    last = numbers[-1]
    if world.states()[last] == "waiting":
        world.sendcloud.add_shipment_made_in_panel(last)
    await world.done(run, limit=2000)
    assert len(world.sendcloud.purchases_of(last)) <= 1
    world.check_bought_once()


@pytest.mark.parametrize("question", ["accepted_between", "oldest_order"], ids=["changes", "orders"])
async def test_a_fault_of_ours_in_a_list_spoils_nothing_but_the_list(
    world: World, question: str, caplog: pytest.LogCaptureFixture
) -> None:
    modal = await planned(world, [str(number) for number in range(1001, 1061)])
    world.sendcloud.add_shipment_made_in_panel("1007")
    meets_a_fault_reading(world, question)
    await confirmed(world, modal)
    bought_but(world, "1007", [str(number) for number in range(1001, 1061)])
    assert len([one for one in caplog.records if one.exc_info]) == 1


# Orders that are renumbered


def order_of(world: World, number: str) -> StandInOrder:
    (order,) = world.sendcloud.world.orders_numbered(number)
    return order


@pytest.mark.parametrize("numbers", [["1001"], NUMBERS], ids=["one", "many"])
async def test_a_label_under_the_new_number_of_an_order_is_seen_before_buying(world: World, numbers: list[str]) -> None:
    modal = await planned(world, numbers)
    world.sendcloud.renumber(order_of(world, "1001"), "1001-B")
    world.sendcloud.add_shipment_made_in_panel("1001-B")
    await confirmed(world, modal)
    assert world.states()["1001"] == "skipped"
    assert world.sendcloud.purchases_of("1001-B") == []


async def test_a_look_at_many_orders_takes_few_calls(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1201)]
    modal = await planned(world, numbers)
    before = len(world.sendcloud.calls)
    await confirmed(world, modal)
    asked = [(call.method, call.path) for call in world.sendcloud.calls[before:]]
    assert sum(path == PURCHASE for _, path in asked) == 10
    assert len(asked) <= 0.2 * 200, Counter(asked).most_common(8)


@pytest.mark.parametrize("what", ["renumbered", "unreadable", "another order"])
async def test_what_the_list_of_orders_does_not_show_as_planned_is_looked_at_by_itself(world: World, what: str) -> None:
    modal = await planned(world)
    order = order_of(world, "1007")
    world.sendcloud.add_shipment_made_in_panel("1007")
    if what == "renumbered":
        world.sendcloud.renumber(order, "1007-B")
    elif what == "unreadable":
        world.sendcloud.faults.next("GET", "/orders", Respond(500), times=FOREVER)
    else:
        order.order_id = "another"
    before = len(world.sendcloud.calls)
    await world.confirm(world.agent, modal)
    await world.clock.run_for(60, step=0.5)
    alone = [call for call in world.sendcloud.calls[before:] if call.path == f"/orders/{order.pk}"]
    assert alone
    assert world.states()["1007"] == ("refused" if what == "another order" else "skipped")
    assert not [one for one in world.sendcloud.purchases_of("1007") if one.source == "api"]


async def test_a_renumbered_order_without_a_label_is_bought_once(world: World) -> None:
    modal = await planned(world)
    world.sendcloud.renumber(order_of(world, "1001"), "1001-B")
    await confirmed(world, modal)
    assert set(world.states().values()) == {"labelled"}
    assert len(world.sendcloud.purchases_of("1001-B")) == 1


async def test_a_lost_label_of_an_order_that_was_renumbered_is_found_and_not_bought_again(world: World) -> None:
    modal = await planned(world, ["1001"])
    order = order_of(world, "1001")
    world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))

    async def renumber(method: str, path: str) -> None:
        if path == PURCHASE and order.order_number == "1001":
            world.sendcloud.renumber(order, "1001-B")

    world.sendcloud.on_call = renumber
    await confirmed(world, modal)
    assert world.states() == {"1001": "labelled"}
    assert len(world.purchases()) == 1


@pytest.mark.parametrize("body", [{}, None, {"message": "no Route matched with those values"}])
async def test_an_order_that_cannot_be_read_again_is_not_bought_meanwhile(world: World, body: object) -> None:
    modal = await planned(world, ["1001", "1002"])
    world.sendcloud.faults.next("GET", "/orders/*", Respond(404, body), times=FOREVER)
    run = await world.confirm(world.agent, modal)
    await world.says(run, "Paused")
    await world.clock.run_for(30, step=1)
    assert world.purchases() == []
    world.sendcloud.faults.clear()
    await world.done(run, limit=1000)
    assert set(world.states().values()) == {"labelled"}


# Shops whose labels are listed under the key's own


async def test_a_lost_label_is_found_though_it_is_not_listed_under_its_shop(tmp_path: Path) -> None:
    async with world_at(tmp_path, SENDCLOUD_INTEGRATION_ID="71") as world:
        world.sendcloud.lists_by_key = True
        world.sendcloud.add_order("1001", integration_id=71)
        world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
        run = await world.run(world.agent, "1001")
        await world.done(run)
        assert world.states() == {"1001": "labelled"}
        assert len(world.purchases()) == 1


async def test_another_shops_order_of_the_same_number_stands_in_nobodys_way(world: World) -> None:
    world.sendcloud.add_order("1001", integration_id=71, postal_code="9999 ZZ", city="Elsewhere")
    world.sendcloud.add_shipment_made_in_panel("1001", integration_id=71)
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    assert world.states() == {"1001": "labelled"}


async def test_once_a_label_is_seen_under_its_shop_looks_ask_for_the_shop_alone(world: World) -> None:
    world.orders("1001", "1002")
    await world.done(await world.run(world.agent, "1001"))
    before = len(world.sendcloud.calls)
    await world.done(await world.run(world.agent, "1002"))
    asked = [call for call in list(world.sendcloud.calls)[before:] if (call.method, call.path) == ("GET", "/shipments")]
    by_number = [call for call in asked if "order_number" in dict(call.query)]
    assert by_number
    assert len([call for call in by_number if "integration_id" not in dict(call.query)]) <= 1


# One order that spoils nothing else


async def test_an_order_about_which_nothing_can_be_read_holds_up_no_other(world: World) -> None:
    modal = await planned(world, ["1001", "1002", "1003"])
    order = order_of(world, "1002")
    world.sendcloud.faults.next("GET", f"/orders/{order.pk}", Respond(404), times=FOREVER)
    run = await world.confirm(world.agent, modal)
    await world.until(lambda: world.states()["1003"] == "labelled" or None, limit=300)
    assert world.states()["1001"] == "labelled"
    await world.done(run, limit=2000)
    assert world.states()["1002"] == "refused"
    assert "cannot be read" in world.thread(run)


async def test_the_age_of_a_picture_counts_from_the_start_of_its_look(world: World) -> None:
    """A colleague makes a label while Sendcloud takes its time over the answer to the look."""
    modal = await planned(world, ["1001"])
    made: list[str] = []

    async def slow(method: str, path: str) -> None:
        if path == "/shipments" and not made:
            made.append("1001")
            await world.clock.sleep(12)
            world.sendcloud.add_shipment_made_in_panel("1001")

    world.sendcloud.on_call = slow
    await confirmed(world, modal)
    assert world.purchases() == []


async def test_of_a_look_that_took_too_long_one_order_is_bought_and_the_rest_is_looked_at_again(world: World) -> None:
    modal = await planned(world, ["1001", "1002"])
    slow = True

    async def meanwhile(method: str, path: str) -> None:
        nonlocal slow
        if path == "/shipments" and slow:
            await world.clock.sleep(12)
            slow = False
        elif path == PURCHASE and not world.purchases():
            world.sendcloud.add_shipment_made_in_panel("1001")

    world.sendcloud.on_call = meanwhile
    await confirmed(world, modal)
    bought_but(world, "1001", ["1001", "1002"])


async def test_a_plan_is_as_old_as_the_beginning_of_its_check(world: World) -> None:
    """A colleague makes a label after its number was looked up, while the check goes on."""
    world.orders("1001")
    looked_up = False

    async def meanwhile(method: str, path: str) -> None:
        nonlocal looked_up
        if looked_up and path != "/shipments":
            looked_up = False
            await world.clock.sleep(12)
            world.sendcloud.add_shipment_made_in_panel("1001")
        looked_up = looked_up or path == "/shipments"

    world.sendcloud.on_call = meanwhile
    modal = await world.plan(world.agent, "1001")
    world.sendcloud.on_call = None
    assert modal.submit_text == "Create 1 label"
    await confirmed(world, modal)
    assert (world.states(), world.purchases()) == ({"1001": "skipped"}, [])
