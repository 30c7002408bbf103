"""The long form: ``python -m tests.chaos --orders 10000 --faults 2000 --seed 1 --table docs/chaos.md``."""

from __future__ import annotations

import argparse
import asyncio
import itertools
import logging
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from dataclasses import dataclass, field
from pathlib import Path

from tests.chaos.copied import Copied, live_on_a_copy
from tests.chaos.judge import Verdict
from tests.chaos.storm import Tally, round_of
from tests.chaos.sweep import Outcome, every_spot, strike_in
from tests.chaos.weather import KNOWN
from tests.fuzz import long as fuzz

ORDERS_A_ROUND = 300
ZEROS = ("bought twice", "lost", "untold", "told twice")


def storm_in(folder: str, seed: int, speed: float) -> Tally:
    """Play one round from a process of its own."""
    _hush()
    return asyncio.run(round_of(Path(folder), seed, orders=ORDERS_A_ROUND, speed=speed))


def copy_in(folder: str, seed: int, speed: float) -> Copied:
    """Live on a copied ledger, in a process of its own."""
    _hush()
    return asyncio.run(live_on_a_copy(Path(folder), seed, speed=speed))


def _hush() -> None:
    """Connections that break are what this is about; the stand-ins need not report each."""
    for name in ("aiohttp.server", "asyncio"):
        logging.getLogger(name).setLevel(logging.CRITICAL)


@dataclass
class Book:
    """Everything that was counted."""

    rounds: int = 0
    sockets: int = 0
    kills: int = 0
    orders: int = 0
    spots: int = 0
    not_reached: int = 0
    faults: Counter[str] = field(default_factory=Counter)
    zeros: Counter[str] = field(default_factory=Counter)
    findings: list[str] = field(default_factory=list)
    spoilt: str = fuzz.WHY_NOT

    def answers(self, played: int, found: list[str]) -> None:
        """Add runs with spoilt answers: *played* in all, and a sentence for each promise that was broken."""
        self.zeros["lost"] += len(found)
        self.findings += [f"spoilt answers: {one[:2000]}" for one in found]
        self.spoilt = (
            f"Besides, {played:,} runs met answers made from Sendcloud's published schemas, and broken ones, each in a "
            f"bot of its own; {len(found)} of them broke a promise."
        )

    def storm(self, tally: Tally) -> None:
        """Add one round of the storm."""
        self.rounds += 1
        self.sockets += tally.socket
        self.kills += tally.kills
        self.orders += tally.orders
        self.faults += tally.faults
        self._found(f"seed {tally.seed}", tally.verdict, restful=tally.restful)

    def sweep(self, outcome: Outcome) -> None:
        """Add one point of the sweep."""
        self.rounds += 1
        self.orders += outcome.verdict.orders
        self.spots += outcome.struck
        self.kills += outcome.struck
        self.not_reached += not outcome.struck
        if outcome.struck:
            self.faults[f"killed {outcome.spot.moment} a point named ({outcome.spot.where})"] += 1
        self._found(str(outcome.spot), outcome.verdict, restful=outcome.restful)

    def copy(self, seed: int, copied: Copied) -> None:
        """Add one ledger that was copied."""
        self.rounds += 1
        self.kills += 1
        self.orders += copied.verdict.orders
        self.faults["the ledger was copied as a file and started elsewhere"] += 1
        self._found(f"copy {seed}", copied.verdict, restful=copied.restful)

    def _found(self, where: str, verdict: Verdict, *, restful: bool) -> None:
        self.zeros["bought twice"] += len(verdict.bought_twice)
        self.zeros["lost"] += len(verdict.lost) + len(verdict.broken) + (not restful)
        self.zeros["untold"] += len(verdict.untold)
        self.zeros["told twice"] += len(verdict.told_twice)
        self.findings += [f"{where}: {sentence}" for sentence in verdict.sentences()]
        if not restful:
            self.findings.append(f"{where}: lost: it never came to rest")

    @property
    def clean(self) -> bool:
        """Whether all that must be zero is zero."""
        return not any(self.zeros.values())

    def table(self, seed: int, seconds: float, speed: float) -> str:
        """Return everything as Markdown."""
        head = ("rounds", "kills", "faults", "orders", *ZEROS)
        faults = sum(self.faults.values())
        values = (self.rounds, self.kills, faults, self.orders, *(self.zeros[name] for name in ZEROS))
        lines = [
            "# The crash suite, long form",
            "",
            f"`make chaos`: seed {seed}, {seconds / 60:.0f} minutes, time up to {speed:g} times as fast as a clock's.",
            f"{self.spots} points of the fault-point sweep were struck, each by name; {self.not_reached} were not "
            f"reached the second time. {self.sockets} of the storm's rounds spoke Socket Mode, the others HTTP.",
            self.spoilt,
            "",
            f"| {' | '.join(head)} |",
            f"|{'---:|' * len(head)}",
            f"| {' | '.join(f'{value:,}' for value in values)} |",
            "",
            "| fault | times |",
            "|:---|---:|",
            *(f"| {what} | {self.faults[what]:,} |" for what in sorted(KNOWN | self.faults.keys())),
        ]
        if self.findings:
            lines += ["", "## Findings", "", *(f"- {finding}" for finding in self.findings)]
        return "\n".join(lines) + "\n"


