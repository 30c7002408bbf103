"""How long a run takes beside what Sendcloud's limits allow (``python -m tests.bench_told``), by the hand clock.

The real bot, its client and its ledger between the stand-ins. Time goes by only where the bot or Sendcloud waits, so
that a busy machine measures the same. A look-up takes 150 ms, a purchase as long as the table says, the carrier 2 s.

*Floor*: the place of the last call in windows of 100 a minute and 15 a second, its answer, and the carrier's 2 s.
*Told*: from the press on **Create** until the parent says Done. Calls: from the plan to the PDF, by what they are.
"""

from __future__ import annotations

import argparse
import asyncio
import logging
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Final

from bot.model import CHUNK
from bot.sandbox.sendcloud import Call
from bot.sandbox.slack import File, Message, Modal
from tests.watched_loop import WatchedLoop
from tests.world import PURCHASE, World, world_at

LOOK_UP: Final = 0.15
CARRIER: Final = 2.0
FIRST: Final = 100_001
"""The number of the first order of a run."""

SIZES: Final = (100, 1000, 5000)
PURCHASES: Final = (0.2, 1.0, 5.0)

IN_SHOP, SHIPPED, DAYS = 30_000, 20_000, 100
"""Orders in the shop, those of the run among them, and how many of them were shipped, the oldest first, over so many
days."""


def floor(orders: int, seconds: float) -> float:
    """Return in how many seconds labels can be made at best where a purchase of 20 takes *seconds*."""
    last = -(-orders // CHUNK) - 1
    return last // 100 * 60 + last % 100 // 15 + seconds + CARRIER


@dataclass(frozen=True)
class Measured:
    """One run. Times in seconds of the clock."""

    orders: int
    seconds: float
    told: float
    calls: Counter[str]
    most_in_flight: int
    refused: int

    def row(self) -> str:
        """Return it as a row of the table."""
        least = floor(self.orders, self.seconds)
        cells = (
            f"{self.orders:,}", f"{self.seconds:g} s", f"{least:.1f} s", f"{self.told:.1f} s",
            f"{self.told / least:.2f}", f"{self.calls.total() / self.orders:.3f}", f"{self.most_in_flight}",
            f"{self.refused}",
        )  # fmt: skip
        return f"| {' | '.join(cells)} |"


HEAD: Final = (
    "| orders | purchase | floor | told | told / floor | calls a label | most in flight | refused |\n"
    "|---:|---:|---:|---:|---:|---:|---:|---:|"
)


class Bench:
    """One run in a shop of its own."""

    def __init__(self, world: World, orders: int, seconds: float, *, in_shop: int, shipped: int) -> None:
        self._world = world
        self._orders = orders
        self._seconds = seconds
        self._in_shop, self._shipped = in_shop, shipped
        self._in_flight = self._most = 0

    async def measure(self) -> Measured:
        """Do the whole job."""
        world = self._world
        world.sendcloud.announce_after = CARRIER
        # The account's last call was clear: a shop has bought before.
        world.sendcloud.add_order("1")
        await world.done(await world.run(world.agent, "1"))
        await world.stop_bot()
        await world.start_bot()
        self._fill()
        world.sendcloud.on_call = self._take_time
        before = len(world.sendcloud.calls)
        modal = await self._plan()
        begun = world.clock.now()
        parent = await world.confirm(world.agent, modal)
        while "Done" not in parent.plain():
            # In steps that stay small: a look-up takes three of them.
            await world.clock.run_for(0.25, step=0.05)
        told = (world.clock.now() - begun).total_seconds()
        await self._documents(parent)
        asked = Counter(map(_name, world.sendcloud.calls[before:]))
        if len(world.sendcloud.bought) != self._orders + 1:
            raise RuntimeError("not every order was bought exactly once")
        return Measured(self._orders, self._seconds, told, asked, self._most, len(world.sendcloud.refusals))

    def _fill(self) -> None:
        """Have the shop hold orders of the last days, most of them shipped, and those of the run."""
        shop, old = self._world.sendcloud, self._in_shop - self._orders
        for place in range(old):
            at = shop.now() - timedelta(days=DAYS * (old - place) / old)
            order = shop.add_order(str(FIRST - old + place), created_at=at, modified_at=at)
            if place < self._shipped:
                shop.world.add_shipment(order, at=at + timedelta(hours=4), source="panel")
        shop.add_orders(self._orders, first=FIRST)

    async def _take_time(self, method: str, path: str) -> None:
        if path != PURCHASE:
            await self._world.clock.sleep(LOOK_UP)
            return
        self._in_flight += 1
        self._most = max(self._most, self._in_flight)
        try:
            await self._world.clock.sleep(self._seconds)
        finally:
            self._in_flight -= 1

    async def _plan(self) -> Modal:
        world = self._world
        form = await world.form(world.agent)
        numbers = "\n".join(str(number) for number in range(FIRST, FIRST + self._orders))
        await form.attach("Order file", "orders.csv", f"Order number\n{numbers}\n".encode())
        if errors := await form.submit():
            raise RuntimeError(f"the form was refused: {errors}")
        modal = await world.checked(world.agent)
        await world.until(lambda: (modal.submit_text or "").startswith("Create") or None, limit=600)
        return modal

    async def _documents(self, parent: Message) -> None:
        world = self._world
        where = (parent.channel, parent.ts)
        await world.press(world.agent, parent, "Get documents")

        def pdfs() -> list[File]:
            files = (file for one in world.slack.thread(*where) for file in one.files)
            return [file for file in files if file.name.endswith(".pdf")]

        await world.until(pdfs, limit=600)


def _name(call: Call) -> str:
    """Return what a call asks, without what it asks about."""
    parts = ("*" if any(sign.isdigit() for sign in part) else part for part in call.path.split("/"))
    by = next((f"?{name}" for name, _ in call.query if name in ("shipment_uuids", "updated_after", "order_number")), "")
    return f"{call.method} {'/'.join(parts)}{by}"


async def measure(orders: int, seconds: float, *, in_shop: int, shipped: int) -> Measured:
    """Measure one run in a folder of its own."""
    with tempfile.TemporaryDirectory(prefix="label-bot-bench-") as folder:
        async with world_at(Path(folder)) as world:
            return await Bench(world, orders, seconds, in_shop=in_shop, shipped=shipped).measure()


def main() -> int:
    """Print the table; return 1 when something was refused."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench_told", description=__doc__)
    parser.add_argument("--orders", type=int, action="append", help="a size of the run; can be given again")
    parser.add_argument("--seconds", type=float, action="append", help="what a purchase takes; can be given again")
    parser.add_argument("--in-shop", type=int, default=IN_SHOP, help="orders in the shop, those of the run among them")
    parser.add_argument("--shipped", type=int, default=SHIPPED, help="shipments in the shop")
    parser.add_argument("--calls", action="store_true", help="tell which calls there were")
    asked = parser.parse_args()
    logging.disable(logging.CRITICAL)
    sys.stdout.write(f"{HEAD}\n")
    refused = 0
    for orders in asked.orders or SIZES:
        for seconds in asked.seconds or PURCHASES:
            with asyncio.Runner(loop_factory=WatchedLoop) as runner:
                in_shop = max(asked.in_shop, orders)
                measured = runner.run(measure(orders, seconds, in_shop=in_shop, shipped=asked.shipped))
            refused += measured.refused
            sys.stdout.write(f"{measured.row()}\n")
            if asked.calls:
                sys.stdout.writelines(f"{count:6d}  {name}\n" for name, count in measured.calls.most_common())
            sys.stdout.flush()
    return 1 if refused else 0


if __name__ == "__main__":
    sys.exit(main())
