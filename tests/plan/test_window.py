"""The window *Check and confirm*: what it names, what can be chosen in it, and where it goes when it is closed."""

from __future__ import annotations

import json

import pytest

from tests.plan.kit import ticks, toggle
from tests.world import World


async def test_a_choice_stays_visible_and_can_be_changed(world: World) -> None:
    world.sendcloud.add_order("1001", kind="duplicate")
    modal = await world.plan(world.agent, "1001")
    one, two = modal.options("pick_order")
    await world.agent.choose(modal, "pick_order", one)
    await world.until(lambda: modal.submit_text == "Create 1 label")
    assert modal.options("pick_order") == [one, two]
    drawn = modal.view.revision
    await world.agent.choose(modal, "pick_order", two)
    await world.until(lambda: modal.view.revision > drawn)
    assert modal.submit_text == "Create 1 label"
    await world.done(await world.confirm(world.agent, modal))
    told = world.rows("SELECT detail FROM events WHERE kind = 'order_picked' ORDER BY seq")
    picked = [json.loads(detail)["order_id"] for (detail,) in told]
    assert len(set(picked)) == 2
    assert world.purchases() == [[picked[-1]]]


async def test_a_choice_says_date_total_initials_town_and_items(world: World) -> None:
    world.sendcloud.add_order("1001", kind="duplicate")
    modal = await world.plan(world.agent, "1001")
    options = modal.options("pick_order")
    assert all(" · " in option for option in options)
    assert all("2026-11-" in option for option in options)


async def test_a_line_names_its_town_for_the_person_who_asked_and_the_ledger_holds_none(world: World) -> None:
    order = world.sendcloud.add_order("1001")
    modal = await world.plan(world.agent, "1001")
    assert order.city in modal.plain()
    assert not world.rows("SELECT 1 FROM plan_lines WHERE quote(typed) LIKE ?", f"%{order.city}%")


async def test_after_a_restart_the_plan_is_complete_without_towns(world: World) -> None:
    order = world.sendcloud.add_order("1001")
    world.orders("1002")
    modal = await world.plan(world.agent, "1001 1002")
    await world.stop_bot()
    await world.start_bot()
    await toggle(world.agent, modal, "1002")
    await world.until(lambda: modal.submit_text == "Create 1 label")
    assert order.city not in modal.plain()
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought == ["1001"]


async def test_what_sendcloud_would_refuse_stands_apart_unticked_with_its_reason(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_order("1002", kind="no_address")
    modal = await world.plan(world.agent, "1001 1002")
    assert "1 ready, 1 to look at" in modal.plain()
    assert "Look at these" in modal.plain()
    assert "1002: It" in modal.plain()
    assert ticks(modal) == {"1001": True, "1002": False}
    assert modal.submit_text == "Create 1 label"
    await toggle(world.agent, modal, "1002")
    await world.until(lambda: modal.submit_text == "Create 2 labels")


async def test_a_number_of_prose_is_shown_with_the_words_around_it_and_bought_when_it_is_ticked(world: World) -> None:
    world.orders("1001", "5611")
    form = await world.form(world.agent)
    form.fill("Order numbers", "Hello, please send order #1001 to the customer in 5611 Eindhoven. Thanks")
    await form.submit()
    modal = await world.checked(world.agent)
    assert "Also found in your text" in modal.plain()
    assert "5611 Eindhoven" in modal.plain()
    assert ticks(modal) == {"1001": True, "5611": False}
    await toggle(world.agent, modal, "5611")
    await world.until(lambda: modal.submit_text == "Create 2 labels")
    await world.done(await world.confirm(world.agent, modal))
    assert world.sendcloud.bought == ["1001", "5611"]


async def test_orders_that_only_another_shop_has_are_bought_there_and_the_others_here(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_order("5001", integration_id=71)
    modal = await world.plan(world.agent, "1001 5001 5002")
    assert f"5001 is in {world.sendcloud.world.integrations[71]['shop_name']}." in modal.plain()
    await world.agent.press(modal, "Use that shop")
    await world.until(lambda: "2 ready, 1 not found" in modal.plain())
    assert ticks(modal) == {"1001": True, "5001": True}
    told = await world.done(await world.confirm(world.agent, modal))
    assert sorted(world.sendcloud.bought) == ["1001", "5001"], told
    assert dict(world.rows("SELECT order_number, integration_id FROM items")) == {"1001": 70, "5001": 71}


async def test_an_untick_survives_look_again_and_another_shop(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002 4711")
    await toggle(world.agent, modal, "1002")
    await world.until(lambda: modal.submit_text == "Create 1 label")
    world.orders("4711")
    await world.agent.press(modal, "Look again")
    await world.until(lambda: "3 ready" in modal.plain())
    assert ticks(modal) == {"1001": True, "1002": False, "4711": False}


@pytest.mark.parametrize("checked", [False, True], ids=["while it is checked", "when it is checked"])
async def test_a_plan_whose_window_is_closed_comes_as_a_message_whose_button_goes_when_it_is_used(
    world: World, checked: bool
) -> None:
    world.orders("1001", "1002")
    form = await world.form(world.agent, "1001 1002")
    await form.submit()
    if checked:
        await toggle(world.agent, await world.checked(world.agent), "1002")
        await world.until(lambda: form.submit_text == "Create 1 label")
    await form.close()
    message = await world.until(lambda: next(iter(world.agent.dms()), None))
    await world.until(lambda: "Check and confirm" in message.buttons())
    await world.agent.press(message, "Check and confirm")
    again = await world.soon(lambda: world.agent.modal)
    assert again.submit_text == ("Create 1 label" if checked else "Create 2 labels")
    await world.until(lambda: not message.buttons())
    await again.close()
    await world.until(lambda: "Check and confirm" in message.buttons())
    assert len(world.agent.dms()) == 1


async def test_a_window_that_is_found_gone_when_it_is_drawn_brings_the_plan_as_a_message(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    view = modal.view
    clicked = toggle(world.agent, modal, "1002")
    view.open = False  # the client is gone and tells nobody
    await clicked
    message = await world.until(lambda: next(iter(world.agent.dms()), None))
    assert "2 ready" in message.plain()


async def test_two_people_press_at_once_and_one_of_them_gets_each_order(world: World) -> None:
    world.orders("1001", "1002", "1003")
    mine = await world.plan(world.agent, "1001 1002")
    theirs = await world.plan(world.colleague, "1002 1003")
    await toggle(world.agent, mine, "1001")
    await world.until(lambda: mine.submit_text == "Create 1 label")
    await mine.submit()
    await theirs.submit()
    await world.until(lambda: len(world.parents()) == 2 and all("Done" in one.plain() for one in world.parents()))
    assert sorted(world.sendcloud.bought) == ["1002", "1003"]
    assert "quicker" in theirs.plain()
