"""Nothing is bought that is not ticked in what the person saw last."""

from __future__ import annotations

import asyncio

from bot.sandbox.slack import Modal
from bot.sandbox.slack.payloads import view_actions
from tests.plan.kit import boxes, number, state, ticks, toggle, toggle_unsent
from tests.world import World


async def many(world: World, count: int) -> Modal:
    """Return the checked plan of so many orders."""
    numbers = [str(number) for number in range(1001, 1001 + count)]
    world.orders(*numbers)
    return await world.plan(world.agent, " ".join(numbers))


async def bought(world: World, modal: Modal) -> list[str]:
    """Press the button and return what was bought when the run is done."""
    await world.done(await world.confirm(world.agent, modal))
    return world.sendcloud.bought


async def test_an_order_that_is_unticked_is_counted_out_and_not_bought(world: World) -> None:
    modal = await many(world, 3)
    assert modal.submit_text == "Create 3 labels"
    await toggle(world.agent, modal, "1002")
    await world.until(lambda: modal.submit_text == "Create 2 labels")
    assert ticks(modal) == {"1001": True, "1002": False, "1003": True}
    assert await bought(world, modal) == ["1001", "1003"]


async def test_with_nothing_ticked_there_is_no_button(world: World) -> None:
    modal = await many(world, 1)
    assert "The run is posted in " in modal.plain()
    await toggle(world.agent, modal, "1001")
    await world.until(lambda: modal.submit_text is None)
    assert "nothing is ticked" in modal.plain()
    assert "The run is posted in " not in modal.plain()


async def test_every_order_that_would_be_bought_is_named_with_town_country_and_price(world: World) -> None:
    modal = await many(world, 2)
    assert "1001 · " in modal.plain()
    assert "price unknown" in modal.plain()


async def test_an_untick_that_slack_had_not_sent_yet_buys_nothing_and_shows_the_plan_again(world: World) -> None:
    modal = await many(world, 3)
    toggle_unsent(modal, "1002")
    await modal.submit()
    again = await world.until(lambda: modal if modal.submit_text == "Create 2 labels" else None)
    assert "Nothing was bought: the button did not say how many orders were ticked." in again.plain()
    assert world.purchases() == []
    assert ticks(again) == {"1001": True, "1002": False, "1003": True}
    assert await bought(world, again) == ["1001", "1003"]


async def test_what_was_drawn_before_the_bot_changed_ticks_buys_nothing(world: World) -> None:
    world.orders("1001", "1002")
    first = world.sendcloud.add_order("1003", kind="duplicate")
    assert first
    modal = await world.plan(world.agent, "1001 1002 1003")
    stale = world.submission(world.agent, modal)
    await world.agent.choose(modal, "pick_order", modal.options("pick_order")[0])
    await world.until(lambda: modal.submit_text == "Create 3 labels")
    await world.agent.delivery.interactive(stale)
    await world.until(lambda: "the plan had changed since you saw it" in modal.plain())
    assert world.purchases() == []
    assert not world.rows("SELECT 1 FROM runs")


async def test_the_ticks_of_a_screen_from_before_are_passed_over(world: World) -> None:
    world.orders("1001", "1002")
    modal = await world.plan(world.agent, "1001 1002")
    await toggle(world.agent, modal, "1002")
    await world.until(lambda: modal.submit_text == "Create 1 label")
    stale = world.submission(world.agent, modal)
    blocks = {name: held for name, held in stale["view"]["state"]["values"].items() if name.startswith("ticks:")}
    old = {name.replace("ticks:", "ticks:0"): held for name, held in blocks.items()}
    stale["view"]["state"]["values"] |= old
    await world.agent.delivery.interactive(stale)
    await world.done(await world.until(lambda: next(iter(world.parents()), None)))
    assert world.sendcloud.bought == ["1001"]


