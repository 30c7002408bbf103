"""Somebody sets the host's clock while labels are being bought: nothing is bought twice, and nothing stands still."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from aiohttp import ClientSession

from bot.app import Bot
from bot.clock import Counted
from bot.ledger import lease
from bot.ledger.store import connect, prepare
from bot.sandbox.sendcloud import LateAct
from bot.sandbox.slack.faults import StoredLate
from tests.clock import START
from tests.world import PURCHASE, World


async def late(world: World, seconds: float) -> None:
    """Have the request for order 1001 lost, and carried out *seconds* later."""
    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, LateAct(seconds))
    await world.run(world.agent, "1001")
    await world.until(lambda: world.states() == {"1001": "unknown"})


async def test_a_clock_that_is_set_ahead_gives_no_order_up_too_early(world: World) -> None:
    await late(world, 100)
    world.host.set_by = timedelta(minutes=3)
    await world.until(lambda: world.states() == {"1001": "labelled"})

    assert world.sendcloud.bought == ["1001"]
    assert len(world.purchases()) == 1


async def test_nor_does_a_process_that_was_started_after_it(world: World) -> None:
    await late(world, 100)
    await world.kill_bot()
    world.host.set_by = timedelta(minutes=3)
    await world.start_bot()
    await world.until(lambda: world.states() == {"1001": "labelled"})

    assert world.sendcloud.bought == ["1001"]
    assert len(world.purchases()) == 1


async def test_nor_one_that_was_started_with_the_machine(world: World) -> None:
    await late(world, 100)
    await world.kill_bot()
    world.host.set_by, world.host.boot = timedelta(minutes=3), "second"
    await world.start_bot()
    await world.until(lambda: world.states() == {"1001": "labelled"})

    assert world.sendcloud.bought == ["1001"]


async def test_a_clock_that_is_set_back_a_day_holds_nothing_up(world: World) -> None:
    await late(world, 20)
    await world.kill_bot()
    world.host.set_by = timedelta(days=-1)
    await world.start_bot()
    await world.until(lambda: world.states() == {"1001": "labelled"}, limit=150)

    assert world.sendcloud.bought == ["1001"]


async def test_a_step_is_told_and_taken_over_once_nothing_is_open(world: World) -> None:
    await late(world, 30)
    bot = world.bot
    assert bot is not None
    world.host.set_by = timedelta(hours=1)
    await world.clock.run_for(10)
    assert "set ahead by 3600 s" in (await readyz(bot))["clock"]
    assert world.host.wall() - bot.clock.now() == timedelta(hours=1)

    await world.until(lambda: world.states() == {"1001": "labelled"})
    await world.until(lambda: world.host.wall() == bot.clock.now() or None)
    assert "clock" not in await readyz(bot)
    world.orders("1002")
    await world.done(await world.run(world.agent, "1002"))
    assert world.sendcloud.bought == ["1001", "1002"]


async def readyz(bot: Bot) -> dict[str, str]:
    """Ask as an orchestrator does; the bot is ready."""
    async with ClientSession() as session, session.get(f"http://127.0.0.1:{bot.port}/readyz") as answer:
        assert answer.status == 200
        said: dict[str, str] = await answer.json()
        return said


def test_a_holder_on_this_machine_is_alive_whatever_the_clocks_of_two_processes_say(tmp_path: Path) -> None:
    db = connect(tmp_path / "ledger.db")
    prepare(db)
    assert lease.take(db, "one", now=START, counted=Counted("boot", 100.0)) == 1

    ahead = START + timedelta(hours=1)
    assert lease.take(db, "two", now=ahead, counted=Counted("boot", 105.0)) is None
    assert lease.keep(db, 1, now=START + timedelta(seconds=5), counted=Counted("boot", 105.0))
    assert lease.take(db, "two", now=ahead, counted=Counted("boot", 112.0)) is None
    assert lease.take(db, "two", now=ahead, counted=Counted("boot", 114.0)) == 2


async def test_a_clock_that_is_set_back_an_hour_keeps_no_message_back(world: World) -> None:
    world.orders("1001", "1002")
    await world.done(await world.run(world.agent, "1001"))
    bot = world.bot
    assert bot is not None
    world.host.set_by = timedelta(hours=-1)
    await world.until(lambda: world.host.wall() == bot.clock.now() or None)

    await world.done(await world.run(world.agent, "1002"), limit=60)


async def test_a_run_whose_message_was_deleted_again_and_again_is_shown_anew_though_the_clock_was_set_back(
    world: World,
) -> None:
    world.sendcloud.add_order("1001", kind="slow")
    parent = await world.run(world.agent, "1001")
    world.slack.delete(parent)
    (parent,) = await world.until(world.parents)
    world.slack.delete(parent)
    await world.until(lambda: len(world.rows("SELECT 1 FROM run_places")) == 2)
    await world.kill_bot()
    world.host.set_by = timedelta(days=-1)
    await world.start_bot()
    (parent,) = await world.until(world.parents)
    await world.done(parent)


@pytest.mark.parametrize("drop", [True, False], ids=["answer cut off", "killed before the answer"])
async def test_a_message_that_slack_posts_late_stands_there_once_though_the_next_process_has_a_clock_set_ahead(
    world: World, drop: bool
) -> None:
    world.orders("1001")
    plan = await world.plan(world.agent, "1001")
    world.slack.faults.next("chat.postMessage", StoredLate(20, drop=drop))
    before = len(world.slack.calls)
    await plan.submit()
    await world.until(lambda: [call for call in world.slack.calls[before:] if call.method == "chat.postMessage"])
    if drop:
        await world.until(world.parents)
    await world.kill_bot()
    world.host.set_by = timedelta(minutes=3)
    await world.start_bot()
    await world.clock.run_for(90)

    (parent,) = world.parents()
    assert "Done" in parent.plain()
