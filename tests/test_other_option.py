"""A label that was made with another shipping option than the plan had named."""

from __future__ import annotations

from tests.world import World


async def test_a_label_that_came_with_another_option_is_told_in_the_thread(world: World) -> None:
    world.orders("1001", "1002")
    world.sendcloud.announce_after = 5
    form = await world.form(world.agent, "1001 1002")
    await world.choose_option(form, "dpd predict")
    assert await form.submit() == {}
    run = await world.confirm(world.agent, await world.checked(world.agent))
    first, _ = await world.until(lambda: world.sendcloud.world.bought[:2] if world.sendcloud.world.bought[1:] else None)
    planned, first.option_code = first.option_code, "ups:standard"
    thread = await world.done(run)
    assert "1 label made with another shipping option than planned" in thread
    assert f"{first.order.order_number}: ups:standard instead of {planned}" in thread.replace("\n", "")
    assert "press Cancel labels before the parcel leaves" in thread


async def test_labels_that_came_as_planned_are_not_talked_about(world: World) -> None:
    world.orders("1001")
    form = await world.form(world.agent, "1001")
    await world.choose_option(form, "dpd predict")
    assert await form.submit() == {}
    run = await world.confirm(world.agent, await world.checked(world.agent))
    assert "instead of" not in await world.done(run)
    await world.agent.press(run, "Get documents")
    world.orders("1002")
    run = await world.run(world.agent, "1002")
    assert "instead of" not in await world.done(run)
