"""Two bot processes on one ledger: one is paused by the machine at the worst moment, or both are up at once."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sqlite3
from collections import Counter
from datetime import datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

from bot.ledger.lease import KEEPS
from bot.sandbox.sendcloud import Hang
from tests.chaos.judge import Judge
from tests.chaos.meddling import PURCHASE
from tests.chaos.people import Crowd
from tests.chaos.place import Place, place_at
from tests.chaos.processes import Bot

pytestmark = pytest.mark.timeout(300)

NUMBERS = ("1001", "1002", "1003")
SPEED = 25.0


def is_paused(bot: Bot) -> bool:
    """Whether the machine has stopped a process."""
    fields = Path(f"/proc/{bot.pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    return fields[0] == "T"


def ledger(place: Place) -> list[Any]:
    """Return what the ledger says of every order, and every event."""
    items = place.ask("SELECT id, state, shipment_id, attempt_id, since FROM items ORDER BY id")
    told = place.ask("SELECT seq, kind FROM events WHERE kind <> 'work_taken_up' ORDER BY seq")
    return [tuple(row) for row in (*items, *told)]


async def at_rest(place: Place) -> bool:
    """Wait until nothing moves and every label has its price; False when that takes too long."""
    unpriced = "SELECT count(*) FROM label_quotes WHERE asked = 0"
    priced = await place.quiet(limit=3000) and await place.until(lambda: place.ask(unpriced)[0][0] == 0, limit=1000)
    return bool(priced) and await place.quiet(limit=3000)


async def wishing(place: Place) -> tuple[Crowd, asyncio.Task[Any]]:
    """Have somebody ask for three labels."""
    for number in NUMBERS:
        place.sendcloud.add_order(number)
    crowd = Crowd(place, random.Random(1))
    return crowd, asyncio.create_task(crowd.wish(place.slack.person("U0AGENT"), NUMBERS, "C0SHIPPING"))


async def pause_between_writes(place: Place, bot: Bot) -> None:
    """Pause a process, but not inside of a transaction, where it would hold up everybody."""
    while True:
        bot.send(signal.SIGSTOP)
        await asyncio.sleep(0.01)
        with contextlib.closing(sqlite3.connect(place.database, timeout=0, isolation_level=None)) as probe:
            try:
                probe.execute("BEGIN IMMEDIATE")
                probe.execute("ROLLBACK")
                return
            except sqlite3.OperationalError:
                bot.send(signal.SIGCONT)
                await asyncio.sleep(0.005)


@pytest.mark.parametrize("point", ["after commit of insert attempts", "before commit of insert attempts"])
async def test_a_process_that_slept_over_its_turn_neither_spends_nor_overwrites(tmp_path: Path, point: str) -> None:
    async with place_at(tmp_path, speed=SPEED, keep_alive=False, first={"point": point, "how": "SIGSTOP"}) as place:
        crowd, wish = await wishing(place)
        first = place.bot
        assert first is not None
        assert await place.until(lambda: is_paused(first), limit=2000)
        assert place.sendcloud.calls_to("POST", PURCHASE) == []
        second = await place.start_bot()
        if not point.startswith("after commit"):
            # It sleeps inside of a transaction: nobody can write, so nobody buys either.
            await place.clock.sleep(30)
            assert place.sendcloud.bought == []
            first.send(signal.SIGCONT)
        await wish
        assert await at_rest(place)
        before = ledger(place)
        assert Counter(place.sendcloud.bought) == Counter(NUMBERS)
        first.send(signal.SIGCONT)
        await place.clock.sleep(60)
        assert Counter(place.sendcloud.bought) == Counter(NUMBERS)
        assert ledger(place) == before
        assert first.alive
        assert second.alive
        assert Judge(place, crowd.diary).judge().sentences() == []


async def test_a_process_that_slept_over_the_answer_leaves_what_the_other_one_found(tmp_path: Path) -> None:
    async with place_at(tmp_path, speed=SPEED, keep_alive=False) as place:
        first = place.bot
        assert first is not None

        place.sendcloud_faults.next("POST", PURCHASE, Hang(30 / SPEED, after=True))
        crowd, wish = await wishing(place)
        assert await place.until(lambda: place.sendcloud.calls_to("POST", PURCHASE), limit=2000)
        await pause_between_writes(place, first)
        await place.start_bot()
        await wish
        assert await at_rest(place)
        before = ledger(place)
        first.send(signal.SIGCONT)
        await place.clock.sleep(60)
        assert Counter(place.sendcloud.bought) == Counter(NUMBERS)
        assert ledger(place) == before
        assert {row["state"] for row in place.ask("SELECT state FROM items")} == {"labelled"}
        assert Judge(place, crowd.diary).judge().sentences() == []


async def test_two_processes_share_the_clicks_and_one_of_them_dies(tmp_path: Path) -> None:
    """An overlap at deployment: Slack's requests reach now this process, now that one."""
    async with place_at(tmp_path, speed=SPEED, keep_alive=False) as place:
        first, second = place.bot, await place.start_bot()
        assert first is not None
        ports = [first.port, second.port]
        crowd, wishes = Crowd(place, random.Random(1)), []
        for number, person in enumerate(("U0AGENT", "U0COLLEAGUE", "U0LEAD")):
            numbers = [str(1001 + 30 * number + place_) for place_ in range(30)]
            for one in numbers:
                place.sendcloud.add_order(one)
            wishes.append(asyncio.create_task(crowd.wish(place.slack.person(person), numbers, "C0SHIPPING")))
        for turn in range(12):
            place.slack.request_url = f"http://127.0.0.1:{ports[turn % 2]}/slack/events"
            await place.clock.sleep(2)
        first.kill()
        place.slack.request_url = f"http://127.0.0.1:{second.port}/slack/events"
        await asyncio.gather(*wishes)
        assert await place.quiet(limit=3000)
        assert Judge(place, crowd.diary).judge().sentences() == []
        assert max(Counter(place.sendcloud.bought).values()) == 1
        assert len(place.sendcloud.bought) == 90


