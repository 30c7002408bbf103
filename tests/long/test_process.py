"""The bot as the process that people run: its start, its end, and what a crash in between leaves behind."""

from __future__ import annotations

import asyncio
import contextlib
import json
import time
from collections.abc import AsyncIterator, Callable
from pathlib import Path
from typing import TypeVar

import pytest

from bot.sandbox.process import BotProcess, command, free_port, settings_for
from bot.sandbox.sendcloud import Hang, LateAct, SendcloudStandIn
from bot.sandbox.slack import ApiError, Message, Modal, Person, ServerError, SlackStandIn
from tests.world import World, world_at

T = TypeVar("T")

CHANNEL = "C0SHIPPING"
CREATE = "/orders/create-labels-async"


class Street:
    """Two stand-ins by the real clock, and the bots that were started between them."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.slack = SlackStandIn()
        self.sendcloud = SendcloudStandIn(announce_after=0.5)
        self.bots: list[BotProcess] = []

    @property
    def agent(self) -> Person:
        return self.slack.person("U0AGENT")

    def settings(self, *, over_http: bool = False, **changed: str) -> dict[str, str]:
        """Return the settings of a bot that works here."""
        ledger = self.folder / "ledger.db"
        return settings_for(self.slack, self.sendcloud, ledger, port=free_port(), over_http=over_http) | changed

    async def begin(self, *, over_http: bool = False, **changed: str) -> BotProcess:
        """Start a bot, with some settings *changed*, and wait for nothing."""
        bot = BotProcess(self.settings(over_http=over_http, **changed), self.folder / f"bot-{len(self.bots)}.log")
        self.bots.append(bot)
        await bot.start()
        return bot

    async def start(self, *, over_http: bool = False, **changed: str) -> BotProcess:
        """Start a bot and wait until it is ready."""
        bot = await self.begin(over_http=over_http, **changed)
        if over_http:
            self.goes_to(bot)
        await bot.ready()
        return bot

    def goes_to(self, bot: BotProcess) -> None:
        """Let Slack send everything to this bot."""
        self.slack.delivery.request_url = f"http://127.0.0.1:{bot.settings['LABEL_BOT_PORT']}/slack/events"

    async def command(self, *words: str, **changed: str) -> tuple[int, str]:
        """Run another command of the bot, with some settings *changed*, to its end."""
        return await command(*words, settings=self.settings() | changed, home=self.folder)

    async def until(self, condition: Callable[[], T | None], seconds: float = 20) -> T:
        return await self.slack.until(condition, seconds)

    async def logged(self, bot: BotProcess, words: str) -> str:
        """Wait until *words* are in the log of a bot, and return all of it."""

        def read() -> str | None:
            said = bot.log.read_text(encoding="utf-8")
            return said if words in said else None

        return await self.until(read)

    async def plan(self, numbers: str) -> Modal:
        """Type ``/label`` with numbers and return the checked plan."""
        await self.agent.command(f"/label {numbers}")
        modal = await self.until(lambda: self.agent.modal)
        assert await modal.submit() == {}
        await self.until(lambda: modal.submit_text is not None and modal.submit_text.startswith("Create "))
        return modal

    async def run(self, numbers: str) -> Message:
        """Have labels made and return the parent message."""
        modal = await self.plan(numbers)
        before = len(self.slack.messages(CHANNEL))
        await modal.submit()
        return await self.until(lambda: next(iter(self.slack.messages(CHANNEL)[before:]), None))

    def thread(self, parent: Message) -> str:
        """Return all that can be read in a thread."""
        return "\n".join(one.plain() for one in (parent, *self.slack.thread(parent.channel, parent.ts)))


@pytest.fixture
async def street(tmp_path: Path) -> AsyncIterator[Street]:
    street = Street(tmp_path)
    await street.slack.start()
    await street.sendcloud.start()
    try:
        yield street
    finally:
        for bot in street.bots:
            await bot.kill()
        await street.slack.stop()
        await street.sendcloud.stop()


def numbers(first: int, count: int) -> str:
    return " ".join(str(number) for number in range(first, first + count))


async def test_a_wrong_setting_stops_the_start_with_one_message(street: Street) -> None:
    settings = street.settings() | {"LABEL_BOT_PORT": "many", "SENDCLOUD_API_URL": "ftp://x"}
    del settings["SLACK_BOT_TOKEN"]

    status, said = await command("run", settings=settings, home=street.folder)

    assert status == 2
    assert said.startswith("label-bot: 3 settings need attention:")
    for name in ("SLACK_BOT_TOKEN is missing", "LABEL_BOT_PORT is malformed", "SENDCLOUD_API_URL is malformed"):
        assert name in said
    assert "many" not in said
    assert "Traceback" not in said
    assert not (street.folder / "ledger.db").exists()


async def test_a_start_warns_of_nothing(street: Street) -> None:
    bot = await street.start()

    assert await bot.stop() == 0
    said = bot.log.read_text(encoding="utf-8")
    assert "WARNING" not in said
    assert "ERROR" not in said


async def test_a_refused_app_token_ends_the_start_with_one_sentence(street: Street) -> None:
    status, said = await street.command("run", SLACK_APP_TOKEN="xapp-of-another-app")

    assert status == 1
    assert said.count("Slack refuses SLACK_APP_TOKEN (invalid_auth). Make a new app-level token") == 1
    assert "Traceback" not in said


async def test_a_slack_that_is_down_at_the_start_is_waited_out_and_the_wait_can_be_ended(street: Street) -> None:
    nobody = f"http://127.0.0.1:{free_port()}/api/"
    bot = await street.begin(SLACK_API_URL=nobody)
    said = await street.logged(bot, "It is tried again in 2 s.")
    status, ready = await bot.ask("/readyz")
    began = time.monotonic()

    assert await bot.stop() == 0
    assert time.monotonic() - began < 10
    assert said.count("Slack cannot be reached (ClientConnectorError). It is tried again in 1 s.") == 1
    assert (status, "Slack cannot be reached" in ready) == (503, True)
    assert "Traceback" not in bot.log.read_text(encoding="utf-8")


async def test_over_a_socket_that_comes_late_and_goes_again_nothing_that_was_sent_is_in_the_log(street: Street) -> None:
    street.slack.faults.next("apps.connections.open", ServerError(503))
    street.sendcloud.add_orders(2, first=1001)
    bot = await street.start(LABEL_BOT_LOG_LEVEL="DEBUG")
    await _something_about_a_customer(street, bot)

    street.slack.faults.next("apps.connections.open", ApiError("internal_error"))
    await street.slack.disconnect_sockets()
    await street.logged(bot, "The socket to Slack is open again.")
    street.slack.faults.next("apps.connections.open", ApiError("token_revoked"), times=99)
    await street.slack.disconnect_sockets("link_disabled")
    said = await street.logged(bot, "Slack refuses SLACK_APP_TOKEN (token_revoked).")
    status, ready = await bot.ask("/readyz")

    assert said.count("Slack cannot be reached (") == 2
    assert (status, "refuses SLACK_APP_TOKEN" in ready) == (503, True)
    assert await bot.stop() == 0
    assert "Traceback" not in bot.log.read_text(encoding="utf-8")


async def test_over_http_nothing_that_was_sent_is_in_the_log(street: Street) -> None:
    street.sendcloud.add_orders(2, first=1001)
    bot = await street.start(over_http=True, LABEL_BOT_LOG_LEVEL="DEBUG")
    await _something_about_a_customer(street, bot)

    street.slack.delivery.signing_secret = "of-another-app"
    for _ in range(3):
        assert (await street.agent.command(f"/label {ABOUT_A_CUSTOMER}")).error is not None
    _, port = await asyncio.open_connection("127.0.0.1", int(bot.settings["LABEL_BOT_PORT"]))
    port.write(f"POST /slack/events HTTP/1.1\r\n{ABOUT_A_CUSTOMER}\r\n\r\n".encode())  # no request at all
    await port.drain()
    said = await street.logged(bot, "aiohttp.server")
    port.close()

    assert said.count("copy the Signing Secret") == 1
    _nothing_about_a_customer(street, bot)
    assert await bot.stop() == 0


ABOUT_A_CUSTOMER = "#1001, for Wilhelmina, Herengracht"


async def _something_about_a_customer(street: Street, bot: BotProcess) -> None:
    """Send the bot what has names and streets in it, by every way there is, and look for them in its log."""
    about = await street.agent.say(ABOUT_A_CUSTOMER, CHANNEL)
    await street.agent.shortcut("create_labels_from_message", about)
    modal = await street.until(lambda: street.agent.modal)
    await modal.close()
    parent = await street.run(f"{ABOUT_A_CUSTOMER}, #1002")
    await street.until(lambda: "\nDone ·" in parent.text)
    _nothing_about_a_customer(street, bot)


def _nothing_about_a_customer(street: Street, bot: BotProcess) -> None:
    said = bot.log.read_text(encoding="utf-8")
    private = {"Wilhelmina", "Herengracht", "response_url", "hooks.slack", street.slack.bot_token}
    for order in street.sendcloud.world.orders.values():
        private |= {order.name, order.address_line_1, order.email}
    assert [text for text in private if text and text in said] == []


async def test_the_end_waits_for_the_purchase_in_flight(street: Street) -> None:
    street.sendcloud.add_orders(25, first=1001)
    bot = await street.start()
    assert await bot.ask("/healthz") == (200, '{"status": "alive"}')
    street.sendcloud.faults.next("POST", CREATE, Hang(4.0, after=True))
    parent = await street.run(numbers(1001, 25))
    await street.until(lambda: street.sendcloud.bought)

    begun = time.monotonic()
    stopping = asyncio.create_task(bot.stop())
    await asyncio.sleep(0.3)
    assert bot.runs
    refused = await street.agent.command("/label help")

    assert await stopping == 0
    assert 1.0 < time.monotonic() - begun < 30
    assert refused.error is not None  # the socket was closed first: no new work is taken
    assert len(street.sendcloud.bought) == 20
    status, said = await street.command("audit", "export", "--format", "json")
    assert status == 0
    events = [(event["kind"], event["order_number"]) for event in json.loads(said)]
    assert len([number for kind, number in events if kind == "label_accepted"]) == 20

    await street.start()  # what was not asked for goes on by itself
    await street.until(lambda: len(street.sendcloud.bought) > 20)
    await street.until(lambda: "waiting" not in parent.text)
    assert sorted(street.sendcloud.bought) == sorted(numbers(1001, 25).split())
    assert street.sendcloud.refusals == []


async def test_another_bot_goes_on_where_one_was_killed(street: Street) -> None:
    """Two share a ledger; the one at work gets ``kill -9`` after Sendcloud made the labels and before it said so."""
    street.sendcloud.add_orders(3, first=1001)
    first = await street.start(over_http=True)
    second = await street.start(over_http=True)
    street.sendcloud.faults.next("POST", CREATE, Hang(60.0, after=True))
    parent = await street.run("1001 1002 1003")  # asked of the second; the first has the work and does it
    await street.until(lambda: len(street.sendcloud.bought) == 3)
    street.goes_to(first)
    answer = await street.agent.command("/label status 1001")
    await street.until(lambda: "being bought" in answer.text)
    await first.kill()
    street.goes_to(second)
    answer = await street.agent.command("/label history 1001")
    await street.until(lambda: "sent to Sendcloud" in answer.text)

    await street.until(lambda: "\nDone ·" in parent.text, seconds=30)

    assert "create-labels-async" not in second.log.read_text(encoding="utf-8")
    assert sorted(street.sendcloud.bought) == ["1001", "1002", "1003"]
    await street.until(lambda: all(made.id in street.thread(parent) for made in street.sendcloud.shipments.values()))
    assert len(street.slack.messages(CHANNEL)) == 1
    for made in street.sendcloud.shipments.values():
        assert street.thread(parent).count(made.id) == 1
    assert await second.stop() == 0
    await _audit(street)
    assert street.slack.refusals == []
    assert street.sendcloud.refusals == []


async def _audit(street: Street) -> None:
    """The ledger of a run, from the shell."""
    listed, shown, exported, verified, nobody = await asyncio.gather(
        street.command("audit", "list"),
        street.command("audit", "show", "#1002"),
        street.command("audit", "export"),
        street.command("audit", "verify"),
        street.command("audit", "show", "nobody"),
    )
    assert listed[0] == shown[0] == exported[0] == verified[0] == 0
    assert "done" in listed[1]
    for kind in ("order_confirmed", "order_claimed", "label_found", "label_ready"):
        assert kind in shown[1]
    assert exported[1].startswith("seq,at,")
    assert "none changed" in verified[1]
    assert nobody[0] == 1


async def test_the_doctor_tells_right_from_wrong(street: Street) -> None:
    right = await street.command("doctor", LABEL_BOT_ALLOWED_CHANNELS=CHANNEL, LABEL_BOT_ALLOWED_USERGROUPS="S0AGENTS")
    street.slack.scopes = street.slack.scopes - {"files:write"}
    wrong = await street.command("doctor", SENDCLOUD_SECRET_KEY="not-the-key", LABEL_BOT_ALLOWED_CHANNELS="C0PUBLIC")

    assert right[0] == 0, right[1]
    assert right[1].endswith("All is well.\n")
    assert wrong[0] == 1
    for what in ("Copy both keys again", "Invite the bot there", "missing: files:write", "manifest.yml"):
        assert what in wrong[1]
    assert "not-the-key" not in wrong[1]


# Crashes by the hand clock: where Sendcloud made nothing, the engine waits for two minutes before it asks again.


async def crash(world: World) -> None:
    """End the bot of *world* in the midst of its work: nothing is settled, nothing is handed over."""
    bot, world.bot = world.bot, None
    assert bot is not None
    working = bot._working
    assert working is not None
    while not working.done():  # once is not enough: an orderly end waits for the call in flight
        working.cancel()
        await asyncio.sleep(0.01)
    with contextlib.suppress(asyncio.CancelledError):
        await bot.stop()


@pytest.mark.parametrize("fault", [Hang(60.0), LateAct(40.0)], ids=["nothing was made", "made 40 s after the crash"])
async def test_a_crash_before_sendcloud_acts(tmp_path: Path, fault: Hang | LateAct) -> None:
    async with world_at(tmp_path) as world:
        world.sendcloud.add_orders(3, first=1001)
        world.sendcloud.faults.next("POST", CREATE, fault)
        parent = await world.run(world.agent, "1001 1002 1003")
        await world.until(lambda: world.sendcloud.calls_to("POST", CREATE))
        await crash(world)

        await world.start_bot()
        await world.done(parent)
        assert sorted(world.sendcloud.bought) == ["1001", "1002", "1003"]
        await world.clock.run_for(10)
        for made in world.sendcloud.shipments.values():
            assert world.thread(parent).count(made.id) == 1
        assert world.slack.refusals == []
