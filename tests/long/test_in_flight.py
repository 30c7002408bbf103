"""Eight calls in flight, and what goes wrong with several of them at once; killed for real, too."""

from __future__ import annotations

import asyncio
import itertools
import random
from pathlib import Path
from typing import Any

import pytest

from bot.ledger import audit
from bot.sandbox.sendcloud import DropRow, Fault, Html502, ResetAfter, ResetBefore, Respond
from bot.sandbox.sendcloud.strange import refused
from tests.chaos.judge import Judge
from tests.chaos.people import Crowd
from tests.chaos.place import place_at
from tests.test_in_flight import SlowLooks, Watched, numbers, old_plan
from tests.test_in_flight import test_anything_unclear_has_one_call_at_a_time_again as one_at_a_time_again
from tests.world import PURCHASE, World

PATIENT: dict[str, Any] = {"times": {"send_within": 10.0}}
"""The quick clock leaves a busy machine little time from a claim to its request."""


@pytest.mark.parametrize("fault", [ResetAfter(), DropRow(3), Html502()], ids=["lost", "row", "502"])
async def test_anything_else_unclear_has_one_call_at_a_time_again(world: World, fault: Fault) -> None:
    await one_at_a_time_again(world, fault)


async def test_killed_with_eight_calls_in_flight_nothing_is_bought_twice_or_lost(world: World) -> None:
    world.orders(*numbers(340))
    watched = Watched(world)
    run = await world.run(world.agent, " ".join(numbers(340)))
    await world.until(lambda: watched.now == 8)
    # Four of them are carried out though nobody hears of it, four never arrive.
    for fault in (ResetAfter(), ResetBefore()) * 4:
        world.sendcloud.faults.next("POST", PURCHASE, fault)
    await world.kill_bot()
    await world.until(lambda: watched.now == 0)
    await world.start_bot()
    assert list(world.states().values()).count("unknown") in (0, 160)
    await world.until(lambda: watched.now == 1)
    await world.done(run, limit=900)
    assert sorted(world.sendcloud.bought) == numbers(340)
    assert set(world.states().values()) == {"labelled"}
    assert audit.verify(world.database).problems == []


async def test_calls_that_went_wrong_together_went_wrong_once(world: World) -> None:
    world.orders(*numbers(400))
    watched = Watched(world)
    run = await world.run(world.agent, " ".join(numbers(400)))
    await world.until(lambda: watched.now == 8)
    world.sendcloud.faults.next("POST", PURCHASE, Respond(500), times=8)
    await world.until(lambda: world.rows("SELECT 1 FROM runs WHERE state = 'paused'") and watched.now == 0)
    ((paused_for,),) = world.rows(
        "SELECT (julianday(continue_at) - julianday((SELECT max(ended_at) FROM attempts))) * 86400 FROM runs"
    )
    assert paused_for == pytest.approx(2.0, abs=0.5), "the first pause, not the eighth"
    await world.done(run, limit=900)
    assert sorted(world.sendcloud.bought) == numbers(400)


async def test_a_refusal_of_the_account_stops_the_run_and_the_calls_in_flight_end(world: World) -> None:
    world.orders(*numbers(400))
    watched = Watched(world)
    run = await world.run(world.agent, " ".join(numbers(400)))
    await world.until(lambda: watched.now == 8)
    world.sendcloud.faults.next("POST", PURCHASE, Respond(402))
    begun = watched.begun
    await world.says(run, "Stopped")
    await world.until(lambda: "claimed" not in world.states().values())
    await world.clock.run_for(20, step=1)
    assert watched.begun == begun
    bought = len(world.sendcloud.bought)
    assert bought == (begun - 1) * 20
    assert list(world.states().values()).count("stopped") == 400 - bought
    await world.press(world.agent, run, "Continue")
    await world.done(run)
    assert sorted(world.sendcloud.bought) == numbers(400)


