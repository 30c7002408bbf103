"""The fault-point sweep: days in the life of a bot, lived again for every point at which it can be struck."""

from __future__ import annotations

import asyncio
import random
import shutil
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from bot.sandbox.sendcloud import CallLevelError, DropRow, Empty429, Hang, ResetAfter, ResetBefore
from tests.chaos.judge import Judge, Verdict
from tests.chaos.meddling import PURCHASE, Point
from tests.chaos.people import Crowd, Wish
from tests.chaos.place import Place, place_at
from tests.chaos.processes import Starter
from tests.chaos.storm import write_protocol

SPEED: Final = 30.0
_PATIENCE: Final = 1000.0
"""Seconds in which nothing moves before a story is taken to stand still."""


@dataclass(frozen=True)
class Spot:
    """Where a bot is struck: in which story, at what (`sql`, `sendcloud`, `slack`), before or after, which time."""

    story: str
    where: str
    name: str
    moment: str
    nth: int = 1

    def __str__(self) -> str:
        return f"{self.story}: {self.moment} {self.where} {self.name} ({self.nth})"


@dataclass
class Outcome:
    """What striking at one spot came to; *struck* is False when the story never came there."""

    spot: Spot
    struck: bool
    restful: bool
    verdict: Verdict


# The stories


async def buying(place: Place, crowd: Crowd) -> None:
    """Labels, a refusal, a late failure, a retry, and the documents."""
    kinds = ("fine", "fine", "bad_address", "late_failure", "multicollo", "non_eu")
    for offset, kind in enumerate(kinds):
        place.sendcloud.add_order(str(1001 + offset), kind=kind)
    await _wish(place, crowd, "U0AGENT", "1001 1002 1003 1004 1005 1006")
    await _insist(place, crowd, "Retry")
    await _documents(place, crowd)


async def doubting(place: Place, crowd: Crowd) -> None:
    """Outcomes that nobody knows: adopted, asked for again by itself, and decided by a person."""
    for number in range(1001, 1006):
        place.sendcloud.add_order(str(number))
    place.sendcloud_faults.next("POST", PURCHASE, DropRow(0, acted=False))
    await _wish(place, crowd, "U0AGENT", "1001 1002")
    place.sendcloud_faults.next("POST", PURCHASE, ResetAfter())
    await _wish(place, crowd, "U0COLLEAGUE", "1003 1004")
    place.sendcloud_faults.next("POST", PURCHASE, ResetBefore())
    await _wish(place, crowd, "U0LEAD", "1005")
    place.sendcloud_faults.clear()
    await _insist(place, crowd, "Look again")
    await _insist(place, crowd, "Buy again")


async def stopping(place: Place, crowd: Crowd) -> None:
    """A run that is stopped and goes on, is asked to wait, is refused payment, and goes on."""
    for number in range(1001, 1046):
        place.sendcloud.add_order(str(number))
    place.sendcloud_faults.next("POST", PURCHASE, Hang(4 / place.speed))
    wish = await crowd.wish(place.slack.person("U0AGENT"), [str(number) for number in range(1001, 1046)], "C0SHIPPING")
    await _press_on(place, crowd, wish, "Stop")
    place.sendcloud_faults.next("POST", PURCHASE, Empty429("3"))
    place.sendcloud_faults.next("POST", PURCHASE, CallLevelError(402, "no_valid_payment_method"))
    await _insist(place, crowd, "Continue")
    await _insist(place, crowd, "Continue")
    place.sendcloud_faults.clear()


async def cancelling(place: Place, crowd: Crowd) -> None:
    """Labels that nobody wants any more: gone at once, later, not at all; and orders that are bought again."""
    for number, how in (("1001", "cancelled"), ("1002", "late"), ("1003", "carrier_refuses"), ("1004", "refused")):
        place.sendcloud.add_order(number, cancel_answer=how)
    await _wish(place, crowd, "U0AGENT", "1001 1002 1003 1004")
    for made in place.sendcloud.purchases_of("1004"):
        made.forced_status = "PICKED_UP_BY_DRIVER"
    for _ in range(3):
        for parent in crowd.parents():
            if not crowd.diary.cancelled and "Cancel labels" in parent.buttons():
                await crowd.cancel(parent)
        await place.quiet(limit=_PATIENCE)
    await _wish(place, crowd, "U0COLLEAGUE", "1001 1002")


async def fixing(place: Place, crowd: Crowd) -> None:
    """Orders that are refused for what somebody then puts right, as often as it takes."""
    for number, kind in (("1001", "fine"), ("1002", "bad_address"), ("1003", "no_phone")):
        place.sendcloud.add_order(number, kind=kind)
    await _wish(place, crowd, "U0AGENT", "1001 1002 1003")
    for _ in range(3):
        for parent in crowd.parents():
            await crowd.fix(parent)
        await place.quiet(limit=_PATIENCE)


