"""Private answers: what is known about an order, what was recorded, what can be typed, and what was not understood."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from bot.sandbox.slack import ApiError, Person
from tests.world import World, world_at


async def asked(world: World, person: Person, typed: str) -> str:
    """Type a command and return the private answer to it."""
    result = await person.command(f"/label {typed}")
    await world.soon(lambda: result.replies)
    assert person.modal is None
    return result.text.replace("\n", "")


async def test_help_lists_what_is_built(world: World) -> None:
    told = await asked(world, world.agent, "help")
    assert "/label status" in told
    assert "/label history" in told


@pytest.mark.parametrize("typed", ["status", "history", "STATUS"])
async def test_a_question_without_a_number_says_what_is_missing(world: World, typed: str) -> None:
    assert "needs an order number" in await asked(world, world.agent, typed)


async def test_what_stands_behind_help_was_not_understood(world: World) -> None:
    assert "what follows was not: forever" in await asked(world, world.agent, "help forever")


async def test_status_of_a_labelled_order_tells_who_when_where_and_how_to_track_it(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    told = await asked(world, world.colleague, "status #1001")
    made = world.sendcloud.purchases_of("1001")[0]
    assert all(part in told for part in ("labelled", "@U0AGENT", made.id, str(made.parcels[0].id), "track", "thread"))


async def test_status_of_a_labelled_order_fetches_the_tracking_link_that_is_kept_and_posted_nowhere(
    world: World,
) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    (kept,) = world.rows("SELECT parcels FROM items")[0]
    assert "verification" not in kept
    assert "verification" not in world.thread(run)
    await asked(world, world.colleague, "status 1001")
    told = json.dumps(world.colleague.ephemerals[-1].blocks)
    assert "https://tracking.example.com/forward?" in told
    assert "verification=5642+CV" in told
    assert "verification" not in str(world.rows("SELECT parcels FROM items"))


async def test_status_of_a_labelled_order_says_that_the_link_cannot_be_fetched_while_sendcloud_is_down(
    world: World,
) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))
    await world.sendcloud.stop()
    result = await world.agent.command("/label status 1001")
    await world.until(lambda: result.replies)
    assert "tracking 3S" in result.text
    assert "The tracking links could not be fetched just now: Sendcloud is down" in result.text
    await world.sendcloud.start()


async def test_status_of_an_order_labelled_in_the_panel_says_made_outside_the_bot(world: World) -> None:
    world.orders("1001", kind="already_labelled")
    assert "made outside the bot: shipment " in await asked(world, world.agent, "status 1001")


async def test_status_looks_into_the_other_shops_as_well(world: World) -> None:
    world.sendcloud.add_order("1001", integration_id=71, kind="already_labelled")
    assert "made outside the bot" in await asked(world, world.agent, "status 1001")


async def test_status_of_an_order_without_a_label_says_that(world: World) -> None:
    world.orders("1001")
    assert "has no label" in await asked(world, world.agent, "status 1001")


async def test_status_of_a_number_nobody_knows_says_that(world: World) -> None:
    assert "Sendcloud does not know it" in await asked(world, world.agent, "status 4711")


async def test_status_of_a_refused_order_tells_the_cause_and_the_next_step(world: World) -> None:
    world.orders("1001", kind="bad_address")
    await world.done(await world.run(world.agent, "1001"))
    told = await asked(world, world.colleague, "status 1001")
    assert "Address refused" in told
    assert "Correct the address" in told


async def test_status_while_sendcloud_is_down_tells_what_the_ledger_knows_in_plain_words(world: World) -> None:
    await world.sendcloud.stop()
    result = await world.agent.command("/label status 1001")
    await world.until(lambda: result.replies)
    assert "The bot has not been asked for order 1001" in result.text.replace("\n", "")
    assert "Sendcloud is down" in result.text
    await world.sendcloud.start()


async def test_history_tells_every_event_oldest_first_with_who_did_it(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, "1001"))
    told = await asked(world, world.colleague, "history 1001")
    places = [told.index(what) for what in ("order confirmed", "sent to Sendcloud", "bought", "label ready")]
    assert places == sorted(places)
    assert "@U0AGENT" in told


async def test_history_of_an_order_nobody_had_says_so(world: World) -> None:
    assert "Nothing is recorded about order 4711" in await asked(world, world.agent, "history 4711")


async def test_a_first_word_that_is_no_command_is_read_as_numbers(world: World) -> None:
    modal = await world.form(world.agent, "STATUS-1 1002")
    assert modal.values()["Order numbers"] == "STATUS-1 1002"


@pytest.mark.parametrize("error", ["expired_trigger_id", "trigger_expired", "exchanged_trigger_id"])
async def test_when_slacks_time_for_a_form_has_run_out_the_person_is_told(world: World, error: str) -> None:
    world.slack.faults.next("views.open", ApiError(error))
    assert "this time they were over" in await asked(world, world.agent, "1001")


async def test_open_in_sendcloud_leads_where_the_team_says(tmp_path: Path) -> None:
    async with world_at(tmp_path, LABEL_BOT_PANEL_URL="https://panel.test/orders") as world:
        world.orders("1001")
        told = await world.agent.command("/label status 1001")
        answer = await world.soon(lambda: next(iter(told.replies), None))
        pressed = next(one for one in answer.blocks if one["type"] == "actions")["elements"]
        assert [one["url"] for one in pressed] == ["https://panel.test/orders?search=1001"]
        await world.agent.press(answer, "Open in Sendcloud")
        told = await world.agent.command("/label status 4711")
        answer = await world.soon(lambda: next(iter(told.replies), None))
        assert "Open in Sendcloud" not in answer.buttons()
