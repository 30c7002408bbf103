"""Buying: look, claim, ask once, settle. The only place where money is spent."""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta

from pydantic import ValidationError

from bot.advice import Trouble
from bot.engine.context import EngineContext, log
from bot.engine.precheck import RECENT, Precheck
from bot.engine.reconcile import abandon
from bot.engine.settle import Accepted, GivenBack, Refused, Settlement, Unaccounted, settle, trouble_of
from bot.ledger import Database, LeaseLost, LedgerUnavailable, purchases, runs
from bot.ledger.rows import dump
from bot.model import PLAN_KEEPS, TEST_OPTION, Cause, Choices, Item, Parcel, Run, RunState, Shipping
from bot.sendcloud import (
    AccountProblem,
    ApiError,
    CreateLabels,
    LabelsAnswer,
    OrderSelector,
    SendcloudError,
    ShipWithRequest,
    Throttled,
    Withdrawn,
)
from bot.waiting import NamedTasks

LONGEST_ORDER_ID = 64
"""Characters of an order id that create-labels-async takes; a longer one is named by its number."""

RUNS_AT_ONCE = 4

MOST_PATIENCE = 4
"""How often in a row the time in which a claimed request must leave is doubled, at most."""


class Buyer:
    """Takes the orders that the ledger says are waiting, 20 at a time, and asks Sendcloud for their labels."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._picture = Precheck(context)
        self._tasks = NamedTasks()
        self._late = 0

    async def work(self, stopping: asyncio.Event) -> None:
        """Serve every active run, each in its own order of things, until *stopping* is set; then finish the calls."""
        context = self._context
        try:
            while not stopping.is_set():
                await self._reap()
                try:
                    await self._begin(stopping)
                except LedgerUnavailable as exc:
                    log.warning("%s Buying waits.", exc)
                await context.wakeup.wait(1.0)
            await self._tasks.wait()
            await self._reap()
        finally:
            await self._tasks.end()

    async def _begin(self, stopping: asyncio.Event) -> None:
        context = self._context
        await context.ledger.write_as(context.token, runs.resume_due, now=context.now())
        for run_id in await context.ledger.read(runs.active):
            if run_id not in self._tasks and len(self._tasks) < RUNS_AT_ONCE:
                self._tasks.begin(run_id, self._serve(run_id, stopping))

    async def _reap(self) -> None:
        """Forget runs that need nothing now. A fault of our own stops its run, and no other."""
        for run_id, fault in self._tasks.reap():
            self._picture.forget(run_id)
            if isinstance(fault, LeaseLost):
                raise fault
            if fault is not None:
                reference = secrets.token_hex(3).upper()
                log.error("Run %s is stopped by a fault of the bot (reference %s).", run_id, reference, exc_info=fault)
                await self._context.write_surely(self._stop_for, run_id, reference, now=self._context.now())

    def _stop_for(self, db: Database, run_id: str, reference: str, *, now: datetime) -> None:
        """Stop a run that met a fault of ours; what was being asked for just then is looked up like a lost answer."""
        abandon(db, purchases.left_open(db, run_id), self._context.times.unanswered, may_ask_again=False, now=now)
        runs.halt(db, run_id, Cause(Trouble.OWN, f"Reference {reference}."), now=now)

    async def _serve(self, run_id: str, stopping: asyncio.Event) -> None:
        try:
            while not stopping.is_set() and await self.step(run_id, stopping):
                pass
        except LedgerUnavailable as exc:
            log.warning("%s Run %s waits.", exc, run_id)
            await self._context.clock.sleep(1.0)

    async def step(self, run_id: str, stopping: asyncio.Event) -> bool:
        """Do one thing for a run: look its next orders up, or buy them. False when there is nothing to do now."""
        context = self._context
        items = await context.ledger.read(purchases.next_chunk, run_id)
        if not items:
            return False
        run = await context.ledger.read(runs.brief, run_id)
        if run is None or run.state is not RunState.RUNNING:
            return False
        fresh_from = context.now() - PLAN_KEEPS
        if context.buys_from is not None:
            if context.now() < context.buys_from:
                return False
            fresh_from = max(fresh_from, context.buys_from)
        if any(item.open_until is not None and item.open_until > context.now() for item in items):
            # An earlier request for it may still be carried out.
            return False
        old = [item for item in items if item.checked_at is None or item.checked_at < fresh_from]
        # After trouble, one look more: a purchase is no way to find out whether Sendcloud answers again.
        age = timedelta(seconds=1) if await context.ledger.read(runs.trouble, run_id) else RECENT
        try:
            if old:
                await self._picture.look(run, old)
                return True
            if not self._picture.is_recent(run_id, items, age):
                await self._picture.glance(run, items)
                return True
            await context.sendcloud.wait_for_write_turn()
        except SendcloudError as exc:
            await self._in_the_way(run, exc)
            return False
        if stopping.is_set():
            # The turn came after the end had begun: no new work is taken.
            return False
        if not self._picture.is_recent(run_id, items):
            # The picture grew too old while the turn was waited for.
            return True
        return await self._buy(run, items)

    async def _in_the_way(self, run: Run, error: SendcloudError) -> None:
        context = self._context
        now = context.now()
        if isinstance(error, AccountProblem):
            await context.write(runs.halt, run.id, Cause(trouble_of(error)), now=now)
            return
        already = await context.ledger.read(runs.trouble, run.id)
        until = now + context.times.pause_after(already)
        if isinstance(error, Throttled) and error.retry_after is not None:
            until = now + timedelta(seconds=error.retry_after)
        await context.write(runs.pause, run.id, Cause(trouble_of(error)), until=until, now=now)

    async def _buy(self, run: Run, items: Sequence[Item]) -> bool:
        context = self._context
        try:
            request = request_for(run.choices, items)
        except ValidationError:
            await context.write(self._unaskable, items, now=context.now())
            return True
        now = context.now()
        # A disk that takes its time over the claim is given more of it: a request may leave late, but not unforeseen.
        send_by = now + timedelta(seconds=context.times.send_within * 2 ** min(self._late, MOST_PATIENCE))
        try:
            attempt = await context.write(
                purchases.claim, run.id, items, request.body(), token=context.token, send_by=send_by, now=now
            )
        except purchases.ClaimRefused:
            return True
        if attempt is None:
            return False
        answer = await self._ask(request, send_by)
        self._late = self._late + 1 if isinstance(answer, Withdrawn) else 0
        settlement = settle(items, answer)
        await self._write_down(run, attempt, items, settlement, send_by)
        return settlement.halt is None and not settlement.rest and settlement.wait is None

    async def _ask(self, request: CreateLabels, send_by: datetime) -> LabelsAnswer | SendcloudError:
        context = self._context
        try:
            return await context.sendcloud.create_labels(
                request, still_allowed=lambda: context.has_lease and context.now() <= send_by
            )
        except SendcloudError as exc:
            return exc

    def _unaskable(self, db: Database, items: Sequence[Item], *, now: datetime) -> None:
        """Orders that no valid request can name, such as an empty id: refused one by one, bought never."""
        if len(items) > 1:
            purchases.split(db, items)
            return
        purchases.refuse(db, items[0], Cause(Trouble.DATA, "Sendcloud's API cannot name this order."), now=now)
        runs.changed(db, items[0].run_id, now=now)

    async def _write_down(
        self, run: Run, attempt: int, items: Sequence[Item], settlement: Settlement, send_by: datetime
    ) -> None:
        """Settle the call in one transaction, before anything is told."""
        context = self._context
        try:
            await context.write_surely(self._settle, run.id, attempt, items, settlement, send_by, now=context.now())
        except LeaseLost:
            log.warning("Another process took over run %s; it will look up what this call made.", run.id)
            raise
        await self._complete_causes(items, settlement)

    async def _complete_causes(self, items: Sequence[Item], settlement: Settlement) -> None:
        """Add the words of a refusal that could not be masked at once, now that everything is written down."""
        context = self._context
        for item in items:
            verdict = settlement.verdicts[item.id]
            if isinstance(verdict, Refused) and context.private.get(item.integration_id, item.order_id) is None:
                cause = await context.cause(item, verdict.kind, verdict.error)
                if cause.text:
                    await context.write(purchases.explain, item.id, cause, now=context.now())

    def _settle(
        self,
        db: Database,
        run_id: str,
        attempt: int,
        items: Sequence[Item],
        settlement: Settlement,
        send_by: datetime,
        *,
        now: datetime,
    ) -> None:
        context, times = self._context, self._context.times
        already = runs.trouble(db, run_id)
        now_claimed = {item.id: item for item in purchases.claimed(db, attempt)}
        back: list[Item] = []
        batches: dict[int, str] = {}
        for item in items:
            claimed = now_claimed.get(item.id)
            if claimed is None:
                continue
            match settlement.verdicts[item.id]:
                case Accepted(label, also):
                    purchases.accept(
                        db,
                        claimed,
                        label.shipment_id,
                        [Parcel(number) for number in label.parcel_ids],
                        watch_at=now + times.watch_after(0),
                        now=now,
                        candidates=dump([label.shipment_id, *also] if also else []),
                        # What an earlier request makes after it was counted out is a second label, and told.
                        open_until=now + times.unanswered if claimed.asked_again else None,
                    )
                case Refused(kind, error):
                    purchases.refuse(db, claimed, context.cause_at_hand(item, kind, error), now=now)
                case Unaccounted():
                    open_until = times.counted_out(send_by, now if settlement.answered else None)
                    purchases.unknown(
                        db,
                        claimed,
                        next_look_at=now + timedelta(seconds=times.looks[0]),
                        open_until=open_until,
                        may_ask_again=settlement.answered,
                        now=now,
                    )
                case GivenBack(batch):
                    back.append(claimed)
                    batches[item.id] = batch
        purchases.give_back(db, back, settlement.outcome, batches=batches, now=now)
        purchases.end_attempt(db, attempt, settlement.outcome, settlement.http_status, now=now)
        for shipment_id in settlement.extra_shipments:
            runs.stray_shipment(db, run_id, shipment_id, now=now)
        if settlement.halt is not None:
            kind, told = settlement.halt
            runs.halt(db, run_id, context.cause_at_hand(items[0], kind, told or ApiError()), now=now)
        elif settlement.wait is not None:
            wait = timedelta(seconds=settlement.wait) or times.pause_after(already)
            runs.pause(db, run_id, Cause(Trouble.THROTTLED), until=now + wait, now=now)
        elif not settlement.rest:
            runs.went_well(db, run_id)
            runs.changed(db, run_id, now=now)
        elif purchases.next_chunk(db, run_id):
            unclear = Trouble.UNCLEAR if settlement.outcome != "not sent" else Trouble.UNREACHABLE
            runs.pause(db, run_id, Cause(unclear), until=now + times.pause_after(already), now=now)
        else:
            # Nothing is left to wait with: what is unknown is looked up either way.
            runs.changed(db, run_id, now=now)


def request_for(choices: Choices, items: Sequence[Item]) -> CreateLabels:
    """Return the request that asks for the labels of *items*. Raises pydantic's ``ValidationError``."""
    option, contract = choices.option_code, choices.contract_id
    if choices.test_labels:
        option, contract = TEST_OPTION, None
    rules = choices.shipping is Shipping.RULES and not choices.test_labels
    by_option = choices.test_labels or choices.shipping is Shipping.OPTION
    return CreateLabels(
        integration_id=choices.integration_id,
        orders=[_selector(item, apply_shipping_rules=rules) for item in items],
        sender_address_id=choices.sender_address_id,
        brand_id=choices.brand_id,
        ship_with=ShipWithRequest.option(option, contract) if by_option and option else None,
    )


def _selector(item: Item, *, apply_shipping_rules: bool) -> OrderSelector:
    if len(item.order_id) <= LONGEST_ORDER_ID:
        return OrderSelector(order_id=item.order_id, apply_shipping_rules=apply_shipping_rules)
    return OrderSelector(order_number=item.order_number, apply_shipping_rules=apply_shipping_rules)
