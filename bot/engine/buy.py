"""Buying: look, claim, ask once, settle. The only place where money is spent."""

from __future__ import annotations

import asyncio
from collections.abc import Collection, Sequence
from datetime import datetime, timedelta

from bot.clock import counted
from bot.engine.boxes import Boxed, Boxes
from bot.engine.calls import Calls
from bot.engine.context import EngineContext, log
from bot.engine.in_flight import InFlight, Leave
from bot.engine.jobs import Jobs
from bot.engine.look_ahead import LONGEST_REST, LookAhead
from bot.engine.outcomes import Call
from bot.engine.precheck import Precheck
from bot.engine.purchase import Purchases
from bot.engine.reconcile import abandon
from bot.engine.request import request_for
from bot.engine.trouble import trouble_of
from bot.ledger import Database, LedgerUnavailable, purchases, runs, settlements
from bot.model import CHUNK, Cause, Item, Run, RunState
from bot.model.trouble import Trouble
from bot.sendcloud import AccountProblem, InvalidRequest, SendcloudError, Throttled
from bot.waiting import repeat

RUNS_AT_ONCE = 4


class Buyer:
    """Takes the orders that the ledger says are waiting, 20 at a time, and asks Sendcloud for their labels."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._precheck = Precheck(context)
        self._purchases = Purchases(context, self._precheck)
        self._in_flight = InFlight(context.clock)
        self._stopping = asyncio.Event()
        self._jobs = Jobs(context, what="Run", most=RUNS_AT_ONCE, serve=self._serve, failed=self._failed)
        self._boxes = Boxes(context)
        self._tokens: set[int] = set()

    async def work(self, stopping: asyncio.Event) -> None:
        """Serve every active run, each in its own order of things, until *stopping* is set; then finish the calls."""
        self._stopping = stopping
        self._precheck.begin()
        await self._begin()
        try:
            await repeat(
                self._turn,
                stopping=stopping,
                wakeup=self._context.wakeup,
                outage=LedgerUnavailable,
                told=lambda exc: log.warning("%s Buying waits.", exc),
            )
            await self._jobs.wait()
            await self._reap()
        finally:
            await self._jobs.end()

    async def _begin(self) -> None:
        """Go by what the ledger knows of earlier calls: limits are the account's, and so is what went wrong."""
        context, now = self._context, self._context.now()
        self._tokens.add(context.token)
        sent, last_was_clear = await context.ledger.read(_earlier, now - timedelta(minutes=1), but=self._tokens)
        context.sendcloud.remember_purchases((now - at).total_seconds() for at in sent)
        self._in_flight.begin(last_was_clear=last_was_clear)

    async def _turn(self) -> None:
        context = self._context
        await self._reap()
        rested, active = await context.ledger.read(_due, now=context.now())
        if rested:
            await context.ledger.write_as(context.token, runs.continue_due, now=context.now())
            active = await context.ledger.read(runs.active)
        self._jobs.begin(active)

    async def _reap(self) -> None:
        """Forget the runs that need nothing now."""
        for run_id in await self._jobs.reap():
            self._precheck.forget(run_id)
            self._purchases.forget(run_id)

    async def _failed(self, run_id: str, reference: str) -> None:
        """A fault of our own stops its run, and no other."""
        await self._context.write_surely(self._stop_for, run_id, reference, now=self._context.now())

    def _stop_for(self, db: Database, run_id: str, reference: str, *, now: datetime) -> None:
        """Stop a run that met a fault of ours; what was being asked for just then is looked up like a lost answer."""
        abandon(db, purchases.left_open(db, run_id), self._context.times.unanswered, may_ask_again=False, now=now)
        runs.halt(db, run_id, Cause(Trouble.OWN, f"Reference {reference}."), now=now)

    async def _serve(self, run_id: str) -> None:
        calls, looks = Calls(), LookAhead(self._context, self._precheck, self._in_flight)
        try:
            while not self._stopping.is_set() and not calls.has_failed:
                if not await self._step(run_id, calls, looks) and not await calls.one_ended():
                    break
        except asyncio.CancelledError:
            await calls.break_off()
            raise
        finally:
            await looks.end()
            await calls.all_ended()

    async def _step(self, run_id: str, calls: Calls, looks: LookAhead) -> bool:
        """Do one thing for a run: begin to buy its next orders, or wait a moment. False for nothing to do."""
        context = self._context
        items = await context.ledger.read(purchases.next_orders, run_id, self._ahead)
        run = await context.ledger.read(runs.brief, run_id) if items else None
        if run is None or run.state is not RunState.RUNNING or self._has_to_wait(items):
            return False
        try:
            prepared = await self._prepared(run, items, looks)
        except SendcloudError as exc:
            self._precheck.doubt(run_id)
            await self._in_the_way(run, exc)
            return False
        if prepared is None:
            return True
        ready, boxes, leave = prepared
        try:
            ready = await self._still_ready(run_id, ready, boxes)
            if self._stopping.is_set():
                return False
            return await self._buy(run, ready, boxes, leave, calls) if ready else True
        finally:
            if not leave.is_claimed:
                leave.close()

    async def _prepared(
        self, run: Run, items: Sequence[Item], looks: LookAhead
    ) -> tuple[list[Item], Boxed, Leave] | None:
        """Return the orders of the next call with leave for it; None after a rest, where there is nothing to ask for
        yet. May raise `SendcloudError`."""
        ready = self._precheck.buyable(run.id, items)[:CHUNK]
        # A chunk is filled where more orders are being looked at.
        may_go = len(ready) == min(CHUNK, len(items)) or (bool(ready) and not looks.is_under_way)
        if not may_go or len(items) > CHUNK:
            await looks.keep_up(run, ready, items[0])
        if not may_go or self._context.sendcloud.until_purchase_turn > LONGEST_REST:
            await looks.rest(self._stopping)
            return None
        boxes = await self._boxes.of(ready, run.choices.parcels)
        return ready, boxes, await self._in_flight.leave(self._context.sendcloud.wait_for_purchase_turn)

    @property
    def _ahead(self) -> int:
        """As many orders as may be in flight, and those of one more call."""
        return CHUNK * (self._in_flight.allowed.most + 1)

    async def _still_ready(self, run_id: str, ready: Sequence[Item], boxes: Boxed) -> list[Item]:
        """Return those that were *ready* and may still be claimed: their pictures may have grown too old while the turn
        was waited for, and newer ones may have come."""
        still = self._precheck.buyable(run_id, ready)
        if not still:
            items = await self._context.ledger.read(purchases.next_orders, run_id, self._ahead)
            still = self._precheck.buyable(run_id, items)
        return [item for item in still if item.id in boxes]

    def _has_to_wait(self, items: Sequence[Item]) -> bool:
        """Return whether an earlier request for one of these, or one that a restored ledger forgot, may be open."""
        now, buys_from = self._context.now(), self._context.buys_from
        if buys_from is not None and now < buys_from:
            return True
        return any(item.open_until is not None and item.open_until > now for item in items)

    async def _in_the_way(self, run: Run, error: SendcloudError) -> None:
        context = self._context
        now = context.now()
        if isinstance(error, AccountProblem):
            await context.write(runs.halt, run.id, Cause(trouble_of(error)), now=now)
            return
        already = await context.ledger.read(runs.failures, run.id)
        until = now + context.times.pause_after(already)
        if isinstance(error, Throttled) and error.retry_after is not None:
            until = now + timedelta(seconds=error.retry_after)
        await context.write(runs.pause, run.id, Cause(trouble_of(error)), until=until, now=now)

    async def _buy(self, run: Run, items: Sequence[Item], boxes: Boxed, leave: Leave, calls: Calls) -> bool:
        """Claim orders and set a call for them going; False where the run is not running any more."""
        context = self._context
        try:
            request = request_for(run.choices, items, boxes)
        except InvalidRequest:
            await context.write(self._unaskable, items, now=context.now())
            return True
        now = context.now()
        send_by = now + self._purchases.patience
        try:
            attempt = await context.write(
                purchases.claim,
                run.id,
                items,
                request.body(),
                token=context.token,
                send_by=send_by,
                now=now,
                counted=counted(context.clock),
            )
        except purchases.ClaimRefused:
            return True
        if attempt is None:
            return False
        leave.claimed()
        self._precheck.claimed(run.id)
        call = Call(run.id, attempt, items, send_by)
        calls.begin(self._purchases.carry_out(call, request, leave), leave.close)
        return True

    def _unaskable(self, db: Database, items: Sequence[Item], *, now: datetime) -> None:
        """Orders that no valid request can name, such as an empty id: refused one by one, bought never."""
        if len(items) > 1:
            purchases.split(db, items)
            return
        settlements.refuse(db, items[0], Cause(Trouble.NOT_ASKED, "Sendcloud's API cannot name this order."), now=now)
        runs.changed(db, items[0].run_id, now=now)


def _due(db: Database, *, now: datetime) -> tuple[bool, list[str]]:
    """Return whether a paused run may go on, and the runs that have something to buy."""
    return runs.any_rested(db, now=now), runs.active(db)


def _earlier(db: Database, moment: datetime, *, but: Collection[int]) -> tuple[list[datetime], bool]:
    """Return when other holders of the work sent calls after *moment*, and whether the last call of all was clear."""
    return purchases.sent_since(db, moment, but=but), purchases.last_was_clear(db)
