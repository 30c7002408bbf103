"""What the bot costs: calls, patience and memory for 1,000 orders from a file (``python -m tests.bench``).

The real bot runs as a process of its own between the stand-ins, by the real clock. The stand-in of Sendcloud keeps
Sendcloud's published limits and takes 150 ms for each answer. While the orders are bought, a second person goes on
using the bot, so that acknowledgements are measured under load.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import re
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from bot.sandbox.process import BotProcess, free_port, settings_for
from bot.sandbox.sendcloud import Call, SendcloudStandIn
from bot.sandbox.slack import File, Message, Modal, Person, SlackStandIn
from tests.memory import peak

ORDERS = 1000
LATENCY = 0.15
FIRST = 100_001
"""The number of the first order of the run. The shop's numbers only grow, and those before were placed before."""

SMALL = range(FIRST - 21, FIRST - 1)
"""The numbers of the orders of a small plan."""

OTHER = str(FIRST - 1)
"""The order that the second person asks about; calls for it are not the run's."""

SHIPPED_IN = 100
"""Days over which the shipments that are there already were made: 20,000 are 200 a day."""

PAUSE = 1.0
"""Seconds between two things that the second person does; Slack lets an app ask 100 times a minute who somebody is."""

TARGETS: dict[str, float] = {
    "calls a label": 0.2,
    "99 % of acknowledgements within (ms)": 100,
    "slowest acknowledgement (ms)": 500,
    "peak memory (MB)": 120,
    "calls over a limit": 0,
    "other refusals": 0,
    "plan of 20 orders (s)": 5,
}


@dataclass
class Figures:
    """What was measured in one shop."""

    title: str
    values: dict[str, float] = field(default_factory=dict)

    def missed(self) -> list[str]:
        """Return the names of the targets that were missed."""
        return [name for name, most in TARGETS.items() if self.values[name] > most]


