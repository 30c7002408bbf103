"""Orders that go in several boxes: what lies in each, and orders that cannot be split."""

from __future__ import annotations

import json
from decimal import Decimal
from typing import Any

import pytest

from bot.engine.boxes import dealt_out
from bot.engine.dealing import heaviest
from bot.sandbox.slack import Modal
from bot.sendcloud import Order
from tests.own_fault import meets_a_fault
from tests.plan.kit import toggle, toggle_unsent
from tests.world import PURCHASE, World


async def in_boxes(world: World, numbers: str, parcels: str) -> Modal:
    """Check orders that go in so many boxes each."""
    form = await world.form(world.agent, numbers)
    form.fill("Parcels per order", parcels)
    assert await form.submit() == {}
    return await world.checked(world.agent)


def asked_for(world: World) -> list[dict[str, Any]]:
    """Return the orders of each call that asked for labels."""
    calls = world.sendcloud.calls_to("POST", PURCHASE)
    return [order for call in calls for order in json.loads(call.raw_request)["orders"]]


def order(*items: tuple[str | None, int, str | None], weight: str | None = None) -> Order:
    """Return an order of products given by item id, quantity and kilograms of a piece."""
    products = [
        {"item_id": name, "quantity": count}
        | ({"measurement": {"weight": {"value": kilograms, "unit": "kg"}}} if kilograms else {})
        for name, count, kilograms in items
    ]
    body: dict[str, Any] = {"id": "1", "order_id": "o-1", "order_number": "1001"}
    body["order_details"] = {"order_items": products}
    if weight:
        body["shipping_details"] = {"measurement": {"weight": {"value": weight, "unit": "kg"}}}
    return Order.model_validate(body)


@pytest.mark.parametrize(
    ("items", "parcels", "boxes"),
    [
        ([("a", 1, None), ("b", 1, None)], 2, [{"a": 1}, {"b": 1}]),
        ([("a", 5, None)], 2, [{"a": 2}, {"a": 3}]),
        ([("a", 2, None), ("b", 4, None)], 3, [{"a": 2}, {"b": 2}, {"b": 2}]),
        ([("a", 1, None)], 3, [{}, {}, {"a": 1}]),
        ([("a", 1, None), ("a", 1, None)], 1, [{"a": 2}]),
        ([], 2, [{}, {}]),
        ([("a", 1_000_000_000, None)], 2, [{"a": 500_000_000}, {"a": 500_000_000}]),
    ],
)
def test_pieces_are_dealt_out_over_the_boxes(
    items: list[tuple[str | None, int, str | None]], parcels: int, boxes: list[dict[str, int]]
) -> None:
    dealt = dealt_out(order(*items), parcels)
    assert dealt is not None
    assert [{one.item_id: one.quantity for one in box.parcel_items} for box in dealt] == boxes


@pytest.mark.parametrize(
    ("items", "whole", "weights"),
    [
        ([("a", 1, "0.5"), ("b", 1, "2")], None, ["0.5", "2"]),
        ([("a", 1, "0.5"), ("b", 1, None)], "2.5", ["1.25", "1.25"]),
        ([("a", 1, "2.001")], None, ["1.001", "1.001"]),
        ([("a", 1, None), ("b", 1, None)], None, [None, None]),
    ],
)
def test_each_box_weighs_its_pieces_or_an_equal_share(
    items: list[tuple[str | None, int, str | None]], whole: str | None, weights: list[str | None]
) -> None:
    dealt = dealt_out(order(*items, weight=whole), 2)
    assert dealt is not None
    told = [box.weight.value if box.weight else None for box in dealt]
    assert told == [Decimal(one) if one else None for one in weights]


def test_a_product_without_item_id_cannot_be_dealt_out() -> None:
    assert dealt_out(order(("a", 1, None), (None, 1, None)), 2) is None


async def test_every_box_of_an_order_gets_a_label(world: World) -> None:
    world.orders("1001")
    plan = await in_boxes(world, "1001", "2")
    assert "Each order goes in 2 parcels: 2 labels in all." in plan.plain()
    run = await world.confirm(world.agent, plan)
    thread = await world.done(run)
    assert "2 parcels an order" in run.plain()
    assert [len(one["parcels"]) for one in asked_for(world)] == [2]
    (made,) = world.sendcloud.world.bought
    assert len(made.parcels) == 2
    assert all(str(parcel.id) in thread for parcel in made.parcels)
    await world.agent.press(run, "Get documents")
    await world.says(run, "2 parcels")


