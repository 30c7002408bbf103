"""Turning pasted numbers into a plan: which orders exist, which have a label, and what the rest would cost."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.engine.checks import checks_of
from bot.engine.context import EngineContext, log
from bot.engine.jobs import Jobs
from bot.engine.lookup import Lookup
from bot.engine.picture import Under
from bot.engine.privacy import Destinations
from bot.engine.quotes import Quotes
from bot.engine.trouble import trouble_of
from bot.ledger import LedgerUnavailable, lookups, plans
from bot.model import Candidate, Cause, Holder, LineKind, Plan, PlanLine, same_number_key
from bot.model.trouble import Trouble
from bot.sendcloud import Integration, Order, SendcloudError, Shipment
from bot.waiting import repeat

PLANS_AT_ONCE = 4


@dataclass(frozen=True)
class _Labels:
    """What Sendcloud has under each number, and whose order the ledger knows a shipment to be for."""

    integration_id: int
    under: dict[str, Under]
    owners: dict[str, tuple[int, str]]
    destinations: Destinations

    def of(self, order: Order, destination: str | None) -> list[Shipment]:
        """Return what may have been made for an order that goes to *destination*."""
        made = self.under.get(same_number_key(order.order_number), Under())
        own = self.integration_id, order.order_id
        others = {number for number, owner in self.owners.items() if owner != own}
        return [one for one in made.for_destination(self.destinations, destination) if one.id not in others]


class Verifier:
    """Looks up the orders of every plan that is being checked."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._lookup = Lookup(context.sendcloud, context.shops)
        self._quotes = Quotes(context.sendcloud)
        self._jobs = Jobs(context, what="Plan", most=PLANS_AT_ONCE, serve=self.check, failed=self._failed)

    async def work(self, stopping: asyncio.Event) -> None:
        """Check plans as they come until *stopping* is set; a check broken off begins anew at the next start."""
        try:
            await repeat(
                self._turn,
                stopping=stopping,
                wakeup=self._context.wakeup,
                outage=LedgerUnavailable,
                told=lambda exc: log.warning("%s Checking plans waits.", exc),
            )
        finally:
            await self._jobs.end()

    async def _turn(self) -> None:
        await self._jobs.reap()
        self._jobs.begin(await self._context.ledger.read(plans.to_check))

    async def _failed(self, plan_id: str, reference: str) -> None:
        """A fault of our own fails its plan, and no other."""
        await self._context.write(plans.failed, plan_id, Cause(Trouble.OWN, reference), now=self._context.now())

    async def check(self, plan_id: str) -> None:
        """Look up every order of a plan and store what was found, or why nothing could be."""
        context = self._context
        plan = await context.ledger.read(plans.load, plan_id)
        if plan is None:
            return
        # The picture is as old as its beginning: what was made while it was taken may be missing from it.
        started = context.now()
        try:
            lines, twice = await self._lines(plan)
            shop = await self._shop(plan.choices.integration_id)
        except SendcloudError as exc:
            await context.write(plans.failed, plan_id, Cause(trouble_of(exc)), now=context.now())
            return
        await context.write(
            plans.checked,
            plan_id,
            lines,
            twice=twice,
            eager_feedback=shop is not None and shop.feedback_type == "eager",
            shop_failing_since=(
                shop.started_failing_at.isoformat() if shop is not None and shop.started_failing_at else None
            ),
            checked_at=started,
            now=context.now(),
        )

    async def _shop(self, integration_id: int) -> Integration | None:
        shops = await self._context.sendcloud.integrations()
        return next((shop for shop in shops if shop.id == integration_id), None)

    async def _lines(self, plan: Plan) -> tuple[list[PlanLine], list[str]]:
        """Return the lines as found, and the numbers that turned out to name an order named before."""
        orders = await self._lookup.orders(plan.choices.integration_id, plan.lines)
        labels = await self._labels(plan.choices.integration_id, [order for hits in orders.values() for order in hits])
        found: list[PlanLine] = []
        twice: list[str] = []
        seen: set[str] = set()
        ready: dict[int, Order] = {}
        for line in plan.lines:
            hits = self._kept_choice(line, orders[line.position])
            if hits and all(order.order_id in seen for order in hits):
                twice.append(line.typed)
                continue
            seen |= {order.order_id for order in hits}
            made = self._line(line, hits, labels)
            if made.kind is LineKind.READY:
                ready[made.position] = hits[0]
            found.append(made)
        prices = await self._quotes.of(plan.choices, ready)
        return [replace(line, **prices.get(line.position, {})) for line in found], twice

    async def _labels(self, integration_id: int, orders: Sequence[Order]) -> _Labels:
        """Look up what has been made for these orders, and remember what must not be quoted about them."""
        numbers = list({same_number_key(order.order_number): order.order_number for order in orders}.values())
        under = await self._lookup.shipments(integration_id, numbers, since=_oldest(orders)) if numbers else {}
        unlisted = [one.id for each in under.values() for one in each.unlisted]
        owners = await self._context.ledger.read(lookups.owners, unlisted)
        for order in orders:
            self._context.causes.note(integration_id, order)
        return _Labels(integration_id, under, owners, self._context.destinations)

    def _kept_choice(self, line: PlanLine, hits: list[Order]) -> list[Order]:
        """Somebody may have picked one of several orders before this plan was checked again."""
        picked = [order for order in hits if line.order_id is not None and order.order_id == line.order_id]
        return picked or hits

    def _line(self, line: PlanLine, hits: Sequence[Order], labels: _Labels) -> PlanLine:
        blank = PlanLine(
            position=line.position,
            typed=line.typed,
            possible=line.possible,
            spellings=line.spellings,
            integration_id=line.integration_id,
            shop_name=line.shop_name,
            copy=line.copy,
            reason=line.reason,
        )
        if not hits:
            return replace(blank, kind=LineKind.NOT_FOUND)
        if len(hits) > 1:
            candidates = tuple(self._candidate(order, labels) for order in hits)
            return replace(blank, kind=LineKind.AMBIGUOUS, candidates=candidates)
        order = hits[0]
        # Whatever lives under a number that only this order has is its label, wherever it goes: addresses get edited.
        destination = self._context.destinations.of(order.shipping_address)
        made = labels.of(order, destination)
        live = [shipment for shipment in made if shipment.is_live] if line.copy == 1 else []
        return replace(
            blank,
            kind=LineKind.LABELLED if live else LineKind.READY,
            order_number=order.order_number,
            order_id=order.order_id,
            sendcloud_id=order.id,
            snapshot=tuple(one.id for one in made),
            destination=destination,
            holder=Holder(at=live[0].created_at) if live else None,
            checks=checks_of(order),
        )

    def _candidate(self, order: Order, labels: _Labels) -> Candidate:
        total = order.total
        destination = self._context.destinations.of(order.shipping_address)
        differ = self._context.destinations.differ
        made = labels.of(order, destination)
        return Candidate(
            order_id=order.order_id,
            sendcloud_id=order.id,
            order_number=order.order_number,
            created_at=order.created.isoformat() if order.created else None,
            total=f"{total.value:.2f} {total.currency or ''}".strip() if total else None,
            snapshot=tuple(one.id for one in made),
            # A shipment tells the number and where it goes, not which of several orders with that number it is for.
            live=tuple(one.id for one in made if one.is_live and not differ(destination, one.to_address)),
            destination=destination,
            checks=checks_of(order),
        )


def _oldest(orders: Sequence[Order]) -> datetime | None:
    """Return when the oldest of these orders was placed, by the shop's clock or Sendcloud's, whichever is earlier."""
    moments: list[datetime] = []
    for order in orders:
        known = [moment for moment in (order.created, order.created_at) if moment is not None]
        if not known:
            return None
        moments += known
    return min(moments, default=None)
