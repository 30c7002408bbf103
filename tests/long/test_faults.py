"""Every fault of Sendcloud, of Slack and of the machine, named for what a person would notice of it."""

from __future__ import annotations

import asyncio
import contextlib
import random
import sqlite3
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final

import pytest

from bot.engine.times import Times
from bot.sandbox.sendcloud import faults as sendcloud
from bot.sandbox.slack import faults as slack
from tests.chaos.by_hand import by_hand
from tests.chaos.ground import Ground
from tests.chaos.judge import Judge
from tests.chaos.meddling import PURCHASE
from tests.chaos.people import Crowd
from tests.chaos.place import Place, place_at

pytestmark = [pytest.mark.timeout(300), pytest.mark.usefixtures("hush")]

NUMBERS: Final = ("1001", "1002", "1003")
ONCE_EACH: Final = Counter(NUMBERS)
LABELLED: Final = {"labelled": 3}
PATIENCE: Final = 3000.0

SHORT: Final = Times(purchase_timeout=0.2, send_within=10.0)
"""A purchase that never answers is not waited for longer than this; a hang is in seconds of the machine."""
HANGS: Final = 0.6

SPEED: Final = 12.0
"""How much faster the clock of a process goes."""

Spoil = Callable[[Ground, Crowd], Awaitable[None]]


@dataclass
class Seen:
    """What can be seen when everything is at rest."""

    states: Counter[str] = field(default_factory=Counter)
    bought: Counter[str] = field(default_factory=Counter)
    text: str = ""
    files: int = 0
    events: list[str] = field(default_factory=list)


def at_purchase(fault: sendcloud.Fault) -> Spoil:
    """The first purchase meets *fault*."""

    async def spoil(ground: Ground, crowd: Crowd) -> None:
        ground.sendcloud.faults.next("POST", PURCHASE, fault)
        await whole_job(ground, crowd)

    return spoil


def at_lookups(fault: sendcloud.Fault) -> Spoil:
    """Some look-ups meet *fault*, before the purchase and after it."""

    async def spoil(ground: Ground, crowd: Crowd) -> None:
        ground.sendcloud.faults.next("GET", "/orders", fault, times=2)
        ground.sendcloud.faults.next("GET", "/shipments", fault, times=2)
        await whole_job(ground, crowd)

    return spoil


def at_slack(fault: slack.Fault) -> Spoil:
    """Each first call of every method that tells something meets *fault*."""

    async def spoil(ground: Ground, crowd: Crowd) -> None:
        for method in ("chat.postMessage", "chat.update", "files.completeUploadExternal"):
            ground.slack.faults.next(method, fault, times=2)
        await whole_job(ground, crowd)

    return spoil


async def whole_job(ground: Ground, crowd: Crowd) -> None:
    """Three labels and their documents, asked for once: a press that was answered too late is made again."""
    await crowd.wish(ground.slack.person("U0AGENT"), NUMBERS, "C0SHIPPING")
    assert await ground.quiet(limit=PATIENCE)
    for _ in range(5):
        for parent in crowd.parents():
            if "Get documents" in parent.buttons():
                await crowd.press(parent, "Get documents")
        assert await ground.quiet(limit=PATIENCE)
        if ground.ask("SELECT 1 FROM document_requests") or not crowd.parents():
            break


async def late_502(ground: Ground, crowd: Crowd) -> None:
    """A proxy gives up, and what is behind it carries the purchase out half a minute later."""
    ground.sendcloud.faults.next("POST", PURCHASE, sendcloud.Html502())

    async def carry_out() -> None:
        call = await ground.until(lambda: next(iter(ground.sendcloud.calls_to("POST", PURCHASE)), None), limit=60)
        await ground.clock.sleep(30)
        if call is not None:
            await ground.send_to_sendcloud(PURCHASE, call.raw_request)

    late = asyncio.create_task(carry_out())
    await whole_job(ground, crowd)
    await late


async def clicks_twice(ground: Ground, crowd: Crowd) -> None:
    """Every click is delivered twice."""
    ground.slack.deliver_twice(50)
    await whole_job(ground, crowd)
    # Slack opens one form for the command that came twice.
    ground.slack.refusals.remove("views.open: exchanged_trigger_id")


