"""One run through the whole bot while the answers about some of its orders are spoilt, and what must hold then."""

from __future__ import annotations

import asyncio
import tempfile
from collections.abc import Coroutine, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from bot.sandbox.sendcloud import DropRow, Fault, Garbage, Html502, ResetAfter
from bot.sandbox.slack import Message, Modal
from tests.fuzz.spoiler import Spoiler
from tests.fuzz.spoils import Broken, Spoil, spoils
from tests.watched_loop import WatchedLoop
from tests.world import PURCHASE, World, world_at

ENDED: Final = frozenset({"labelled", "refused", "failed", "undecided", "skipped"})
"""States in which an order waits for nobody but a person."""

SHIPPING: Final = ("Shipping rules", "As set on the order")
OPTION: Final = {
    "type": "shipping_option_code",
    "properties": {"shipping_option_code": "postnl:standard", "contract_id": 517},
}
PATIENCE: Final = 3_000.0
"""Seconds of the hand clock until every order has to have ended."""


@dataclass(frozen=True)
class Case:
    """*good* orders that nothing is wrong with, and for each bad one all that is wrong with the answers about it."""

    good: int
    bad: tuple[tuple[Spoil, ...], ...]
    parcels: int = 1
    by_order: bool = False
    """Each order says itself how it is shipped, so that prices are asked for."""
    lost: Fault | None = None
    """How the answer to the first purchase gets lost, so that its orders are looked up."""
    labelled: bool = False
    """The first of the bad orders had its label before the bot came."""
    killed: bool = False
    """The bot is killed once something was bought, and started again."""


def cases() -> st.SearchStrategy[Case]:
    """Return a strategy for runs with three to six bad orders."""
    some = st.lists(spoils(), min_size=1, max_size=2).map(tuple)
    return st.builds(
        Case,
        good=st.sampled_from((1, 3, 12)),
        bad=st.lists(some, min_size=3, max_size=6).map(tuple),
        parcels=st.sampled_from((1, 1, 2)),
        by_order=st.booleans(),
        lost=st.sampled_from((None, ResetAfter(), Html502(after=True), Garbage(), DropRow(1))),
        labelled=st.booleans(),
        killed=st.booleans(),
    )


def play(case: Case) -> None:
    """Play a case in a world of its own; AssertionError where a promise is broken."""
    with tempfile.TemporaryDirectory(prefix="label-bot-fuzz-") as folder:
        in_a_loop(_play(case, Path(folder)))


def in_a_loop(played: Coroutine[Any, Any, None]) -> None:
    """Wait for *played* in an event loop that the hand clock knows."""
    with asyncio.Runner(loop_factory=WatchedLoop) as runner:
        runner.run(played)


async def _play(case: Case, folder: Path) -> None:
    async with world_at(folder) as world:
        good = [str(number) for number in range(1001, 1001 + case.good)]
        bad = {str(number): wrong for number, wrong in enumerate(case.bad, start=2001)}
        # The bad ones stand among the good ones.
        numbers = [*good[:1], *bad, *good[1:]]
        for number in numbers:
            world.sendcloud.add_order(number, ship_with=OPTION)
        world.sendcloud.on_reply = Spoiler(world.sendcloud, bad).reply
        if case.lost is not None:
            world.sendcloud.faults.next("POST", PURCHASE, case.lost)
        if case.labelled:
            world.sendcloud.add_shipment_made_in_panel("2001")
        plan = await _plan(world, case, numbers)
        parent = await world.confirm(world.agent, plan)
        if case.killed:
            await world.until(lambda: world.sendcloud.bought)
            await world.kill_bot()
            await world.start_bot()
        await world.until(lambda: {world.states()[number] for number in good} == {"labelled"}, limit=PATIENCE)
        # Where no look-up is answered, what became of a lost answer stays open.
        over = ENDED | {"unknown"} if case.lost is not None or case.killed else ENDED
        await world.until(lambda: set(world.states().values()) <= over, limit=PATIENCE)
        await world.until(world.all_shown)
        await _ask_for_documents(world, parent)
        await _ask_about(world, [*bad, good[0]])
        world.sendcloud.on_reply = None
        await world.until(lambda: set(world.states().values()) <= ENDED, limit=PATIENCE)
        await works_on(world)
        _promises(world, good, bad, labelled=case.labelled)


async def _plan(world: World, case: Case, numbers: Sequence[str]) -> Modal:
    form = await world.form(world.agent, " ".join(numbers))
    form.choose("Shipping", SHIPPING[case.by_order])
    form.fill("Parcels per order", str(case.parcels))
    assert await form.submit() == {}
    return await world.checked(world.agent)


async def _ask_for_documents(world: World, parent: Message) -> None:
    """Whoever presses gets files or a sentence, and may press again."""
    await world.press(world.agent, parent, "Get documents")
    await world.until(
        lambda: not world.rows("SELECT 1 FROM document_requests WHERE state = 'waiting'"), limit=PATIENCE
    )
    await world.until(lambda: "Get documents" in parent.buttons())


async def _ask_about(world: World, numbers: Sequence[str]) -> None:
    for number in numbers:
        for word in ("status", "history"):
            await _ask(world, f"/label {word} {number}")


async def _ask(world: World, question: str) -> None:
    asked = await world.agent.command(question)
    await world.until(lambda: asked.replies)


async def works_on(world: World) -> None:
    """The process lives, and the next order gets its label."""
    world.sendcloud.add_order("3001", ship_with=OPTION)
    await world.done(await world.run(world.agent, "3001"), limit=PATIENCE)
    assert world.states()["3001"] == "labelled"


def _promises(world: World, good: Sequence[str], bad: dict[str, tuple[Spoil, ...]], *, labelled: bool) -> None:
    assert world.bot is not None
    assert world.bot._working is not None
    assert not world.bot._working.done()
    bought = world.sendcloud.bought
    assert sorted(set(bought)) == sorted(bought)
    assert set(good) <= set(bought)
    assert not (labelled and "2001" in bought)
    if any(_renames(spoil) for wrong in bad.values() for spoil in wrong):
        # The bot asks for what it was told; that there is no such thing is not its mistake.
        world.sendcloud.refusals.clear()


def _renames(spoil: Spoil) -> bool:
    """Does this call something by another id?"""
    names = {"id", "order_id", "shipment_id", "parcel_id", "parcels_ids"}
    return isinstance(spoil.what, Broken) and bool(names & set(spoil.what.path))