class Bench:
    """One shop, one bot, one run."""

    def __init__(self, folder: Path, title: str, *, in_shop: int, shipped: int) -> None:
        self.figures = Figures(title)
        self.slack = SlackStandIn()
        self.sendcloud = SendcloudStandIn(latency=LATENCY)
        self.bot = BotProcess({}, folder / "bot.log")
        self._ledger = folder / "ledger.db"
        self._fill(in_shop, shipped)

    def _fill(self, in_shop: int, shipped: int) -> None:
        shop, old, now = self.sendcloud, in_shop - ORDERS, self.sendcloud.now()
        orders = []
        for number in range(FIRST - old - len(SMALL) - 1, FIRST):
            at = now - timedelta(days=SHIPPED_IN * (FIRST - number) / (old + len(SMALL) + 1))
            orders.append(shop.add_order(str(number), created_at=at, modified_at=at))
        for number in range(shipped):
            at = now - timedelta(days=SHIPPED_IN * (1 - number / shipped))
            shop.world.add_shipment(orders[number % old], at=at, source="panel")
        shop.add_orders(ORDERS, first=FIRST)

    @property
    def agent(self) -> Person:
        return self.slack.person("U0AGENT")

    async def measure(self) -> Figures:
        """Do the whole job and return the figures."""
        await self.slack.start()
        await self.sendcloud.start()
        lag = asyncio.create_task(self._lag())
        try:
            self.bot.settings = settings_for(self.slack, self.sendcloud, self._ledger, port=free_port())
            await self.bot.start()
            await self.bot.ready()
            await self._plan_of_20()
            await self._run()
            self._note("peak memory (MB)", peak(self.bot.pid) / 1_048_576)
            refused = [*self.slack.refusals, *self.sendcloud.refusals]
            over = [one for one in refused if "over the limit" in one or "HTTP 429" in one]
            self._note("calls over a limit", len(over))
            self._note("other refusals", len(refused) - len(over))
            for refusal in dict.fromkeys(one.partition(", HTTP 429")[0] for one in refused):
                _say(f"  refused: {refusal[:200]}")
            self._note("exit status", await self.bot.stop())
        except (TimeoutError, RuntimeError):
            for line in self.bot.last_lines():
                _say(f"  {line}")
            raise
        finally:
            lag.cancel()
            await self.bot.kill()
            await self.slack.stop()
            await self.sendcloud.stop()
        return self.figures

    async def _plan_of_20(self) -> None:
        begun = time.monotonic()
        modal = await self._plan(" ".join(map(str, SMALL)))
        self._note("plan of 20 orders (s)", time.monotonic() - begun)
        await modal.close()

    async def _plan(self, numbers: str = "", file: bytes = b"", seconds: float = 20) -> Modal:
        await self.agent.command(f"/label {numbers}".strip())
        modal = await self.slack.until(lambda: self.agent.modal)
        if file:
            await modal.attach("Order file", "orders.csv", file)
        errors = await modal.submit()
        if errors:
            raise RuntimeError(f"the form was refused: {errors}")
        await self.slack.until(lambda: (modal.submit_text or "").startswith("Create "), seconds)
        return modal

    async def _run(self) -> None:
        calls, slack_calls, acks = len(self.sendcloud.calls), len(self.slack.calls), len(self.slack.deliveries)
        others = asyncio.create_task(self._others())
        try:
            begun = time.monotonic()
            file = "Order number\n" + "\n".join(str(number) for number in range(FIRST, FIRST + ORDERS))
            modal = await self._plan(file=file.encode(), seconds=400)
            begun = self._lap("plan (s)", begun)
            self._note("calls for the plan", len(self._own(calls)))
            await modal.submit()
            parent = await self.slack.until(lambda: next(iter(self.slack.messages("C0SHIPPING")), None), 10)
            await self._reads(parent, f"{ORDERS} of {ORDERS} labels ready", 400)
            begun = self._lap("labels (s)", begun)
            self._note("calls up to the last label", len(self._own(calls)))
            await self._documents(parent)
            self._lap("documents (s)", begun)
        finally:
            others.cancel()
            with contextlib.suppress(asyncio.CancelledError):
                await others
        own = self._own(calls)
        self._note("calls a label", len(own) / ORDERS)
        for name, count in sorted(_by_path(own).items()):
            _say(f"  {count:5d}  {name}")
        self._note("calls to Slack", len(self.slack.calls) - slack_calls)
        self._acknowledgements(acks)
        if sorted(self.sendcloud.bought) != [str(number) for number in range(FIRST, FIRST + ORDERS)]:
            raise RuntimeError("not every order was bought exactly once")

    async def _reads(self, parent: Message, words: str, seconds: float) -> None:
        await self.slack.until(lambda: words in parent.text and "Done" in parent.text, seconds)

    async def _documents(self, parent: Message) -> None:
        await self.agent.press(parent, "Get documents")

        def files() -> list[File]:
            replies = self.slack.thread(parent.channel, parent.ts)
            return [file for one in replies for file in one.files if file.name.endswith(".pdf")]

        found = await self.slack.until(files, 120)
        self._note("PDF (MB)", len(found[0].content) / 1e6)

    async def _others(self) -> None:
        """A second person types commands, opens the form and searches in it, once in a while."""
        colleague = self.slack.person("U0COLLEAGUE")
        while True:
            for command in ("/label help", f"/label status {OTHER}", "/label history 100001"):
                await colleague.command(command)
                await asyncio.sleep(PAUSE)
            await colleague.command(f"/label {OTHER}")
            with contextlib.suppress(TimeoutError):
                modal = await self.slack.until(lambda: colleague.modal, 3)
                modal.choose("Shipping", "Choose an option")
                await self.slack.until(lambda modal=modal: "Shipping option" in modal.inputs, 3)  # type: ignore[misc]
                await modal.search("Shipping option", "post")
                await asyncio.sleep(PAUSE)
                await modal.close()

    async def _lag(self) -> None:
        """Note how late this process itself is: that much of an acknowledgement's time is not the bot's."""
        worst = 0.0
        while True:
            begun = time.monotonic()
            await asyncio.sleep(0.01)
            worst = max(worst, time.monotonic() - begun - 0.01)
            self._note("longest standstill of the stand-ins (ms)", worst * 1000)

    def _acknowledgements(self, since: int) -> None:
        taken = sorted(ack.milliseconds for ack in self.slack.deliveries[since:])
        self._note("acknowledgements", len(taken))
        self._note("99 % of acknowledgements within (ms)", taken[int(len(taken) * 0.99)])
        self._note("slowest acknowledgement (ms)", taken[-1])
        slow = [ack for ack in self.slack.deliveries[since:] if ack.milliseconds > 250]
        for ack in slow:
            _say(f"  slow: {ack.what}, {ack.milliseconds:.0f} ms")

    def _own(self, since: int) -> list[Call]:
        """Return the calls of the run: not those that the second person caused."""
        return [
            call
            for call in self.sendcloud.calls[since:]
            if call.path != "/shipping-options" and not any(value.endswith(OTHER) for _, value in call.query)
        ]

    def _lap(self, name: str, begun: float) -> float:
        now = time.monotonic()
        self._note(name, now - begun)
        return now

    def _note(self, name: str, value: float) -> None:
        self.figures.values[name] = value