async def two_people(ground: Ground, crowd: Crowd) -> None:
    """Two people want the same three labels at the same time."""
    both = (ground.slack.person(one) for one in ("U0AGENT", "U0COLLEAGUE"))
    await asyncio.gather(*(crowd.wish(one, NUMBERS, "C0SHIPPING", twice=True) for one in both))
    assert await ground.quiet(limit=PATIENCE)


async def ledger_is_locked(ground: Ground, crowd: Crowd) -> None:
    """Somebody else holds the ledger for longer than SQLite waits, while Sendcloud is being asked."""
    ground.sendcloud.faults.next("POST", PURCHASE, sendcloud.Hang(HANGS, after=True))
    wishing = asyncio.create_task(crowd.wish(ground.slack.person("U0AGENT"), NUMBERS, "C0SHIPPING"))
    await ground.until(lambda: ground.sendcloud.calls_to("POST", PURCHASE), limit=PATIENCE)
    with contextlib.closing(sqlite3.connect(ground.database, timeout=5, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        await asyncio.sleep(5.5)
        other.execute("ROLLBACK")
    await wishing
    assert await ground.quiet(limit=PATIENCE)


async def disk_is_full(place: Place, crowd: Crowd) -> None:
    """The disk fills up while Sendcloud is being asked, and has room again half a minute later."""
    place.sendcloud.faults.next("POST", PURCHASE, sendcloud.Hang(6 / SPEED, after=True))
    wishing = asyncio.create_task(crowd.wish(place.slack.person("U0AGENT"), NUMBERS, "C0SHIPPING"))
    await place.until(lambda: place.sendcloud.calls_to("POST", PURCHASE), limit=PATIENCE)
    assert place.bot is not None
    place.bot.fill_the_disk()
    await place.clock.sleep(30)
    place.bot.empty_the_disk()
    await wishing
    assert await place.quiet(limit=PATIENCE)


async def see(ground: Ground, spoil: Callable[[], Awaitable[None]], crowd: Crowd) -> Seen:
    """Live through a fault; nothing is bought twice or lost, and Slack tells the truth once. Return what is seen."""
    for number in NUMBERS:
        ground.sendcloud.add_order(number)
    await spoil()
    assert Judge(ground, crowd.diary).judge().sentences() == []
    seen = Seen(
        states=Counter(row["state"] for row in ground.ask("SELECT state FROM items")),
        bought=Counter(ground.sendcloud.bought),
        events=[row["kind"] for row in ground.ask("SELECT kind FROM events")],
    )
    for parent in crowd.parents():
        replies = ground.slack.thread(parent.channel, parent.ts)
        seen.text += "\n".join([parent.plain(), *(reply.plain() for reply in replies)])
        seen.files += sum(len(reply.files) for reply in replies)
    return seen


async def live_through(folder: Path, spoil: Spoil, *, times: Times | None = None) -> Seen:
    """Live through one fault by a clock that waits for everybody."""
    async with by_hand(folder, times=times) as ground:
        crowd = Crowd(ground, random.Random(1))
        return await see(ground, lambda: spoil(ground, crowd), crowd)


AT_THE_PURCHASE: Final[dict[str, Spoil]] = {
    "a label whose answer was lost is found, not bought again": at_purchase(sendcloud.ResetAfter()),
    "a label made after the first look-ups is found, not bought again": at_purchase(sendcloud.LateAct(100)),
    "a label made behind a 502 is found, not bought again": at_purchase(sendcloud.Html502(after=True)),
    "a label made half a minute after a 502 is found, not bought again": late_502,
    "a label whose answer cannot be read is found, not bought again": at_purchase(sendcloud.Garbage()),
    "a label that the answer forgets is found, not bought again": at_purchase(sendcloud.DropRow(1)),
    "after a 500 that made nothing the labels come all the same": at_purchase(
        sendcloud.Respond(500, b"<html>no</html>", {"Content-Type": "text/html"})
    ),
    "after a 502 that made nothing the labels come all the same": at_purchase(sendcloud.Html502()),
    "told to wait, the bot waits and the labels come": at_purchase(sendcloud.Empty429()),
    "an order that the answer forgets gets its label all the same": at_purchase(sendcloud.DropRow(1, acted=False)),
    "a ledger that somebody locks during the purchase loses no label": ledger_is_locked,
}

WITH_DOCUMENTS: Final[dict[str, Spoil]] = {
    "a look-up that breaks off is made again": at_lookups(sendcloud.ResetBefore()),
    "a look-up that meets a 502 is made again": at_lookups(sendcloud.Html502()),
    "a look-up that cannot be read is made again": at_lookups(sendcloud.Garbage()),
    "a look-up that is told to wait waits": at_lookups(sendcloud.Empty429("2")),
    "told to wait by Slack, the thread catches up": at_slack(slack.RateLimited(2)),
    "a message that Slack answers with a 500 is told once": at_slack(slack.ServerError(500)),
    "a message that Slack answers with internal_error is told once": at_slack(slack.InternalErrorIn200()),
    "a message whose answer was cut off is not posted again": at_slack(slack.StoreThenTimeout(drop=True)),
    "a click that Slack delivers twice counts once": clicks_twice,
}


@pytest.mark.parametrize("noticed", AT_THE_PURCHASE)
async def test_every_order_gets_one_label(tmp_path: Path, noticed: str) -> None:
    seen = await live_through(tmp_path, AT_THE_PURCHASE[noticed])

    assert (seen.bought, seen.states) == (ONCE_EACH, LABELLED)


async def test_a_label_whose_answer_never_comes_is_found_and_not_bought_again(tmp_path: Path) -> None:
    seen = await live_through(tmp_path, at_purchase(sendcloud.Hang(HANGS, after=True)), times=SHORT)

    assert (seen.bought, seen.states) == (ONCE_EACH, LABELLED)


@pytest.mark.parametrize("noticed", WITH_DOCUMENTS)
async def test_every_order_gets_one_label_and_the_documents_come_once(tmp_path: Path, noticed: str) -> None:
    seen = await live_through(tmp_path, WITH_DOCUMENTS[noticed])

    assert (seen.bought, seen.states) == (ONCE_EACH, LABELLED)
    assert seen.files == 1


async def test_a_request_that_never_arrived_is_not_repeated_but_put_to_a_person(tmp_path: Path) -> None:
    seen = await live_through(tmp_path, at_purchase(sendcloud.ResetBefore()))

    assert (seen.bought, seen.states) == ({}, {"undecided": 3})
    assert "may cost twice" in seen.text


async def test_an_unknown_sender_stops_the_run_and_says_who_can_mend_it(tmp_path: Path) -> None:
    seen = await live_through(tmp_path, at_purchase(sendcloud.ErrorsOnly202()))

    assert (seen.bought, seen.states) == ({}, {"stopped": 3})
    assert "Start a new run with another sender address" in seen.text


async def test_two_people_who_press_at_once_get_one_label_for_each_order(tmp_path: Path) -> None:
    seen = await live_through(tmp_path, two_people)

    assert seen.bought == ONCE_EACH
    assert seen.states["labelled"] == 3


async def test_a_label_for_an_order_that_nobody_asked_for_is_kept_on_record_and_disturbs_no_other(
    tmp_path: Path,
) -> None:
    seen = await live_through(tmp_path, at_purchase(sendcloud.ExtraRow()))

    assert (seen.bought, seen.states) == (ONCE_EACH, LABELLED)
    assert "unrequested_shipment" in seen.events
    assert "NOBODY-ASKED" not in seen.text


# What only a process of its own can meet, and what waits for minutes that no hand moves


async def live_in_a_process(folder: Path, spoil: Callable[[Place, Crowd], Awaitable[None]]) -> Seen:
    """Live through one fault by a clock that goes fast, and slow enough for a busy machine."""
    async with place_at(folder, speed=SPEED) as place:
        crowd = Crowd(place, random.Random(1))
        return await see(place, lambda: spoil(place, crowd), crowd)


async def test_a_label_made_after_the_time_out_is_found_and_not_bought_again(tmp_path: Path) -> None:
    seen = await live_in_a_process(tmp_path, at_purchase(sendcloud.Hang(75 / SPEED)))

    assert (seen.bought, seen.states) == (ONCE_EACH, LABELLED)


async def test_a_message_whose_answer_never_comes_is_not_posted_again(tmp_path: Path) -> None:
    seen = await live_in_a_process(tmp_path, at_slack(slack.StoreThenTimeout()))

    assert (seen.bought, seen.states) == (ONCE_EACH, LABELLED)
    assert seen.files == 1


async def test_a_disk_that_fills_up_after_the_purchase_loses_no_label(tmp_path: Path) -> None:
    seen = await live_in_a_process(tmp_path, disk_is_full)

    assert (seen.bought, seen.states) == (ONCE_EACH, LABELLED)
