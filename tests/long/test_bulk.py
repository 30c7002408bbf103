"""Plans of many orders: few calls, visible progress, and what is not there is asked for again."""

from __future__ import annotations

from datetime import timedelta

import pytest

from bot.sandbox.slack import Modal
from tests.clock import START
from tests.world import World

YEAR = 365


def reads(world: World) -> int:
    """Return how many questions Sendcloud was asked."""
    return len([call for call in world.sendcloud.calls if call.method == "GET"])


def older_orders(world: World, count: int, *, labelled: int = 0) -> None:
    """Let the shop have *count* orders of the last year, the newest a week old, and old labels for some of them."""
    for place in range(count):
        at = START - timedelta(days=7) - timedelta(days=YEAR) * (count - place) / count
        world.sendcloud.add_order(f"W{place + 1}", created_at=at, modified_at=at)
        if place < labelled:
            world.sendcloud.add_shipment_made_in_panel(f"W{place + 1}", created_at=at)


async def planned(world: World, numbers: list[str]) -> Modal:
    """Have *numbers* checked, given as a file."""
    form = await world.form(world.agent)
    await form.attach("Order file", "orders.csv", "\n".join(["order number", *numbers]).encode())
    assert await form.submit() == {}
    return await world.checked(world.agent)


@pytest.mark.timeout(240)
@pytest.mark.parametrize(("older", "recent", "most"), [(0, 1_000, 60), (30_000, 1_000, 60), (30_000, 5_000, 250)])
async def test_a_plan_of_recent_orders_takes_few_questions(world: World, older: int, recent: int, most: int) -> None:
    older_orders(world, older, labelled=older // 2)
    numbers = [order.order_number for order in world.sendcloud.add_orders(recent)]
    before = reads(world)
    modal = await planned(world, numbers)
    assert modal.submit_text == f"Create {recent} labels"
    assert reads(world) - before <= most


async def test_in_a_shop_where_far_too_many_orders_are_recent_their_growing_numbers_are_believed(
    world: World,
) -> None:
    world.sendcloud.add_orders(14_000, first=1)
    numbers = [order.order_number for order in world.sendcloud.add_orders(1_000, first=14_001)]
    before = reads(world)
    assert (await planned(world, numbers)).submit_text == "Create 1000 labels"
    assert reads(world) - before <= 60


async def test_numbers_that_do_not_exist_cost_no_more_than_the_pages_that_prove_it(world: World) -> None:
    older_orders(world, 10_000)
    world.sendcloud.add_orders(40)
    numbers = [str(number) for number in range(2_001, 2_341)]
    before = reads(world)
    modal = await planned(world, numbers)
    assert "40 ready, 300 not found" in modal.plain()
    assert reads(world) - before <= 51 + 9
    await world.clock.run_for(10)

    before = reads(world)
    await world.agent.press(modal, "Look again")
    await world.until(lambda: reads(world) > before and world.rows("SELECT state FROM plans") == [("ready",)])
    assert reads(world) - before <= 11
    await world.until(lambda: "40 ready, 300 not found" in modal.plain())


async def test_a_number_that_two_recent_orders_have_is_never_taken_for_unique(world: World) -> None:
    twin = START - timedelta(days=80)
    world.sendcloud.add_order("2005", created_at=twin, modified_at=twin)
    for place in range(5_000):
        at = START - timedelta(days=79) + timedelta(minutes=place)
        world.sendcloud.add_order(f"W{9_000 - place}", created_at=at, modified_at=at)
    numbers = [order.order_number for order in world.sendcloud.add_orders(100)]
    modal = await planned(world, numbers)
    assert "99 ready, 1 to choose" in modal.plain()


async def test_a_number_of_the_last_90_days_is_unique_although_an_older_order_has_it_too(world: World) -> None:
    old = START - timedelta(days=200)
    world.sendcloud.add_order("1001", order_id="old", created_at=old, modified_at=old)
    world.sendcloud.add_shipment_made_in_panel("1001", order_id="old", created_at=old)
    world.sendcloud.add_order("1001", order_id="new", created_at=START - timedelta(days=2))
    modal = await world.plan(world.agent, "1001")
    assert modal.submit_text == "Create 1 label"
    assert world.rows("SELECT order_id, ordered_at, used_before FROM plan_lines") == [
        ("new", "2026-11-21T09:00:00.000Z", 1)
    ]


async def test_whoever_waits_sees_how_far_the_check_is(world: World) -> None:
    numbers = [order.order_number for order in world.sendcloud.add_orders(600)]

    seen: list[str] = []

    async def slowly(method: str, path: str) -> None:
        if path == "/orders":
            world.clock.advance(1.5)
            modal = world.agent.modal
            if modal is not None and len(world.sendcloud.calls_to("GET", "/orders")) == 1:
                seen.append(await world.until(lambda: modal.plain() if "done" in modal.plain() else ""))

    world.sendcloud.on_call = slowly
    form = await world.form(world.agent)
    await form.attach("Order file", "orders.csv", "\n".join(["order number", *numbers]).encode())
    assert await form.submit() == {}
    assert (await world.checked(world.agent)).submit_text == "Create 600 labels"
    assert ["Checking 600 orders… 200 done" in text for text in seen] == [True]


@pytest.mark.parametrize("after", [0.5, 2.5, 6.5])
async def test_an_order_that_comes_in_a_moment_after_the_check_is_found_without_a_tick(
    world: World, after: float
) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001 1002")
    assert "1 ready, 1 not found" in modal.plain()
    await world.clock.run_for(after)
    world.orders("1002")
    await world.until(lambda: "2 ready" in modal.plain(), limit=15)
    assert modal.submit_text == "Create 1 label"


async def test_thousands_of_labels_are_acknowledged_before_they_are_written_down(world: World) -> None:
    modal = await planned(world, [order.order_number for order in world.sendcloud.add_orders(1_000)])
    shown = [modal.plain()]
    await modal.submit()
    shown.append(modal.plain())
    await world.until(lambda: "1000 labels are on the way" in modal.plain())
    assert "Writing 1000 labels down" in shown[-1] or "on the way" in shown[-1]
    assert len(world.rows("SELECT 1 FROM runs")) == 1

    again = await planned(world, [order.order_number for order in world.sendcloud.add_orders(600, first=9_001)])
    assert world.bot is not None
    world.slack.workspace.users[world.agent.id].is_restricted = True  # a guest since
    world.clock.advance(400)
    await again.submit()
    await world.until(lambda: "Guests cannot" in again.plain())
    assert len(world.rows("SELECT 1 FROM runs")) == 1
