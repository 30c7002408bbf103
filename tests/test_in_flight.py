"""Several calls to buy are in flight, and the promise is the same: nothing twice, nothing lost, at the pace allowed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from itertools import combinations

import pytest

from bot.engine.in_flight import Allowed, after_a_call, after_a_rest, at_first, is_clear
from bot.engine.look_ahead import SPARE, begins_in
from bot.engine.settle import settle
from bot.ledger import audit
from bot.model import Item, State
from bot.sandbox.sendcloud import Empty429, Fault, Respond
from bot.sandbox.slack import Message
from bot.sendcloud import LabelsAnswer, NotSent, OutcomeUnknown, SendcloudError, Throttled, Withdrawn
from bot.sendcloud.errors import next_step
from bot.sendcloud.labels import read_purchase
from tests.clock import START
from tests.world import PURCHASE, World

ITEM = Item(1, "RUN", 1, 70, "1001", "id-1001", None, 1, State.CLAIMED, START)
ROW = {"shipment_id": "s-1", "parcel_id": 7, "parcels_ids": [7], "order_id": "id-1001", "order_number": "1001"}
SECOND = {**ROW, "shipment_id": "s-2", "order_id": "id-1002", "order_number": "1002"}
STRANGER = {**ROW, "shipment_id": "s-3", "order_id": "x", "order_number": "x"}


def answer(status: int, body: object) -> LabelsAnswer | SendcloudError:
    try:
        return read_purchase(status, json.dumps(body).encode())
    except SendcloudError as exc:
        return exc


POINTED = {"errors": [{"status": "400", "code": "invalid", "detail": "No.", "source": {"pointer": "/orders/[0]"}}]}


@pytest.mark.parametrize(
    ("came", "clear"),
    [
        (answer(202, {"data": [ROW, SECOND]}), True),
        (answer(202, {"data": [SECOND], **POINTED}), True),
        (answer(400, POINTED), True),
        (answer(202, {"data": []}), False),
        (answer(202, {"data": [ROW]}), False),
        (answer(202, {"data": [ROW, SECOND, STRANGER]}), False),
        (answer(500, {"data": [ROW, SECOND]}), False),
        (answer(429, {"data": [ROW, SECOND]}), False),
        (answer(401, {"data": [ROW, SECOND]}), False),
        (next_step("purchase", status=422), False),
        (next_step("purchase", status=402), False),
        (Throttled("Slow down."), False),
        (NotSent("No way there."), False),
        (Withdrawn("Too late."), False),
        (OutcomeUnknown("Lost.", answered=False), False),
    ],
)  # fmt: skip
def test_a_call_is_clear_when_every_order_of_it_is_told_of(came: LabelsAnswer | SendcloudError, clear: bool) -> None:
    assert is_clear(settle([ITEM, replace(ITEM, id=2, order_id="id-1002", order_number="1002")], came)) is clear


def test_how_many_calls_may_be_in_flight() -> None:
    assert at_first(last_was_clear=False).most == 1
    assert at_first(last_was_clear=True).most == 4
    allowed, seen = at_first(last_was_clear=False), []
    for _ in range(20):
        seen.append(allowed.most)
        allowed = after_a_call(allowed, clear=True)
    assert seen == [1, 2, 2, 4, 4, 4, 4, *[8] * 13]
    assert after_a_call(allowed, clear=False) == Allowed(1)
    assert after_a_rest(allowed).most == 4
    assert after_a_rest(Allowed(1)).most == 1


FULL = [9.0] * 20
HALF = [4.0] * 20


@pytest.mark.parametrize(
    ("serves", "turns", "takes", "begins"),
    [
        ([0.0] * 40, [0.0, 0.0], 1.0, 0.0),
        (FULL * 2, [0.0, 1.0], 1.0, None),
        (FULL, [0.0, 1.0], 1.0, None),
        (FULL + HALF, [0.0, 5.0], 1.0, 4.0 - SPARE),
        (FULL + HALF, [0.0, 3.0], 1.0, None),
        (FULL + [0.0] * 20, [0.0, 48.0], 3.0, 45.0 - SPARE),
        (FULL + [0.0] * 20, [0.0, 2.0], 3.0, 0.0),
        ([*FULL, 0.0, *FULL], [0.0, 2.0], 1.0, 1.0 - SPARE),
        ([], [0.0], 1.0, None),
    ],
)  # fmt: skip
def test_the_next_look_begins_in_time_for_the_call_that_needs_it(
    serves: list[float], turns: list[float], takes: float, begins: float | None
) -> None:
    assert begins_in(serves, turns, takes=takes) == begins


class Watched:
    """Calls to buy that take their time by the clock, and how many of them were in flight."""

    def __init__(self, world: World, seconds: float = 1.0) -> None:
        self.world = world
        self.seconds = seconds
        self.now = self.most = self.begun = 0
        self.seen: list[int] = []
        world.sendcloud.on_call = self._call

    async def _call(self, method: str, path: str) -> None:
        if path != PURCHASE:
            return
        self.begun += 1
        self.now += 1
        self.most = max(self.most, self.now)
        self.seen.append(self.now)
        try:
            await self.world.clock.sleep(self.seconds)
        finally:
            self.now -= 1


def numbers(orders: int) -> list[str]:
    return [str(number) for number in range(100_001, 100_001 + orders)]


def together(world: World) -> Iterator[tuple[list[str], list[str]]]:
    """Tell of every two calls that were in flight at the same time the orders of the one and of the other."""
    rows = world.rows("SELECT claimed_at, ended_at, request FROM attempts ORDER BY id")
    calls = [(at, ended, [one["order_id"] for one in json.loads(request)["orders"]]) for at, ended, request in rows]
    for one, other in combinations(calls, 2):
        if other[0] < one[1]:
            yield one[2], other[2]


async def test_calls_to_buy_are_in_flight_side_by_side_once_all_was_accounted_for(world: World) -> None:
    world.orders(*numbers(340))
    watched = Watched(world)
    run = await world.run(world.agent, " ".join(numbers(340)))
    await world.done(run)
    assert sorted(world.sendcloud.bought) == numbers(340)
    assert watched.seen[:3] == [1, 1, 2]
    assert watched.most == 8
    assert watched.begun == 17
    assert list(together(world))
    assert all(not set(one) & set(other) for one, other in together(world))
    assert audit.verify(world.database).problems == []


async def test_after_a_start_four_calls_are_in_flight_at_once_where_the_last_was_clear(world: World) -> None:
    world.orders("1001", *numbers(200))
    await world.done(await world.run(world.agent, "1001"))
    await world.stop_bot()
    await world.start_bot()
    watched = Watched(world)
    run = await world.run(world.agent, " ".join(numbers(200)))
    await world.until(lambda: watched.now == 4)
    await world.done(run)
    assert max(watched.seen[:4]) == 4


@pytest.mark.parametrize(
    "fault",
    [Respond(500), Empty429("2")],
    ids=["500", "429"],
)
async def test_anything_unclear_has_one_call_at_a_time_again(world: World, fault: Fault) -> None:
    world.orders(*numbers(340))
    watched = Watched(world)
    run = await world.run(world.agent, " ".join(numbers(340)))
    await world.until(lambda: watched.now == 8)
    world.sendcloud.faults.next("POST", PURCHASE, fault)
    begun = watched.begun
    await world.until(lambda: watched.begun >= begun + 2)
    assert watched.seen[begun : begun + 2] == [1, 1], "nothing is begun while those that were in flight end"
    await world.done(run, limit=600)
    assert sorted(world.sendcloud.bought) == numbers(340)


async def test_stop_says_how_many_calls_still_end(world: World) -> None:
    world.orders(*numbers(340))
    watched = Watched(world, seconds=8)
    run = await world.run(world.agent, " ".join(numbers(340)))
    await world.until(lambda: watched.now == 8)
    begun = watched.begun
    await world.agent.press(run, "Stop", stale=True)
    await world.says(run, "8 requests for 160 orders are still being answered; nothing is sent after that.")
    await world.until(lambda: "claimed" not in world.states().values())
    assert len(world.purchases()) == begun
    await world.says(run, f"stopped the run after {begun * 20} of 340; {340 - begun * 20} were held back")


class SlowLooks(Watched):
    """A list of shipments that takes its time, and the calls to buy that are begun while it is read."""

    def __init__(self, world: World) -> None:
        super().__init__(world)
        self.reading = self.meanwhile = 0

    async def _call(self, method: str, path: str) -> None:
        self.meanwhile += path == PURCHASE and self.reading > 0
        if (method, path) != ("GET", "/shipments"):
            await super()._call(method, path)
            return
        self.reading += 1
        try:
            await self.world.clock.sleep(3)
        finally:
            self.reading -= 1


async def old_plan(world: World, orders: int) -> Message:
    """Have so many orders bought by a plan whose looks are too old to buy by."""
    world.orders(*numbers(orders))
    modal = await world.plan(world.agent, " ".join(numbers(orders)))
    await world.clock.run_for(15, step=1)
    return await world.confirm(world.agent, modal)


async def test_calls_are_begun_while_the_next_orders_are_looked_at(world: World) -> None:
    looks = SlowLooks(world)
    run = await old_plan(world, 240)
    await world.done(run)
    assert looks.meanwhile >= 2
    assert sorted(world.sendcloud.bought) == numbers(240)
    ages = "SELECT julianday(claimed_at) - julianday(checked_at) FROM items JOIN attempts ON attempts.id = attempt_id"
    assert max(age for (age,) in world.rows(ages)) * 86400 < 10.001


async def test_two_orders_with_one_number_are_never_in_flight_together(world: World) -> None:
    """They stand in two runs whose calls would be in flight at the same time."""
    world.orders(*numbers(200))
    for order_id in ("A", "B"):
        world.sendcloud.add_order("1001", order_id=order_id)
    await world.done(await world.run(world.agent, " ".join(numbers(140))))
    watched = Watched(world)
    plans = []
    for person, place in ((world.agent, 0), (world.colleague, 1)):
        modal = await world.plan(person, "1001")
        await person.choose(modal, "pick_order", modal.options("pick_order")[place])
        await world.until(lambda modal=modal: (modal.submit_text or "").startswith("Create 1"))  # type: ignore[misc]
        plans.append((person, modal))
    for person, modal in plans:
        await world.confirm(person, modal)
    await world.until(lambda: set(world.states().values()) == {"labelled", "waiting", "claimed"} or watched.begun == 2)
    await world.until(lambda: sorted(world.states().values()).count("labelled") == 141 and watched.now == 0)
    await world.clock.run_for(30, step=1)
    assert watched.begun == 2
    assert watched.most == 1
    assert not [True for one, other in together(world) if {"A"} & {*one, *other} and {"B"} & {*one, *other}]


async def test_hundreds_of_labels_are_looked_at_a_hundred_at_a_time_without_a_rest_in_between(world: World) -> None:
    world.orders("1001", *numbers(300))
    await world.done(await world.run(world.agent, "1001"))
    await world.stop_bot()
    await world.start_bot()
    run = await world.run(world.agent, " ".join(numbers(300)))
    await world.done(run)
    looks = [call for call in world.sendcloud.calls if "shipment_uuids" in dict(call.query)]
    full = [call.time for call in looks if dict(call.query)["shipment_uuids"].count(",") == 99]
    assert len(full) >= 2
    assert full[0] == full[1]
