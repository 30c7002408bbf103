"""Labels that were bought and never scanned: found, worth something, and cancelled with one press."""

from __future__ import annotations

import pytest

from bot.model import Parcel, State
from bot.model.unused import Scanned, judge_scanned
from bot.sandbox.sendcloud import Html502
from bot.sandbox.slack import Message
from tests.slack.drawing_kit import item
from tests.world import World

DAY = 86_400


async def labelled(world: World, *numbers: str) -> Message:
    for number in numbers:
        world.sendcloud.add_order(number, cancel_answer="cancelled")
    run = await world.run(world.agent, " ".join(numbers))
    await world.done(run)
    return run


async def later(world: World, days: float) -> None:
    await world.stop_bot()
    world.clock.advance(days * DAY)
    await world.start_bot()


async def asked(world: World) -> Message:
    before = len(world.agent.ephemerals)
    await world.agent.command("/label unused")
    return await world.until(lambda: world.agent.ephemerals[-1] if len(world.agent.ephemerals) > before else None)


def scanned(world: World, number: str, status: str = "SHIPMENT_ON_ROUTE") -> None:
    world.sendcloud.purchases_of(number)[0].forced_status = status


async def test_what_was_never_scanned_is_listed_and_cancelled_with_one_press(world: World) -> None:
    run = await labelled(world, "1001", "1002", "1003")
    await later(world, 6)
    scanned(world, "1002")
    answer = await asked(world)
    said = " ".join(answer.plain().split())
    assert "2 labels bought 5 to 42 days ago and never scanned" in said
    assert "They cost ≈ EUR 12.96." in said
    assert "1001: PostNL" in said
    assert "can be cancelled until 2027-01-04" in said
    assert "1002" not in said
    assert "not insured" in said

    await world.agent.press(answer, "Cancel 2 labels")
    await world.told(world.agent, "2 labels are being cancelled")
    await world.says(run, "2 cancelled")
    assert world.states() == {"1001": "cancelled", "1002": "labelled", "1003": "cancelled"}
    assert "is known to be unused" in (await asked(world)).plain()


async def test_a_press_that_comes_twice_or_late_cancels_nothing_more(world: World) -> None:
    await labelled(world, "1001", "1002")
    await later(world, 6)
    answer = await asked(world)
    await world.agent.press(answer, "Cancel 2 labels", times=2)
    await world.told(world.agent, "2 labels are being cancelled")
    await world.until(lambda: set(world.states().values()) == {"cancelled"})
    await world.agent.press(answer, "Cancel 2 labels")
    await world.told(world.agent, "Nothing was done")
    cancelled = [call for call in world.sendcloud.calls if call.path.endswith("/cancel")]
    assert len(cancelled) == 2


@pytest.mark.parametrize("days", [0.1, 4.9, 43])
async def test_what_is_too_new_or_too_old_is_not_listed(world: World, days: float) -> None:
    await labelled(world, "1001")
    await later(world, days)
    assert "is known to be unused" in (await asked(world)).plain()


async def test_what_sendcloud_does_not_tell_of_is_counted_and_never_called_unused(world: World) -> None:
    await labelled(world, "1001", "1002")
    await later(world, 6)
    world.sendcloud.shipments.pop(world.sendcloud.purchases_of("1001")[0].id)
    said = " ".join((await asked(world)).plain().split())
    assert "1 label bought" in said
    assert "1 label left out, since Sendcloud told nothing about it" in said
    world.sendcloud.faults.next("GET", "/shipments", Html502(), times=20)
    said = " ".join((await asked(world)).plain().split())
    assert "Sendcloud could not be asked about 2 labels" in said


@pytest.mark.parametrize(
    ("tracking", "statuses", "found"),
    [
        ("3S", ["READY_TO_SEND"], Scanned.NEVER),
        ("3S", ["READY_TO_SEND", "READY_TO_SEND"], Scanned.NEVER),
        ("3S", ["READY_TO_SEND", "DELIVERED"], Scanned.SEEN),
        ("3S", ["CANCELLED"], Scanned.SEEN),
        ("3S", [None], Scanned.SEEN),
        ("3S", [], Scanned.UNKNOWN),
        ("3S", None, Scanned.UNKNOWN),
        ("", ["READY_TO_SEND"], Scanned.UNTRACKED),
    ],
)
def test_whether_a_label_was_used(tracking: str, statuses: list[str | None] | None, found: Scanned) -> None:
    assert judge_scanned(item(1, State.LABELLED, parcels=(Parcel(7, tracking),)), statuses) is found
