"""An address that the bot's own checks doubt: Sendcloud is asked, and what it says counts."""

from __future__ import annotations

from datetime import timedelta

from bot.sandbox.sendcloud.faults import Respond
from bot.sandbox.slack import Modal
from tests.plan.kit import ticks
from tests.world import World

VALIDATE = "/addresses/validate"


def without_house_number(world: World, *numbers: str, street: str = "Kasteel Daelenbroeck") -> None:
    """Make orders for a street without a house number."""
    world.orders(*numbers)
    for order in world.sendcloud.world.orders.values():
        if order.order_number in numbers:
            order.address_line_1, order.house_number = street, ""


async def plan_with_option(world: World, numbers: str) -> Modal:
    """Have these numbers checked for one shipping option, and return the plan."""
    form = await world.form(world.agent, numbers)
    await world.choose_option(form, "dpd predict")
    assert await form.submit() == {}
    return await world.checked(world.agent)


def asked(world: World) -> int:
    """Return how many addresses Sendcloud was asked about."""
    return sum(call.path == VALIDATE for call in world.sendcloud.calls)


async def test_a_house_with_a_name_that_the_carrier_knows_is_ready(world: World) -> None:
    without_house_number(world, "1001")
    world.sendcloud.world.named_houses.add("Kasteel Daelenbroeck")
    modal = await plan_with_option(world, "1001")
    assert ticks(modal) == {"1001": True}
    assert "no house number" not in modal.plain()


async def test_an_address_that_sendcloud_doubts_as_well_is_not_ticked(world: World) -> None:
    without_house_number(world, "1001")
    world.orders("1002")
    modal = await plan_with_option(world, "1001 1002")
    assert ticks(modal) == {"1002": True, "1001": False}
    assert "1001: Its address has no house number. Sendcloud says that the carrier cannot use its house number." in (
        modal.plain()
    )


async def test_one_address_is_asked_about_once_and_few_in_a_minute(world: World) -> None:
    same = [f"A-{n}" for n in range(30)]
    without_house_number(world, *same)
    await plan_with_option(world, "\n".join(same))
    assert asked(world) == 1
    for n in range(30):
        without_house_number(world, f"B-{n}", street=f"Kasteel {chr(65 + n)}")
    modal = await plan_with_option(world, "\n".join(f"B-{n}" for n in range(30)))
    assert asked(world) == 20
    assert set(ticks(modal).values()) == {False}


async def test_without_a_known_carrier_nothing_is_asked(world: World) -> None:
    without_house_number(world, "1001")
    modal = await world.plan(world.agent, "1001")
    assert ticks(modal) == {"1001": False}
    assert asked(world) == 0


async def test_an_account_that_may_not_ask_goes_on_without(world: World) -> None:
    without_house_number(world, "1001")
    without_house_number(world, "1002", street="Kasteel Doorwerth")
    world.orders("1003")
    denied = b'{"errors": [{"status": "403", "code": "permission_denied", "detail": "Not for you."}]}'
    world.sendcloud.faults.next("POST", VALIDATE, Respond(403, denied))
    modal = await plan_with_option(world, "1001 1002 1003")
    assert ticks(modal) == {"1003": True, "1001": False, "1002": False}
    assert asked(world) == 1
    run = await world.confirm(world.agent, modal)
    assert "Done" in await world.done(run)


async def test_an_address_that_sendcloud_does_not_take_is_not_asked_about_again(world: World) -> None:
    without_house_number(world, "1001")
    refusal = b'{"errors": [{"status": "400", "code": "invalid", "detail": "No."}]}'
    world.sendcloud.faults.next("POST", VALIDATE, Respond(400, refusal), times=5)
    modal = await plan_with_option(world, "1001")
    assert ticks(modal) == {"1001": False}
    await plan_with_option(world, "1001")
    assert asked(world) == 1


async def test_a_plan_does_not_wait_for_every_address_where_answers_take_long(world: World) -> None:
    for n in range(15):
        without_house_number(world, f"B-{n}", street=f"Kasteel {chr(65 + n)}")

    async def slowly(_method: str, path: str) -> None:
        if path == VALIDATE:
            world.clock.advance(10)

    world.sendcloud.on_call = slowly
    modal = await plan_with_option(world, "\n".join(f"B-{n}" for n in range(15)))
    assert asked(world) == 2
    assert set(ticks(modal).values()) == {False}


async def test_addresses_are_asked_about_though_the_hosts_clock_was_set_back(world: World) -> None:
    for n in range(20):
        without_house_number(world, f"B-{n}", street=f"Kasteel {chr(65 + n)}")
    await plan_with_option(world, "\n".join(f"B-{n}" for n in range(20)))
    assert asked(world) == 20
    bot = world.bot
    assert bot is not None
    world.host.set_by = timedelta(hours=-1)
    await world.until(lambda: world.host.wall() == bot.clock.now() or None)
    await world.clock.run_for(60, step=1)
    without_house_number(world, "1001")
    world.sendcloud.world.named_houses.add("Kasteel Daelenbroeck")
    assert ticks(await plan_with_option(world, "1001")) == {"1001": True}
