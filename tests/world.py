"""The bot between a Slack and a Sendcloud that stand on loopback, and a clock that tests move by hand."""

from __future__ import annotations

import asyncio
import contextlib
import json
import re
import sqlite3
from collections import Counter
from collections.abc import AsyncIterator, Callable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from bot.app import Bot
from bot.engine.times import Times
from bot.ledger import Database, proof
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import Ack, Message, Modal, Person, SlackStandIn
from bot.sandbox.slack.payloads import view_submission
from bot.settings import Settings
from tests.clock import HandClock, Host

T = TypeVar("T")

SHIPPING = "C0SHIPPING"
PUBLIC_KEY, SECRET_KEY = "public-4f1c7a", "secret-9b20de"
PURCHASE = "/orders/create-labels-async"

_COUNTS = re.compile(
    r"(\d+) of (\d+) (?:label|order)s? ready.*\n(?:[🟩🟥⬜]+\n)?"
    r"(?:Running|Paused|Stopped|Done)[^·\n]*((?: · \d+ [^·\n]*[^·\s])+)"
)


class World:
    """Everything a test needs to act as people do, and to see what they see."""

    def __init__(self, folder: Path, *, socket: bool = False, times: Times | None = None, **environ: str) -> None:
        self.clock = HandClock()
        self.host = Host(self.clock)
        self.folder = folder
        self.socket = socket
        self.environ = environ
        self.slack = SlackStandIn(now=self.clock.now)
        self.sendcloud = SendcloudStandIn(now=self.clock.now, public_key=PUBLIC_KEY, secret_key=SECRET_KEY)
        self.bot: Bot | None = None
        self.tracer: Callable[[str, Any], None] | None = None
        """Is told every statement of the bot's with its parameters."""
        # The hand clock runs ahead of the machine, which may take a second of it to write a claim down and ask.
        self.times = times or Times(send_within=10.0)
        self.twice_on_purpose: set[str] = set()

    @property
    def database(self) -> Path:
        """Where the ledger is."""
        return self.folder / "ledger.db"

    @property
    def agent(self) -> Person:
        return self.slack.person("U0AGENT")

    @property
    def colleague(self) -> Person:
        return self.slack.person("U0COLLEAGUE")

    def settings(self) -> Settings:
        """Return the settings of a bot that lives here."""
        environ = {
            "SLACK_BOT_TOKEN": self.slack.bot_token,
            "SLACK_API_URL": self.slack.api_url,
            "SENDCLOUD_PUBLIC_KEY": PUBLIC_KEY,
            "SENDCLOUD_SECRET_KEY": SECRET_KEY,
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
        self.bot = Bot(self.settings(), clock=self.host.clock(), times=self.times)
        self.bot.ledger.tracer = self.tracer
        await self.bot.start()
        if not self.socket:
            self.slack.request_url = f"http://127.0.0.1:{self.bot.port}/slack/events"
        return self.bot

    async def stop_bot(self) -> None:
        """Stop the bot as SIGTERM does."""
        if self.bot is not None:
            bot, self.bot = self.bot, None
            stopping = asyncio.create_task(bot.stop())
            await self.clock.until(stopping.done)
            await stopping

    async def kill_bot(self) -> None:
        """End the bot as ``kill -9`` does, as far as its own process goes: nothing is finished or handed over."""
        bot, self.bot = self.bot, None
        assert bot is not None
        assert bot._working is not None
        while not bot._working.done():
            # The first cancellation still lets the call in flight end; a kill does not.
            bot._working.cancel()
            await asyncio.sleep(0)
        with contextlib.suppress(asyncio.CancelledError):
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
        return await self.until(
            lambda: person.modal if person.modal and person.modal.title == "Create labels" else None
        )

    async def choose_option(self, form: Modal, typed: str, wanted: str = "") -> str:
        """Choose *Choose an option*, search for *typed* and pick the first option whose name holds *wanted*."""
        form.choose("Shipping", "Choose an option")
        await self.until(lambda: "Shipping option" in form.inputs)
        found = next(text for text in await form.search("Shipping option", typed) if wanted in text)
        form.choose("Shipping option", found)
        return found

    async def soon(self, condition: Callable[[], T | None], seconds: float = 5) -> T:
        """Wait in real time, the clock standing still, as somebody does who sees an answer come at once."""
        return await self.slack.until(condition, seconds)

    async def plan(self, person: Person, numbers: str = "", channel: str = SHIPPING) -> Modal:
        """Type ``/label`` with numbers, press *Check orders*, and return the checked plan."""
        modal = await self.form(person, numbers, channel)
        assert await modal.submit() == {}
        return await self.checked(person)

    async def opened(self, person: Person) -> Modal:
        """Wait until the form that somebody opened is there with its inputs, and return it."""
        return await self.until(
            lambda: person.modal if person.modal and "Order numbers" in person.modal.inputs else None
        )

    async def checked(self, person: Person) -> Modal:
        """Wait until the plan in front of somebody is checked."""
        return await self.until(
            lambda: person.modal if person.modal and "Checking" not in person.modal.plain() else None
        )

    async def run(self, person: Person, numbers: str, channel: str = SHIPPING) -> Message:
        """Have labels made for *numbers*, and return the parent message of the run as soon as it is there."""
        return await self.confirm(person, await self.plan(person, numbers, channel), channel)

    async def confirm(self, person: Person, modal: Modal, channel: str = SHIPPING) -> Message:
        """Press *Create N labels*, as soon as there is that button, and return the parent message of the run."""
        before = {message.ts for message in self.slack.messages(channel)}
        await self.until(lambda: (modal.submit_text or "").startswith("Create"))
        await modal.submit()
        return await self.until(lambda: next((one for one in self.parents(channel) if one.ts not in before), None))

    async def half_bought(self, numbers: Sequence[str]) -> Message:
        """Have orders bought from a Sendcloud that takes its time, until some are; return the run's message."""
        self.orders(*numbers)
        modal = await self.plan(self.agent, " ".join(numbers))
        self.sendcloud.latency = 0.2
        parent = await self.confirm(self.agent, modal)
        await self.until(lambda: len(self.sendcloud.bought) >= 20)
        return parent

    async def done(self, parent: Message, *, limit: float = 400) -> str:
        """Wait until a run says that it is done and its thread tells everything; return what can be read there."""
        await self.until(lambda: "Done" in parent.plain() and self.all_shown(), limit=limit)
        return self.thread(parent)

    async def says(self, parent: Message, words: str, *, limit: float = 400) -> str:
        """Wait until *words* can be read in a thread, and return all of it."""
        return await self.until(lambda: self.thread(parent) if words in self.thread(parent) else "", limit=limit)

    async def press(self, person: Person, parent: Message, label: str, *, times: int = 1) -> list[Ack]:
        """Press a button as soon as the message has it."""
        await self.until(lambda: label in parent.buttons())
        return await person.press(parent, label, times=times)

    async def asked_for_a_reason(self, person: Person, run: Message) -> Modal:
        """Press *Buy again*, and return the form that wants a reason."""
        await self.press(person, run, "Buy again")
        return await self.until(lambda: person.modal if person.modal and "Reason" in person.modal.inputs else None)

    async def told(self, person: Person, words: str) -> str:
        """Wait for a private answer with *words* in it, and return it."""
        return await self.soon(
            lambda: next((one.plain() for one in reversed(person.ephemerals) if words in one.plain()), None)
        )

    def submission(self, person: Person, modal: Modal) -> dict[str, Any]:
        """Return the payload of a submission of *modal* as it stands, as if *person* had pressed its button."""
        payload = view_submission(self.slack.workspace, modal.view)
        user = payload["user"] | {"id": person.id, "name": person.user.name, "username": person.user.name}
        return payload | {"user": user}

    async def submit_as(self, person: Person, modal: Modal) -> Ack:
        """Submit somebody else's view, as a second window or a forger would."""
        return await person.delivery.interactive(self.submission(person, modal))

    def thread(self, parent: Message) -> str:
        """Return everything that can be read in a thread, its parent included."""
        replies = self.slack.thread(parent.channel, parent.ts)
        return "\n".join([parent.plain(), *(reply.plain() for reply in replies)])

    def parents(self, channel: str = SHIPPING) -> list[Message]:
        """Return the parent messages of all runs in a channel, oldest first."""
        return [message for message in self.slack.messages(channel) if _COUNTS.search(message.plain())]

    def orders(self, *numbers: str, kind: str = "fine") -> None:
        """Let the shop have these orders."""
        for number in numbers:
            self.sendcloud.add_order(number, kind=kind)

    # What the bot wrote down

    def rows(self, question: str, *values: object) -> list[Any]:
        """Ask the ledger's file."""
        connection = sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)
        try:
            return connection.execute(question, values).fetchall()
        finally:
            connection.close()

    def states(self) -> dict[str, str]:
        """Return the state of each order of the newest run it is in."""
        return dict(self.rows("SELECT order_number, state FROM items ORDER BY id"))

    def events(self, number: str) -> list[str]:
        """Return what happened to an order, oldest first."""
        return [row[0] for row in self.rows("SELECT kind FROM events WHERE order_number = ? ORDER BY seq", number)]

    def all_shown(self) -> bool:
        """Does Slack show every run as the ledger has it?"""
        return not self.rows("SELECT 1 FROM runs WHERE shown_version < version")

    def purchases(self) -> list[list[str]]:
        """Return the order ids of each call that asked for labels."""
        calls = self.sendcloud.calls_to("POST", PURCHASE)
        return [[str(order["order_id"]) for order in json.loads(call.raw_request)["orders"]] for call in calls]

    # What must hold whatever happened

    def check(self) -> None:
        """Nothing was refused, counted wrongly, bought twice, or written where it must not be."""
        assert self.slack.refusals == [], self.slack.refusals
        assert self.sendcloud.refusals == [], self.sendcloud.refusals
        self.check_counts()
        self.check_bought_once()
        self.check_ledger_is_private()
        self.check_record()

    def check_counts(self) -> None:
        """On every edit of every parent message the counts add up to what was asked for."""
        for message in self.slack.workspace.messages:
            for text in [message.text, *(edit.text for edit in message.history)]:
                for labelled, total, parts in _COUNTS.findall(text):
                    told = {what: int(number) for number, what in re.findall(r" · (\d+) ([^·]+?)(?= · |$)", parts)}
                    assert sum(told.values()) == int(total), text
                    assert told.get("ready", 0) == int(labelled), text

    def check_bought_once(self) -> None:
        """No order has two labels that somebody pays for, unless the test is about exactly that."""
        now = self.clock.now()
        self.sendcloud.shipments  # noqa: B018 (what was delayed on purpose is carried out by being asked for)
        living = Counter(made.order.pk for made in self.sendcloud.world.bought if made.live(now))
        twice = {self.sendcloud.world.orders[pk].order_number for pk, labels in living.items() if labels > 1}
        assert twice == self.twice_on_purpose, twice

    def check_ledger_is_private(self) -> None:
        """No key, no token and nothing of a customer is in the file of the ledger."""
        files = [self.database, *self.folder.glob(f"{self.database.name}-*")]
        held = b"".join(file.read_bytes() for file in files if file.exists()).decode(errors="replace")
        found = [secret for secret in self.secrets() if secret in held and _stands_alone(secret, held)]
        assert found == [], found

    def check_record(self) -> None:
        """Every row of the ledger is what the history says, as ``label-bot audit verify`` finds."""
        with contextlib.closing(sqlite3.connect(f"file:{self.database}?mode=ro", uri=True)) as connection:
            assert list(proof.differences(Database(connection))) == []

    def secrets(self) -> set[str]:
        """Return what may be in no log and in no ledger."""
        found = {SECRET_KEY, PUBLIC_KEY, self.slack.bot_token, self.slack.app_token, self.slack.signing_secret}
        for order in self.sendcloud.world.orders.values():
            found |= {order.email, order.phone_number, order.name, order.address_line_1, order.postal_code}
        return {text for text in found if text}


def _stands_alone(secret: str, held: str) -> bool:
    """Is this more than some digits of a hash or an id, as a short postal code can be?"""
    return not secret.isalnum() or re.search(rf"(?<![0-9A-Za-z]){re.escape(secret)}(?![0-9A-Za-z])", held) is not None


@contextlib.asynccontextmanager
async def world_at(
    folder: Path, *, socket: bool = False, times: Times | None = None, **environ: str
) -> AsyncIterator[World]:
    """Set up a world in *folder* for the length of a block, and check at its end what must always hold."""
    world = World(folder, socket=socket, times=times, **environ)
    try:
        await world.open()
        yield world
        world.check()
    finally:
        await world.close()
