"""What is needed for a while only, such as pasted words that are no order number: there as long, then gone."""

from __future__ import annotations

import json

from bot.engine.housekeeping import LOOK_EVERY
from tests.world import World

PASTED = "1001 1001 1004 for Geertruida geertruida@example.org"
PRIVATE = (b"Geertruida", b"geertruida@example.org")


def file_of(world: World) -> bytes:
    return b"".join(file.read_bytes() for file in world.folder.glob(f"{world.database.name}*"))


async def test_the_words_of_a_confirmed_plan_are_gone_from_the_file(world: World) -> None:
    world.orders("1001")
    await world.done(await world.run(world.agent, PASTED))
    assert any(word in file_of(world) for word in PRIVATE)
    await world.clock.run_for(LOOK_EVERY + 10, step=1)
    await world.stop_bot()

    assert [word for word in PRIVATE if word in file_of(world)] == []
    ((not_understood, twice),) = world.rows("SELECT not_understood, twice FROM plans")
    assert set(json.loads(not_understood)) | set(json.loads(twice)) == {""}
    assert world.rows("SELECT typed, kind FROM plan_lines WHERE typed <> ''") == [("1001", "ready")]


async def test_the_words_of_a_plan_that_nobody_confirms_stay_readable_for_a_day(world: World) -> None:
    world.orders("1001")
    await world.plan(world.agent, PASTED)
    (before,) = world.rows("SELECT json_array_length(not_understood), json_array_length(twice) FROM plans")
    await world.clock.run_for(23 * 3600, step=600)
    assert b"Geertruida" in file_of(world)
    await world.clock.run_for(2 * 3600, step=60)
    await world.stop_bot()

    assert [word for word in PRIVATE if word in file_of(world)] == []
    assert world.rows("SELECT json_array_length(not_understood), json_array_length(twice) FROM plans") == [before]
    assert world.rows("SELECT count(*) FROM plan_lines WHERE kind = 'not_found'") > [(0,)]


async def test_what_was_pressed_is_known_for_a_day(world: World) -> None:
    world.orders("1001")
    run = await world.run(world.agent, "1001")
    await world.done(run)
    await world.press(world.agent, run, "Get documents")
    await world.until(lambda: world.rows("SELECT state FROM document_requests") == [("sent",)])
    await world.clock.run_for(23 * 3600, step=600)
    assert len(world.rows("SELECT 1 FROM clicks")) == 1
    await world.clock.run_for(2 * 3600, step=60)
    assert world.rows("SELECT 1 FROM clicks") == []
