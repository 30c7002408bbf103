"""What a ledger of many events costs (``python -m tests.long_history --events 1000000``): starts, answers, audits.

The ledger is written by the ledger's own functions, as if runs of `ORDERS` orders had been bought one after the other,
and is kept for the next time with ``--ledger FILE``. The bot and each command are processes of their own, between the
stand-ins. Memory is the most that a process had resident.
"""

from __future__ import annotations

import argparse
import asyncio
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from bot.ledger import Database, confirmations, events, lease, messages, plans, purchases, runs, settlements, store
from bot.model import CallOutcome, Choices, Item, LineKind, Parcel, Person, PlanLine, SlackMessage
from bot.sandbox.process import BotProcess, environment, free_port, settings_for
from bot.sandbox.sendcloud import SendcloudStandIn
from bot.sandbox.slack import SlackStandIn
from tests.memory import peak

ORDERS: Final = 100
CHUNK: Final = 20
BEGUN: Final = datetime(2025, 11, 1, 8, 0, tzinfo=UTC)
BETWEEN: Final = timedelta(minutes=90)
ANNA: Final = Person("U0AGENT", "T0SANDBOX")
CHANNEL: Final = "C0SHIPPING"


def fill(db: Database, most: int) -> None:
    """Have runs of `ORDERS` orders bought, one after the other, until there are *most* events."""
    token = lease.take(db, "the past", now=BEGUN)
    assert token is not None
    number = 0
    while events.head(db)[0] < most:
        with store.writing(db):
            _one_run(db, token, number, BEGUN + number * BETWEEN)
        number += 1
        if number % 100 == 0:
            _say(f"  {events.head(db)[0]:,} events")


def _one_run(db: Database, token: int, number: int, now: datetime) -> None:
    """Write down a plan of `ORDERS` orders, its run, and a label for each."""
    plan_id, run_id = f"P-{number}", f"L-{number}"
    orders = [str(1_000_000 + number * ORDERS + place) for place in range(ORDERS)]
    lines = [
        PlanLine(
            place, order, LineKind.READY, ticked=True, order_number=order, order_id=f"shop-{order}", carrier="PostNL",
            country="NL", integration_id=70,
        )
        for place, order in enumerate(orders, start=1)
    ]  # fmt: skip
    plans.create(
        db, plan_id, by=ANNA, channel=CHANNEL, choices=Choices(integration_id=70, shop_name="Shop"), lines=lines,
        twice=(), not_understood=(), cut=False, view_id=None, now=now,
    )  # fmt: skip
    plans.checked(db, plan_id, lines, eager_feedback=False, shop_failing_since=None, checked_at=now, now=now)
    confirmations.confirm(db, plan_id, run_id, by=ANNA, now=now)
    for first in range(0, ORDERS, CHUNK):
        items = _items(db, run_id)[first : first + CHUNK]
        request = {"orders": [{"order_id": item.order_id} for item in items]}
        attempt = purchases.claim(db, run_id, items, request, token=token, send_by=now, now=now)
        assert attempt is not None
        for item in _items(db, run_id)[first : first + CHUNK]:
            parcel = Parcel(item.id, f"3S{item.id:09d}", None, ("label",))
            settlements.accept(db, item, f"shipment-{item.id}", [parcel], watch_at=now, now=now)
        for item in _items(db, run_id)[first : first + CHUNK]:
            settlements.labelled(db, item, list(item.parcels), "PostNL", now=now)
        purchases.end_attempt(db, attempt, CallOutcome.ANSWERED, 202, now=now)
    ts = f"{1_700_000_000 + number}.000100"
    messages.note(db, [SlackMessage(run_id, "parent", "thread", CHANNEL, ts, "posted", "d" * 64, now)])
    runs.shown(db, run_id, 1_000_000)
    plans.shown(db, plan_id, 1_000_000)


def _items(db: Database, run_id: str) -> list[Item]:
    run = runs.load(db, run_id)
    assert run is not None
    return list(run.items)


