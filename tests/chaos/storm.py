"""One round of the storm: people, kills and every fault there is, all drawn from one seed; then calm, and the judge."""

from __future__ import annotations

import asyncio
import contextlib
import itertools
import random
import signal
import sqlite3
import time
from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

from bot.sandbox.sendcloud import faults as sendcloud
from bot.sandbox.sendcloud import strange
from bot.sandbox.slack import Channel, SlackStandIn
from bot.sandbox.slack import faults as slack
from tests.chaos.ground import CHANNELS, HELD_UP, PEOPLE
from tests.chaos.judge import Judge, Verdict
from tests.chaos.meddling import PURCHASE
from tests.chaos.people import Crowd
from tests.chaos.place import Place, place_at
from tests.chaos.weather import (
    BUYING,
    CHANGES_REFUSED,
    DOCUMENTS,
    FOREIGN,
    KINDS,
    LATE_502,
    LOOKUP_FAULTS,
    POISONED,
    PURCHASE_FAULTS,
    ROWS,
    SLACK_FAULTS,
    TELLING,
    WITHSTOOD,
)

MORE: Final = 20
"""Orders that are wished for on top, as long as too little went wrong."""

@dataclass
class Tally:
    """What a round came to."""

    seed: int
    socket: bool = False
    faults: Counter[str] = field(default_factory=Counter)
    kills: int = 0
    orders: int = 0
    seconds: float = 0.0
    clicks: int = 0
    restful: bool = True
    verdict: Verdict = field(default_factory=Verdict)


