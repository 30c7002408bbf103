"""The hand-over list: what each carrier gets on a day, as counts and as a file, for whoever presses alone."""

from __future__ import annotations

import csv
import io
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest

from bot.model import HandedOver, HandOverList, by_carrier
from bot.model.hand_over import OfCarrier
from bot.sandbox.sendcloud.catalogue import by_default
from bot.sandbox.slack import Message, Person
from bot.sandbox.slack.faults import ApiError
from bot.slack.screens import hand_over
from tests.world import World, world_at

AT = datetime(2026, 11, 23, 22, 30, tzinfo=UTC)


def order(number: str, carrier: str, *tracking: str) -> HandedOver:
    parcels = tuple((400 + place, one) for place, one in enumerate(tracking))
    return HandedOver(number, carrier, "Standard", "Main shop", "ship-1", parcels, AT, "L-1")


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_at(tmp_path) as one:
        yield one


@pytest.mark.parametrize(
    ("orders", "counted"),
    [
        ([], []),
        ([order("1", "PostNL", "3S1")], [("PostNL", 1, 1)]),
        # An order in three parcels is three parcels for the driver; one that has told none is one.
        ([order("1", "PostNL", "a", "b", "c"), order("2", "PostNL")], [("PostNL", 2, 4)]),
        # Most parcels first, then by name; one carrier however it is spelled.
        (
            [order("1", "UPS", "a"), order("2", "DHL", "a"), order("3", "dhl ", "b"), order("4", "DPD", "a")],
            [("DHL", 2, 2), ("DPD", 1, 1), ("UPS", 1, 1)],
        ),
        # Nobody's parcels stand at the end, however many there are.
        ([order("1", "", "a", "b"), order("2", "DHL", "a")], [("DHL", 1, 1), ("", 1, 2)]),
    ],
)
def test_parcels_are_counted_by_carrier(orders: list[HandedOver], counted: list[tuple[str, int, int]]) -> None:
    assert by_carrier(orders) == tuple(OfCarrier(*one) for one in counted)


def test_it_is_told_in_a_few_lines() -> None:
    orders = (order("1", "PostNL", "a", "b"), order("2", "<!channel>", "c"), order("3", "", "d"))
    listed = HandOverList(date(2026, 12, 1), orders, accepted=1, test_labels=2, cut=True)

    assert hand_over.comment(listed).replace("\u2060", "").splitlines() == [
        "*Hand-over list of Tuesday 1 December 2026*",
        "• PostNL: 2 parcels of 1 order",
        "• &lt;!channel&gt;: 1 parcel",
        "• carrier not told: 1 parcel",
        "4 parcels of 3 orders in all, over all runs of the day. Cancelled labels are not counted.",
        "1 order is bought and has no label yet. Press again once it is ready.",
        "2 labels of test runs are left out: they cannot be used to ship.",
        "More labels became ready on this day than one list holds; the later ones are missing here.",
    ]
    nothing, _ = hand_over.told(HandOverList(date(2026, 12, 1)), "https://sandbox.slack.com/", None)
    assert "there is nothing to hand over" in nothing


def rows(content: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))


def test_the_file_has_a_row_for_each_parcel_carrier_by_carrier() -> None:
    orders = (order("1", "DHL", "a"), order("=2", "PostNL", "b", "c"), order("3", "dhl"), order("4", "PostNL", "d"))

    told = rows(hand_over.content(HandOverList(AT.date(), orders), ZoneInfo("Europe/Amsterdam")))

    assert [(row["carrier"], row["order"], row["tracking"]) for row in told] == [
        ("PostNL", "'=2", "b"),
        ("PostNL", "'=2", "c"),
        ("PostNL", "4", "d"),
        ("DHL", "1", "a"),
        ("dhl", "3", ""),
    ]
    assert {row["ready"] for row in told} == {"2026-11-23 23:30"}
    assert hand_over.file_name(HandOverList(AT.date(), orders)) == "2026-11-23 hand-over 5 parcels.csv"


