"""Labels that somebody wants to be rid of: what is asked, what is said, and what is believed."""

from __future__ import annotations

import pytest

from bot.sandbox.sendcloud import CancelAs, Html502, ResetAfter, ResetBefore, Respond
from bot.sandbox.slack import Message
from tests.world import World

CANCEL = "/shipments/*/cancel"
DAY = 86_400


async def labelled(world: World, *numbers: str, how: str = "cancelled") -> Message:
    """Return the run of orders that have their labels, whose carrier takes cancellations in this way."""
    for number in numbers:
        world.sendcloud.add_order(number, cancel_answer=how)
    run = await world.run(world.agent, " ".join(numbers))
    await world.done(run)
    return run


async def asked_about(world: World, number: str) -> Message:
    """Type ``/label cancel`` and return the private answer."""
    before = len(world.agent.ephemerals)
    await world.agent.command(f"/label cancel {number}")
    return await world.soon(lambda: world.agent.ephemerals[-1] if len(world.agent.ephemerals) > before else None)


async def cancel(world: World, number: str) -> None:
    """Have the label of an order cancelled by the button of the private answer."""
    answer = await asked_about(world, number)
    await world.agent.press(answer, "Cancel label")
    await world.told(world.agent, "is being cancelled")


def asked(world: World) -> int:
    return len([call for call in world.sendcloud.calls if call.method == "POST" and call.path.endswith("/cancel")])


async def test_a_label_that_is_surely_cancelled_frees_its_order(world: World) -> None:
    run = await labelled(world, "1001", "1002")
    answer = await asked_about(world, "1001")
    assert "Cancelled until" in answer.plain()
    assert "not charged" in answer.plain()
    assert asked(world) == 0
    await world.agent.press(answer, "Cancel label")

    await world.says(run, "1 cancelled")
    thread = await world.says(run, "Cancelled, and free to be bought again: 1001.")
    assert "1 of 2 labels ready, 1 cancelled" in thread
    assert world.states() == {"1001": "cancelled", "1002": "labelled"}
    assert asked(world) == 1
    wanted = ["cancellation_wanted", "cancellation_sent", "label_cancelled"]
    assert [kind for kind in world.events("1001") if "cancel" in kind] == wanted

    again = await world.plan(world.agent, "1001")
    assert again.submit_text == "Create 1 label"
    await world.done(await world.confirm(world.agent, again))
    assert world.sendcloud.bought == ["1001", "1002", "1001"]


async def test_a_late_carrier_is_asked_once_and_followed_until_it_is_certain(world: World) -> None:
    run = await labelled(world, "1001", how="late")
    await cancel(world, "1001")
    thread = await world.says(run, "1 asked for and not certain yet")
    assert "1 of 1 label ready" in thread
    await world.says(run, "1 label is being cancelled")

    plan = await world.plan(world.colleague, "1001")
    assert "this label is being cancelled" in plan.plain()
    await world.colleague.press(plan, "Second label…")
    form = await world.until(lambda: now if (now := world.colleague.modal) and "Reason" in now.inputs else None)
    assert "both labels are paid for" in form.plain()
    assert form.inputs["Reason"]["initial_value"] == "The first label is being cancelled."

    await world.says(run, "Cancelled, and free to be bought again: 1001.")
    assert asked(world) == 1


async def test_a_carrier_that_refuses_later_is_told_to_whoever_pressed(world: World) -> None:
    run = await labelled(world, "1001", how="carrier_refuses")
    await cancel(world, "1001")
    await world.says(run, "1 asked for and not certain yet")
    thread = await world.says(run, "1 label was not cancelled and stays good", limit=600)
    assert "refused by the carrier" in thread
    assert world.states() == {"1001": "labelled"}
    await world.agent.command("/label status 1001")
    await world.told(world.agent, "not cancelled when")


async def test_a_queued_cancellation_is_followed_up_for_14_days_across_restarts(world: World) -> None:
    run = await labelled(world, "1001", how="queued")
    await cancel(world, "1001")
    await world.says(run, "I keep looking until")
    for _ in range(2):
        await world.stop_bot()
        world.clock.advance(6 * DAY)
        await world.start_bot()
        await world.clock.run_for(20, step=1)
        assert "1 asked for and not certain yet" in world.thread(run)
    await world.stop_bot()
    world.clock.advance(2 * DAY)
    await world.start_bot()
    await world.says(run, "Cancelled, and free to be bought again: 1001.")
    assert asked(world) == 1


async def test_what_is_not_certain_after_14_days_is_said_to_be_so(world: World) -> None:
    run = await labelled(world, "1001", how="queued")
    await cancel(world, "1001")
    await world.says(run, "I keep looking until")
    world.sendcloud.purchases_of("1001")[0].forced_status = "READY_TO_SEND"
    await world.stop_bot()
    world.clock.advance(15 * DAY)
    await world.start_bot()
    await world.says(run, "not certain after 14 days")
    assert world.states() == {"1001": "labelled"}


@pytest.mark.parametrize("fault", [ResetAfter(), Html502(after=True)], ids=["cut", "proxy"])
async def test_a_lost_answer_is_made_good_by_reading_the_shipment(world: World, fault: ResetAfter | Html502) -> None:
    run = await labelled(world, "1001")
    world.sendcloud.faults.next("POST", CANCEL, fault)
    await cancel(world, "1001")
    await world.says(run, "Cancelled, and free to be bought again: 1001.")
    assert asked(world) == 1


async def test_a_request_of_which_nothing_is_to_be_seen_is_sent_again(world: World) -> None:
    run = await labelled(world, "1001")
    world.sendcloud.faults.next("POST", CANCEL, ResetBefore())
    world.sendcloud.faults.next("POST", CANCEL, Html502())
    await cancel(world, "1001")
    await world.says(run, "Cancelled, and free to be bought again: 1001.")
    assert asked(world) == 3