async def test_two_chunks_that_are_refused_whole_at_the_same_time_are_halved_each_by_itself(world: World) -> None:
    world.orders(*numbers(400))
    watched = Watched(world)
    run = await world.run(world.agent, " ".join(numbers(400)))
    await world.until(lambda: watched.now == 8)
    # Both in the same words: taken together, the halves of two chunks would look like a fault of the account.
    for _ in range(2):
        world.sendcloud.faults.next("POST", PURCHASE, refused(423, "Something is locked"))
    await world.done(run, limit=600)
    assert "Stopped" not in run.plain()
    assert sorted(world.sendcloud.bought) == numbers(400)
    batches = [row[0] for row in world.rows("SELECT DISTINCT batch FROM items WHERE batch <> ''")]
    assert len(batches) == 4


async def test_killed_while_orders_are_looked_at_beside_the_calls_nothing_is_bought_twice_or_lost(world: World) -> None:
    looks = SlowLooks(world)
    run = await old_plan(world, 240)
    await world.until(lambda: looks.meanwhile and looks.reading and looks.now)
    for place in range(looks.now):
        world.sendcloud.faults.next("POST", PURCHASE, ResetBefore() if place % 2 else ResetAfter())
    await world.kill_bot()
    await world.until(lambda: looks.now == 0)
    await world.start_bot()
    await world.done(run, limit=900)
    assert sorted(world.sendcloud.bought) == numbers(240)
    assert set(world.states().values()) == {"labelled"}
    assert audit.verify(world.database).problems == []


async def test_runs_take_turns(world: World) -> None:
    """A run of a few orders does not wait until a large one is over."""
    world.orders("1001", *numbers(420))
    watched = Watched(world)
    large = await world.run(world.agent, " ".join(numbers(420)))
    await world.until(lambda: watched.now == 8)
    before = watched.begun
    small = await world.run(world.colleague, "1001")
    await world.until(lambda: world.states()["1001"] in ("claimed", "accepted", "labelled"))
    assert watched.begun <= before + 12
    await world.done(small)
    await world.done(large)
    assert sorted(world.sendcloud.bought) == sorted(["1001", *numbers(420)])


@pytest.mark.timeout(300)
async def test_a_process_that_is_killed_with_eight_calls_in_flight_buys_nothing_twice_and_loses_nothing(
    tmp_path: Path,
) -> None:
    """By a real SIGKILL: of the eight requests every other one is carried out, and no answer is heard."""
    async with place_at(tmp_path, speed=10, keep_alive=False, first=PATIENT) as place:
        wanted = numbers(400)
        for number in wanted:
            place.sendcloud.add_order(number)
        begun, held, dead = 0, 0, asyncio.Event()

        async def hold(method: str, path: str) -> None:
            """After seven clear calls eight may be in flight; they stay so until the process is dead."""
            nonlocal begun, held
            begun += path == PURCHASE
            if path != PURCHASE or begun <= 7 or dead.is_set():
                return
            held += 1
            if held == 8 and place.bot is not None:
                place.bot.kill()
                await place.bot.ended.wait()
                dead.set()
            await dead.wait()

        lost = itertools.cycle((ResetBefore(), None))
        taken = itertools.count(1)
        place.sendcloud_faults.choose = lambda name: (
            next(lost) if name == f"POST {PURCHASE}" and 7 < next(taken) <= 15 else None
        )
        place.sendcloud.on_call = hold
        crowd = Crowd(place, random.Random(1))
        await crowd.wish(place.slack.person("U0AGENT"), wanted, "C0SHIPPING")
        assert await place.until(dead.is_set, limit=600)
        assert len(place.ask("SELECT 1 FROM attempts WHERE ended_at IS NULL")) == 8
        place.bot = await place.start_bot(**PATIENT)
        assert await place.quiet(limit=3000)
        assert held == 8
        assert Judge(place, crowd.diary).judge().sentences() == []
        assert sorted(place.sendcloud.bought) == wanted