class Measured:
    """One ledger, one bot, one person."""

    def __init__(self, ledger: Path, folder: Path) -> None:
        self._ledger = ledger
        self._folder = folder
        self.slack = SlackStandIn()
        self.sendcloud = SendcloudStandIn()
        self.agent = self.slack.person("U0AGENT")
        self.bot = BotProcess({}, folder / "bot.log")

    async def measure(self) -> None:
        """Do everything once and say how long it took."""
        await self.slack.start()
        await self.sendcloud.start()
        try:
            self.bot.settings = settings_for(
                self.slack, self.sendcloud, self._ledger, port=free_port(), over_http=True
            )
            self.slack.request_url = f"http://127.0.0.1:{self.bot.settings['LABEL_BOT_PORT']}/slack/events"
            await self._answers()
            self._audits()
        finally:
            await self.bot.kill()
            await self.slack.stop()
            await self.sendcloud.stop()

    async def _answers(self) -> None:
        started = begun = time.monotonic()
        await self.bot.start()
        while not await self._answered("/label help"):
            self.bot.check()
            await asyncio.sleep(0.02)
        _tell("start until the first command is answered", time.monotonic() - begun)
        with store.connect(self._ledger, create=False).conn as connection:
            numbers = [row[0] for row in connection.execute("SELECT order_number FROM items WHERE id IN (1, 50)")]
        for command in ("status", "history"):
            for number in numbers:
                begun = time.monotonic()
                await self._answered(f"/label {command} {number}", seconds=60)
                _tell(f"/label {command} of an old order", time.monotonic() - begun)
        for command in ("/label runs", "/label spend 2026-01"):
            begun = time.monotonic()
            await self._answered(command, seconds=60)
            _tell(command, time.monotonic() - begun)
        await self.bot.ready(60)
        _tell("start until the bot is ready, and the bot", time.monotonic() - started, peak(self.bot.pid))
        status = await self.bot.stop()
        if status:
            raise RuntimeError(f"the bot ended with {status}")

    async def _answered(self, command: str, seconds: float = 1.0) -> bool:
        """Type a command and wait until something is answered to it; False when nothing is."""
        typed = await self.agent.command(command)
        if typed.error:
            return False
        try:
            await self.slack.until(lambda: typed.replies, seconds)
        except TimeoutError:
            return False
        return True

    def _audits(self) -> None:
        for words in (
            ("verify",),
            ("export", "--format", "csv", "--output", str(self._folder / "all.csv")),
            ("export", "--format", "json", "--output", str(self._folder / "all.json")),
            ("show", "1000001"),
            ("list",),
            ("backup", str(self._folder / "copy.db")),
        ):
            begun = time.monotonic()
            status, most = _run(["audit", *words], self.bot.settings, self._folder)
            _tell(f"audit {' '.join(words[:3])}", time.monotonic() - begun, most)
            if status:
                raise RuntimeError(f"audit {words[0]} ended with {status}")


def _run(words: Sequence[str], settings: dict[str, str], home: Path) -> tuple[int, int]:
    """Run ``label-bot`` to its end; return its exit status and the most memory (bytes) it had."""
    told = home / "peak"
    done = subprocess.run(
        [sys.executable, "-c", _AND_TELL, str(told), *words],
        env=environment(settings, home), stdout=subprocess.DEVNULL, check=False,
    )  # fmt: skip
    return done.returncode, int(told.read_text(encoding="ascii"))


_AND_TELL: Final = """
import atexit, sys
from pathlib import Path
from tests.memory import peak
told = Path(sys.argv.pop(1))
atexit.register(lambda: told.write_text(str(peak("self"))))
from bot.__main__ import main
main()
"""


def _tell(what: str, seconds: float, most: int | None = None) -> None:
    memory = "" if most is None else f"{most / 1e6:8.0f} MB"
    _say(f"  {what:44} {seconds:8.2f} s{memory}")


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


def made(path: Path, most: int) -> Path:
    """Return a ledger with at least *most* events at *path*: the one that is there, or a new one."""
    if not path.exists():
        _say(f"A ledger of {most:,} events is written; it takes some minutes for a million.")
        db = store.connect(path)
        store.prepare(db)
        db.execute("PRAGMA synchronous = OFF")
        fill(db, most)
        db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
        db.close()
    return path


async def main() -> int:
    """Make the ledger and measure."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--events", type=int, default=1_000_000)
    parser.add_argument("--ledger", type=Path, help="where the ledger is, or is to be kept")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="label-bot-history-") as folder:
        ledger = made(given.ledger or Path(folder) / "ledger.db", given.events)
        _say(f"{ledger.stat().st_size / 1e6:.0f} MB")
        await Measured(ledger, Path(folder)).measure()
    return 0


if __name__ == "__main__":
    sys.exit(asyncio.run(main()))
