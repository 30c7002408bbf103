"""A ledger that was copied behind the bot's back is found out: it looks first, and buys nothing again."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from bot.ledger import audit
from bot.sandbox.sendcloud import Empty429, ResetAfter
from tests.world import PURCHASE, World

RESTORED = "SELECT count(*) FROM events WHERE kind = 'ledger_restored'"


async def bought_half(world: World) -> tuple[list[str], Path]:
    """Have 60 orders bought; return them, and a folder with a plain copy of the ledger's files made meanwhile."""
    numbers = [str(number) for number in range(1001, 1061)]
    parent = await world.half_bought(numbers)
    copies = world.folder / "copies"
    copies.mkdir()
    for file in world.folder.glob(f"{world.database.name}*"):
        shutil.copy(file, copies)
    world.sendcloud.latency = 0.0
    await world.done(parent)
    await world.stop_bot()
    return numbers, copies


@pytest.mark.parametrize("how", ["moved into its place", "written over it"])
async def test_a_plain_copy_buys_nothing_again(world: World, how: str) -> None:
    numbers, copies = await bought_half(world)
    for beside in ("-wal", "-shm"):
        world.database.with_name(world.database.name + beside).unlink(missing_ok=True)
    if how == "written over it":
        before = world.database.stat().st_ino
        world.database.write_bytes((copies / world.database.name).read_bytes())
        assert world.database.stat().st_ino == before
    else:
        world.database.unlink()
        shutil.move(copies / world.database.name, world.database)
    shutil.copy(copies / f"{world.database.name}-wal", world.folder)
    await world.start_bot()
    await world.until(lambda: set(world.states().values()) == {"labelled"})

    assert sorted(world.sendcloud.bought) == numbers
    assert world.rows(RESTORED) == [(1,)]
    await world.stop_bot()
    assert audit.verify(world.database).problems == []


async def test_a_copy_from_the_moment_before_a_purchase_is_told_though_the_bot_died_at_once(world: World) -> None:
    copies = world.folder / "copies"
    copies.mkdir()

    async def copy_while_it_waits(method: str, path: str) -> None:
        if method == "GET" and path == "/shipments" and world.purchases():
            _copy(world, copies)

    world.orders("1001")
    world.sendcloud.faults.next("POST", PURCHASE, Empty429("1"))
    world.sendcloud.faults.next("POST", PURCHASE, ResetAfter())
    world.sendcloud.on_call = copy_while_it_waits
    await world.run(world.agent, "1001")
    await world.until(lambda: world.sendcloud.bought)
    world.sendcloud.on_call = None
    await world.kill_bot()
    _write_over(world, copies)
    assert world.states() == {"1001": "waiting"}

    await world.start_bot()
    await world.until(lambda: world.states() == {"1001": "labelled"})
    assert world.rows(RESTORED) == [(1,)]
    assert world.sendcloud.bought == ["1001"]


def _copy(world: World, folder: Path) -> None:
    for file in world.folder.glob(f"{world.database.name}*"):
        shutil.copy(file, folder)


def _write_over(world: World, copies: Path) -> None:
    for beside in ("-wal", "-shm"):
        world.database.with_name(world.database.name + beside).unlink(missing_ok=True)
    world.database.write_bytes((copies / world.database.name).read_bytes())
    shutil.copy(copies / f"{world.database.name}-wal", world.folder)


async def test_a_container_that_is_started_again_on_its_volume_goes_on_as_it_was(world: World) -> None:
    world.orders("1001", "1002")
    await world.done(await world.run(world.agent, "1001"))
    await world.kill_bot()
    await world.start_bot()
    await world.stop_bot()
    await world.start_bot()
    begun = world.clock.now()
    await world.done(await world.run(world.agent, "1002"))

    assert (world.clock.now() - begun).total_seconds() < 60
    assert world.rows(RESTORED) == [(0,)]