def main() -> int:
    """Storm and sweep until there were enough orders and faults; return 0 only when all that must be zero is zero."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos", description=__doc__)
    parser.add_argument("--orders", type=int, default=10_000)
    parser.add_argument("--faults", type=int, default=2_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--table", type=Path, help="where the table goes, besides the screen")
    parser.add_argument("--workers", type=int, default=4, help="worlds at once; they wait more than they work")
    parser.add_argument("--speed", type=float, default=15.0, help="how much faster the clocks of the storm run")
    parser.add_argument("--no-sweep", action="store_true")
    parser.add_argument("--copies", type=int, default=10, help="ledgers that are copied and started elsewhere")
    parser.add_argument("--answers", type=int, default=800, help="runs with spoilt answers")
    parser.add_argument("--folder", type=Path, help="where ledgers and logs of rounds with findings stay")
    asked = parser.parse_args()
    folder = asked.folder or Path(tempfile.mkdtemp(prefix="label-bot-chaos-"))
    started = time.monotonic()
    book = Book()
    with ProcessPoolExecutor(asked.workers) as pool:
        if not asked.no_sweep:
            _sweep(pool, folder, asked.seed, book)
        _copies(pool, folder, asked, book)
        _storm(pool, folder, asked, book)
        _answers(pool, asked, book)
    table = book.table(asked.seed, time.monotonic() - started, asked.speed)
    sys.stdout.write(table)
    if asked.table:
        asked.table.parent.mkdir(parents=True, exist_ok=True)
        asked.table.write_text(table, encoding="utf-8")
    if book.clean:
        shutil.rmtree(folder, ignore_errors=True)
    return 0 if book.clean else 1


def _sweep(pool: ProcessPoolExecutor, folder: Path, seed: int, book: Book) -> None:
    _hush()
    spots = asyncio.run(every_spot(folder / "sweep", random.Random(seed)))
    places = [folder / f"point-{number}" for number in range(len(spots))]
    for outcome, place in zip(pool.map(strike_in, map(str, places), spots), places, strict=True):
        book.sweep(outcome)
        _tidy(place, outcome.verdict, str(outcome.spot))


def _copies(pool: ProcessPoolExecutor, folder: Path, asked: argparse.Namespace, book: Book) -> None:
    seeds = range(asked.seed, asked.seed + asked.copies)
    places = [folder / f"copy-{seed}" for seed in seeds]
    found = pool.map(copy_in, map(str, places), seeds, itertools.repeat(asked.speed))
    for seed, place, copied in zip(seeds, places, found, strict=True):
        book.copy(seed, copied)
        _tidy(place, copied.verdict, f"copy {seed}")


def _storm(pool: ProcessPoolExecutor, folder: Path, asked: argparse.Namespace, book: Book) -> None:
    seeds: Iterator[int] = iter(range(asked.seed, asked.seed + 100_000))
    running: dict[Future[Tally], Path] = {}
    while running or _wants_more(asked, book):
        while len(running) < asked.workers and _wants_more(asked, book):
            one = next(seeds)
            place = folder / f"seed-{one}"
            running[pool.submit(storm_in, str(place), one, asked.speed)] = place
        done, _ = wait(running, return_when=FIRST_COMPLETED)
        for future in done:
            place, tally = running.pop(future), future.result()
            book.storm(tally)
            _tidy(place, tally.verdict, f"seed {tally.seed}, {book.orders:,} orders so far")


def _answers(pool: ProcessPoolExecutor, asked: argparse.Namespace, book: Book) -> None:
    each = asked.answers // 16
    if not each:
        book.spoilt = "No answer was spoilt: they were left out."
    elif fuzz.can_play():
        seeds = range(asked.seed, asked.seed + 8)
        found = itertools.chain.from_iterable(pool.map(fuzz.findings, seeds, itertools.repeat(each)))
        book.answers(2 * each * len(seeds), list(found))


def _wants_more(asked: argparse.Namespace, book: Book) -> bool:
    return bool(book.orders < asked.orders or sum(book.faults.values()) < asked.faults)


def _tidy(place: Path, verdict: Verdict, what: str) -> None:
    """Say how it went; what is clean leaves nothing behind."""
    if verdict.clean:
        shutil.rmtree(place, ignore_errors=True)
    else:
        sys.stderr.write(f"{what}: {'; '.join(verdict.sentences()[:3])} (kept in {place})\n")


if __name__ == "__main__":
    sys.exit(main())
