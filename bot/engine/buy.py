"""Buying: look, claim, ask once, settle. The only place where money is spent."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.clock import counted
from bot.engine.boxes import Boxed, Boxes
from bot.engine.context import EngineContext, log
from bot.engine.halves import Halves
from bot.engine.jobs import Jobs
from bot.engine.outcomes import Call, Outcomes
from bot.engine.precheck import LONGEST_ORDER_ID, Precheck
from bot.engine.reconcile import abandon
from bot.engine.settle import Accepted, GivenBack, Refused, Settlement, Unaccounted, settle
from bot.engine.trouble import trouble_of
from bot.ledger import Database, LeaseLost, LedgerUnavailable, purchases, runs, settlements
from bot.model import TEST_OPTION, Cause, Choices, Item, Run, RunState, Shipping
from bot.model.trouble import Trouble
from bot.sendcloud import (
    AccountProblem,
    CreateLabels,
    InvalidRequest,
    LabelsAnswer,
    OrderSelector,
    ParcelRequest,
    SendcloudError,
    ShipWithRequest,
    Throttled,
    Turn,
    Withdrawn,
)
from bot.waiting import repeat

RUNS_AT_ONCE = 4

MOST_PATIENCE = 4
"""How often in a row the time in which a claimed request must leave is doubled, at most."""


class Buyer:
    """Takes the orders that the ledger says are waiting, 20 at a time, and asks Sendcloud for their labels."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._precheck = Precheck(context)
        self._outcomes = Outcomes(context.causes, context.times)
        self._stopping = asyncio.Event()
        self._jobs = Jobs(context, what="Run", most=RUNS_AT_ONCE, serve=self._serve, failed=self._failed)
        self._halves = Halves()
        self._boxes = Boxes(context)
        self._late = 0
        self._tokens: set[int] = set()

    async def work(self, stopping: asyncio.Event) -> None:
        """Serve every active run, each in its own order of things, until *stopping* is set; then finish the calls."""
        self._stopping = stopping
        self._precheck.begin()
        await self._remember()
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

    async def _remember(self) -> None:
        """Count what another process has sent within the last minute: the limits are the account's."""
        context, now = self._context, self._context.now()
        self._tokens.add(context.token)
        sent = await context.ledger.read(purchases.sent_since, now - timedelta(minutes=1), but=self._tokens)
        context.sendcloud.remember_purchases((now - at).total_seconds() for at in sent)

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
            self._halves.forget(run_id)

    async def _failed(self, run_id: str, reference: str) -> None:
        """A fault of our own stops its run, and no other."""
        await self._context.write_surely(self._stop_for, run_id, reference, now=self._context.now())

    def _stop_for(self, db: Database, run_id: str, reference: str, *, now: datetime) -> None:
        """Stop a run that met a fault of ours; what was being asked for just then is looked up like a lost answer."""
        abandon(db, purchases.left_open(db, run_id), self._context.times.unanswered, may_ask_again=False, now=now)
        runs.halt(db, run_id, Cause(Trouble.OWN, f"Reference {reference}."), now=now)

    async def _serve(self, run_id: str) -> None:
        while not self._stopping.is_set() and await self.step(run_id):
            pass

    async def step(self, run_id: str) -> bool:
        """Do one thing for a run: look its next orders up, or buy them. False when there is nothing to do now."""
        context = self._context
        items = await context.ledger.read(purchases.next_chunk, run_id)
        run = await context.ledger.read(runs.brief, run_id) if items else None
        if run is None or run.state is not RunState.RUNNING or self._has_to_wait(items):
            return False
        try:
            ready = self._precheck.buyable(run_id, items)
            if not ready:
                await self._precheck.look(run, items)
                ready = self._precheck.buyable(run_id, await context.ledger.read(purchases.next_chunk, run_id))
                if not ready:
                    return True
            boxes = await self._boxes.of(ready, run.choices.parcels)
            turn = await context.sendcloud.wait_for_purchase_turn()
        except SendcloudError as exc:
            self._precheck.doubt(run_id)
            await self._in_the_way(run, exc)
            return False
        with turn:
            # What was read may have grown too old while the turn was waited for, and the end may have begun meanwhile.
            ready = [item for item in self._precheck.buyable(run_id, ready) if item.id in boxes]
            if self._stopping.is_set():
                return False
            return await self._buy(run, ready, boxes, turn) if ready else True

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

    async def _buy(self, run: Run, items: Sequence[Item], boxes: Boxed, turn: Turn) -> bool:
        context = self._context
        try:
            request = request_for(run.choices, items, boxes)
        except InvalidRequest:
            await context.write(self._unaskable, items, now=context.now())
            return True
        now = context.now()
        # A disk that takes its time over the claim is given more of it: a request may leave late, but not unforeseen.
        send_by = now + timedelta(seconds=context.times.send_within * 2 ** min(self._late, MOST_PATIENCE))
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
        self._precheck.claimed(run.id)
        call = Call(run.id, attempt, items, send_by)
        answer = await self._ask(request, send_by, turn)
        self._late = self._late + 1 if isinstance(answer, Withdrawn) else 0
        batch = f"{items[0].integration_id} {items[0].batch}"
        settlement = settle(items, answer, sibling=self._halves.sibling(run.id, batch))
        self._halves.note(run.id, batch, settlement)
        await self._write_down(call, settlement)
        self._note(items, settlement)
        return settlement.halt is None and not settlement.rest and settlement.wait is None

    def _note(self, items: Sequence[Item], settlement: Settlement) -> None:
        """Remember a label to probe its shop with, and after trouble that nothing more is bought without a look."""
        for item in items:
            match settlement.verdicts[item.id]:
                case Accepted(label):
                    self._context.shops.bought(item.integration_id, label.shipment_id)
                    self._context.last_read[item.integration_id] = item
                case GivenBack() | Unaccounted():
                    self._precheck.doubt(item.run_id)
                case Refused():
                    pass

    async def _ask(self, request: CreateLabels, send_by: datetime, turn: Turn) -> LabelsAnswer | SendcloudError:
        context = self._context
        try:
            # A copy from before the claim does not know of it, which can be told before anything is bought.
            await context.how_far.note()
            return await context.sendcloud.create_labels(
                request, still_allowed=lambda: context.has_lease and context.now() <= send_by, turn=turn
            )
        except LedgerUnavailable as exc:
            return Withdrawn(f"How far the ledger has come could not be noted: {exc}")
        except SendcloudError as exc:
            return exc

    def _unaskable(self, db: Database, items: Sequence[Item], *, now: datetime) -> None:
        """Orders that no valid request can name, such as an empty id: refused one by one, bought never."""
        if len(items) > 1:
            purchases.split(db, items)
            return
        settlements.refuse(db, items[0], Cause(Trouble.DATA, "Sendcloud's API cannot name this order."), now=now)
        runs.changed(db, items[0].run_id, now=now)

    async def _write_down(self, call: Call, settlement: Settlement) -> None:
        """Settle the call in one transaction, before anything is told."""
        context = self._context
        try:
            await context.write_surely(self._outcomes.write, call, settlement, now=context.now())
        except LeaseLost:
            log.warning("Another process took over run %s; it will look up what this call made.", call.run_id)
            raise
        await self._complete_causes(call.items, settlement)

    async def _complete_causes(self, items: Sequence[Item], settlement: Settlement) -> None:
        """Add the words of a refusal that could not be masked at once, now that everything is written down."""
        context = self._context
        for item in items:
            verdict = settlement.verdicts[item.id]
            if isinstance(verdict, Refused) and context.causes.needs_reading(item):
                cause = await context.causes.of(item, verdict.kind, verdict.error)
                if cause.text:
                    await context.write(settlements.explain, item.id, cause, now=context.now())


