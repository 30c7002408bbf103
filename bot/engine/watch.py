"""Watching accepted shipments until each has its label or the carrier has refused it."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import datetime

from bot.engine.asking import each_known
from bot.engine.bulkhead import fault_of, hand_over
from bot.engine.context import EngineContext, log
from bot.engine.label_prices import came_back
from bot.engine.mask import public_link
from bot.ledger import Database, LedgerUnavailable, label_quotes, lookups, runs, settlements
from bot.model import Cause, Item, Parcel, State
from bot.model.trouble import Trouble
from bot.sendcloud import Rejected, SendcloudError, Shipment, Stage, Unavailable

TOGETHER = 100
"""Shipments in one look, as published for ``shipment_uuids``."""

GATHERS = 0.5
"""Seconds of rest after a look at fewer."""

LONGEST_REST = 1.0
"""Seconds of rest at most."""

EXTRA_LOOKS = 10
"""Looks, five minutes apart, that a shipment gets on top while it is being announced."""


def _is_stuck(item: Item, shipment: Shipment | None, *, most: int) -> bool:
    """Was a shipment looked at often enough, and still has no label? Then a person sees to it.

    One that is being announced gets an hour: carriers can be slow. What is gone, stays without a label or has a status
    that nobody knows is told after the ten minutes that the looks take.
    """
    announcing = shipment is not None and shipment.is_announcing
    return item.looks >= (most + EXTRA_LOOKS if announcing else most)


def _lacks_its_reason(listed: Shipment | None) -> bool:
    """Return whether a failed shipment has to be read by itself: the list leaves ``errors`` out."""
    return listed is not None and listed.stage is Stage.FAILED and not listed.errors


def _is_said(error: Rejected | Unavailable) -> bool:
    """Return whether Sendcloud, or what stands before it, is well and says this of what it was asked for."""
    return error.another_way and (error.http_status or 0) < 500


class Watcher:
    """Looks at accepted shipments, up to 100 with one call."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context

    async def work(self, stopping: asyncio.Event) -> None:
        """Look at whatever is due until *stopping* is set."""
        while not stopping.is_set():
            try:
                looked = await self.step()
            except LedgerUnavailable as exc:
                log.warning("%s Watching shipments waits.", exc)
                looked = 0
            if looked < TOGETHER:
                # A short rest gathers shipments into fewer calls; a full one would gather no more.
                await self._context.rest(GATHERS if looked else await self._until_due(), stopping)

    async def _until_due(self) -> float:
        """Return the seconds to rest where no shipment is due: not long, since others may be accepted meanwhile."""
        try:
            due = await self._context.ledger.read(lookups.next_due, State.ACCEPTED)
        except LedgerUnavailable:
            return LONGEST_REST
        left = (due - self._context.now()).total_seconds() if due is not None else LONGEST_REST
        return min(max(left, 0.0) + GATHERS / 2, LONGEST_REST)

    async def step(self) -> int:
        """Look at the shipments that are due, those that waited longest first; return how many there were."""
        context = self._context
        items = await context.ledger.read(lookups.due, State.ACCEPTED, now=context.now(), most=TOGETHER)
        if not items:
            return 0
        if await fault_of(self._look_at(items)) is not None:
            for item in items:
                if (fault := await fault_of(self._look_at([item]))) is not None:
                    await hand_over(context, item, fault)
        return len(items)

    async def _look_at(self, items: Sequence[Item]) -> None:
        """Read the shipments of *items* and write down how far they are."""
        context = self._context
        read = True
        try:
            found = await self._read(items)
        except SendcloudError as exc:
            log.warning("Shipments cannot be read now: %s", exc)
            await context.tell_of_account(exc, items)
            found, read = {}, False
        causes = {
            item.id: self._context.causes.of_shipment(item, found[item.shipment_id or ""])
            for item in items
            if item.shipment_id in found and found[item.shipment_id].stage in (Stage.FAILED, Stage.CANCELLED)
        }
        await context.write(self._note, items, found, causes, read=read, now=context.now())

    async def _read(self, items: Sequence[Item]) -> dict[str, Shipment]:
        """Return the shipments of *items* by id, those that Sendcloud told of. Raises `SendcloudError`."""
        try:
            listed = await self._context.sendcloud.shipments([item.shipment_id for item in items if item.shipment_id])
        except (Rejected, Unavailable) as exc:
            # One shipment that the list does not take, or that spoils it, must not hold up the others.
            log.warning("Shipments are read one by one: %s", exc)
            found = await self._read_singly(items, by_number=True) if exc.another_way else {}
            if not found and not _is_said(exc):
                raise
            return found
        return await self._completed(items, {shipment.id: shipment for shipment in listed})

    async def _completed(self, items: Sequence[Item], found: dict[str, Shipment]) -> dict[str, Shipment]:
        """Return the shipments that a list told of, with those that it misses, or does not tell enough of."""
        overdue = [item for item in items if item.shipment_id not in found and item.looks >= 2]
        unexplained = [item for item in items if _lacks_its_reason(found.get(item.shipment_id or ""))]
        found |= await self._read_singly(overdue, by_number=True)
        return found | await self._read_singly(unexplained, by_number=False)

    async def _read_singly(self, items: Sequence[Item], *, by_number: bool) -> dict[str, Shipment]:
        """Return the shipments of *items* by id, each read by itself; *by_number*: also by their order's number."""
        found: dict[str, Shipment] = {}

        async def one(item: Item) -> None:
            single = await self._read_one(item, item.shipment_id or "", by_number=by_number)
            if single is not None:
                found[item.shipment_id or ""] = single

        unread = await each_known(one, items)
        if unread:
            log.warning("%d shipments cannot be read by themselves: %s", len(unread), unread[0][1])
        return found

    async def _read_one(self, item: Item, shipment_id: str, *, by_number: bool) -> Shipment | None:
        """Read the shipment of one order by itself. Raises `SendcloudError` where that cannot be done.

        *by_number*: also by the number of its order, and told by its parcels. What a shipment id looks like, and
        whether that of an answer is the one of the list, Sendcloud's reference leaves open.
        """
        sendcloud = self._context.sendcloud
        single: Shipment | None = None
        try:
            single = await sendcloud.shipment(shipment_id)
        except (Rejected, Unavailable) as exc:
            if not exc.another_way or not by_number:
                raise
        except ValueError:
            log.warning("There is a shipment that cannot be asked for by its id.")
        if single is not None or not by_number:
            return single
        made = await sendcloud.find_shipments(None, item.order_number)
        own = {parcel.id for parcel in item.parcels}
        return next((one for one in made if own & {parcel.id for parcel in one.parcels}), None)

    def _note(
        self,
        db: Database,
        items: Sequence[Item],
        found: dict[str, Shipment],
        causes: dict[int, Cause],
        *,
        read: bool,
        now: datetime,
    ) -> None:
        changed = {item.run_id for item in items if self._note_one(db, item, found, causes, read=read, now=now)}
        for run_id in changed:
            runs.changed(db, run_id, now=now)

    def _note_one(
        self,
        db: Database,
        item: Item,
        found: dict[str, Shipment],
        causes: dict[int, Cause],
        *,
        read: bool,
        now: datetime,
    ) -> bool:
        """Store what was seen of one shipment; False when there is nothing to tell yet."""
        shipment_id = item.shipment_id or ""
        shipment = found.get(shipment_id)
        stage = shipment.stage if shipment is not None else Stage.PENDING
        if shipment is None or stage is Stage.PENDING:
            if read and _is_stuck(item, shipment, most=len(self._context.times.watches)):
                return settlements.hand_to_person(db, item, [shipment_id], cause=_stuck(shipment), now=now)
            after = self._context.times.watch_after(item.looks + 1 if read else 2)
            lookups.look_later(db, item, next_look_at=now + after, looked=read)
            return False
        match stage:
            case Stage.LABELLED:
                _note_option(db, item, shipment, now=now)
                option = shipment.option_code
                return settlements.labelled(
                    db, item, _parcels(shipment), _carrier(shipment), option=option, now=now
                )
            case Stage.MIXED:
                return settlements.hand_to_person(db, item, [shipment.id], now=now)
            case Stage.FAILED | Stage.CANCELLED:
                return settlements.carrier_failed(db, item, causes[item.id], now=now)


def _note_option(db: Database, item: Item, shipment: Shipment, *, now: datetime) -> None:
    """Remember by which option a label was made: Sendcloud tells it whoever chose it."""
    came = came_back(shipment)
    if came is not None:
        label_quotes.note(db, item, came, now=now)


def _stuck(shipment: Shipment | None) -> Cause:
    """Return why nobody knows whether there will be a label; its text is the status of each parcel."""
    codes = sorted({parcel.status_words for parcel in shipment.parcels}) if shipment else []
    return Cause(Trouble.NO_LABEL, ", ".join(codes)) if codes else Cause(Trouble.SHIPMENT_GONE)


def _parcels(shipment: Shipment) -> list[Parcel]:
    return [
        Parcel(
            id=parcel.id,
            tracking_number=parcel.tracking_number or "",
            tracking_url=public_link(parcel.tracking_url, shipment.private_values()),
            documents=tuple(sorted(set(parcel.document_types))),
        )
        for parcel in shipment.parcels
    ]


def _carrier(shipment: Shipment) -> str | None:
    return shipment.carrier_name or shipment.carrier_code
