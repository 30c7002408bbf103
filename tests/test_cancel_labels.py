"""*Cancel labels* on the message of a run: all of them, some of them, and what two people do to the same ones."""

from __future__ import annotations

from bot.sandbox.slack import Message, Modal, Person
from tests.test_cancel import asked, labelled
from tests.world import World


async def opened(world: World, run: Message, person: Person | None = None) -> Modal:
    """Press *Cancel labels* and return the modal."""
    who = person or world.agent
    await world.press(who, run, "Cancel labels")
    return await world.soon(lambda: now if (now := who.modal) and now.submit_text == "Cancel labels" else None)


async def test_all_labels_of_a_run_are_cancelled_with_results_of_their_own(world: World) -> None:
    run = await labelled(world, "1001", "1002", "1003")
    modal = await opened(world, run)
    assert "3 labels of this run can be cancelled." in modal.plain()
    assert "They cost ≈ EUR" in modal.plain()
    assert "Not charged when cancelled in time: 3 labels" in modal.plain()
    modal.choose("Which labels", "All 3 labels")
    await modal.submit()
    assert "3 labels are being cancelled." in modal.plain()
    thread = await world.says(run, "Cancelled, and free to be bought again: 1001, 1002, 1003.")
    assert "@U0AGENT" in thread
    await world.says(run, "0 of 3 labels ready, 3 cancelled")
    await world.until(lambda: "Cancel labels" not in run.buttons())
    assert "Retry" not in " ".join(run.buttons())
    assert asked(world) == 3


async def test_nothing_is_cancelled_before_somebody_says_which(world: World) -> None:
    run = await labelled(world, "1001", "1002")
    modal = await opened(world, run)
    assert await modal.submit()
    modal.choose("Which labels", "Only those of the orders below")
    assert "Say which orders" in str(await modal.submit())
    modal.fill("Order numbers", "1001 4711")
    assert "4711" in str(await modal.submit())
    modal.choose("Which labels", "All 2 labels")
    assert "would not count" in str(await modal.submit())
    await world.clock.run_for(5, step=1)
    assert asked(world) == 0


async def test_a_selection_is_cancelled_and_the_rest_is_not(world: World) -> None:
    run = await labelled(world, "1001", "1002", "1003")
    modal = await opened(world, run)
    modal.choose("Which labels", "Only those of the orders below")
    modal.fill("Order numbers", "1003\n#1001")
    await modal.submit()
    await world.says(run, "1 of 3 labels ready, 2 cancelled")
    assert world.states() == {"1001": "cancelled", "1002": "labelled", "1003": "cancelled"}
    assert asked(world) == 2


async def test_the_labels_that_somebody_saw_are_cancelled_and_no_others(world: World) -> None:
    run = await labelled(world, "1001", "1002", "1003", how="late")
    theirs = await opened(world, run, world.colleague)
    mine = await opened(world, run)
    mine.choose("Which labels", "Only those of the orders below")
    mine.fill("Order numbers", "1002")
    await mine.submit()
    theirs.choose("Which labels", "All 3 labels")
    await theirs.submit()
    assert "the labels of the run have changed" in theirs.plain()
    assert "1 label is being cancelled already." in theirs.plain()
    theirs.choose("Which labels", "All 2 labels")
    await theirs.submit()
    await world.says(run, "0 of 3 labels ready, 3 cancelled")
    thread = world.thread(run)
    assert "@U0AGENT\n wants 1 label cancelled" in thread or "@U0AGENT wants 1 label cancelled" in thread
    assert "wants 2 labels cancelled" in thread
    assert asked(world) == 3


async def test_two_who_press_at_once_have_it_asked_for_once(world: World) -> None:
    run = await labelled(world, "1001", how="late")
    mine, theirs = await opened(world, run), await opened(world, run, world.colleague)
    await mine.submit()
    await theirs.submit()
    assert "No label of this run can be cancelled now." in theirs.plain()
    await world.says(run, "1 cancelled")
    assert asked(world) == 1


async def test_what_the_carrier_refuses_stands_above_what_is_cancelled_and_stays_good(world: World) -> None:
    for number, how in (("1001", "refused"), ("1002", "cancelled"), ("1003", "queued")):
        world.sendcloud.add_order(number, cancel_answer=how)
    run = await world.run(world.agent, "1001 1002 1003")
    await world.done(run)
    modal = await opened(world, run)
    modal.choose("Which labels", "All 3 labels")
    await modal.submit()
    thread = await world.says(run, "1 not cancelled · 1 cancelled · 1 asked for and not certain yet")
    assert "1 label was not cancelled and stays good" in thread
    assert "1001, shipment" in thread
    await world.says(run, "2 of 3 labels ready, 1 cancelled")
    again = await opened(world, run)
    assert "1 label of this run can be cancelled." in again.plain()


async def test_a_guest_cancels_nothing(world: World) -> None:
    run = await labelled(world, "1001")
    guest = world.slack.person("U0GUEST")
    await world.press(guest, run, "Cancel labels")
    await world.told(guest, "Guests cannot")
    modal = await opened(world, run)
    refused = await world.submit_as(guest, modal)
    assert "Guests cannot" in str(refused)
    await world.clock.run_for(5, step=1)
    assert asked(world) == 0
