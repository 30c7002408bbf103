"""The short form of the crash suite: one seed, a few rounds, a few points of the sweep, and a proof that it can see."""

from __future__ import annotations

import asyncio
import random
import time
from pathlib import Path

import pytest

from bot.sandbox.sendcloud import ResetBefore
from tests.chaos.copied import live_on_a_copy
from tests.chaos.judge import Judge
from tests.chaos.meddling import PURCHASE
from tests.chaos.people import Crowd
from tests.chaos.place import place_at
from tests.chaos.processes import Starter
from tests.chaos.storm import round_of
from tests.chaos.sweep import STORIES, Spot, names_of, strike
from tests.chaos.weather import KNOWN
from tests.watched_loop import WatchedLoop

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("hush")]

SEED = 20_261_123
POINTS = 6


async def test_a_short_storm_buys_nothing_twice_loses_nothing_and_tells_everything_once(tmp_path: Path) -> None:
    tally = await round_of(tmp_path / "storm", SEED, orders=120, faults=10, speed=20, kill_every=25)
    assert tally.restful
    assert tally.verdict.sentences() == []
    assert tally.orders >= 100
    assert sum(tally.faults.values()) >= 10
    assert tally.faults.keys() <= KNOWN, "what the table of the long form does not know"


def test_a_round_that_is_broken_off_ends_and_leaves_no_bot_behind(tmp_path: Path) -> None:
    pids: list[int] = []

    async def stay() -> None:
        async with place_at(tmp_path) as place:
            assert place.bot is not None
            pids.append(place.bot.pid)
            await asyncio.Event().wait()

    async def begin() -> None:
        staying = asyncio.create_task(stay())
        while not pids and not staying.done():  # noqa: ASYNC110 (there is nothing to be told by)
            await asyncio.sleep(0.05)

    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        runner.run(begin())
        # Leaving breaks off everything at once, as when a test takes too long.
    (pid,) = pids
    end = time.monotonic() + 10
    while Path(f"/proc/{pid}").exists() and time.monotonic() < end:
        time.sleep(0.02)
    assert not Path(f"/proc/{pid}").exists()


async def test_killed_at_points_drawn_by_lot_the_bot_comes_back_and_nobody_notices(tmp_path: Path) -> None:
    rng = random.Random(SEED)
    names = await names_of(tmp_path / "names", "buying")
    drawn = rng.sample(sorted(names), POINTS)
    spots = [Spot("buying", where, name, rng.choice(["before", "after"])) for where, name in drawn]
    starter = Starter()
    await starter.open()

    async def one(number: int, spot: Spot) -> list[str]:
        outcome = await strike(tmp_path / str(number), spot, starter=starter)
        return [f"{spot}: {sentence}" for sentence in outcome.verdict.sentences()]

    try:
        found = await asyncio.gather(*(one(number, spot) for number, spot in enumerate(spots)))
    finally:
        await starter.close()
    assert [sentence for sentences in found for sentence in sentences] == []


async def test_the_sweep_reaches_every_step_of_a_purchase(tmp_path: Path) -> None:
    names = {name for where, name in await names_of(tmp_path, "buying") if where == "sql"}
    assert {
        "insert attempts", "items -> claimed", "event order_claimed", "commit of insert attempts",
        "items -> accepted", "items -> refused", "update attempts", "commit of items -> accepted",
        "items -> labelled", "items -> failed", "messages posting", "messages posted", "event documents_sent",
    } <= names  # fmt: skip
    assert set(STORIES) == {"buying", "doubting", "stopping", "cancelling", "fixing"}


async def test_a_ledger_that_was_copied_as_a_file_and_started_elsewhere_buys_nothing_again(tmp_path: Path) -> None:
    copied = await live_on_a_copy(tmp_path / "copied", SEED, speed=15)
    assert copied.until > copied.before > 0
    assert copied.restful
    assert copied.verdict.sentences() == []


async def test_the_judge_sees_a_bot_that_does_not_wait(tmp_path: Path) -> None:
    """The same suite over a bot that asks again at once finds what it is there to find."""
    hasty = {"times": {"purchase_timeout": 1.0, "settle": 1.0, "looks": [0.5, 1.0]}}
    async with place_at(tmp_path, speed=20, keep_alive=False, first=hasty) as place:
        place.sendcloud.add_order("1001")

        def dies_asking(name: str) -> ResetBefore | None:
            """The process dies while it asks, and its request is held up on its way."""
            if name != f"POST {PURCHASE}" or place.bot is None:
                return None
            place.sendcloud_faults.choose = None
            place.bot.kill()
            return ResetBefore()

        place.sendcloud_faults.choose = dies_asking
        crowd = Crowd(place, random.Random(1))
        await crowd.wish(place.slack.person("U0AGENT"), ["1001"], "C0SHIPPING")
        await place.until(lambda: place.bot is not None and not place.bot.alive, limit=60)
        place.bot = await place.start_bot(**hasty)
        assert await place.until(lambda: place.sendcloud.bought, limit=400)
        held_up = place.sendcloud.calls_to("POST", PURCHASE)[0]
        await place.send_to_sendcloud(PURCHASE, held_up.raw_request)
        await place.quiet(limit=100)
        assert Judge(place, crowd.diary).judge().bought_twice
