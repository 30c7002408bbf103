"""What happens around the bot while people work: to its process, its machine, its ledger, Slack and the shop."""

from __future__ import annotations

import asyncio
import contextlib
import random
import signal
import sqlite3
from collections import Counter
from collections.abc import Coroutine, Iterator
from typing import Any

from bot.sandbox.slack import Channel, SlackStandIn
from tests.chaos.ground import CHANNELS
from tests.chaos.people import Crowd
from tests.chaos.place import Place
from tests.chaos.weather import (
    ARCHIVED,
    CLOCK_SET,
    DISK_FULL,
    KILLED,
    LOCKED,
    NEW_SOCKET,
    OF_SLACK,
    PARENT_DELETED,
    PAUSED,
    RENUMBERED,
    SOCKET_CUT,
    THREAD_LOCKED,
    TOLD_TO_END,
    TWO_PROCESSES,
)


class Disturbances:
    """Each comes at random moments, for ever, is counted in *faults*, and takes back what can be taken back.

    *kill_every*: seconds between two kills, on average.
    """

    def __init__(
        self, place: Place, rng: random.Random, crowd: Crowd, faults: Counter[str], *, kill_every: float
    ) -> None:
        self._place = place
        self._rng = rng
        self._crowd = crowd
        self._faults = faults
        self._kill_every = kill_every

    def all(self) -> Iterator[Coroutine[Any, Any, None]]:
        """Yield the work of each."""
        yield self._strike()
        yield self._overlap()
        yield self._spoil_the_ledger()
        yield self._set_clock()
        yield self._disturb_slack()
        yield self._renumber()
        if self._place.socket:
            yield self._close_sockets()

    async def _strike(self) -> None:
        """Kill the bot, mostly; at times tell it to end, or pause it."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / self._kill_every))
            bot = self._place.bot
            if bot is None or not bot.alive:
                continue
            how = self._rng.random()
            if how < 0.7:
                self._faults[KILLED] += 1
                bot.kill()
            elif how < 0.85:
                self._faults[TOLD_TO_END] += 1
                bot.send(signal.SIGTERM)
            else:
                self._faults[PAUSED] += 1
                bot.send(signal.SIGSTOP)
                try:
                    await self._place.clock.sleep(self._rng.uniform(1, 40))
                finally:
                    bot.send(signal.SIGCONT)

    async def _overlap(self) -> None:
        """Now and then have two processes up at once, as at a deployment, and Slack's requests reach either."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 60))
            self._faults[TWO_PROCESSES] += 1
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
            what = self._rng.choice(OF_SLACK)
            parents = [parent for parent in self._crowd.parents() if parent.channel == room.id]
            if what == PARENT_DELETED and not parents:
                continue
            self._faults[what] += 1
            if what == PARENT_DELETED:
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
                self._faults[NEW_SOCKET] += 1
                await self._place.slack.disconnect_sockets()
            else:
                self._faults[SOCKET_CUT] += 1
                await self._place.slack.drop_sockets()

    async def _renumber(self) -> None:
        """Give orders other numbers, as shops do, at any moment between their plan and their label."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 20))
            wanted = {number for wish in self._crowd.diary.wishes[-6:] for number in wish.numbers}
            orders = [one for one in self._place.sendcloud.world.orders.values() if one.order_number in wanted]
            if orders:
                order = self._rng.choice(orders)
                self._faults[RENUMBERED] += 1
                self._place.renumbered.add(order.order_number)
                self._place.sendcloud.renumber(order, f"{order.order_number}-B")

    async def _set_clock(self) -> None:
        """Set the clock of the bot's machine, ahead or back; now and then a new process starts on it."""
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 90))
            self._faults[CLOCK_SET] += 1
            self._place.set_bot_clock(self._rng.choice([-86_400.0, -3_600.0, -60.0, 0.0, 0.0, 60.0, 180.0, 3_600.0]))

    async def _spoil_the_ledger(self) -> None:
        while True:
            await self._place.clock.sleep(self._rng.expovariate(1 / 120))
            if self._rng.random() < 0.5:
                self._faults[LOCKED] += 1
                await self._lock(self._rng.choice([0.3, 1.0, 5.6]))
            elif (bot := self._place.bot) is not None:
                self._faults[DISK_FULL] += 1
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
    if what == ARCHIVED:
        room.is_archived = True
    elif what == THREAD_LOCKED:
        room.thread_error = "restricted_action_thread_locked"
    else:
        room.members.discard(SlackStandIn.bot_user_id)


def _mend(room: Channel) -> None:
    room.is_archived, room.thread_error = False, None
    room.members.add(SlackStandIn.bot_user_id)