class Storm:
    """Bad weather over one place."""

    def __init__(
        self,
        place: Place,
        rng: random.Random,
        *,
        orders: int,
        faults: int,
        kill_every: float,
        groups: Collection[str] = WITHSTOOD,
    ) -> None:
        self._place = place
        self._rng = rng
        self._orders = orders
        self._faults = faults
        self._numbers = itertools.count(10_001)
        self._kill_every = kill_every
        self._groups = groups
        self._purchase_faults = PURCHASE_FAULTS | (ROWS if "rows" in groups else {})
        self._lookup_faults = LOOKUP_FAULTS | (FOREIGN if "foreign" in groups else {})
        self._crowd = Crowd(place, rng)
        if "clock" in groups:
            place.sendcloud.now.offset, place.slack.now.offset = rng.uniform(-10, 10), rng.uniform(-10, 10)
        self._held_up: list[asyncio.Task[None]] = []
        self.tally = Tally(0)

    async def rage(self) -> None:
        """Have orders wished for while everything goes wrong, until enough were confirmed and enough did go wrong."""
        self._place.sendcloud_faults.choose = self._at_sendcloud
        self._place.slack_faults.choose = self._at_slack
        kinds = [self._strike, self._meddle, self._spoil_the_ledger, self._disturb_slack, self._overlap]
        if self._place.socket:
            kinds.append(self._close_sockets)
        kinds += [self._renumber] if "renumber" in self._groups else []
        kinds += [self._set_clock] if "clock" in self._groups else []
        weather = [asyncio.create_task(one()) for one in kinds]
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
        self.tally.faults["a button pressed twice at once, or delivered twice"] += diary.pressed_twice
        self.tally.faults["two people pressing at once"] += diary.pressed_together
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
        if "poison" in self._groups and self._rng.random() < 0.05:
            kind = self._rng.choice(POISONED)
            self.tally.faults[f"poison: {kind}"] += 1
        if "documents" in self._groups and self._rng.random() < 0.05:
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
            what = self._rng.choice([*self._purchase_faults, LATE_502])
            self.tally.faults[what] += 1
            if what == LATE_502:
                self._held_up.append(
                    asyncio.create_task(self._carry_out_later(self._place.sendcloud.calls[-1].raw_request))
                )
                return sendcloud.Html502()
            return self._purchase_faults[what](self._rng, self._place.speed)
        if "foreign" in self._groups and self._asks_for_changes(name) and self._rng.random() < 0.1:
            self.tally.faults[CHANGES_REFUSED] += 1
            return strange.updated_after_refused()
        if name.startswith("GET") and self._rng.random() < 0.015:
            what = self._rng.choice(list(self._lookup_faults))
            self.tally.faults[what] += 1
            return self._lookup_faults[what](self._rng, self._place.speed)
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

    async def _strike(self) -> None:
        """Kill the bot, mostly; at times tell it to end, or pause it."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / self._kill_every))
            bot = self._place.bot
            if bot is None or not bot.alive:
                continue
            how = self._rng.random()
            if how < 0.7:
                self.tally.faults["killed at a random moment"] += 1
                self.tally.kills += 1
                bot.kill()
            elif how < 0.85:
                self.tally.faults["told to end (SIGTERM)"] += 1
                bot.send(signal.SIGTERM)
            else:
                self.tally.faults["paused (SIGSTOP)"] += 1
                bot.send(signal.SIGSTOP)
                try:
                    await self._place.clock.sleep(self._rng.uniform(1, 40))
                finally:
                    bot.send(signal.SIGCONT)

    async def _overlap(self) -> None:
        """Now and then have two processes up at once, as at a deployment, and Slack's requests reach either."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 120))
            self.tally.faults["two processes at once"] += 1
            second = await self._place.start_bot()
            try:
                for _ in range(self._rng.randrange(2, 20)):
                    await self._place.clock.sleep(3)
                    bot = self._rng.choice([second, self._place.bot or second])
                    self._place.send_requests_to(bot)
            finally:
                second.kill()
                self._place.send_requests_to(self._place.bot or second)

    async def _disturb_slack(self) -> None:
        """Do to Slack what people do: delete, archive, lock, send the bot away; and take it back."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 80))
            room = self._place.slack.channel(self._rng.choice(CHANNELS))
            what = self._rng.choice(["parent deleted", "channel archived", "thread locked", "bot sent away"])
            parents = [parent for parent in self._crowd.parents() if parent.channel == room.id]
            if what == "parent deleted" and not parents:
                continue
            self.tally.faults[f"Slack: {what}"] += 1
            if what == "parent deleted":
                self._crowd.delete(self._rng.choice(parents))
                continue
            try:
                _disturb(room, what)
                await self._place.clock.sleep(self._rng.uniform(10, 60))
            finally:
                _mend(room)

    async def _close_sockets(self) -> None:
        """Close Slack's end of the connections, with a word or without, as Slack does every few hours."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 60))
            if self._rng.random() < 0.5:
                self.tally.faults["Socket Mode: Slack asks for a new connection"] += 1
                await self._place.slack.disconnect_sockets()
            else:
                self.tally.faults["Socket Mode: connection cut"] += 1
                await self._place.slack.drop_sockets()

    async def _renumber(self) -> None:
        """Give orders other numbers, as shops do, at any moment between their plan and their label."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 20))
            wanted = {number for wish in self._crowd.diary.wishes[-6:] for number in wish.numbers}
            orders = [one for one in self._place.sendcloud.world.orders.values() if one.order_number in wanted]
            if orders:
                order = self._rng.choice(orders)
                self.tally.faults["an order gets another number"] += 1
                self._place.renumbered.add(order.order_number)
                self._place.sendcloud.renumber(order, f"{order.order_number}-B")

    async def _set_clock(self) -> None:
        """Set the clock of the bot's machine, ahead or back; now and then a new process starts on it."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 90))
            self.tally.faults["the clock of the machine is set"] += 1
            self._place.set_bot_clock(self._rng.choice([-86_400.0, -3_600.0, -60.0, 0.0, 0.0, 60.0, 180.0, 3_600.0]))

    async def _spoil_the_ledger(self) -> None:
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 120))
            if self._rng.random() < 0.5:
                self.tally.faults["ledger locked by somebody else"] += 1
                await self._lock(self._rng.choice([0.3, 1.0, 5.6]))
            elif (bot := self._place.bot) is not None:
                self.tally.faults["disk full"] += 1
                bot.fill_the_disk()
                try:
                    await self._place.clock.sleep(self._rng.uniform(5, 40))
                finally:
                    bot.empty_the_disk()

    async def _lock(self, seconds: float) -> None:
        """Hold the ledger's write lock for *seconds* of real time, since SQLite waits by the real clock."""
        with contextlib.closing(sqlite3.connect(self._place.database, timeout=5, isolation_level=None)) as other:
            try:
                other.execute("BEGIN EXCLUSIVE")
            except sqlite3.OperationalError:
                return
            try:
                await asyncio.sleep(seconds)
            finally:
                other.execute("ROLLBACK")


def _disturb(room: Channel, what: str) -> None:
    if what == "channel archived":
        room.is_archived = True
    elif what == "thread locked":
        room.thread_error = "restricted_action_thread_locked"
    else:
        room.members.discard(SlackStandIn.bot_user_id)


def _mend(room: Channel) -> None:
    room.is_archived, room.thread_error = False, None
    room.members.add(SlackStandIn.bot_user_id)


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
    kill_every: float = 25.0,
    groups: Collection[str] = WITHSTOOD,
) -> Tally:
    """Play one round from *seed*, and return what came of it. *kill_every*: seconds between two kills, on average.

    The weather lasts until *orders* were confirmed and *faults* things went wrong: what a seed does to whom depends on
    how fast the processes are, and how much of it there is must not. Every third seed speaks Socket Mode, the others
    HTTP.
    """
    started = time.monotonic()
    async with place_at(folder, speed=speed, seed=seed, socket=seed % 3 == 0) as place:
        storm = Storm(place, random.Random(seed), orders=orders, faults=faults, kill_every=kill_every, groups=groups)
        storm.tally.seed, storm.tally.socket = seed, place.socket
        await storm.rage()
        await storm.calm()
        if not storm.judge().clean:
            (folder / "findings.txt").write_text("\n".join(storm.tally.verdict.sentences()), encoding="utf-8")
            write_protocol(place, folder / "calls.txt")
    storm.tally.seconds = time.monotonic() - started
    return storm.tally
