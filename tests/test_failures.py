"""`/label failures`: what is open over all runs and shops, with what may be done about each, for one person alone."""

from __future__ import annotations

import csv
import io
from pathlib import Path

from bot.sandbox.slack import Message, Person
from tests.test_home import home_of, said
from tests.world import World, world_at

BUSY = "De dienst van de vervoerder is tijdelijk niet bereikbaar."


async def asked(world: World, person: Person) -> Message:
    """Type the command, and return the private answer."""
    seen = len(person.ephemerals)
    await person.command("/label failures")
    return await world.soon(lambda: person.ephemerals[-1] if len(person.ephemerals) > seen else None)


def labels(message: Message) -> list[str]:
    """Return the texts of all buttons, in their order."""
    rows = [block["elements"] for block in message.blocks if block["type"] == "actions"]
    return [element["text"]["text"] for row in rows for element in row]


async def test_nothing_open_is_said_in_a_sentence(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))

    assert "Nothing is open" in (await asked(world, world.agent)).plain()


async def test_failures_of_all_runs_stand_by_cause_with_the_button_that_each_allows(world: World) -> None:
    world.sendcloud.add_order("1001", kind="late_failure", failure=BUSY)
    world.orders("1002", "1003", kind="bad_address")
    world.sendcloud.add_order("1004", kind="late_failure", failure="Duplicate shipment reference")
    await world.done(await world.run(world.colleague, "1001 1002"))
    await world.clock.run_for(3 * 3600, step=60)
    await world.done(await world.run(world.agent, "1003 1004"))

    answer = await asked(world, world.agent)

    told = " ".join(answer.plain().split())
    assert "4 open failures, the oldest first" in told
    assert told.index("Address refused. 2 orders") < told.index("There may be a shipment for this order already. 1 or")
    assert told.index("1002 · Main shop") < told.index("1003 · Main shop")
    assert "(3 h)" in told
    assert "asked for by @U0COLLEAGUE" in told
    assert "no owner" in told
    assert "Carrier says: “" + BUSY in told
    owned = ["Take it", "Dismiss"]
    fix = ["Fix address", "Retry once fixed", "Open in Sendcloud", *owned]
    assert labels(answer) == [
        "Send me all of it", *fix, *fix, "Retry", *owned, "Create labels", "Open in Sendcloud", *owned,
    ]  # fmt: skip
    # Nobody else sees it.
    assert "open failures" not in "".join(one.plain() for one in world.colleague.ephemerals)


async def test_what_is_safe_is_retried_over_runs_once_whoever_presses(world: World) -> None:
    busy = [world.sendcloud.add_order(n, kind="late_failure", failure=BUSY) for n in ("1001", "1002")]
    world.orders("1003", kind="bad_address")
    await world.done(await world.run(world.colleague, "1001 1003"))
    await world.done(await world.run(world.agent, "1002"))
    mine, theirs = await asked(world, world.agent), await asked(world, world.colleague)
    for order in busy:
        order.kind = "fine"

    await world.agent.press(mine, "Retry 2 failed", times=2)
    await world.told(world.agent, "2 orders are being tried again.")
    await world.colleague.press(theirs, "Retry 2 failed")
    await world.told(world.colleague, "None of this is left to retry")
    await world.until(lambda: world.states()["1001"] == world.states()["1002"] == "labelled")

    assert sorted(world.sendcloud.bought) == ["1001", "1001", "1002", "1002"]
    assert world.states()["1003"] == "refused"
    assert "1 open failure, the oldest first" in (await asked(world, world.agent)).plain()


async def test_an_order_that_another_run_labelled_is_open_no_longer(world: World) -> None:
    order = world.sendcloud.add_order("1001", kind="bad_address")
    first = await world.run(world.agent, "1001")
    await world.done(first)
    old = await asked(world, world.agent)
    order.kind = "fine"
    await world.done(await world.run(world.agent, "1001"))

    assert "Nothing is open" in (await asked(world, world.agent)).plain()
    await world.agent.press(old, "Retry once fixed")
    await world.told(world.agent, "left out")
    assert world.sendcloud.bought == ["1001"]


