"""Finding out what became of a request whose answer is missing, by what Sendcloud has now and did not have before."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime, timedelta
from functools import partial

from bot.engine.asking import few_at_once
from bot.engine.bulkhead import fault_of, hand_over
from bot.engine.context import EngineContext, log
from bot.engine.picture import Picture, Pictures, seen
from bot.engine.reconcile_verdict import AskAgain, Found, Known, LookLater, Undecided, after_a_look, late_arrivals
from bot.ledger import Database, LedgerUnavailable, lookups, purchases, runs, settlements
from bot.model import CallOutcome, EventKind, Item, Parcel, State
from bot.sendcloud import SendcloudError

TOGETHER = 20
NOT_NOW = timedelta(seconds=10)


class Reconciler:
    """Looks unknown outcomes up until they are adopted, released or handed to a person."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._pictures = Pictures(context.sendcloud, context.clock, context.shops)

    async def work(self, stopping: asyncio.Event) -> None:
        """Look up whatever is due until *stopping* is set."""
        context = self._context
        while not stopping.is_set():
            try:
                worked = await self.step()
            except LedgerUnavailable as exc:
                log.warning("%s Looking things up waits.", exc)
                worked = False
            if not worked:
                await context.wakeup.wait(1.0)

    async def step(self) -> bool:
        """Look up the orders that are due. False when none was."""
        context = self._context
        items, early = await context.ledger.read(_due, now=context.now())
        await few_at_once(partial(self._for_itself, self._look), items)
        await few_at_once(partial(self._for_itself, self._look_once_more), early)
        return bool(items)

    async def _for_itself(self, look: Callable[[Item], Awaitable[None]], item: Item) -> None:
        """Look at one order; what cannot be handled about it goes to a person with that order alone."""
        if (fault := await fault_of(look(item))) is not None:
            await hand_over(self._context, item, fault)

    async def _look_once_more(self, item: Item) -> None:
        """What was adopted early may be a colleague's, and our own come after it: then a person decides."""
        context = self._context
        try:
            picture = await self._pictures.of(item)
        except SendcloudError as exc:
            await context.tell_of_account(exc, [item])
            await context.write(lookups.close_window, item, again_at=context.now() + NOT_NOW)
            return
        await context.write(self._close_window, item, picture, now=context.now())

    def _close_window(self, db: Database, item: Item, picture: Picture, *, now: datetime) -> None:
        shown = seen(item, picture, self._context.destinations)
        others = lookups.known_shipments(db, [one.id for one in shown], but=item.id)
        if late := late_arrivals(item, shown, others):
            settlements.hand_to_person(db, item, [item.shipment_id or "", *late], now=now)
            runs.changed(db, item.run_id, now=now)
        else:
            lookups.close_window(db, item)

    async def _look(self, item: Item) -> None:
        context = self._context
        try:
            picture = await self._pictures.of(item)
        except SendcloudError as exc:
            log.warning("Order outcomes cannot be looked up now: %s", exc)
            await context.tell_of_account(exc, [item])
            await context.write(lookups.look_later, item, next_look_at=context.now() + NOT_NOW)
            return
        context.last_read[item.integration_id] = item
        await context.write(self._act, item, picture, now=context.now())

    def _act(self, db: Database, item: Item, picture: Picture, *, now: datetime) -> None:
        """Carry out what a look means."""
        context = self._context
        shown = seen(item, picture, context.destinations, ahead=context.sendcloud.ahead)
        known = Known(
            others=lookups.known_shipments(db, [one.id for one in shown], but=item.id),
            has_competitor=lookups.has_competing_order(db, item),
            claimed_at=purchases.claimed_at(db, item.attempt_id),
        )
        verdict = after_a_look(item, shown, known, looked_at=picture.read_at, now=now, intervals=context.times.looks)
        match verdict:
            case Found(shipment, open_until):
                settlements.accept(
                    db,
                    item,
                    shipment.id,
                    [Parcel(number) for number in shipment.parcels],
                    watch_at=now,
                    now=now,
                    kind=EventKind.LABEL_FOUND,
                    open_until=open_until,
                )
            case LookLater(at):
                lookups.look_later(db, item, next_look_at=at)
                return
            case Undecided(shipment_ids):
                settlements.hand_to_person(db, item, shipment_ids, now=now)
            case AskAgain(snapshot):
                settlements.release(db, item, snapshot, now=now)
        runs.changed(db, item.run_id, now=now)


def _due(db: Database, *, now: datetime) -> tuple[list[Item], list[Item]]:
    """Return the orders to be looked up, and those adopted early that are to be looked at once more."""
    return (
        lookups.due(db, State.UNKNOWN, now=now, most=TOGETHER),
        lookups.adopted_early(db, now=now, most=TOGETHER),
    )


def take_over(db: Database, token: int, unanswered: timedelta, *, now: datetime) -> None:
    """Treat what earlier holders of the work had claimed and not settled as unknown.

    Whether such a request left is not known, but when it must have: by its send-by time. The process that asked is
    gone or has lost its lease, so the engine may ask again by itself when nothing is found.
    """
    abandon(db, purchases.abandoned(db, token), unanswered, may_ask_again=True, now=now)


def abandon(
    db: Database,
    left: Sequence[tuple[int, datetime, list[Item]]],
    unanswered: timedelta,
    *,
    may_ask_again: bool,
    now: datetime,
) -> None:
    """Have orders looked up whose request nobody waits for any more; *left* are attempts with their send-by times."""
    for attempt, send_by, items in left:
        for item in items:
            open_until = send_by + unanswered
            settlements.unknown(db, item, next_look_at=now, open_until=open_until, may_ask_again=may_ask_again, now=now)
        purchases.end_attempt(db, attempt, CallOutcome.ABANDONED, None, now=now)
        for run_id in {item.run_id for item in items}:
            runs.changed(db, run_id, now=now)
