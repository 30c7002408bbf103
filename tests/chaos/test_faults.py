"""Every fault of Sendcloud, of Slack and of the machine, named for what a person would notice of it."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from bot.sandbox.sendcloud import faults as sendcloud
from bot.sandbox.slack import faults as slack
from tests.chaos.judge import Judge
from tests.chaos.meddling import PURCHASE
from tests.chaos.people import Crowd
from tests.chaos.place import Place
from tests.chaos.processes import Starter

pytestmark = pytest.mark.timeout(300)

SPEED: Final = 10.0
"""All live side by side, and most of their time is waiting: slow enough that a busy machine is no fault of its own."""

NUMBERS: Final = ("1001", "1002", "1003")

Spoil = Callable[[Place, Crowd], Awaitable[None]]


@dataclass
class Seen:
    """What can be seen when everything is at rest."""

    states: Counter[str] = field(default_factory=Counter)
    bought: Counter[str] = field(default_factory=Counter)
    text: str = ""
    files: int = 0
    findings: list[str] = field(default_factory=list)
    events: list[str] = field(default_factory=list)


def at_purchase(fault: sendcloud.Fault) -> Spoil:
    """The first purchase meets *fault*."""

    async def spoil(place: Place, crowd: Crowd) -> None:
        place.sendcloud_faults.next("POST", PURCHASE, fault)
        await whole_job(place, crowd)

    return spoil


def at_lookups(fault: sendcloud.Fault) -> Spoil:
    """Some look-ups meet *fault*, before the purchase and after it."""

    async def spoil(place: Place, crowd: Crowd) -> None:
        place.sendcloud_faults.next("GET", "/orders", fault, times=2)
        place.sendcloud_faults.next("GET", "/shipments", fault, times=2)
        await whole_job(place, crowd)

    return spoil


def at_slack(fault: slack.Fault) -> Spoil:
    """Each first call of every method that tells something meets *fault*."""

    async def spoil(place: Place, crowd: Crowd) -> None:
        for method in ("chat.postMessage", "chat.update", "files.completeUploadExternal"):
            place.slack_faults.next(method, fault, times=2)
        await whole_job(place, crowd)

    return spoil


async def whole_job(place: Place, crowd: Crowd) -> None:
    """Three labels and their documents."""
    await crowd.wish(place.slack.person("U0AGENT"), NUMBERS, "C0SHIPPING")
    await place.quiet(limit=1500)
    for parent in crowd.parents():
        if "Get documents" in parent.buttons():
            await crowd.press(parent, "Get documents")
    await place.quiet(limit=1500)


async def late_502(place: Place, crowd: Crowd) -> None:
    """A proxy gives up, and what is behind it carries the purchase out half a minute later."""
    place.sendcloud_faults.next("POST", PURCHASE, sendcloud.Html502())

    async def carry_out() -> None:
        call = await place.until(lambda: next(iter(place.sendcloud.calls_to("POST", PURCHASE)), None), limit=60)
        await place.clock.sleep(30)
        if call is not None:
            await place.send_to_sendcloud(PURCHASE, call.raw_request)

    late = asyncio.create_task(carry_out())
    await whole_job(place, crowd)
    await late


async def clicks_twice(place: Place, crowd: Crowd) -> None:
    """Every click is delivered twice."""
    place.slack.deliver_twice(50)
    await whole_job(place, crowd)


async def two_people(place: Place, crowd: Crowd) -> None:
    """Two people want the same three labels at the same time."""
    await asyncio.gather(
        *(crowd.wish(place.slack.person(one), NUMBERS, "C0SHIPPING", twice=True) for one in ("U0AGENT", "U0COLLEAGUE"))
    )
    await place.quiet(limit=1500)


async def disk_is_full(place: Place, crowd: Crowd) -> None:
    """The disk fills up while Sendcloud is being asked, and has room again half a minute later."""
    place.sendcloud_faults.next("POST", PURCHASE, sendcloud.Hang(6 / SPEED, after=True))
    wishing = asyncio.create_task(crowd.wish(place.slack.person("U0AGENT"), NUMBERS, "C0SHIPPING"))
    await place.until(lambda: place.sendcloud.calls_to("POST", PURCHASE), limit=1000)
    if place.bot is not None:
        place.bot.fill_the_disk()
        await place.clock.sleep(30)
        place.bot.empty_the_disk()
    await wishing
    await place.quiet(limit=1500)


async def ledger_is_locked(place: Place, crowd: Crowd) -> None:
    """Somebody else holds the ledger for longer than SQLite waits, while Sendcloud is being asked."""
    place.sendcloud_faults.next("POST", PURCHASE, sendcloud.Hang(6 / SPEED, after=True))
    wishing = asyncio.create_task(crowd.wish(place.slack.person("U0AGENT"), NUMBERS, "C0SHIPPING"))
    await place.until(lambda: place.sendcloud.calls_to("POST", PURCHASE), limit=1000)
    with contextlib.closing(sqlite3.connect(place.database, timeout=5, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        await asyncio.sleep(5.5)
        other.execute("ROLLBACK")
    await wishing
    await place.quiet(limit=1500)


FAULTS: Final[dict[str, Spoil]] = {
    "reset before": at_purchase(sendcloud.ResetBefore()),
    "reset after": at_purchase(sendcloud.ResetAfter()),
    "hang, then act": at_purchase(sendcloud.Hang(75 / SPEED)),
    "act, then hang": at_purchase(sendcloud.Hang(75 / SPEED, after=True)),
    "act late": at_purchase(sendcloud.LateAct(100)),
    "500": at_purchase(sendcloud.Respond(500, b"<html>no</html>", {"Content-Type": "text/html"})),
    "502 before": at_purchase(sendcloud.Html502()),
    "502 after": at_purchase(sendcloud.Html502(after=True)),
    "502, act late": late_502,
    "garbage": at_purchase(sendcloud.Garbage()),
    "429": at_purchase(sendcloud.Empty429()),
    "errors only": at_purchase(sendcloud.ErrorsOnly202()),
    "row missing, made": at_purchase(sendcloud.DropRow(1)),
    "row missing, not made": at_purchase(sendcloud.DropRow(1, acted=False)),
    "extra row": at_purchase(sendcloud.ExtraRow()),
    "look-up reset": at_lookups(sendcloud.ResetBefore()),
    "look-up 502": at_lookups(sendcloud.Html502()),
    "look-up garbage": at_lookups(sendcloud.Garbage()),
    "look-up 429": at_lookups(sendcloud.Empty429("2")),
    "Slack 429": at_slack(slack.RateLimited(2)),
    "Slack 500": at_slack(slack.ServerError(500)),
    "Slack internal_error": at_slack(slack.InternalErrorIn200()),
    "Slack stored, cut off": at_slack(slack.StoreThenTimeout(drop=True)),
    "Slack stored, silent": at_slack(slack.StoreThenTimeout()),
    "clicks twice": clicks_twice,
    "two people": two_people,
    "disk full": disk_is_full,
    "ledger locked": ledger_is_locked,
}


async def live_through(folder: Path, starter: Starter, spoil: Spoil) -> Seen:
    """Live through one fault in a place of its own."""
    folder.mkdir(parents=True)
    place = Place(folder, starter, speed=SPEED, seed=1)
    crowd = Crowd(place, random.Random(1))
    for number in NUMBERS:
        place.sendcloud.add_order(number)
    seen = Seen()
    try:
        await place.open()
        await spoil(place, crowd)
        seen.states = Counter(row["state"] for row in place.ask("SELECT state FROM items"))
        seen.bought = Counter(place.sendcloud.bought)
        seen.events = [row["kind"] for row in place.ask("SELECT kind FROM events")]
        seen.findings = Judge(place, crowd.diary).judge().sentences()
        for parent in crowd.parents():
            replies = place.slack.thread(parent.channel, parent.ts)
            seen.text += "\n".join([parent.plain(), *(reply.plain() for reply in replies)])
            seen.files += sum(len(reply.files) for reply in replies)
    finally:
        await place.close()
    return seen


async def live_through_all(folder: Path) -> dict[str, Seen]:
    """Live through every fault, all at once."""
    starter = Starter()
    await starter.open()
    try:
        found = await asyncio.gather(
            *(live_through(folder / str(number), starter, spoil) for number, spoil in enumerate(FAULTS.values()))
        )
    finally:
        await starter.close()
    return dict(zip(FAULTS, found, strict=True))


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Seen]]:
    """What each fault came to."""
    noise = logging.getLogger("aiohttp.server")
    before = noise.level
    noise.setLevel(logging.CRITICAL)
    yield asyncio.run(live_through_all(tmp_path_factory.mktemp("faults")))
    noise.setLevel(before)


ONCE_EACH: Final = Counter(NUMBERS)


@pytest.mark.parametrize("fault", FAULTS)
def test_nothing_is_bought_twice_or_lost_and_slack_tells_the_truth_once(seen: dict[str, Seen], fault: str) -> None:
    assert seen[fault].findings == []


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param("reset after", id="a label whose answer was lost is found, not bought again"),
        pytest.param("act, then hang", id="a label whose answer never comes is found, not bought again"),
        pytest.param("hang, then act", id="a label made after the time-out is found, not bought again"),
        pytest.param("act late", id="a label made after the first look-ups is found, not bought again"),
        pytest.param("502 after", id="a label made behind a 502 is found, not bought again"),
        pytest.param("502, act late", id="a label made half a minute after a 502 is found, not bought again"),
        pytest.param("garbage", id="a label whose answer cannot be read is found, not bought again"),
        pytest.param("row missing, made", id="a label that the answer forgets is found, not bought again"),
        pytest.param("500", id="after a 500 that made nothing the labels come all the same"),
        pytest.param("502 before", id="after a 502 that made nothing the labels come all the same"),
        pytest.param("429", id="told to wait, the bot waits and the labels come"),
        pytest.param("row missing, not made", id="an order that the answer forgets gets its label all the same"),
        pytest.param("extra row", id="a label for an order nobody asked for disturbs no other"),
        pytest.param("look-up reset", id="a look-up that breaks off is made again"),
        pytest.param("look-up 502", id="a look-up that meets a 502 is made again"),
        pytest.param("look-up garbage", id="a look-up that cannot be read is made again"),
        pytest.param("look-up 429", id="a look-up that is told to wait waits"),
        pytest.param("Slack 429", id="told to wait by Slack, the thread catches up"),
        pytest.param("Slack 500", id="a message that Slack answers with a 500 is told once"),
        pytest.param("Slack internal_error", id="a message that Slack answers with internal_error is told once"),
        pytest.param("Slack stored, cut off", id="a message whose answer was cut off is not posted again"),
        pytest.param("Slack stored, silent", id="a message whose answer never comes is not posted again"),
        pytest.param("clicks twice", id="a click that Slack delivers twice counts once"),
        pytest.param("disk full", id="a disk that fills up after the purchase loses no label"),
        pytest.param("ledger locked", id="a ledger that somebody locks during the purchase loses no label"),
    ],
)
def test_every_order_gets_one_label(seen: dict[str, Seen], fault: str) -> None:
    assert seen[fault].bought == ONCE_EACH
    assert seen[fault].states == {"labelled": 3}


@pytest.mark.parametrize("fault", [name for name in FAULTS if name.startswith(("look-up", "Slack", "clicks"))])
def test_the_documents_come_once(seen: dict[str, Seen], fault: str) -> None:
    assert seen[fault].files == 1


def test_a_request_that_never_arrived_is_not_repeated_but_put_to_a_person(seen: dict[str, Seen]) -> None:
    assert seen["reset before"].bought == {}
    assert seen["reset before"].states == {"undecided": 3}
    assert "The risk" in seen["reset before"].text


def test_an_unknown_sender_stops_the_run_and_says_who_can_mend_it(seen: dict[str, Seen]) -> None:
    assert seen["errors only"].bought == {}
    assert seen["errors only"].states == {"stopped": 3}
    assert "Who can mend it" in seen["errors only"].text


def test_two_people_who_press_at_once_get_one_label_for_each_order(seen: dict[str, Seen]) -> None:
    assert seen["two people"].bought == ONCE_EACH
    assert seen["two people"].states["labelled"] == 3


def test_a_label_for_an_order_that_nobody_asked_for_is_kept_on_record(seen: dict[str, Seen]) -> None:
    assert "unrequested_shipment" in seen["extra row"].events
    assert "NOBODY-ASKED" not in seen["extra row"].text
