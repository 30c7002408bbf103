"""The bot between a Slack and a Sendcloud that stand on loopback, and a clock that tests move by hand."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

from bot.app import Bot
from bot.engine.times import Times
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import Message, Modal, Person, SlackStandIn
from bot.settings import Settings
from tests.clock import HandClock

T = TypeVar("T")

SHIPPING = "C0SHIPPING"


class World:
    """Everything a test needs to act as people do, and to see what they see."""

    def __init__(self, folder: Path, *, socket: bool = False, **environ: str) -> None:
        self.clock = HandClock()
        self.folder = folder
        self.socket = socket
        self.environ = environ
        self.slack = SlackStandIn(now=self.clock.now)
        self.sendcloud = SendcloudStandIn(now=self.clock.now)
        self.bot: Bot | None = None
        self.times = Times()

    @property
    def database(self) -> Path:
        """Where the ledger is."""
        return self.folder / "ledger.db"

    @property
    def anna(self) -> Person:
        return self.slack.person("U0ANNA")

    @property
    def ben(self) -> Person:
        return self.slack.person("U0BEN")

    def settings(self) -> Settings:
        """Return the settings of a bot that lives here."""
        environ = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_API_URL": self.slack.api_url,
            "SENDCLOUD_PUBLIC_KEY": "public",
            "SENDCLOUD_SECRET_KEY": "secret",
            "SENDCLOUD_API_URL": self.sendcloud.base_url,
            "SENDCLOUD_TOKEN_URL": self.sendcloud.token_url,
            "LABEL_BOT_DATABASE": str(self.database),
            "LABEL_BOT_PORT": "0",
        }
        if self.socket:
            environ["SLACK_APP_TOKEN"] = self.slack.app_token
        else:
            environ["SLACK_SIGNING_SECRET"] = self.slack.signing_secret
        return Settings.load({**environ, **self.environ})

    async def open(self) -> None:
        await self.slack.start()
        await self.sendcloud.start()
        await self.start_bot()

    async def start_bot(self) -> Bot:
        """Start the bot, again if it was stopped."""
        self.bot = Bot(self.settings(), clock=self.clock, times=self.times)
        await self.bot.start()
        if not self.socket:
            self.slack.request_url = f"http://127.0.0.1:{self.bot.port}/slack/events"
        return self.bot

    async def stop_bot(self) -> None:
        """Stop the bot as SIGTERM does."""
        if self.bot is not None:
            bot, self.bot = self.bot, None
            await bot.stop()

    async def close(self) -> None:
        try:
            await self.stop_bot()
        finally:
            await self.slack.stop()
            await self.sendcloud.stop()

    async def until(self, condition: Callable[[], T | None], *, limit: float = 300) -> T:
        """Let time pass until *condition* returns something true."""
        found = await self.clock.until(condition, limit=limit)
        assert found is not None
        return found

    # What people do

    async def form(self, person: Person, numbers: str = "", channel: str = SHIPPING) -> Modal:
        """Type ``/label`` and return the form."""
        await person.command(f"/label {numbers}".strip(), channel=channel)
        return await self.until(lambda: person.modal)

    async def plan(self, person: Person, numbers: str = "", channel: str = SHIPPING) -> Modal:
        """Type ``/label`` with numbers, press *Check orders*, and return the checked plan."""
        modal = await self.form(person, numbers, channel)
        assert await modal.submit() == {}
        return await self.checked(person)

    async def checked(self, person: Person) -> Modal:
        """Wait until the plan in front of somebody is checked."""
        return await self.until(
            lambda: person.modal if person.modal and "Checking" not in person.modal.plain() else None
        )

    async def run(self, person: Person, numbers: str, channel: str = SHIPPING) -> Message:
        """Have labels made for *numbers*, and return the parent message of the run as soon as it is there."""
        before = {message.ts for message in self.slack.messages(channel)}
        modal = await self.plan(person, numbers, channel)
        await modal.submit()
        return await self.until(
            lambda: next((one for one in self.slack.messages(channel) if one.ts not in before), None)
        )

    async def done(self, parent: Message, *, limit: float = 300) -> None:
        """Wait until a run says that it is done."""
        await self.until(lambda: "Done" in parent.plain(), limit=limit)

    def thread(self, parent: Message) -> str:
        """Return everything that can be read in a thread, its parent included."""
        replies = self.slack.thread(parent.channel, parent.ts)
        return "\n".join([parent.plain(), *(reply.plain() for reply in replies)])


@contextlib.asynccontextmanager
async def world_at(folder: Path, *, socket: bool = False, **environ: str) -> AsyncIterator[World]:
    """Set up a world in *folder* for the length of a block."""
    world = World(folder, socket=socket, **environ)
    try:
        await world.open()
        yield world
    finally:
        await world.close()