STORIES: Final[dict[str, Callable[[Place, Crowd], Awaitable[None]]]] = {
    "buying": buying,
    "doubting": doubting,
    "stopping": stopping,
    "cancelling": cancelling,
    "fixing": fixing,
}


async def _wish(place: Place, crowd: Crowd, person: str, numbers: str) -> None:
    await crowd.wish(place.slack.person(person), numbers.split(), "C0SHIPPING")
    await place.quiet(limit=_PATIENCE)


async def _press_on(place: Place, crowd: Crowd, wish: Wish, word: str) -> None:
    parent = await place.until(lambda: next(iter(crowd.parents()), None), limit=60)
    if parent is not None and wish.confirmed:
        await crowd.press(parent, word)
        await place.quiet(limit=_PATIENCE)


async def _insist(place: Place, crowd: Crowd, word: str) -> None:
    """Press a button wherever it is; once more where the press was lost."""
    pressed: Counter[str] = Counter()
    for _ in range(2):
        for parent in crowd.parents():
            full = next((one for one in parent.buttons() if one.startswith(word)), None)
            if full is not None and not pressed[parent.ts]:
                deaths = len(place.deaths)
                await crowd.press(parent, full)
                pressed[parent.ts] += len(place.deaths) == deaths
        await place.quiet(limit=_PATIENCE)


async def _documents(place: Place, crowd: Crowd) -> None:
    for _ in range(3):
        for parent in crowd.parents():
            await crowd.press(parent, "Get documents")
        await place.quiet(limit=_PATIENCE)
        if any(reply.files for parent in crowd.parents() for reply in place.slack.thread(parent.channel, parent.ts)):
            return


# Playing them


async def every_spot(folder: Path, rng: random.Random) -> list[Spot]:
    """Return every point there is, by name, before and after: at its first time, and at a time and in a story drawn."""
    found: list[Spot] = []
    counted = {story: await names_of(folder / story, story) for story in STORIES}
    for where, name in sorted({point for names in counted.values() for point in names}):
        stories = [story for story in STORIES if counted[story][where, name]]
        drawn = rng.choice(stories)
        times = {(stories[0], 1), (drawn, rng.randint(1, counted[drawn][where, name]))}
        found += [
            Spot(story, where, name, moment, nth) for moment in ("before", "after") for story, nth in sorted(times)
        ]
    return found


async def names_of(folder: Path, story: str) -> Counter[tuple[str, str]]:
    """Live a story undisturbed and count what can be struck in it, as pairs of where and name."""
    record = folder / "names.txt"
    shutil.rmtree(folder, ignore_errors=True)
    async with place_at(folder, speed=SPEED, first={"record": str(record)}) as place:
        await STORIES[story](place, Crowd(place, random.Random(1)))
        await place.quiet(limit=_PATIENCE)
        seen: Counter[tuple[str, str]] = Counter()
        for name in record.read_text(encoding="utf-8").splitlines():
            seen["sql", name] += 1
        for where, names in (("sendcloud", place.sendcloud_faults.seen), ("slack", place.slack_faults.seen)):
            seen.update({(where, name): count for name, count in names.items()})
    return seen


async def strike(folder: Path, spot: Spot, *, starter: Starter | None = None) -> Outcome:
    """Live a story, kill the bot at *spot*, start it again, and have everything judged."""
    shutil.rmtree(folder, ignore_errors=True)
    first: dict[str, Any] = {}
    if spot.where == "sql":
        first = {"point": f"{spot.moment} {spot.name}", "nth": spot.nth}

    def arm(place: Place) -> None:
        point = Point(spot.name, spot.nth, spot.moment == "after", place.kill_newest)
        if spot.where == "sendcloud":
            place.sendcloud_faults.point = point
        elif spot.where == "slack":
            place.slack_faults.point = point

    async with place_at(folder, speed=SPEED, first=first, arm=arm, starter=starter) as place:
        crowd = Crowd(place, random.Random(1))
        await STORIES[spot.story](place, crowd)
        restful = await place.quiet(limit=_PATIENCE)
        await crowd.tidy_up()
        restful = await place.quiet(limit=_PATIENCE)
        verdict = Judge(place, crowd.diary).judge()
        if not verdict.clean:
            write_protocol(place, folder / "calls.txt")
        return Outcome(spot, bool(place.deaths), restful, verdict)


def strike_in(folder: str, spot: Spot) -> Outcome:
    """Do the same from a process of its own."""
    return asyncio.run(strike(Path(folder), spot))
