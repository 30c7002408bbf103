"""Cancelling at length: many labels, and a Sendcloud that is away for long."""

from __future__ import annotations

from bot.sandbox.slack import Message
from tests.test_cancel import asked, asked_about, labelled
from tests.test_cancel_labels import opened
from tests.world import World


async def test_a_long_outage_is_waited_out_without_filling_the_ledger(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1016)]
    await labelled(world, *numbers)
    answers = [await asked_about(world, number) for number in numbers]
    await world.sendcloud.stop()
    for answer in answers:
        await world.agent.press(answer, "Cancel label")
    await world.until(lambda: len(world.rows("SELECT 1 FROM cancellations")) == len(numbers))
    await world.clock.run_for(3600, step=10)
    sent = world.rows("SELECT count(*) FROM events WHERE kind = 'cancellation_not_sent'")[0][0]
    assert 0 < sent < 70
    await world.sendcloud.start()
    await world.until(lambda: set(world.states().values()) == {"cancelled"}, limit=1000)


def listed(world: World, run: Message) -> bytes:
    """Return the newest file of all orders in a thread; empty while there is none."""
    files = [file for reply in world.slack.thread(run.channel, run.ts) for file in reply.files]
    return next((file.content for file in reversed(files) if file.name.endswith("orders.csv")), b"")


async def test_three_hundred_labels_are_cancelled_with_one_press_and_told_in_one_message(world: World) -> None:
    numbers = [str(number) for number in range(2001, 2301)]
    run = await labelled(world, *numbers)
    modal = await opened(world, run)
    modal.choose("Which labels", "All 300 labels")
    await modal.submit()
    await world.until(lambda: set(world.states().values()) == {"cancelled"}, limit=1000)
    thread = await world.says(run, "300 cancelled")
    assert "and free to be bought again: 2001, 2002" in thread
    assert asked(world) == 300
    await world.until(lambda: listed(world, run).count(b",cancelled,") == 300)
    uploads = [call for call in world.slack.calls if call.method == "files.completeUploadExternal"]
    assert len(uploads) <= 4
    assert len([one for one in world.slack.thread(run.channel, run.ts) if "wants 300 labels" in one.plain()]) == 1
