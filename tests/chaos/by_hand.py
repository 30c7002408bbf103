"""The same ground for a bot in the test's own process: its clock moves on when all the work is done, and no sooner.

However busy the machine is, nothing comes late here: what a fault leads to is always the same.
"""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from bot.engine.times import Times
from tests.chaos.ground import Ground
from tests.world import World, world_at

GLANCE: Final = 0.5
"""Seconds of the clock between two looks whether something has come about."""


class ByHand(Ground):
    """A world, as the crowd and the judge see it."""

    def __init__(self, world: World) -> None:
        super().__init__(world.slack, world.sendcloud, world.clock, world.database, glance=GLANCE)


@contextlib.asynccontextmanager
async def by_hand(folder: Path, *, times: Times | None = None) -> AsyncIterator[ByHand]:
    """Set up a bot and its ground for the length of a block, and have time go by in it."""
    async with world_at(folder, times=times) as world:
        going = asyncio.create_task(world.clock.run_by_itself())
        try:
            yield ByHand(world)
        finally:
            going.cancel()
            await asyncio.gather(going, return_exceptions=True)