async def test_the_whole_list_comes_as_a_file_to_whoever_pressed_alone(world: World) -> None:
    numbers = [str(number) for number in range(1001, 1021)]
    world.orders(*numbers, kind="bad_address")
    await world.done(await world.run(world.agent, " ".join(numbers)))
    answer = await asked(world, world.agent)
    assert "5 more are not shown here" in answer.plain()
    assert labels(answer).count("Retry once fixed") == 15

    await world.agent.press(answer, "Send me all of it")
    await world.told(world.agent, "The whole list, 20 open failures, is in")
    (sent,) = [one for one in world.agent.dms() if one.files]
    (table,) = [block for one in world.agent.dms() for block in one.blocks if block["type"] == "data_table"]
    assert table["caption"] == "20 open failures, the oldest first"
    assert [row[0]["text"] for row in table["rows"][1:]] == numbers
    rows = list(csv.DictReader(io.StringIO(sent.files[0].content.decode("utf-8-sig"))))

    assert [row["order"] for row in rows] == numbers
    assert {row["cause"] for row in rows} == {"Address refused."}
    assert not [one for one in world.colleague.dms() if one.files]


async def test_app_home_shows_the_same_failures_and_their_buttons_work_there(world: World) -> None:
    order = world.sendcloud.add_order("1001", kind="late_failure", failure=BUSY)
    await world.done(await world.run(world.colleague, "1001"))
    home = await home_of(world, world.agent)
    assert "the oldest first Send me all of it Carrier out of reach. 1 order Nobody has to correct" in said(home)
    order.kind = "fine"
    await world.agent.press(home, "Retry")
    await world.until(lambda: "1 order is being tried again" in said(home))
    await world.until(lambda: world.states() == {"1001": "labelled"})

    assert "open failure" not in said(await home_of(world, world.agent))


async def test_a_workspace_without_newer_tables_gets_the_plain_one(world: World) -> None:
    world.orders("1001", kind="bad_address")
    await world.done(await world.run(world.agent, "1001"))
    answer = await asked(world, world.agent)
    world.slack.workspace.refused_blocks = frozenset({"data_table"})

    await world.agent.press(answer, "Send me all of it")
    await world.until(lambda: "The whole list, 1 open failure" in world.agent.ephemerals[-1].plain())
    kinds = [block["type"] for one in world.agent.dms() for block in one.blocks]

    assert kinds.count("table") == 1
    assert "data_table" not in kinds


async def test_what_failed_in_a_channel_that_is_not_allowed_is_not_listed(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_ALLOWED_CHANNELS="C0SHIPPING") as world:
        world.orders("1001", kind="bad_address")
        await world.done(await world.run(world.agent, "1001"))
        assert "1 open failure" in (await asked(world, world.agent)).plain()
        await world.stop_bot()
        world.environ["LABEL_BOT_ALLOWED_CHANNELS"] = "C0SUPPORT"
        await world.start_bot()
        seen = len(world.agent.ephemerals)
        await world.agent.command("/label failures", channel="C0SUPPORT")
        told = await world.soon(lambda: world.agent.ephemerals[-1] if len(world.agent.ephemerals) > seen else None)

        assert "Nothing is open" in told.plain()


async def test_status_of_an_order_that_failed_has_its_retry_and_of_a_labelled_one_none(world: World) -> None:
    world.sendcloud.add_order("1001", kind="busy_carrier")
    await world.done(await world.run(world.agent, "1001"))

    async def status() -> Message:
        seen = len(world.agent.ephemerals)
        await world.agent.command("/label status 1001")
        return await world.soon(lambda: world.agent.ephemerals[-1] if len(world.agent.ephemerals) > seen else None)

    answer = await status()
    assert labels(answer) == ["Retry", "Open in Sendcloud"]
    await world.agent.press(answer, "Retry", times=2)
    await world.told(world.agent, "1 order is being tried again.")
    await world.until(lambda: world.states() == {"1001": "labelled"})

    assert "Retry" not in labels(await status())
    assert world.sendcloud.bought == ["1001", "1001"]
