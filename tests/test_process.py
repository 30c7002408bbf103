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
from bot.sandbox.slack import Message, Modal, Person, SlackStandIn
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

    def settings(self, *, over_http: bool = False) -> dict[str, str]:
        """Return the settings of a bot that works here."""
        ledger = self.folder / "ledger.db"
        return settings_for(self.slack, self.sendcloud, ledger, port=free_port(), over_http=over_http)

    async def start(self, *, over_http: bool = False) -> BotProcess:
        """Start a bot and wait until it is ready."""
        bot = BotProcess(self.settings(over_http=over_http), self.folder / f"bot-{len(self.bots)}.log")
        self.bots.append(bot)
        await bot.start()
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
    events = [(event["what"], event["order_number"]) for event in json.loads(said)]
    assert len([number for what, number in events if what == "label accepted"]) == 20

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
    await street.until(lambda: "being asked for" in answer.text)
    await first.kill()
    street.goes_to(second)
    answer = await street.agent.command("/label history 1001")
    await street.until(lambda: "order claimed" in answer.text)

    await street.until(lambda: parent.text.startswith("Done:"), seconds=30)

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
    for what in ("order confirmed", "order claimed", "label found at Sendcloud", "label ready"):
        assert what in shown[1]
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