async def test_button_total_and_answer_count_a_label_for_every_box(world: World) -> None:
    world.orders("1001", "1002", "1003")
    plan = await in_boxes(world, "1001 1002 1003", "2")
    assert plan.submit_text == "Create 6 labels"
    assert "6 labels" in plan.plain().splitlines()[1]
    await toggle(world.agent, plan, "1003")
    await world.until(lambda: plan.submit_text == "Create 4 labels")
    assert "4 labels" in plan.plain().splitlines()[1]
    run = await world.confirm(world.agent, plan)
    assert "4 labels are on the way" in plan.plain()
    assert "asked for 4 labels for 2 orders" in run.plain().replace("\n", "")
    await world.done(run)
    assert sum(len(made.parcels) for made in world.sendcloud.world.bought) == 4
    assert world.rows("SELECT labels FROM spend_by_day") == [(4,)]


async def test_an_untick_in_boxes_that_had_not_arrived_buys_nothing(world: World) -> None:
    world.orders("1001", "1002")
    plan = await in_boxes(world, "1001 1002", "2")
    toggle_unsent(plan, "1002")
    await plan.submit()
    await world.until(lambda: plan.submit_text == "Create 2 labels")
    assert world.purchases() == []
    await world.done(await world.confirm(world.agent, plan))
    assert world.sendcloud.bought == ["1001"]


async def test_an_order_that_cannot_be_split_says_so_and_is_not_ticked(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_order("1002").items[0].pop("item_id")
    plan = await in_boxes(world, "1001 1002", "3")
    assert "1 product without an item id, so it cannot be split" in plan.plain()
    assert plan.submit_text == "Create 3 labels"
    await world.done(await world.confirm(world.agent, plan))
    assert world.sendcloud.bought == ["1001"]


@pytest.mark.parametrize(
    ("items", "whole", "parcels", "weight"),
    [
        ([("a", 2, "12")], None, 1, "24"),
        ([("a", 2, "12")], None, 2, "12"),
        ([("a", 1, "22"), ("b", 1, "2")], None, 2, "22"),
        ([("a", 1, None), ("b", 1, "2")], "24", 2, "12"),
        ([("a", 1, None), ("b", 1, "2")], None, 2, None),
    ],
)
def test_it_is_the_heaviest_box_that_counts(
    items: list[tuple[str | None, int, str | None]], whole: str | None, parcels: int, weight: str | None
) -> None:
    told = heaviest(order(*items, weight=whole), parcels)
    assert told == (Decimal(weight) if weight else None)


async def test_an_order_that_is_too_heavy_for_its_option_in_one_box_goes_in_two(world: World) -> None:
    world.sendcloud.add_order("1001", weight="3")
    for parcels, button in (("1", None), ("2", "Create 2 labels")):
        form = await world.form(world.agent, "1001")
        await world.choose_option(form, "postnl mailbox")
        form.fill("Parcels per order", parcels)
        assert await form.submit() == {}
        plan = await world.checked(world.agent)
        assert plan.submit_text == button
        assert ("It is too heavy for the shipping option." in plan.plain()) is (button is None)
        if button is None:
            await plan.close(whole=True)
    await world.done(await world.confirm(world.agent, plan))
    assert world.sendcloud.bought == ["1001"]


async def test_in_one_box_it_needs_no_item_id(world: World) -> None:
    world.sendcloud.add_order("1002").items[0].pop("item_id")
    await world.done(await world.run(world.agent, "1002"))
    assert [one.get("parcels") for one in asked_for(world)] == [None]


async def test_an_order_that_lost_an_item_id_since_the_plan_is_refused_alone(world: World) -> None:
    world.orders("1001")
    other = world.sendcloud.add_order("1002")
    plan = await in_boxes(world, "1001 1002", "2")
    other.items[0].pop("item_id")
    thread = await world.done(await world.confirm(world.agent, plan))
    assert "cannot be split over several parcels" in thread
    assert world.sendcloud.bought == ["1001"]


async def test_the_price_is_that_of_all_boxes(world: World) -> None:
    world.orders("1001")
    told: list[str] = []
    for parcels in ("1", "3"):
        form = await world.form(world.agent, "1001")
        await world.choose_option(form, "dpd predict")
        sender = next(text for text in form.options("Sender address") if "DE" not in text)
        form.choose("Sender address", sender)
        form.fill("Parcels per order", parcels)
        assert await form.submit() == {}
        plan = await world.checked(world.agent)
        told.append(plan.plain())
        await plan.close(whole=True)
    assert "EUR 6.37" in told[0]
    assert "EUR 19.13" in told[1]


async def test_a_fault_while_an_order_is_split_gives_that_order_to_a_person_and_the_others_are_bought(
    world: World,
) -> None:
    world.orders("1001")
    other = world.sendcloud.add_order("1002")
    plan = await in_boxes(world, "1001 1002", "2")
    other.items[0].pop("item_id")
    meets_a_fault(world, "_refuse", order="1002")
    await world.confirm(world.agent, plan)
    await world.until(lambda: world.states() == {"1001": "labelled", "1002": "undecided"})