async def test_unticked_on_the_third_page_and_paged_back_it_is_not_bought(world: World) -> None:
    modal = await many(world, 90)
    assert "Ready: 90 orders, all ticked" in modal.plain()
    assert "To NL: 90 labels" in modal.plain()
    assert ticks(modal) == {}
    await world.agent.press(modal, "Show all")
    await world.until(lambda: "page 1 of 3" in modal.plain())
    await world.agent.press(modal, "Next")
    await world.until(lambda: "page 2 of 3" in modal.plain())
    await world.agent.press(modal, "Next")
    await world.until(lambda: "page 3 of 3" in modal.plain())
    await toggle(world.agent, modal, "1085")
    await world.until(lambda: modal.submit_text == "Create 89 labels")
    await world.agent.press(modal, "Previous")
    await world.until(lambda: "page 2 of 3" in modal.plain())
    await world.agent.press(modal, "Back to all")
    await world.until(lambda: "Ready: 90 orders, 89 ticked" in modal.plain())
    assert "To NL: 89 labels" in modal.plain()
    found = await bought(world, modal)
    assert len(found) == 89
    assert "1085" not in found


async def test_an_untick_that_only_the_press_on_next_tells_of_counts(world: World) -> None:
    modal = await many(world, 50)
    await world.agent.press(modal, "Show all")
    await world.until(lambda: "page 1 of 2" in modal.plain())
    toggle_unsent(modal, "1003")
    await world.agent.press(modal, "Next")
    await world.until(lambda: "page 2 of 2" in modal.plain())
    assert modal.submit_text == "Create 49 labels"


async def test_two_clicks_that_arrive_in_the_wrong_order_leave_what_was_clicked_last(world: World) -> None:
    modal = await many(world, 3)
    toggle_unsent(modal, "1001")
    first = action(world, modal, "1001")
    toggle_unsent(modal, "1002")
    second = action(world, modal, "1002", later=True)
    await world.agent.delivery.interactive(second)
    await world.agent.delivery.interactive(first)
    await world.until(lambda: modal.submit_text == "Create 1 label")
    assert world.rows("SELECT typed FROM plan_lines WHERE ticked ORDER BY position") == [("1003",)]


async def test_a_double_press_makes_one_run(world: World) -> None:
    modal = await many(world, 2)
    payload = world.submission(world.agent, modal)
    await asyncio.gather(*(world.agent.delivery.interactive(payload) for _ in range(2)))
    await world.done(await world.until(lambda: next(iter(world.parents()), None)))
    assert len(world.rows("SELECT 1 FROM runs")) == 1
    assert world.sendcloud.bought == ["1001", "1002"]


async def test_four_hundred_and_sixty_six_orders_are_named_on_pages_and_left_out_by_number(world: World) -> None:
    modal = await many(world, 466)
    assert "You gave 466 entries: 466 ready." in modal.plain()
    seen: set[str] = set()
    await world.agent.press(modal, "Show all")
    for page in range(1, 13):
        await world.until(lambda page=page: f"page {page} of 12" in modal.plain())  # type: ignore[misc]
        seen |= set(ticks(modal))
        if page < 12:
            await world.agent.press(modal, "Next")
    assert len(seen) == 466
    await world.agent.press(modal, "Back to all")
    await world.until(lambda: "Leave out" in modal.buttons())
    await world.agent.press(modal, "Leave out")
    await world.until(lambda: modal.title == "Leave out")
    modal.fill("Order numbers to leave out", "1007, #1008, 9999")
    await modal.submit()
    assert "2 orders left out. Not among the ready orders of this plan: 9999." in modal.plain()
    await modal.close()
    await world.until(lambda: modal.submit_text == "Create 464 labels")
    assert "466 orders, 464 ticked" in modal.plain()


def action(world: World, modal: Modal, wanted: str, *, later: bool = False) -> dict[str, object]:
    """Return the payload of a click that has not been sent yet."""
    place = next(place for place, option in boxes(modal) if number(option) == wanted)
    held = {"type": "checkboxes", "selected_options": list(state(modal, place))}
    payload = view_actions(world.slack.workspace, world.agent.id, modal.view, place, held)
    if later:
        payload["actions"][0]["action_ts"] = f"{float(payload['actions'][0]['action_ts']) + 1:.6f}"
    return payload