def files(person: Person) -> list[Message]:
    return [one for one in person.dms() if one.files]


async def pressed(world: World, person: Person, run: Message) -> Message:
    """Press the button, and return the private answer."""
    seen = len(person.ephemerals)
    await person.press(run, "Hand-over list")
    return await world.until(lambda: person.ephemerals[-1] if len(person.ephemerals) > seen else None)


async def test_the_list_of_the_day_of_all_runs_comes_to_whoever_pressed_alone(world: World) -> None:
    world.orders("1001", "1002")
    world.sendcloud.add_order("1003", kind="multicollo")
    world.sendcloud.add_order("1004", country="DE")
    world.orders("1005", kind="bad_address")
    assert by_default("DE", in_customs_union=True) != by_default("NL", in_customs_union=True)
    await world.done(await world.run(world.colleague, "1001 1004"))
    run = await world.run(world.agent, "1002 1003 1005")
    await world.done(run)

    told = " ".join((await pressed(world, world.agent, run)).plain().split())

    assert "Hand-over list of Monday 23 November 2026" in told
    assert "6 parcels of 4 orders in all" in told
    assert "PostNL: 5 parcels of 3 orders" in told
    conversation = world.slack.workspace.direct(world.agent.id).id
    assert f"/archives/{conversation}" in world.agent.ephemerals[-1].text
    (message,) = files(world.agent)
    assert message.files[0].name == "2026-11-23 hand-over 6 parcels.csv"
    assert "PostNL: 5 parcels of 3 orders" in message.text
    listed = rows(message.files[0].content)
    assert [row["order"] for row in listed if row["carrier"] == "PostNL"] == ["1001", "1002", "1003", "1003", "1003"]
    assert all(row["tracking"] for row in listed)
    assert files(world.colleague) == []
    assert not any(reply.files for reply in world.slack.thread(run.channel, run.ts))

    # The next day has nothing of it; that of the run does, and so does yesterday in App Home.
    await world.clock.run_for(24 * 3600, step=600)
    assert "Monday 23 November" in (await pressed(world, world.agent, run)).plain()
    await world.agent.open_home()
    home = await world.soon(lambda: world.agent.home)
    await world.agent.press(home, "Hand-over list")
    await world.until(lambda: "Tuesday 24 November 2026" in home.plain())
    assert "nothing to hand over" in home.plain()
    await world.agent.press(home, "Yesterday's")
    await world.until(lambda: "Monday 23 November 2026" in home.plain())
    assert len(files(world.agent)) == 3


async def test_a_day_is_that_of_the_team(tmp_path: Path) -> None:
    # Nine in the morning in UTC, where it is still the evening before.
    async with world_at(tmp_path, LABEL_BOT_TIMEZONE="Pacific/Honolulu") as world:
        world.orders("1001")
        run = await world.run(world.agent, "1001")
        await world.done(run)
        assert "Sunday 22 November 2026" in (await pressed(world, world.agent, run)).plain()


async def test_a_file_that_slack_refuses_is_told_and_the_counts_stand_there_all_the_same(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    world.slack.faults.next("files.getUploadURLExternal", ApiError("file_uploads_disabled"))

    told = (await pressed(world, world.agent, run)).plain()

    assert "PostNL: 1 parcel" in told
    assert "Slack did not take the CSV file" in told
    assert files(world.agent) == []


async def test_labels_that_cannot_be_used_to_ship_are_not_handed_over(tmp_path: Path) -> None:
    async with world_at(tmp_path, SENDCLOUD_TEST_LABELS="true") as world:
        world.orders("1001")
        run = await world.run(world.agent, "1001")
        await world.done(run)
        told = (await pressed(world, world.agent, run)).plain()
        assert "nothing to hand over" in told
        assert "1 label of test runs is left out" in told


def test_an_order_without_a_label_is_not_on_the_list_and_counted_beside_it() -> None:
    one = replace(HandOverList(date(2026, 12, 1), (order("1", "DHL", "a"),)), accepted=3)
    assert "3 orders are bought and have no label yet" in hand_over.comment(one)
