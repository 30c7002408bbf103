"""Turning pasted numbers into a plan: which orders exist, which have a label, and what the rest would cost."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from bot.engine.context import EngineContext, log
from bot.engine.jobs import Jobs
from bot.engine.lookup import Lookup
from bot.engine.order_lookup import LATE_LOOKS, OrderLookup
from bot.engine.plan_lines import Labels, line_of, meant, placed_at
from bot.engine.progress import Progress
from bot.engine.quotes import Quotes
from bot.engine.trouble import trouble_of
from bot.ledger import LeaseLost, LedgerUnavailable, lookups, plan_looks, plans
from bot.model import Cause, LineKind, Plan, PlanLine, PlanState, same_number_key
from bot.model.trouble import Trouble
from bot.sendcloud import Integration, Order, SendcloudError
from bot.waiting import NamedTasks, repeat

PLANS_AT_ONCE = 4


@dataclass(frozen=True)
class _Found:
    """The lines as found, and the numbers that turned out to name an order named before."""

    lines: Sequence[PlanLine]
    twice: Sequence[str] = ()


class Verifier:
    """Looks up the orders of every plan that is being checked."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._orders = OrderLookup(context.sendcloud, context.clock)
        self._lookup = Lookup(context.sendcloud, context.shops)
        self._quotes = Quotes(context.sendcloud)
        self._jobs = Jobs(context, what="Plan", most=PLANS_AT_ONCE, serve=self.check, failed=self._failed)
        self._late = NamedTasks()

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
            await self._late.end()

    async def _turn(self) -> None:
        await self._jobs.reap()
        for plan_id, fault in self._late.reap(fatal=(LeaseLost,)):
            if fault is not None:
                log.warning("Late orders of plan %s were not looked for: %s", plan_id, fault, exc_info=fault)
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
            orders = await self._orders_of(plan, Progress(context, plan_id))
            found = await self._found(plan, orders)
            shop = await self._shop(plan.choices.integration_id)
        except SendcloudError as exc:
            await context.write(plans.failed, plan_id, Cause(trouble_of(exc)), now=context.now())
            return
        await context.write(
            plans.checked,
            plan_id,
            found.lines,
            twice=found.twice,
            eager_feedback=shop is not None and shop.feedback_type == "eager",
            shop_failing_since=(
                shop.started_failing_at.isoformat() if shop is not None and shop.started_failing_at else None
            ),
            checked_at=started,
            now=context.now(),
        )
        if plan_id not in self._late and any(line.kind is LineKind.NOT_FOUND for line in found.lines):
            self._late.begin(plan_id, self._look_late(plan_id))

    async def _look_late(self, plan_id: str) -> None:
        """Ask again for numbers that no order had: Sendcloud saves an order some moments after it was accepted."""
        waited = 0.0
        for moment in LATE_LOOKS:
            await self._context.clock.sleep(moment - waited)
            waited = moment
            plan = await self._context.ledger.read(plans.load, plan_id)
            if plan is None or plan.state is not PlanState.READY or not plan.of(LineKind.NOT_FOUND):
                return
            try:
                found = await self._came_late(plan)
            except SendcloudError as exc:
                log.info("Late orders of plan %s are not looked for any more: %s", plan_id, exc)
                return
            if found:
                await self._context.write(plan_looks.found_late, plan_id, found, now=self._context.now())

    async def _came_late(self, plan: Plan) -> Sequence[PlanLine]:
        orders: dict[int, list[Order]] = {}
        for shop, missing in _by_shop(plan.of(LineKind.NOT_FOUND), plan).items():
            orders |= await self._orders.newest(shop, missing)
        came = tuple(line for line in plan.lines if line.position in orders)
        return (await self._found(replace(plan, lines=came), orders)).lines

    async def _shop(self, integration_id: int) -> Integration | None:
        shops = await self._context.sendcloud.integrations()
        return next((shop for shop in shops if shop.id == integration_id), None)

    async def _orders_of(self, plan: Plan, progress: Progress) -> dict[int, list[Order]]:
        """Return the orders that each line names, by its position."""
        found: dict[int, list[Order]] = {}
        for shop, lines in _by_shop(plan.lines, plan).items():
            progress.begin(len(found))
            found |= await self._orders.orders(shop, lines, progress.told)
        return found

    async def _found(self, plan: Plan, orders: Mapping[int, Sequence[Order]]) -> _Found:
        """Return what each line is, in a plan whose lines name these *orders*."""
        labels = {shop: await self._labels(shop, lines, orders) for shop, lines in _by_shop(plan.lines, plan).items()}
        now = self._context.now()
        found: list[PlanLine] = []
        twice: list[str] = []
        seen: set[tuple[int, str]] = set()
        ready: dict[int, Order] = {}
        for line in plan.lines:
            shop, hits = plan.shop_of(line), orders[line.position]
            chosen = meant(line, hits, now)
            if chosen and all((shop, order.order_id) in seen for order in chosen):
                twice.append(line.typed)
                continue
            seen |= {(shop, order.order_id) for order in chosen}
            made = line_of(line, hits, labels[shop], now)
            if made.kind is LineKind.READY:
                ready[made.position] = chosen[0]
            found.append(made)
        prices = await self._quotes.of(plan.choices, ready)
        return _Found([replace(line, **prices.get(line.position, {})) for line in found], twice)

    async def _labels(self, shop: int, lines: Sequence[PlanLine], orders: Mapping[int, Sequence[Order]]) -> Labels:
        """Look up what was made for the orders of one shop, and remember what must not be quoted about them."""
        hits = [order for line in lines for order in orders[line.position]]
        for order in hits:
            self._context.causes.note(shop, order)
        numbers = list({same_number_key(order.order_number): order.order_number for order in hits}.values())
        under = await self._lookup.shipments(shop, numbers, since=_oldest(hits)) if numbers else {}
        unlisted = [one.id for each in under.values() for one in each.unlisted]
        owners = await self._context.ledger.read(lookups.owners, unlisted)
        return Labels(shop, under, owners, self._context.destinations)


def _by_shop(lines: Sequence[PlanLine], plan: Plan) -> dict[int, list[PlanLine]]:
    found: dict[int, list[PlanLine]] = {}
    for line in lines:
        found.setdefault(plan.shop_of(line), []).append(line)
    return found


def _oldest(orders: Sequence[Order]) -> datetime | None:
    """Return when the oldest of these orders was placed; None where one of them does not tell."""
    moments = [placed_at(order) for order in orders]
    known = [moment for moment in moments if moment is not None]
    return min(known) if known and len(known) == len(moments) else None
