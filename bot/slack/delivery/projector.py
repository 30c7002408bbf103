"""Draws what Slack should show from the ledger alone, and sees to it that Slack shows it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from datetime import datetime, timedelta
from functools import partial
from typing import Any, Final, NamedTuple

from bot.clock import Clock
from bot.ledger import Database, document_requests, doubts, frozen_plans, lookups, plans, refused_blocks, restores, runs
from bot.ledger.anchors import ABOUT
from bot.ledger.restores import Restored
from bot.ledger.store import LeaseLost, Ledger, LedgerUnavailable
from bot.model import NO_LIMITS, Limits, State
from bot.plan_words import PlanWords
from bot.slack.delivery.anchors import DailyAnchor
from bot.slack.delivery.approval_message import ApprovalMessages
from bot.slack.delivery.approvers import Approvers
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.documents import DocumentReader, RequestedDocuments
from bot.slack.delivery.outbox import Outbox
from bot.slack.delivery.plan_message import PlanMessage
from bot.slack.delivery.run_thread import RunThread
from bot.slack.delivery.windows import Windows
from bot.waiting import NamedTasks, Wakeup, repeat

log = logging.getLogger(__name__)

_AFTER_A_FAULT: Final = timedelta(seconds=10)
_GRACE: Final = 1.5
"""Real seconds that calls in flight get to be answered when the work ends."""


class _Due(NamedTuple):
    """What the ledger has for Slack at one moment: ids, a run's with its version, a request's with what
    its messages are about."""

    runs: list[tuple[str, int]]
    plans: list[str]
    approvals: list[str]
    doubts: list[str]
    requests: list[tuple[int, str]]


def _due(db: Database, *, now: datetime) -> _Due:
    """Read it with one question, since it is asked all the time."""
    return _Due(
        runs.to_show(db),
        plans.to_show(db),
        frozen_plans.to_show(db),
        doubts.due(db, now=now),
        document_requests.waiting(db),
    )


class Projector:
    """One worker for each run, plan and request that Slack does not show as the ledger has it.

    They wait side by side, so that a slow channel, a rate limit or a long upload holds up nothing but itself.
    """

    def __init__(
        self,
        ledger: Ledger,
        outbox: Outbox,
        documents: DocumentReader,
        clock: Clock,
        wakeup: Wakeup,
        *,
        anchor: DailyAnchor | None = None,
        unanswered: timedelta = timedelta(0),
        windows: Windows | None = None,
        words: PlanWords | None = None,
        approvers: Approvers | None = None,
        limits: Limits = NO_LIMITS,
    ) -> None:
        """*windows*, *words*: those of the handlers, which draw plans as well; without them this one has its own.

        *unanswered*: how long a restored ledger waits before it buys, for what it does not know of to come out."""
        self._ledger = ledger
        self._outbox = outbox
        self._documents = documents
        self._clock = clock
        self._wakeup = wakeup
        self._anchor = anchor
        self._unanswered = unanswered
        self._windows = windows or Windows(outbox, clock)
        self._words = words or PlanWords()
        self._approvers = approvers
        self._limits = limits
        self._threads: dict[str, RunThread] = {}
        self._tasks = NamedTasks()
        self._resting: dict[str, datetime] = {}
        self._taken_up: int | None = None
        self._restored: Restored | None = None
        self._stopping = asyncio.Event()
        self._since = clock.now()

    async def work(self, token: int, stopping: asyncio.Event) -> None:
        """Keep Slack in line with the ledger until *stopping* is set (wake with it to be heard at once).

        Raises `LeaseLost` when *token* is no longer the newest. Either way no call is in flight afterwards.
        """
        self._stopping.clear()
        self._resting.clear()
        self._since = self._clock.now()
        try:
            await repeat(
                partial(self.step, token),
                stopping=stopping,
                wakeup=self._wakeup,
                outage=LedgerUnavailable,
                told=lambda exc: log.warning("slack is not brought up to date: %s", exc),
            )
        finally:
            await self._end()

    async def step(self, token: int) -> bool:
        """Look once: see who is done, and set somebody to everything that is new. Return whether anything was."""
        self._reap()
        if self._taken_up != token:
            self._restored = await self._ledger.read(restores.latest)
            self._outbox.blocks.remember(await self._ledger.read(refused_blocks.noted))
        restored = self._restored
        buys_from = restored.at + self._unanswered if restored else None
        context = DeliveryContext(
            self._ledger,
            self._outbox,
            self._clock,
            token,
            self._since,
            self._stopping,
            restored,
            buys_from,
            windows=self._windows,
            words=self._words,
            limits=self._limits,
        )
        begun = await self._take_up(context)
        due = await self._ledger.read(_due, now=self._clock.now())
        for run_id, version in due.runs:
            begun |= self._show_run(run_id, version, context)
        for plan_id in due.plans:
            begun |= self._begin(f"plan {plan_id}", PlanMessage(plan_id, context).show)
        if self._approvers is not None:
            for frozen_id in due.approvals:
                asking = ApprovalMessages(frozen_id, context, self._approvers)
                begun |= self._begin(f"approval {frozen_id}", asking.show)
        for about in due.doubts:
            begun |= await self._look_again(about, context)
        for request_id, about in due.requests:
            requested = RequestedDocuments(request_id, about, self._documents, context)
            begun |= self._begin(f"documents {request_id}", requested.deliver)
        if self._anchor is not None and await self._anchor.due(context):
            begun |= self._begin("anchor", partial(self._anchor.post, context))
        return begun

    async def _take_up(self, context: DeliveryContext) -> bool:
        """Once for each lease: runs that move are watched even where Slack shows their newest version."""
        if self._taken_up == context.token:
            return False
        begun = False
        far = self._clock.now() + timedelta(days=1)
        for state in (State.UNKNOWN, State.ACCEPTED):
            for item in await self._ledger.read(lookups.due, state, now=far, most=10_000):
                begun |= self._show_run(item.run_id, 0, context)
        self._taken_up = context.token
        return begun

    async def _look_again(self, about: str, context: DeliveryContext) -> bool:
        """Set somebody to a doubt about a run, plan or approval. One about an anchor is left to who posts them."""
        if await self._ledger.read(runs.brief, about) is not None:
            return self._show_run(about, 0, context)
        if about == ABOUT:
            return False
        if self._approvers is not None and await self._ledger.read(frozen_plans.load, about) is not None:
            asking = ApprovalMessages(about, context, self._approvers)
            return self._begin(f"approval {about}", asking.look_again)
        return self._begin(f"plan {about}", PlanMessage(about, context).look_again)

    def _show_run(self, run_id: str, version: int, context: DeliveryContext) -> bool:
        name = f"run {run_id}"
        if name in self._tasks:
            self._threads[run_id].tell(version)
            return False
        thread = RunThread(run_id, version, context)
        begun = self._begin(name, thread.keep_up)
        if begun:
            self._threads[run_id] = thread
        return begun

    def _begin(self, name: str, work: Callable[[], Coroutine[Any, Any, None]]) -> bool:
        if name in self._tasks or self._resting.get(name, self._clock.now()) > self._clock.now():
            return False
        self._resting.pop(name, None)
        self._tasks.begin(name, work())
        return True

    def _reap(self) -> None:
        """Forget who is done. A fault of one worker is told and tried again later; the others go on."""
        for name, fault in self._tasks.reap(fatal=(LeaseLost,)):
            self._threads.pop(name.removeprefix("run "), None)
            if isinstance(fault, LedgerUnavailable):
                log.warning("%s is not brought up to date: %s", name, fault)
            elif fault is not None:
                log.error("showing %s failed: %s", name, type(fault).__name__, exc_info=fault)
                self._resting[name] = self._clock.now() + _AFTER_A_FAULT

    async def _end(self) -> None:
        """Let calls in flight be answered, then let go of everything; the next start draws again."""
        self._stopping.set()
        for thread in self._threads.values():
            thread.hurry()
        self._threads.clear()
        self._taken_up = None
        try:
            await self._tasks.wait(most=_GRACE)
        finally:
            await self._tasks.end()
