"""How soon a plan of 10,000 orders stands, turns its pages and takes a tick: ``python -m tests.bench_plan``.

The real bot runs as a process of its own between the stand-ins, by the real clock. Slack and Sendcloud answer at once,
so what is measured is the bot's own time. From the moment at which the check is in the ledger, the plan should stand
within a second, and a page within half a second of the click.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import sqlite3
import sys
import tempfile
import time
from pathlib import Path

from bot.sandbox.process import BotProcess, free_port, settings_for
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import Modal, SlackStandIn
from tests.plan.kit import toggle

PLAN_WITHIN = 1.0
PAGE_WITHIN = 0.5
"""Seconds."""

TURNS = 20
READS = 0.6
"""Seconds that somebody looks at a page; the bot draws a window twice a second at most."""


async def measure(folder: Path, orders: int) -> dict[str, float]:
    """Return how long each thing took, in seconds; of pages and ticks the slowest."""
    slack, sendcloud = SlackStandIn(), SendcloudStandIn()
    ledger = folder / "ledger.db"
    bot = BotProcess({}, folder / "bot.log")
    numbers = [order.order_number for order in sendcloud.add_orders(orders, first=100_001)]
    await slack.start()
    await sendcloud.start()
    try:
        bot.settings = settings_for(slack, sendcloud, ledger, port=free_port())
        await bot.start()
        await bot.ready()
        agent = slack.person("U0AGENT")
        await agent.command("/label")
        modal = await slack.until(lambda: agent.modal)
        await modal.attach("Order file", "orders.csv", "\n".join(["Order number", *numbers]).encode())
        begun = time.monotonic()
        if errors := await modal.submit():
            raise RuntimeError(f"the form was refused: {errors}")
        await slack.until(lambda: _checked(ledger), 600)
        found = {"check": time.monotonic() - begun}
        begun = time.monotonic()
        await slack.until(lambda: modal.submit_text == f"Create {orders} labels", 60)
        found["plan after its check"] = time.monotonic() - begun
        await agent.press(modal, "Show all")
        await slack.until(lambda: "page 1 of" in modal.plain(), 60)
        found["page"] = max([await _turn(slack, modal, page) for page in range(2, TURNS + 2)])
        found["tick"] = max([await _tick(slack, modal, orders - n, numbers[TURNS * 40 + n]) for n in range(1, 6)])
        return found
    finally:
        await bot.kill()
        await slack.stop()
        await sendcloud.stop()


async def _turn(slack: SlackStandIn, modal: Modal, page: int) -> float:
    await asyncio.sleep(READS)
    begun = time.monotonic()
    await slack.person("U0AGENT").press(modal, "Next")
    await slack.until(lambda: f"page {page} of" in modal.plain(), 60)
    return time.monotonic() - begun


async def _tick(slack: SlackStandIn, modal: Modal, left: int, number: str) -> float:
    await asyncio.sleep(READS)
    begun = time.monotonic()
    await toggle(slack.person("U0AGENT"), modal, number)
    await slack.until(lambda: modal.submit_text == f"Create {left} labels", 60)
    return time.monotonic() - begun


def _checked(ledger: Path) -> bool:
    with contextlib.closing(sqlite3.connect(f"file:{ledger}?mode=ro", uri=True)) as db:
        return db.execute("SELECT 1 FROM plans WHERE state = 'ready'").fetchone() is not None


async def main() -> int:
    """Print the figures; return 1 when a plan or a page takes too long."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000, help="at least 1,000")
    with tempfile.TemporaryDirectory(prefix="label-bot-bench-") as folder:
        found = await measure(Path(folder), parser.parse_args().orders)
    most = {"plan after its check": PLAN_WITHIN, "page": PAGE_WITHIN, "tick": PAGE_WITHIN}
    for name, seconds in found.items():
        limit = f" (at most {most[name]:g} s)" if name in most else ""
        sys.stdout.write(f"{name}: {seconds:.2f} s{limit}\n")
    return int(any(found[name] > limit for name, limit in most.items()))


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
