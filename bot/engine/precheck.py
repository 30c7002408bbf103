"""What Sendcloud is known to have for the orders of a run before they are bought, and how old that knowledge is."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta

from bot.engine.context import EngineContext
from bot.engine.lookup import ONE_BY_ONE, Lookup
from bot.ledger import Database, lookups, purchases, runs, settlements
from bot.model import CHUNK, PLAN_KEEPS, EventKind, Holder, Item, Parcel, Run, same_number_key
from bot.sendcloud import Shipment

RECENT = timedelta(seconds=10)
"""How old a picture of Sendcloud may be when labels are bought by it, where a newer one costs few calls: a colleague
may have made one in the panel since the plan was checked."""

CLOCKS_DIFFER = timedelta(seconds=15)


class Precheck:
    """Looks before labels are bought: by number, or at all that has changed."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._lookup = Lookup(context.sendcloud)
        self._glanced: dict[str, datetime] = {}

    def forget(self, run_id: str) -> None:
        """A run needs nothing now."""
        self._glanced.pop(run_id, None)

    async def looked(self, run: Run, items: Sequence[Item], age: timedelta) -> bool:
        """Look at whichever of *items* is not known well enough to be bought; return False when all are.

        *age*: how old the picture of them may be. Raises `SendcloudError`.
        """
        fresh_from = self._context.now() - PLAN_KEEPS
        if self._context.buys_from is not None:
            fresh_from = max(fresh_from, self._context.buys_from)
        if old := [item for item in items if item.checked_at is None or item.checked_at < fresh_from]:
            await self.look(run, old)
        elif not self.is_recent(run.id, items, age):
            await self.glance(run, items)
        else:
            return False
        return True

    def is_recent(self, run_id: str, items: Sequence[Item], age: timedelta = RECENT) -> bool:
        """Is what is known of these orders at most *age* old?"""
        oldest = min(item.checked_at or datetime.min.replace(tzinfo=UTC) for item in items)
        now = self._context.now()
        return oldest >= now - PLAN_KEEPS and max(oldest, self._glanced.get(run_id, oldest)) >= now - age

    async def glance(self, run: Run, items: Sequence[Item]) -> None:
        """See whether anything has changed since a run's orders were looked at; what has is looked up in its turn.

        In a shop where too much changes at once, the orders of a large run are bought by the picture of their plan.
        Raises `SendcloudError`.
        """
        context = self._context
        waiting = await context.ledger.read(purchases.waiting, run.id)
        started = context.now()
        fresh = [item for item in waiting if item.checked_at is not None and item.checked_at >= started - PLAN_KEEPS]
        numbers = None
        if len(waiting) > ONE_BY_ONE:
            since = min(item.checked_at for item in fresh if item.checked_at is not None)
            numbers = await self._lookup.changed(run.choices.integration_id, since - CLOCKS_DIFFER)
        if numbers is not None:
            changed = [item for item in fresh if same_number_key(item.order_number) in numbers]
            unchanged = [item for item in fresh if same_number_key(item.order_number) not in numbers]
            await context.write(purchases.glanced, unchanged, changed, now=started)
        elif len(waiting) <= CHUNK:
            await self.look(run, items)
        # Counted from its end: where Sendcloud is slow, a look would be old before it is over, and never be enough.
        self._glanced[run.id] = context.now()

    async def look(self, run: Run, items: Sequence[Item]) -> None:
        """See what Sendcloud has for orders whose picture is too old to buy by. Raises `SendcloudError`."""
        context = self._context
        numbers = [item.order_number for item in items]
        started = context.now()
        found = await self._lookup.shipments(run.choices.integration_id, numbers)
        for item in items:
            made = found.get(same_number_key(item.order_number), [])
            await context.write(self._looked, item, made, started, now=context.now())

    def _looked(
        self, db: Database, item: Item, shipments: Sequence[Shipment], started: datetime, *, now: datetime
    ) -> None:
        """Store a look: our own shipment may have come to life, somebody else may have made one."""
        others = lookups.known_shipments(db, [shipment.id for shipment in shipments], but=item.id)
        live = [shipment for shipment in shipments if shipment.is_live and shipment.id not in others]
        live = [one for one in live if self._may_be_for(item, one)]
        if item.copy > 1 or item.reason:
            # A further label on purpose: those that were there when somebody decided so do not stand in its way.
            live = [one for one in live if one.id == item.shipment_id or one.id not in item.snapshot]
        own = next((one for one in live if one.id == item.shipment_id), None)
        asked = item.attempt_id is not None
        # A request for this order is still open, so what is new since then is what it made.
        new = [one for one in live if one.id not in item.snapshot and not self._goes_elsewhere(item, one)]
        new = new if asked else [one for one in new if self._made_after_the_backup(item, one)]
        if own is None and len(new) == 1 and len(live) == 1 and not lookups.has_competing_order(db, item):
            own = new[0]
        if own is not None:
            settlements.accept(
                db,
                item,
                own.id,
                [Parcel(parcel.id) for parcel in own.parcels],
                watch_at=now,
                now=now,
                kind=EventKind.LABEL_FOUND,
            )
            runs.changed(db, item.run_id, now=now)
        elif asked and new:
            settlements.hand_to_person(db, item, [one.id for one in live], now=now)
            runs.changed(db, item.run_id, now=now)
        elif live:
            purchases.skip(db, item, Holder(at=live[0].created_at), now=now)
        else:
            purchases.looked_up(db, item, [shipment.id for shipment in shipments], now=started)

    def _goes_elsewhere(self, item: Item, shipment: Shipment) -> bool:
        return self._context.destinations.differ(item.destination, shipment.to_address)

    def _may_be_for(self, item: Item, shipment: Shipment) -> bool:
        """Orders can share a number: what was there before and goes elsewhere is another one's."""
        known = shipment.id == item.shipment_id or shipment.id not in item.snapshot
        return known or not self._goes_elsewhere(item, shipment)

    def _made_after_the_backup(self, item: Item, shipment: Shipment) -> bool:
        """Was it made while the ledger that this one is a copy of went on? Then it was asked for by that one."""
        context, made_at = self._context, shipment.created_at
        if context.restored is None or context.buys_from is None or made_at is None:
            return False
        return not self._goes_elsewhere(item, shipment) and context.restored.made_at <= made_at <= context.buys_from
