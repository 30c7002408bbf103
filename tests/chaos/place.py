"""A place for a bot that will be broken: stand-ins, a quick clock, and somebody who starts the bot when it is dead."""

from __future__ import annotations

import asyncio
import contextlib
import socket
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import Any, Final

from aiohttp import ClientError, ClientSession

from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import SlackStandIn
from tests.chaos.ground import Ground
from tests.chaos.meddling import SendcloudMeddler, SlackMeddler
from tests.chaos.processes import Bot, Starter
from tests.chaos.quick import KeptClock

STARTING: Final = 15.0
"""Real seconds in which a bot must have begun to answer."""

GLANCE: Final = 0.02
"""Real seconds between two looks whether something has come about."""


class Place(Ground):
    """Stand-ins and the bots between them, each a process of its own. Seconds are those of the quick clock.

    *socket*: Slack's requests come over Socket Mode, through whichever bots have a socket open, instead of HTTP.
    """

    def __init__(self, folder: Path, starter: Starter, *, speed: float, seed: int, socket: bool = False) -> None:
        self._time = folder / "time"
        clock = KeptClock(self._time, speed)
        slack, sendcloud = SlackStandIn(now=clock.now), SendcloudStandIn(now=clock.now, seed=seed)
        super().__init__(slack, sendcloud, clock, folder / "ledger.db", glance=GLANCE * speed)
        self.speed = speed
        self.folder = folder
        self.socket = socket
        self.slack_faults = slack.workspace.faults = SlackMeddler()
        self.sendcloud_faults = sendcloud.faults = SendcloudMeddler()
        self.bot: Bot | None = None
        self.newest: Bot | None = None
        self.deaths: list[int] = []
        self._starter = starter
        self._keeping: asyncio.Task[None] | None = None
        self._carry_on = clock.carry_on
        self._time_goes_by: asyncio.Task[None] | None = None

    @property
    def log(self) -> Path:
        """Where the bots write their log."""
        return self.folder / "bot.log"

    async def open(self, *, keep_alive: bool = True, first: dict[str, Any] | None = None) -> None:
        """Start everything. *keep_alive*: start the bot again whenever it ends, as a supervisor does.

        *first*: what is special about the first bot.
        """
        self._time_goes_by = asyncio.create_task(self._carry_on(self._starter.is_working))
        await self.slack.start()
        await self.sendcloud.start()
        self.bot = await self.start_bot(**(first or {}))
        if keep_alive:
            self._keeping = asyncio.create_task(self._keep_alive())

    async def close(self) -> None:
        """End everything."""
        await _end(self._keeping)
        if self.bot is not None:
            self.bot.kill()
            await self.bot.ended.wait()
        await self.slack.stop()
        await self.sendcloud.stop()
        await _end(self._time_goes_by)

    async def start_bot(self, **order: Any) -> Bot:
        """Start one bot and wait until it answers (or is dead); Slack's requests go to it from then on."""
        port = _free_port()
        environ = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_API_URL": self.slack.api_url,
            **self._slack_requests(),
            "SENDCLOUD_PUBLIC_KEY": "public",
            "SENDCLOUD_SECRET_KEY": "secret",
            "SENDCLOUD_API_URL": self.sendcloud.base_url,
            "SENDCLOUD_TOKEN_URL": self.sendcloud.token_url,
            "LABEL_BOT_DATABASE": str(self.database),
            "LABEL_BOT_PORT": str(port),
        }
        told = {"environ": environ, "speed": self.speed, "time": str(self._time), "log": str(self.log)}
        told["clock"] = str(self._bot_clock)
        bot = self.newest = await self._starter.start(port, {**told, **order})
        if await self._answers(bot):
            self.send_requests_to(bot)
        return bot

    def _slack_requests(self) -> dict[str, str]:
        if self.socket:
            return {"SLACK_APP_TOKEN": self.slack.app_token}
        return {"SLACK_SIGNING_SECRET": self.slack.signing_secret}

    def send_requests_to(self, bot: Bot) -> None:
        """Have Slack's requests reach this bot. Over Socket Mode they go to all bots in turn, whatever is said here."""
        if self.socket:
            return
        self.slack.request_url = f"http://127.0.0.1:{bot.port}/slack/events"

    async def _answers(self, bot: Bot) -> bool:
        deadline = time.monotonic() + STARTING
        async with ClientSession() as session:
            while bot.alive and time.monotonic() < deadline:
                with contextlib.suppress(ClientError, OSError):
                    async with session.get(f"http://127.0.0.1:{bot.port}/healthz") as answer:
                        return answer.status == 200
                await asyncio.sleep(0.02)
        return False

    async def _keep_alive(self) -> None:
        while True:
            if self.bot is not None:
                await self.bot.ended.wait()
                self.deaths.append(self.bot.status or 0)
            self.bot = await self.start_bot()

    @property
    def _bot_clock(self) -> Path:
        return self.folder / "clock"

    def set_bot_clock(self, offset: float) -> None:
        """Set the clock of the machine that the bots run on *offset* seconds ahead of everybody else's."""
        fresh = self._bot_clock.with_suffix(".new")
        fresh.write_text(str(offset), encoding="ascii")
        fresh.replace(self._bot_clock)

    def kill_newest(self) -> None:
        """Kill the bot that was started last, even while it is starting."""
        if self.newest is not None:
            self.newest.kill()


async def _end(task: asyncio.Task[None] | None) -> None:
    if task is not None:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextlib.asynccontextmanager
async def place_at(
    folder: Path,
    *,
    speed: float = 20.0,
    seed: int = 1,
    socket: bool = False,
    keep_alive: bool = True,
    first: dict[str, Any] | None = None,
    arm: Callable[[Place], None] = lambda place: None,
    starter: Starter | None = None,
) -> AsyncIterator[Place]:
    """Set up a place in *folder* for the length of a block, with a starter of its own where none is given.

    *first*: what is special about the first bot. *arm* is called before anything runs.
    """
    folder.mkdir(parents=True, exist_ok=True)
    own = None if starter else Starter()
    if own is not None:
        await own.open()
    place = Place(folder, starter or own or Starter(), speed=speed, seed=seed, socket=socket)
    arm(place)
    try:
        await place.open(keep_alive=keep_alive, first=first)
        yield place
    finally:
        await place.close()
        if own is not None:
            await own.close()
