"""Two orders with one number: neither takes the label of the other, waits for it or is left out because of it."""

from __future__ import annotations

from bot.sandbox.sendcloud import Html502, LateAct, ResetBefore, Respond, Shipment, ShortIds, StandInOrder
from bot.sandbox.slack import Message, Modal, Person
from tests.world import PURCHASE, World


def two_orders(world: World, **of_the_first: str) -> tuple[StandInOrder, StandInOrder]:
    """Have the orders A and B, both with the number 1001 and for the same place."""
    first = world.sendcloud.add_order("1001", order_id="A", **of_the_first)  # type: ignore[arg-type]
    return first, world.sendcloud.add_order("1001", order_id="B")


async def planned(world: World, person: Person, order_id: str) -> Modal:
    """Return a person's plan for one of the two."""
    modal = await world.plan(person, "1001")
    await person.choose(modal, "pick_order", modal.options("pick_order")["BA".index(order_id)])  # the newest first
    await world.until(lambda: "ticks" in str(modal.blocks))
    if modal.submit_text is None:  # a check doubts it
        await person.choose(modal, "ticks", modal.options("ticks")[:1])
        await world.until(lambda: modal.submit_text == "Create 1 label")
    return modal


async def confirmed(world: World, person: Person, modal: Modal, order_id: str) -> Message:
    """Confirm a plan, and see to it that it is for the order meant."""
    run = await world.confirm(person, modal)
    assert world.rows("SELECT order_id FROM items ORDER BY id DESC LIMIT 1") == [(order_id,)]
    return run


def states(world: World) -> dict[str, str]:
    """Return the state of each order by its id."""
    return dict(world.rows("SELECT order_id, state FROM items"))


def whose(world: World) -> dict[str, str | None]:
    """Return, by the id of each order with a shipment, the id of the order that this was made for."""
    made = world.sendcloud.shipments
    told = world.rows("SELECT order_id, shipment_id FROM items WHERE shipment_id IS NOT NULL")
    return {order_id: made[shipment].order.order_id for order_id, shipment in told}


def answered_late(world: World, order: StandInOrder, seconds: float) -> None:
    """Have the next purchase made at once, for *order*, and answered only after *seconds* of the clock."""

    async def hold(method: str, path: str) -> None:
        if path != PURCHASE:
            return
        world.sendcloud.on_call = None
        made: Shipment = world.sendcloud.world.add_shipment(order, at=world.clock.now(), source="api")
        await world.clock.sleep(seconds)
        ids = {"order_id": order.order_id, "order_number": order.order_number}
        parcels = [parcel.id for parcel in made.parcels]
        row = {"shipment_id": made.id, "parcel_id": parcels[0], "parcels_ids": parcels, **ids}
        world.sendcloud.faults.next("POST", PURCHASE, Respond(202, {"data": [row]}))

    world.sendcloud.on_call = hold


async def test_what_the_other_is_being_asked_for_at_the_moment_is_not_taken(world: World) -> None:
    _, other = two_orders(world)
    mine, hers = await planned(world, world.agent, "A"), await planned(world, world.colleague, "B")
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500))
    await confirmed(world, world.agent, mine, "A")
    await world.until(lambda: states(world) == {"A": "unknown"})
    answered_late(world, other, 40)
    await confirmed(world, world.colleague, hers, "B")
    await world.clock.run_for(30, step=0.5)
    assert (states(world), whose(world)) == ({"A": "unknown", "B": "claimed"}, {})

    await world.clock.run_for(170, step=1)
    assert states(world) == {"A": "labelled", "B": "labelled"}
    assert whose(world) == {"A": "A", "B": "B"}


async def test_what_may_be_the_late_label_of_one_that_a_person_decides_about_is_not_taken(world: World) -> None:
    two_orders(world)
    mine, hers = await planned(world, world.agent, "A"), await planned(world, world.colleague, "B")
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(200))
    await confirmed(world, world.colleague, hers, "B")
    await world.until(lambda: states(world) == {"B": "undecided"})
    world.sendcloud.faults.next("POST", PURCHASE, ResetBefore())
    await confirmed(world, world.agent, mine, "A")
    await world.clock.run_for(150, step=1)

    assert world.sendcloud.bought == ["1001"]
    assert (states(world), whose(world)) == ({"A": "undecided", "B": "undecided"}, {})


