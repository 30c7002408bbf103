"""The soak: run after run for as long as asked, and what it cost in memory, file descriptors and ledger.

``python -m tests.soak --minutes 60``. The bot is a process of its own with a clock that runs faster, so an hour is more
than half a day of its time. Returns 1 when memory or descriptors grow, or when something was bought twice, lost,
untold or told twice.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import logging
import random
import statistics
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Final

from aiohttp import ClientSession

from bot.sandbox.slack import Message
from tests.chaos.ground import CHANNELS, PEOPLE
from tests.chaos.judge import Judge
from tests.chaos.people import Crowd
from tests.chaos.place import Place, place_at

SPEED: Final = 15.0
ORDERS_A_RUN: Final = 40
WARM: Final = 0.3
"""The part of the time in which caches may still fill."""

IDLE: Final = 6.0
"""Seconds after which httpx has given an idle connection up; it counts five of them."""

MEGABYTE: Final = 1024 * 1024


@dataclass
class Sample:
    """The process at one moment."""

    seconds: float
    memory: int
    descriptors: int
    files: int
    orders: int
    ledger: int


@dataclass
class Soak:
    """What was measured. Bytes and seconds of real time."""

    samples: list[Sample] = field(default_factory=list)
    resting: list[int] = field(default_factory=list)
    """File descriptors when nothing is done and no idle connection is kept: after the warming up, and at the end."""
    findings: list[str] = field(default_factory=list)
    sizes: dict[str, float] = field(default_factory=dict)

    @property
    def settled(self) -> list[Sample]:
        """The samples after the warming up."""
        return [one for one in self.samples if one.seconds >= WARM * self.samples[-1].seconds]

    @property
    def memory_growth(self) -> int:
        """Bytes that the last third of the settled time takes more than its first third, at the median."""
        memory = [one.memory for one in self.settled]
        third = max(1, len(memory) // 3)
        return int(statistics.median(memory[-third:]) - statistics.median(memory[:third]))

    @property
    def descriptor_growth(self) -> int:
        """File descriptors that are held at rest at the end and were not after the warming up.

        While there is work, connections are kept open as it comes, and what is lowest of them is chance.
        """
        return self.resting[-1] - self.resting[0]

    @property
    def file_growth(self) -> int:
        """The same for those that are no sockets, from the lowest to the lowest: files, pipes and the like."""
        return _growth([one.files for one in self.settled])

    @property
    def flat(self) -> bool:
        """Whether nothing grew that must not: within what measuring cannot tell apart from standing still."""
        room = max(3 * MEGABYTE, int(0.05 * self.settled[0].memory))
        return self.memory_growth <= room and self.descriptor_growth <= 3 and self.file_growth <= 0

    def report(self) -> str:
        """Return everything in words."""
        first, last = self.settled[0], self.samples[-1]
        lines = [
            f"{last.seconds / 60:.1f} minutes at {SPEED:g} times the speed, {last.orders:,} orders",
            f"memory: {first.memory / MEGABYTE:.1f} MB after warming up, {last.memory / MEGABYTE:.1f} MB at the end, "
            f"growth at the median {self.memory_growth / MEGABYTE:+.1f} MB",
            f"file descriptors at rest: {self.resting[0]} after warming up, {self.resting[-1]} at the end, "
            f"growth {self.descriptor_growth:+d}, of those that are no sockets {self.file_growth:+d}",
            f"ledger: {last.ledger / MEGABYTE:.1f} MB, {last.ledger / max(last.orders, 1):,.0f} bytes an order, in",
            *(f"  {name}: {size:,.0f} bytes an order" for name, size in self.sizes.items()),
            *self.findings,
        ]
        return "\n".join(lines)


def _growth(counts: list[int]) -> int:
    third = max(1, len(counts) // 3)
    return min(counts[-third:]) - min(counts[:third])


def _done(place: Place, channel: str, before: int) -> Message | None:
    """Return the parent of the run that was begun when *before* messages stood in *channel*, once it is done."""
    new = place.slack.messages(channel)[before:]
    return new[0] if new and "\nDone" in new[0].plain() else None


async def soak(
    folder: Path,
    minutes: float,
    *,
    seed: int = 1,
    idle: float = IDLE,
    tell: Callable[[Sample], None] = lambda sample: None,
) -> Soak:
    """Have runs made, one after the other in each channel, for *minutes*, and return what was measured.

    *idle*: seconds of rest before descriptors are counted. *tell* is given each sample as it is taken.
    """
    result = Soak()
    started = time.monotonic()
    async with place_at(folder, speed=SPEED, seed=seed) as place:
        crowd = Crowd(place, random.Random(seed))
        numbers = iter(range(100_001, 10_000_000))

        async def work(person: str, channel: str, until: float) -> None:
            while time.monotonic() - started < until:
                wanted = [str(next(numbers)) for _ in range(ORDERS_A_RUN)]
                for number in wanted:
                    place.sendcloud.add_order(number, kind="late_failure" if number.endswith("77") else "fine")
                find = partial(_done, place, channel, len(place.slack.messages(channel)))
                await crowd.wish(place.slack.person(person), wanted, channel)
                parent = await place.until(find, limit=200)
                if parent is not None:
                    await crowd.press(parent, "Get documents")

        async def watch() -> None:
            while True:
                result.samples.append(_sample(place, time.monotonic() - started))
                tell(result.samples[-1])
                await asyncio.sleep(max(0.5, minutes * 60 / 200))

        watching = asyncio.create_task(watch())
        for share in (WARM, 1.0):
            until = share * minutes * 60
            await asyncio.gather(*(work(*pair, until) for pair in zip(PEOPLE, CHANNELS, strict=False)))
            await _rest(place, idle)
            result.resting.append(_sample(place, 0).descriptors)
        watching.cancel()
        result.samples.append(_sample(place, time.monotonic() - started))
        result.findings = Judge(place, crowd.diary).judge().sentences()
        if place.deaths:
            result.findings.append(f"the bot ended {len(place.deaths)} times")
        orders = max(result.samples[-1].orders, 1)
        result.sizes = {name: size / orders for name, size in _tables(place).items()}
    return result


async def _rest(place: Place, idle: float) -> None:
    """Return when nothing is done any more and no connection is kept for later: that is seen at the next request."""
    await place.quiet(limit=1500)
    await asyncio.sleep(idle)
    if place.bot is not None:
        async with ClientSession() as session, session.get(f"http://127.0.0.1:{place.bot.port}/readyz") as answer:
            await answer.read()


def _sample(place: Place, seconds: float) -> Sample:
    if place.bot is None:
        raise RuntimeError("there is no bot")
    process = Path(f"/proc/{place.bot.pid}")
    resident = next(
        int(line.split()[1]) * 1024
        for line in (process / "status").read_text(encoding="utf-8").splitlines()
        if line.startswith("VmRSS")
    )
    held = list(_descriptors(process / "fd"))
    counted = place.ask("SELECT count(*) FROM items")
    pages = place.ask("SELECT page_count * page_size FROM pragma_page_count(), pragma_page_size()")
    return Sample(
        seconds=seconds,
        memory=resident,
        descriptors=len(held),
        files=sum(not one.startswith("socket:") for one in held),
        orders=counted[0][0] if counted else 0,
        ledger=pages[0][0] if pages else 0,
    )


def _descriptors(folder: Path) -> Iterator[str]:
    """Return what each open file descriptor stands for; one that is closed meanwhile is left out."""
    for one in folder.iterdir():
        with contextlib.suppress(FileNotFoundError):
            yield str(one.readlink())


def _tables(place: Place) -> dict[str, float]:
    """Return how many bytes of text and numbers each table holds, without pages and indexes."""
    sizes: dict[str, float] = {}
    for (name,) in place.ask("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE '%sqlite%'"):
        columns = [row["name"] for row in place.ask(f"PRAGMA table_info({name})")]
        total = " + ".join(f"coalesce(length({column}), 0)" for column in columns)
        sizes[name] = place.ask(f"SELECT coalesce(sum({total}), 0) FROM {name}")[0][0]  # noqa: S608 (our own names)
    return dict(sorted(sizes.items(), key=lambda pair: -pair[1]))


def _progress(sample: Sample) -> None:
    sys.stderr.write(
        f"{sample.seconds / 60:6.1f} min  {sample.orders:9,} orders  {sample.memory / MEGABYTE:6.1f} MB  "
        f"{sample.descriptors:3} descriptors  {sample.ledger / MEGABYTE:6.1f} MB of ledger\n"
    )


def main() -> int:
    """Soak and tell; return 0 when nothing grew and nothing was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=60)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    logging.getLogger("aiohttp.server").setLevel(logging.CRITICAL)
    with tempfile.TemporaryDirectory(prefix="label-bot-soak-") as folder:
        result = asyncio.run(soak(Path(folder), asked.minutes, seed=asked.seed, tell=_progress))
    sys.stdout.write(result.report() + "\n")
    return 0 if result.flat and not result.findings else 1


if __name__ == "__main__":
    sys.exit(main())
