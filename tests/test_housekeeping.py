"""What is needed for a while only, such as pasted words that are no order number: there as long, then gone."""

from __future__ import annotations

from bot.sandbox.slack import Modal
from tests.world import World

PASTED = "order number,name\n1001,Jan\n1001,Jan\n1004,Piet\n,Geertruida\nGeertruida geertruida@example.org,x\n"
PRIVATE = (b"Geertruida", b"geertruida@example.org")


def file_of(world: World) -> bytes:
    return b"".join(file.read_bytes() for file in world.folder.glob(f"{world.database.name}*"))


async def checked(world: World) -> Modal:
    """Have the agent check a table that holds names where numbers should be."""
    form = await world.form(world.agent)
    form.attach("Order file", "orders.csv", PASTED.encode())
    assert await form.submit() == {}
    return await world.checked(world.agent)


async def test_what_was_pasted_and_is_no_number_is_shown_and_never_in_the_file(world: World) -> None:
    world.orders("1001")
    plan = await checked(world)
    assert "line 5: no number" in plan.plain()
    assert "Geertruida geertruida@example.org" in plan.plain()
    await world.done(await world.confirm(world.agent, plan))
    assert [word for word in PRIVATE if word in file_of(world)] == []
    await world.stop_bot()

    assert [word for word in PRIVATE if word in file_of(world)] == []


async def test_a_plan_that_is_drawn_after_a_restart_names_the_lines_alone(world: World) -> None:
    world.orders("1001")
    plan = await checked(world)
    await world.stop_bot()
    await world.start_bot()
    await world.agent.press(plan, "Look again")
    shown = await world.until(lambda: plan.plain() if "line 6: word" in plan.plain() else None)

    assert "Geertruida" not in shown


async def test_the_numbers_that_no_order_has_are_gone_after_a_day(world: World) -> None:
    world.orders("1001")
    await checked(world)
    (before,) = world.rows("SELECT json_array_length(not_understood), json_array_length(twice) FROM plans")
    await world.clock.run_for(23 * 3600, step=600)
    assert world.rows("SELECT typed FROM plan_lines WHERE kind = 'not_found'") == [("1004",)]
    await world.clock.run_for(2 * 3600, step=60)

    assert world.rows("SELECT typed FROM plan_lines WHERE kind = 'not_found'") == [("",)]
    assert world.rows("SELECT json_array_length(not_understood), json_array_length(twice) FROM plans") == [before]


async def test_what_was_pressed_is_known_for_a_day(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    await world.until(lambda: world.rows("SELECT state FROM document_requests") == [("sent",)])
    await world.clock.run_for(23 * 3600, step=600)
    assert len(world.rows("SELECT 1 FROM clicks")) == 1
    await world.clock.run_for(2 * 3600, step=60)
    assert world.rows("SELECT 1 FROM clicks") == []
