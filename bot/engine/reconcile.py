"""Finding out what became of a request whose answer is missing, by what Sendcloud has now and did not have before."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime, timedelta

from bot.engine.context import EngineContext, log
from bot.engine.lookup import few_at_once
from bot.ledger import Database, LedgerUnavailable, lookups, purchases, runs, settlements
from bot.model import EventKind, Item, Parcel, State
from bot.sendcloud import SendcloudError, Shipment

TOGETHER = 20
NOT_NOW = timedelta(seconds=10)
CLOCKS_DIFFER = timedelta(seconds=5)


class Reconciler:
    """Looks unknown outcomes up until they are adopted, released or handed to a person."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context

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
        items = await context.ledger.read(lookups.due, State.UNKNOWN, now=context.now(), most=TOGETHER)
        await few_at_once(self._look, items)
        early = await context.ledger.read(lookups.adopted_early, now=context.now(), most=TOGETHER)
        await few_at_once(self._look_once_more, early)
        return bool(items)

    async def _look_once_more(self, item: Item) -> None:
        """What was adopted early may be a colleague's, and our own come after it: then a person decides."""
        context = self._context
        try:
            found = await context.sendcloud.find_shipments(item.integration_id, item.order_number)
        except SendcloudError as exc:
            await context.tell_of_account(exc, [item])
            await context.write(lookups.close_window, item, again_at=context.now() + NOT_NOW)
            return
        await context.write(self._close_window, item, found, now=context.now())

    def _close_window(self, db: Database, item: Item, found: Sequence[Shipment], *, now: datetime) -> None:
        new = [one for one in found if one.id not in item.snapshot and one.id != item.shipment_id and one.is_live]
        others = lookups.known_shipments(db, [one.id for one in new], but=item.id)
        new = [one for one in new if one.id not in others and not self._goes_elsewhere(item, one)]
        if new:
            settlements.hand_to_person(db, item, [item.shipment_id or "", *(one.id for one in new)], now=now)
            runs.changed(db, item.run_id, now=now)
        else:
            lookups.close_window(db, item)

    async def _look(self, item: Item) -> None:
        context = self._context
        # The look that decides must have begun after the window closed, not only have ended then.
        started = context.now()
        try:
            found = await context.sendcloud.find_shipments(item.integration_id, item.order_number)
        except SendcloudError as exc:
            log.warning("Order outcomes cannot be looked up now: %s", exc)
            await context.tell_of_account(exc, [item])
            await context.write(lookups.look_later, item, next_look_at=context.now() + NOT_NOW)
            return
        await context.write(self._decide, item, found, started, now=context.now())

    def _decide(self, db: Database, item: Item, found: Sequence[Shipment], started: datetime, *, now: datetime) -> None:
        times = self._context.times
        new = [shipment for shipment in found if shipment.id not in item.snapshot]
        others = lookups.known_shipments(db, [shipment.id for shipment in new], but=item.id)
        new = [shipment for shipment in new if shipment.id not in others]
        ours = [shipment for shipment in new if not self._goes_elsewhere(item, shipment)]
        live = [shipment for shipment in ours if shipment.is_live]
        over = item.open_until is None or started >= item.open_until
        best = live if live else ours
        # One that is dead already can be a colleague's, cancelled again; our own request may still be on its way.
        is_clear = len(best) == 1 and (bool(live) or over) and not lookups.has_competing_order(db, item)
        if is_clear and not self._made_by_somebody_else(db, item, best[0]):
            chosen = best[0]
            settlements.accept(
                db,
                item,
                chosen.id,
                [Parcel(parcel.id) for parcel in chosen.parcels],
                watch_at=now,
                now=now,
                kind=EventKind.LABEL_FOUND,
                open_until=None if over else item.open_until,
            )
        elif not over:
            later = now + timedelta(seconds=_next_look(item.looks, times.looks))
            lookups.look_later(db, item, next_look_at=min(later, item.open_until) if item.open_until else later)
            return
        elif new or not item.may_ask_again:
            settlements.hand_to_person(db, item, [shipment.id for shipment in new], now=now)
        else:
            settlements.release(db, item, [shipment.id for shipment in found], now=now)
        runs.changed(db, item.run_id, now=now)

    def _goes_elsewhere(self, item: Item, shipment: Shipment) -> bool:
        return self._context.destinations.differ(item.destination, shipment.to_address)

    def _made_by_somebody_else(self, db: Database, item: Item, shipment: Shipment) -> bool:
        """Was it made after our look at the order and clearly before our request? Then a colleague made it meanwhile.

        Sendcloud's clock is not ours, so a few seconds decide nothing; nor does a moment from before our look, which
        the look would have shown.
        """
        claimed_at = purchases.claimed_at(db, item.attempt_id)
        made_at = shipment.created_at
        if claimed_at is None or made_at is None or item.checked_at is None:
            return False
        return item.checked_at <= made_at < claimed_at - CLOCKS_DIFFER


def _next_look(looks: int, times: tuple[float, ...]) -> float:
    """Return the seconds between look number *looks* and the one after it."""
    if looks + 1 >= len(times):
        return 30.0
    return times[looks + 1] - times[looks]


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
        purchases.end_attempt(db, attempt, "abandoned", None, now=now)
        for run_id in {item.run_id for item in items}:
            runs.changed(db, run_id, now=now)
