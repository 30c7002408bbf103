"""One round of the storm: people, kills and every fault there is, all drawn from one seed; then calm, and the judge."""

from __future__ import annotations

import asyncio
import itertools
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.sandbox.sendcloud import faults as sendcloud
from bot.sandbox.sendcloud import strange
from bot.sandbox.slack import faults as slack
from tests.chaos.disturbances import Disturbances
from tests.chaos.ground import CHANNELS, HELD_UP, PEOPLE
from tests.chaos.judge import Judge, Verdict
from tests.chaos.meddling import PURCHASE
from tests.chaos.people import Crowd
from tests.chaos.place import Place, place_at
from tests.chaos.weather import (
    BUYING,
    CHANGES_REFUSED,
    DOCUMENTS,
    KILLED,
    KINDS,
    LATE_502,
    LOOKUP_FAULTS,
    POISONS,
    PRESSED_TOGETHER,
    PRESSED_TWICE,
    PURCHASE_FAULTS,
    SLACK_FAULTS,
    TELLING,
)

MORE: Final = 20
"""Orders that are wished for on top, as long as too little went wrong."""


@dataclass
class Tally:
    """What a round came to."""

    seed: int
    socket: bool = False
    faults: Counter[str] = field(default_factory=Counter)
    orders: int = 0
    seconds: float = 0.0
    clicks: int = 0
    restful: bool = True
    verdict: Verdict = field(default_factory=Verdict)

    @property
    def kills(self) -> int:
        """How often a bot was killed at a random moment."""
        return self.faults[KILLED]


