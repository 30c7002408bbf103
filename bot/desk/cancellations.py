"""What people do to be rid of labels: one of an order, all of a run, or those of some of its orders."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from bot.desk.context import DeskContext
from bot.desk.runs import UnknownRun
from bot.intake import read_text, spellings_of
from bot.ledger import cancellations, clicks, runs
from bot.ledger.cancellations import NothingToCancel, ToBeCancelled
from bot.model import CancelOffer, Item, Person, cancel_terms, cancellable, same_number_key


@dataclass(frozen=True)
class ShownAgain:
    """Nothing was written: the labels are not those that somebody saw. *offer*: those that there are now."""

    offer: CancelOffer


@dataclass(frozen=True)
class NotAmongThem:
    """Nothing was written: no label of the run that can be cancelled belongs to these numbers."""

    numbers: tuple[str, ...]


class Cancellations:
    """Each raises `NotAllowed` for who may not act in the run's channel, and `UnknownRun`.

    *click*: what tells one click from any other; `Repeated` is raised when it was carried out before.
    """

    def __init__(self, context: DeskContext, *, zone: ZoneInfo) -> None:
        self._context = context
        self._zone = zone

    async def offer(self, run_id: str, by: Person) -> CancelOffer:
        """Return what of a run can be cancelled now, to somebody who may have it done."""
        run = await self._context.ledger.read(runs.load, run_id)
        await self._context.rights.check(by, run.channel if run else None)
        if run is None:
            raise UnknownRun(run_id)
        now = self._context.now()
        items = cancellable(run, now=now)
        return CancelOffer(run, tuple(items), tuple(cancel_terms(item, zone=self._zone) for item in items), now)

    async def cancel_label(
        self, run_id: str, shown: Mapping[int, str], *, by: Person, click: str
    ) -> ToBeCancelled | NothingToCancel:
        """Have the label of one order cancelled. *shown*: its shipment, by the id of the order in the ledger."""
        run = await self._context.ledger.read(runs.brief, run_id)
        await self._context.rights.check(by, run.channel if run else None)
        if run is None:
            raise UnknownRun(run_id)
        return await self._want(run_id, shown, by=by, click=click)

    async def cancel_some(
        self, item_ids: Sequence[int], *, by: Person, click: str
    ) -> ToBeCancelled | NothingToCancel:
        """Have the labels of a list cancelled, of whatever runs. *item_ids*: the orders in the ledger."""
        await self._context.check_orders(item_ids, by)
        now = self._context.now()
        return await self._context.write(
            clicks.once, click, now, cancellations.want_some, item_ids, by=by, now=now
        )

    async def cancel_labels(
        self, run_id: str, *, seen: str, only: str | None, by: Person, click: str
    ) -> ToBeCancelled | NothingToCancel | ShownAgain | NotAmongThem:
        """Have labels of a run cancelled: all that somebody saw, or those of the orders in the text *only*.

        *seen*: the `CancelOffer.digest` of what they saw.
        """
        offer = await self.offer(run_id, by)
        if only is None:
            if offer.digest != seen:
                return ShownAgain(offer)
            wanted: Sequence[Item] = offer.items
        else:
            wanted, strange = await self._named(offer, only)
            if strange or not wanted:
                return NotAmongThem(strange)
        shown = {item.id: item.shipment_id or "" for item in wanted}
        return await self._want(run_id, shown, by=by, click=click)

    async def _named(self, offer: CancelOffer, text: str) -> tuple[list[Item], tuple[str, ...]]:
        """Return the orders of an offer that a text names, and the numbers in it that none of them has."""
        reading = await asyncio.to_thread(read_text, text)
        typed = [(one.typed, one.spellings) for one in reading.certain]
        typed += [(one.number, one.spellings) for one in reading.possible]
        typed = typed or [(text.strip(), spellings_of(text.strip()))]
        by_key: dict[str, list[Item]] = {}
        for item in offer.items:
            by_key.setdefault(same_number_key(item.order_number), []).append(item)
        found: dict[int, Item] = {}
        strange: list[str] = []
        for number, spellings in typed:
            keys = (same_number_key(one) for one in (number, *spellings))
            items = next((by_key[key] for key in keys if key in by_key), [])
            found.update({item.id: item for item in items})
            strange += [] if items else [number]
        return list(found.values()), tuple(strange)

    async def _want(
        self, run_id: str, shown: Mapping[int, str], *, by: Person, click: str
    ) -> ToBeCancelled | NothingToCancel:
        now = self._context.now()
        return await self._context.write(clicks.once, click, now, cancellations.want, run_id, shown, by=by, now=now)