def _by_path(calls: list[Call]) -> dict[str, int]:
    counted: dict[str, int] = {}
    for call in calls:
        name = f"{call.method} {re.sub(r'[0-9a-f-]{36}|[0-9]+', '*', call.path)}"
        counted[name] = counted.get(name, 0) + 1
    return counted


def _say(line: str = "") -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def _table(all_figures: list[Figures]) -> None:
    names = list(dict.fromkeys(name for figures in all_figures for name in figures.values))
    names.sort(key=lambda name: name not in TARGETS)
    width = max(map(len, names))
    _say(f"{'':{width}}  {'target':>8}" + "".join(f"  {figures.title:>27}" for figures in all_figures))
    for name in names:
        most = TARGETS.get(name)
        target = "" if most is None else f"≤ {most:g}" if most else "0"
        cells = ""
        for figures in all_figures:
            value = figures.values.get(name)
            bad = value is not None and most is not None and value > most
            cells += f"  {_figure(value) + (' ✗' if bad else ''):>27}"
        _say(f"{name:{width}}  {target:>8}{cells}")


def _figure(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3g}" if value < 100 else f"{value:.0f}"


SHOPS: dict[str, Callable[[Path, str], Bench]] = {
    "1,000 orders in the shop": lambda folder, title: Bench(folder, title, in_shop=1000, shipped=0),
    "30,000 orders in the shop": lambda folder, title: Bench(folder, title, in_shop=30_000, shipped=0),
    "2,000 and 20,000 shipments": lambda folder, title: Bench(folder, title, in_shop=2000, shipped=20_000),
    "30,000 and 20,000 shipments": lambda folder, title: Bench(folder, title, in_shop=30_000, shipped=20_000),
}


async def main() -> int:
    """Measure every shop; return 1 when a target is missed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--shop", type=int, choices=range(1, len(SHOPS) + 1), help="measure this one only")
    only = parser.parse_args().shop
    chosen = [(title, make) for place, (title, make) in enumerate(SHOPS.items(), start=1) if only in (None, place)]
    measured = []
    for title, make in chosen:
        _say(f"{title}:")
        with tempfile.TemporaryDirectory(prefix="label-bot-bench-") as folder:
            measured.append(await make(Path(folder), title).measure())
    _say()
    _table(measured)
    missed = [f"{figures.title}: {name}" for figures in measured for name in figures.missed()]
    for miss in missed:
        _say(f"missed: {miss}")
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