def request_for(choices: Choices, items: Sequence[Item], boxes: Boxed | None = None) -> CreateLabels:
    """Return the request that asks for the labels of *items*, which are of one shop. Raises `InvalidRequest`.

    *boxes*: what lies in each box of an order, by the item's id; nothing where every order goes in one.
    """
    option, contract = choices.option_code, choices.contract_id
    if choices.test_labels:
        option, contract = TEST_OPTION, None
    rules = choices.shipping is Shipping.RULES and not choices.test_labels
    by_option = choices.test_labels or choices.shipping is Shipping.OPTION
    return CreateLabels(
        integration_id=items[0].integration_id,
        orders=[_selector(item, (boxes or {}).get(item.id), by_rules=rules) for item in items],
        sender_address_id=choices.sender_address_id,
        brand_id=choices.brand_id,
        ship_with=ShipWithRequest.option(option, contract) if by_option and option else None,
    )


def _selector(item: Item, parcels: list[ParcelRequest] | None, *, by_rules: bool) -> OrderSelector:
    if len(item.order_id) <= LONGEST_ORDER_ID:
        return OrderSelector(order_id=item.order_id, apply_shipping_rules=by_rules, parcels=parcels)
    return OrderSelector(order_number=item.order_number, apply_shipping_rules=by_rules, parcels=parcels)


def _due(db: Database, *, now: datetime) -> tuple[bool, list[str]]:
    """Return whether a paused run may go on, and the runs that have something to buy."""
    return runs.any_rested(db, now=now), runs.active(db)