async def test_where_nobody_knows_the_place_of_one_the_label_of_the_other_is_not_taken(world: World) -> None:
    two_orders(world, postal_code="")
    mine, hers = await planned(world, world.agent, "A"), await planned(world, world.colleague, "B")
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500))
    world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
    await confirmed(world, world.agent, mine, "A")
    await confirmed(world, world.colleague, hers, "B")
    await world.clock.run_for(200, step=1)

    assert world.sendcloud.bought[0] == "1001"
    assert "A" not in whose(world) or whose(world)["A"] == "A"


async def test_one_whose_turn_comes_again_does_not_take_what_the_other_may_have_got(world: World) -> None:
    _, other = two_orders(world)
    mine, hers = await planned(world, world.agent, "A"), await planned(world, world.colleague, "B")
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500))
    await confirmed(world, world.agent, mine, "A")
    await world.until(world.purchases)
    await world.clock.run_for(60, step=1)
    world.sendcloud.faults.next("POST", PURCHASE, ResetBefore())
    await confirmed(world, world.colleague, hers, "B")

    async def carried_out_late(method: str, path: str) -> None:
        if path == "/shipments" and states(world)["A"] == "waiting" and not world.sendcloud.bought:
            world.sendcloud.world.add_shipment(other, at=world.clock.now(), source="api")

    world.sendcloud.on_call = carried_out_late
    await world.clock.run_for(200, step=1)

    assert world.sendcloud.bought == ["1001"]
    assert (states(world), whose(world)) == ({"A": "undecided", "B": "undecided"}, {})


async def test_one_is_not_left_out_because_of_the_label_of_the_other(world: World) -> None:
    two_orders(world)
    mine, hers = await planned(world, world.agent, "A"), await planned(world, world.colleague, "B")
    await world.done(await confirmed(world, world.colleague, hers, "B"))
    await world.clock.run_for(15, step=1)
    await world.done(await confirmed(world, world.agent, mine, "A"))

    assert whose(world) == {"A": "A", "B": "B"}


async def test_one_whose_label_comes_late_waits_for_its_own_beside_that_of_the_other(world: World) -> None:
    two_orders(world)
    mine, hers = await planned(world, world.agent, "A"), await planned(world, world.colleague, "B")
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(60))
    run = await confirmed(world, world.agent, mine, "A")
    await world.until(lambda: states(world) == {"A": "unknown"})
    await world.done(await confirmed(world, world.colleague, hers, "B"))
    await world.done(run)

    assert whose(world) == {"A": "A", "B": "B"}


async def test_a_shipment_that_only_its_parcels_tell_is_not_mixed_up_with_that_of_the_other(world: World) -> None:
    two_orders(world)
    mine, hers = await planned(world, world.agent, "A"), await planned(world, world.colleague, "B")
    world.sendcloud.announce_after = 20
    world.sendcloud.faults.next("POST", PURCHASE, ShortIds())
    run = await confirmed(world, world.agent, mine, "A")
    await world.until(lambda: states(world) == {"A": "accepted"})
    world.sendcloud.announce_after = 0
    await world.done(await confirmed(world, world.colleague, hers, "B"))
    thread = await world.done(run)

    own, other = world.sendcloud.purchases_of("1001")
    assert own.parcels[0].tracking_number in thread
    assert other.parcels[0].tracking_number not in thread
    assert {told.split(": ")[0] for told in world.sendcloud.refusals} == {"GET /shipments"}
    world.sendcloud.refusals.clear()


async def test_a_label_that_was_cancelled_keeps_neither_from_being_bought(world: World) -> None:
    two_orders(world)
    world.sendcloud.add_shipment_made_in_panel("1001").forced_status = "CANCELLED"
    mine, hers = await planned(world, world.agent, "A"), await planned(world, world.colleague, "B")
    await world.done(await confirmed(world, world.agent, mine, "A"))
    await world.done(await confirmed(world, world.colleague, hers, "B"))

    assert whose(world) == {"A": "A", "B": "B"}