async def test_a_process_that_lost_its_turn_and_gets_it_back_goes_on_working(tmp_path: Path) -> None:
    """It was paused while it checked one plan and bought for another run; the one that took over dies soon after."""
    async with place_at(tmp_path, speed=SPEED, keep_alive=False) as place:
        first = place.bot
        assert first is not None
        for number in range(1001, 1061):
            place.sendcloud.add_order(str(number))
        place.sendcloud_faults.next("POST", PURCHASE, Hang(20 / SPEED))
        crowd = Crowd(place, random.Random(1))
        numbers = [str(number) for number in range(1001, 1041)]
        bought = asyncio.create_task(crowd.wish(place.slack.person("U0AGENT"), numbers, "C0SHIPPING"))
        assert await place.until(lambda: place.sendcloud.calls_to("POST", PURCHASE), limit=2000)
        place.sendcloud_faults.next("GET", "/orders", Hang(15 / SPEED), times=3)
        looked = len(place.sendcloud.calls_to("GET", "/orders"))
        numbers = [str(number) for number in range(1041, 1061)]
        checked = asyncio.create_task(crowd.wish(place.slack.person("U0COLLEAGUE"), numbers, "C0SUPPORT"))
        assert await place.until(lambda: len(place.sendcloud.calls_to("GET", "/orders")) > looked, limit=2000)
        await pause_between_writes(place, first)
        second = await place.start_bot()
        taken = "SELECT count(*) FROM events WHERE kind = 'work_taken_up'"
        assert await place.until(lambda: place.ask(taken)[0][0] == 2, limit=1000)
        first.send(signal.SIGCONT)
        await place.clock.sleep(10)
        second.kill()
        place.send_requests_to(first)
        await asyncio.gather(bought, checked)
        assert await place.quiet(limit=3000)
        at = [datetime.fromisoformat(row[0]) for row in place.ask("SELECT at FROM events WHERE kind = 'work_taken_up'")]
        # Whoever takes the work keeps it, unless they were silent for as long as that takes on a busy machine.
        assert [after - before for before, after in pairwise(at) if after - before < KEEPS] == []
        assert " ERROR " not in place.log.read_text(encoding="utf-8")
        assert Counter(place.sendcloud.bought) == Counter(str(number) for number in range(1001, 1061))
        assert Judge(place, crowd.diary).judge().sentences() == []
