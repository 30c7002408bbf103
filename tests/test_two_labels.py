"""A second label that was wanted while nobody knew of the first: the risk is told wherever people look."""

from __future__ import annotations

from bot.sandbox.sendcloud import Html502, LateAct
from bot.sandbox.slack import Message, Modal
from tests.world import PURCHASE, World

RISK = "this one may be one too many"


async def second_wanted(world: World, modal: Modal) -> None:
    """Have the colleague ask for a second label of the order in this plan."""
    await world.colleague.press(modal, "Second label…")
    form = await world.until(
        lambda: world.colleague.modal if world.colleague.modal and "Reason" in world.colleague.modal.inputs else None
    )
    form.choose("Orders", [form.options("Orders")[0]])
    form.fill("Reason", "The parcel was lost.")
    await form.submit()


async def second_while_in_doubt(world: World, seconds: float) -> tuple[Message, Message]:
    """Have the request for 1001 lost and carried out *seconds* later; have a second label confirmed meanwhile."""
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(seconds))
    first = await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "unknown"})
    world.twice_on_purpose.add("1001")
    modal = await world.plan(world.colleague, "1001")
    await second_wanted(world, modal)
    plan = await world.until(
        lambda: world.colleague.modal if world.colleague.modal and RISK in world.colleague.modal.plain() else None
    )
    return first, await world.confirm(world.colleague, plan)


async def test_both_threads_tell_of_the_second_label_and_neither_says_plainly_done(world: World) -> None:
    first, second = await second_while_in_doubt(world, 100)
    await world.until(lambda: "one of the two labels is still being checked" in world.thread(second))
    await world.until(lambda: "one of the two labels is still being checked" in world.thread(first))
    for parent in (first, second):
        await world.says(parent, "Done, 1 need attention")
    await world.until(lambda: "Two labels for one order" in world.thread(first))
    await world.until(lambda: "Two labels for one order" in world.thread(second))
    assert world.sendcloud.bought == ["1001", "1001"]


async def second_beside_the_panels(world: World) -> Modal:
    """Return a plan for a second label of an order that has one from the panel."""
    world.orders("1001")
    world.sendcloud.add_shipment_made_in_panel("1001")
    modal = await world.plan(world.colleague, "1001")
    await second_wanted(world, modal)
    return await world.until(
        lambda: now if (now := world.colleague.modal) and now.submit_text == "Create 1 label" else None
    )


async def test_a_second_label_stays_wanted_when_its_plan_is_looked_up_once_more(world: World) -> None:
    modal = await second_beside_the_panels(world)
    await world.clock.run_for(16 * 60, step=10)
    await world.done(await world.confirm(world.colleague, modal))

    assert world.sendcloud.bought == ["1001"]


async def test_a_second_label_whose_answer_got_lost_is_found_beside_the_one_from_the_panel(world: World) -> None:
    modal = await second_beside_the_panels(world)
    world.sendcloud.faults.next("POST", PURCHASE, Html502(after=True))
    thread = await world.done(await world.confirm(world.colleague, modal))

    assert (world.states(), len(world.purchases())) == ({"1001": "labelled"}, 1)
    assert world.sendcloud.purchases_of("1001")[0].id in thread
