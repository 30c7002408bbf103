"""A ledger that is copied as a file while the bot works, and started elsewhere: the copy knows less than was done."""

from __future__ import annotations

import random
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from bot.sandbox.sendcloud import Hang
from tests.chaos.judge import Judge, Verdict
from tests.chaos.meddling import PURCHASE
from tests.chaos.people import Crowd
from tests.chaos.place import place_at
from tests.chaos.storm import write_protocol

ORDERS: Final = 100
_PATIENCE: Final = 3000.0


@dataclass
class Copied:
    """What came of it: labels that were bought before the copy was made, and until the original was ended."""

    before: int
    until: int
    restful: bool
    verdict: Verdict


async def live_on_a_copy(folder: Path, seed: int, *, speed: float) -> Copied:
    """Copy the ledger in the middle of a run, let the original buy on, end it, and go on with the copy."""
    rng = random.Random(seed)
    async with place_at(folder, speed=speed, seed=seed, keep_alive=False) as place:
        crowd = Crowd(place, rng)
        numbers = [order.order_number for order in place.sendcloud.add_orders(ORDERS, first=1001)]
        place.sendcloud_faults.next("POST", PURCHASE, Hang(rng.uniform(2, 8) / speed, after=True), times=1000)
        wish = await crowd.wish(place.slack.person("U0AGENT"), numbers, "C0SHIPPING")
        await place.until(lambda: wish.confirmed and place.sendcloud.bought, limit=_PATIENCE)
        before = len(place.sendcloud.bought)
        copy = _copied(place.database, folder / "elsewhere")
        await place.until(lambda: len(place.sendcloud.bought) > before, limit=_PATIENCE)
        await place.clock.sleep(rng.uniform(0, 20))
        place.kill_newest()
        if place.newest is not None:
            await place.newest.ended.wait()
        until = len(place.sendcloud.bought)
        place.sendcloud_faults.clear()
        place.database = copy
        place.bot = await place.start_bot()
        restful = await place.quiet(limit=_PATIENCE)
        await crowd.tidy_up()
        restful = await place.quiet(limit=_PATIENCE)
        verdict = Judge(place, crowd.diary).judge()
        if not verdict.clean:
            write_protocol(place, folder / "calls.txt")
        return Copied(before, until, restful, verdict)


def _copied(database: Path, folder: Path) -> Path:
    """Copy the files of a ledger one after the other, as `cp` does; return where the copy is."""
    folder.mkdir(parents=True, exist_ok=True)
    for suffix in ("", "-wal"):
        source = database.with_name(f"{database.name}{suffix}")
        if source.exists():
            shutil.copy(source, folder / source.name)
    return folder / database.name
