"""A ledger with runs in it, and a projector at work between it and a stand-in of Slack."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from bot.documents import DocumentFile, Documents
from bot.ledger import confirmations, document_requests, lease, messages, plans, runs, settlements
from bot.ledger.lease import KEEPS
from bot.ledger.store import Ledger
from bot.model import (
    Cause,
    Choices,
    DocumentRequest,
    Item,
    LineKind,
    Parcel,
    Person,
    PlanLine,
    Run,
    SlackMessage,
    State,
)
from bot.sandbox.slack.records import Message
from bot.slack.delivery.outbox import Outbox
from bot.slack.delivery.projector import Projector
from bot.waiting import Wakeup
from tests.clock import HandClock
from tests.slack.outbox_kit import CHANNEL, Bench, bench

ANNA = Person("U0AGENT", "T0SANDBOX")
CHOICES = Choices(integration_id=1, shop_name="Shop")


@dataclass
class Reader:
    """Documents as the test lays them out; anything raised first comes first."""

    papers: Documents = field(default_factory=lambda: Documents((DocumentFile("label", b"%PDF-labels", 2, 2),)))
    failures: list[Exception] = field(default_factory=list)
    reads: int = 0

    async def read(self, run: Run, request: DocumentRequest) -> Documents:
        self.reads += 1
        if self.failures:
            raise self.failures.pop(0)
        return self.papers


@dataclass
class Stage:
    """Everything together. Tests write into the ledger, move the clock and look at Slack."""

    bench: Bench
    ledger: Ledger
    reader: Reader
    token: int = 0
    wakeup: Wakeup = field(init=False)
    stopping: asyncio.Event = field(default_factory=asyncio.Event)
    working: asyncio.Task[None] | None = None

    def __post_init__(self) -> None:
        self.wakeup = Wakeup(self.clock)

    @property
    def clock(self) -> HandClock:
        return self.bench.clock

    async def begin(self, *, new_outbox: bool = False) -> None:
        """Start the bot's telling, as after a start of the process; with a *new_outbox* nothing is in memory."""
        self.stopping.clear()
        now = self.clock.now()
        token = await self.ledger.write(lease.take, "test", now=now)
        self.token = token or 0
        outbox = Outbox(self.bench.client, self.clock) if new_outbox else None
        self.working = asyncio.create_task(self.drawing(outbox).work(self.token, self.stopping))

    def drawing(self, outbox: Outbox | None = None) -> Projector:
        """Return a projector that has not begun."""
        return Projector(self.ledger, outbox or self.bench.outbox, self.reader, self.clock, self.wakeup)

    async def replaced(self) -> asyncio.Task[None]:
        """Have another process take the lease while this one is paused; return the work of the paused one."""
        paused = self.working
        assert paused is not None
        self.clock.advance(KEEPS.total_seconds() + 1)
        token = await self.ledger.write(lease.take, "the next one", now=self.clock.now())
        assert token is not None
        self.stopping = asyncio.Event()
        next_one = self.drawing(Outbox(self.bench.client, self.clock))
        self.working = asyncio.create_task(next_one.work(token, self.stopping))
        return paused

    async def end(self) -> None:
        """Stop it in an orderly way."""
        if self.working is not None:
            self.stopping.set()
            self.wakeup.wake()
            await self.clock.until(self.working.done)
            await self.working
            self.working = None

    async def kill(self) -> None:
        """Stop it in the middle of whatever it does."""
        if self.working is not None:
            self.working.cancel()
            await asyncio.gather(self.working, return_exceptions=True)
            self.working = None

    async def run(self, run_id: str, numbers: Sequence[str], channel: str = CHANNEL) -> Run:
        """Confirm a plan with these order numbers."""
        now, plan_id = self.clock.now(), f"P-{run_id}"
        lines = [
            PlanLine(place, number, LineKind.READY, ticked=True, order_number=number, order_id=f"{run_id}-{number}")
            for place, number in enumerate(numbers, start=1)
        ]
        await self.plan(plan_id, lines, channel=channel)
        await self.ledger.write(confirmations.confirm, plan_id, run_id, by=ANNA, now=now)
        self.wakeup.wake()
        return await self.load(run_id)

    async def plan(
        self, plan_id: str, lines: Sequence[PlanLine], *, view_id: str | None = None, channel: str = CHANNEL
    ) -> None:
        """Store a plan and what was found about its orders."""
        now = self.clock.now()
        await self.ledger.write(
            plans.create,
            plan_id,
            by=ANNA,
            channel=channel,
            choices=CHOICES,
            lines=lines,
            twice=(),
            not_understood=(),
            cut=False,
            view_id=view_id,
            now=now,
        )
        await self.ledger.write(
            plans.checked, plan_id, lines, eager_feedback=False, shop_failing_since=None, checked_at=now, now=now
        )
        self.wakeup.wake()

    async def load(self, run_id: str) -> Run:
        run = await self.ledger.read(runs.load, run_id)
        assert run is not None
        return run

    async def label(self, run_id: str, *numbers: str) -> None:
        """The labels of these orders are ready; of all orders when none is named."""
        now = self.clock.now()
        for item in (await self.load(run_id)).of(State.WAITING):
            if not numbers or item.order_number in numbers:
                parcel = Parcel(item.id, f"3S{item.id}", f"https://track.example/{item.id}", ("label",))
                await self._accepted(item, [parcel])
                accepted = next(one for one in (await self.load(run_id)).items if one.id == item.id)
                await self.ledger.write(settlements.labelled, accepted, [parcel], "PostNL", now=now)
        await self.ledger.write(runs.changed, run_id, now=now)
        self.wakeup.wake()

    async def accept(self, run_id: str) -> None:
        """Sendcloud has made shipments for all orders and is making their labels."""
        now = self.clock.now()
        for item in (await self.load(run_id)).of(State.WAITING):
            await self._accepted(item, [])
        await self.ledger.write(runs.changed, run_id, now=now)
        self.wakeup.wake()

    async def _accepted(self, item: Item, parcels: Sequence[Parcel]) -> None:
        now = self.clock.now()
        await self.ledger.write(lambda db: settlements.accept(db, item, f"S-{item.id}", parcels, watch_at=now, now=now))

    async def refuse(self, run_id: str, *numbers: str) -> None:
        """Sendcloud refuses these orders."""
        now = self.clock.now()
        for item in (await self.load(run_id)).of(State.WAITING):
            if item.order_number in numbers:
                await self.ledger.write(settlements.refuse, item, Cause("address", "The postal code is wrong"), now=now)
        await self.ledger.write(runs.changed, run_id, now=now)
        self.wakeup.wake()

    async def rows(self, about: str) -> dict[str, SlackMessage]:
        return await self.ledger.read(messages.of, about)

    async def at_rest(self, limit: float = 600) -> None:
        """Move the clock until Slack was brought up to date with the ledger."""
        for _ in range(round(limit)):
            await self.clock.run_for(1)
            # Requests first: an answered one makes its run look different, and must not slip through in between.
            waiting = [
                *await self.ledger.read(document_requests.waiting),
                *await self.ledger.read(runs.to_show),
                *await self.ledger.read(plans.to_show),
            ]
            if not waiting:
                return
        raise AssertionError(f"after {limit} s Slack still does not show {waiting}")

    def parents(self, run_id: str, channel: str = CHANNEL) -> list[Message]:
        """Return the parents of a run that stand in a channel."""
        return [message for message in self.bench.slack.messages(channel) if _key(message) == (run_id, "parent")]

    def replies(self, run_id: str, channel: str = CHANNEL) -> list[Message]:
        (parent,) = self.parents(run_id, channel)
        return self.bench.slack.thread(channel, parent.ts)


def _key(message: Message) -> tuple[str, str] | None:
    payload = (message.metadata or {}).get("event_payload")
    return (payload["about"], payload["key"]) if payload else None


@asynccontextmanager
async def stage(folder: Path) -> AsyncIterator[Stage]:
    """Yield a stage whose projector is at work."""
    async with bench() as one:
        ledger = Ledger(folder / "ledger.db")
        await ledger.open()
        play = Stage(one, ledger, Reader())
        await play.begin()
        await play.clock.run_for(0.1)  # what is told from here on was begun after the start, not by an earlier process
        yield play
        await play.end()
        await ledger.close()