async def test_a_lost_answer_to_a_queued_cancellation_is_no_refusal_of_the_second(world: World) -> None:
    run = await labelled(world, "1001", how="queued")
    world.sendcloud.faults.next("POST", CANCEL, ResetAfter())
    await cancel(world, "1001")
    await world.says(run, "1 asked for and not certain yet")
    assert asked(world) == 2


async def test_a_shipment_that_cannot_be_read_leaves_it_open_until_it_can(world: World) -> None:
    run = await labelled(world, "1001")
    answer = await asked_about(world, "1001")
    world.sendcloud.faults.next("GET", "/shipments*", Html502(), times=12)
    await world.agent.press(answer, "Cancel label")
    await world.says(run, "1 without a clear answer")
    await world.says(run, "Cancelled, and free to be bought again: 1001.")
    assert asked(world) == 1


@pytest.mark.parametrize(
    ("status", "words"),
    [("DELIVERED", "delivered already"), ("PICKED_UP_BY_DRIVER", "on its way already"), ("READY_TO_SEND", "refused")],
)
async def test_a_refusal_is_told_with_its_reason(world: World, status: str, words: str) -> None:
    run = await labelled(world, "1001", how="refused")
    world.sendcloud.purchases_of("1001")[0].forced_status = status
    await cancel(world, "1001")
    thread = await world.says(run, "1 label was not cancelled and stays good")
    assert words in thread
    assert world.states() == {"1001": "labelled"}


async def test_what_somebody_cancelled_in_sendcloud_is_found_out(world: World) -> None:
    run = await labelled(world, "1001")
    world.sendcloud.purchases_of("1001")[0].cancelled_at = world.clock.now()
    await cancel(world, "1001")
    await world.says(run, "Cancelled, and free to be bought again: 1001.")


async def test_pressed_twice_and_by_two_it_is_asked_for_once(world: World) -> None:
    run = await labelled(world, "1001", how="late")
    answer = await asked_about(world, "1001")
    await world.colleague.command("/label cancel 1001")
    theirs = await world.soon(lambda: world.colleague.ephemerals[-1] if world.colleague.ephemerals else None)
    await world.agent.press(answer, "Cancel label", times=2)
    await world.colleague.press(theirs, "Cancel label")
    await world.told(world.colleague, "is being cancelled already")
    await world.says(run, "Cancelled, and free to be bought again: 1001.")
    await world.colleague.press(theirs, "Cancel label")
    await world.clock.run_for(10, step=1)
    assert asked(world) == 1


async def test_a_label_made_outside_the_bot_is_not_cancelled_here(world: World) -> None:
    world.orders("1001")
    world.sendcloud.add_shipment_made_in_panel("1001")
    answer = await asked_about(world, "1001")
    assert "made outside the bot" in answer.plain()
    assert not answer.buttons()


async def test_an_order_without_a_label_has_none_to_cancel(world: World) -> None:
    answer = await asked_about(world, "4711")
    assert "no label of the bot's" in answer.plain()


async def test_sendclouds_words_about_a_refusal_are_told(world: World) -> None:
    run = await labelled(world, "1001")
    no = {"errors": [{"status": "409", "code": "invalid", "detail": "Manifest closed at noon."}]}
    world.sendcloud.faults.next("POST", CANCEL, Respond(409, no))
    await cancel(world, "1001")
    await world.says(run, "Sendcloud says: “Manifest closed at noon.”")


async def test_keys_that_may_not_cancel_are_told_apart(world: World) -> None:
    run = await labelled(world, "1001")
    world.sendcloud.faults.next("POST", CANCEL, Respond(403, {"errors": [{"detail": "Permission denied."}]}))
    await cancel(world, "1001")
    await world.says(run, "refused to this Sendcloud account")


async def test_a_kill_between_asking_and_the_answer_costs_nothing(world: World) -> None:
    run = await labelled(world, "1001", how="late")
    world.sendcloud.faults.next("POST", CANCEL, CancelAs("cancelled"))
    answer = await asked_about(world, "1001")
    world.sendcloud.latency = 5
    await world.agent.press(answer, "Cancel label")
    await world.until(lambda: "cancellation_sent" in world.events("1001"))
    await world.kill_bot()
    world.sendcloud.latency = 0
    await world.start_bot()
    await world.says(run, "Cancelled, and free to be bought again: 1001.")


async def test_sendclouds_words_about_a_refusal_are_forgotten_after_some_days(world: World) -> None:
    run = await labelled(world, "1001")
    no = {"errors": [{"status": "409", "code": "invalid", "detail": "Manifest closed at noon."}]}
    world.sendcloud.faults.next("POST", CANCEL, Respond(409, no))
    await cancel(world, "1001")
    await world.says(run, "Manifest closed at noon.")
    await world.stop_bot()
    world.clock.advance(31 * DAY)
    await world.start_bot()
    await world.until(lambda: "Manifest" not in str(world.rows("SELECT cause FROM cancellations")))
    assert "Manifest" not in str(world.rows("SELECT detail FROM events"))
    world.check_record()


async def test_an_order_whose_label_was_cancelled_is_no_more_bought_without_a_tick(world: World) -> None:
    run = await labelled(world, "1001", "1002")
    await cancel(world, "1001")
    await world.says(run, "free to be bought again: 1001")
    await world.agent.command("/label ready")
    plan = await world.until(
        lambda: now if (now := world.agent.modal) and "Somebody had its last label cancelled." in now.plain() else None
    )
    assert plan.submit_text is None