class Storm:
    """Bad weather over one place."""

    def __init__(self, place: Place, rng: random.Random, *, orders: int, faults: int, kill_every: float) -> None:
        self._place = place
        self._rng = rng
        self._orders = orders
        self._faults = faults
        self._numbers = itertools.count(10_001)
        self._crowd = Crowd(place, rng)
        place.sendcloud.now.offset, place.slack.now.offset = rng.uniform(-10, 10), rng.uniform(-10, 10)
        self._held_up: list[asyncio.Task[None]] = []
        self.tally = Tally(0)
        self._disturbances = Disturbances(place, rng, self._crowd, self.tally.faults, kill_every=kill_every)

    async def rage(self) -> None:
        """Have orders wished for while everything goes wrong, until enough were confirmed and enough did go wrong."""
        self._place.sendcloud_faults.choose = self._at_sendcloud
        self._place.slack_faults.choose = self._at_slack
        weather = [asyncio.create_task(one) for one in (self._meddle(), *self._disturbances.all())]
        try:
            await self._wishes(self._orders)
            while self._confirmed() < self._orders or self._struck() < self._faults:
                await self._wishes(MORE)
            # What was confirmed last gets its share of the weather too.
            await self._place.clock.sleep(self._rng.uniform(20, 60))
        finally:
            for task in weather:
                task.cancel()
            ended = await asyncio.gather(*weather, return_exceptions=True)
            self._place.sendcloud_faults.choose = None
            self._place.slack_faults.choose = None
        for end in ended:
            if isinstance(end, Exception):
                raise end
        await asyncio.gather(*self._held_up)

    async def calm(self) -> None:
        """Wait until everything is at rest, going on with what stands still."""
        for _ in range(4):
            self.tally.restful = await self._place.quiet(limit=3000)
            if not any("Continue" in parent.buttons() for parent in self._crowd.parents()):
                break
            await self._crowd.tidy_up()
            await self._place.clock.sleep(5)

    def judge(self) -> Verdict:
        """Return what the judge found."""
        diary = self._crowd.diary
        self.tally.faults[PRESSED_TWICE] += diary.pressed_twice
        self.tally.faults[PRESSED_TOGETHER] += diary.pressed_together
        self.tally.clicks = diary.pressed
        self.tally.verdict = Judge(self._place, diary).judge()
        self.tally.orders = self.tally.verdict.orders
        return self.tally.verdict

    # People

    async def _wishes(self, orders: int) -> None:
        """Let everybody work through their share of so many new orders, some of which two people want."""
        numbers = [str(number) for number in itertools.islice(self._numbers, orders)]
        for number in numbers:
            self._add_order(number)
        lots: list[tuple[str, ...]] = []
        while numbers:
            size = min(self._rng.choice([5, 20, 40, 60]), len(numbers))
            lots.append(tuple(numbers[:size]))
            del numbers[:size]
        shared = [lot[: max(1, len(lot) // 2)] for lot in lots if self._rng.random() < 0.15]
        queue = [*lots, *shared]
        self._rng.shuffle(queue)

        async def work(person: str) -> None:
            while queue:
                lot, channel = queue.pop(), self._rng.choice(CHANNELS)
                await self._crowd.wish(self._place.slack.person(person), lot, channel, twice=self._rng.random() < 0.2)
                await self._place.clock.sleep(self._rng.uniform(1, 20))

        async with asyncio.TaskGroup() as group:
            for person in PEOPLE:
                group.create_task(work(person))

    def _add_order(self, number: str) -> None:
        kind, document = self._rng.choice(KINDS), "good"
        if self._rng.random() < 0.05:
            what = self._rng.choice(list(POISONS))
            kind = POISONS[what]
            self.tally.faults[what] += 1
        if self._rng.random() < 0.05:
            what = self._rng.choice(list(DOCUMENTS))
            document = DOCUMENTS[what]
            self.tally.faults[what] += 1
        self._place.sendcloud.add_order(number, kind=kind, document=document)

    def _confirmed(self) -> int:
        return len({number for wish in self._crowd.diary.wishes if wish.confirmed for number in wish.numbers})

    def _struck(self) -> int:
        """How much went wrong without the people's doing."""
        return sum(self.tally.faults.values())

    async def _meddle(self) -> None:
        while True:
            await self._place.clock.sleep(self._rng.uniform(2, 15))
            await self._crowd.meddle()

    # Weather

    def _at_sendcloud(self, name: str) -> sendcloud.Fault | None:
        if name == BUYING and HELD_UP in self._place.sendcloud.calls[-1].headers:
            return None
        if name == BUYING and self._rng.random() < 0.3:
            what = self._rng.choice([*PURCHASE_FAULTS, LATE_502])
            self.tally.faults[what] += 1
            if what == LATE_502:
                self._held_up.append(
                    asyncio.create_task(self._carry_out_later(self._place.sendcloud.calls[-1].raw_request))
                )
                return sendcloud.Html502()
            return PURCHASE_FAULTS[what](self._rng, self._place.speed)
        if self._asks_for_changes(name) and self._rng.random() < 0.1:
            self.tally.faults[CHANGES_REFUSED] += 1
            return strange.updated_after_refused()
        if name.startswith("GET") and self._rng.random() < 0.015:
            what = self._rng.choice(list(LOOKUP_FAULTS))
            self.tally.faults[what] += 1
            return LOOKUP_FAULTS[what](self._rng, self._place.speed)
        return None

    def _asks_for_changes(self, name: str) -> bool:
        asked = self._place.sendcloud.calls[-1].query
        return name == "GET /shipments" and any(parameter == "updated_after" for parameter, _ in asked)

    def _at_slack(self, method: str) -> slack.Fault | None:
        if method not in TELLING or self._rng.random() >= 0.12:
            return None
        what = self._rng.choice(list(SLACK_FAULTS))
        self.tally.faults[what] += 1
        return SLACK_FAULTS[what](self._rng, self._place.speed)

    async def _carry_out_later(self, body: bytes) -> None:
        """Send a request once more, well within the time in which that can happen."""
        await self._place.clock.sleep(self._rng.uniform(3, 50))
        await self._place.send_to_sendcloud(PURCHASE, body)


def write_protocol(place: Place, path: Path) -> None:
    """Write down every call that the stand-ins took, so that a finding can be understood."""
    lines = [(call.time, f"Sendcloud {call.method} {call.path} {dict(call.query)} {call.body or ''} -> {call.status} "
              f"{call.fault or ''}") for call in place.sendcloud.calls]  # fmt: skip
    for one in place.slack.calls:
        about = (one.args.get("metadata") or {}).get("event_payload") or one.args.get("ts") or ""
        told = " ".join(str(one.args.get("text") or one.args.get("files") or "").split())[:160]
        lines.append((one.time, f"Slack {one.method} {one.args.get('channel', '')} {about} -> {one.status} "
                      f"{one.response.get('error') or one.response.get('ts') or ''} {told}"))  # fmt: skip
    path.write_text("\n".join(f"{at:%H:%M:%S.%f} {what}" for at, what in sorted(lines)), encoding="utf-8")


async def round_of(
    folder: Path,
    seed: int,
    *,
    orders: int,
    speed: float,
    faults: int = 0,
    kill_every: float = 12.0,
) -> Tally:
    """Play one round from *seed*, and return what came of it. *kill_every*: seconds between two kills, on average.

    The weather lasts until *orders* were confirmed and *faults* things went wrong: what a seed does to whom depends on
    how fast the processes are, and how much of it there is must not. Every third seed speaks Socket Mode, the others
    HTTP.
    """
    started = time.monotonic()
    async with place_at(folder, speed=speed, seed=seed, socket=seed % 3 == 0) as place:
        storm = Storm(place, random.Random(seed), orders=orders, faults=faults, kill_every=kill_every)
        storm.tally.seed, storm.tally.socket = seed, place.socket
        await storm.rage()
        await storm.calm()
        if not storm.judge().clean:
            (folder / "findings.txt").write_text("\n".join(storm.tally.verdict.sentences()), encoding="utf-8")
            write_protocol(place, folder / "calls.txt")
    storm.tally.seconds = time.monotonic() - started
    return storm.tally
