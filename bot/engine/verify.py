"""Turning pasted numbers into a plan: which orders exist, which have a label, and what the rest would cost."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.engine.context import EngineContext, log
from bot.engine.jobs import Jobs
from bot.engine.order_lookup import LATE_LOOKS
from bot.engine.other_shops import with_other_shops
from bot.engine.plan_look import PlanLook
from bot.engine.progress import Progress
from bot.engine.ready import listed_orders
from bot.engine.trouble import trouble_of
from bot.ledger import LeaseLost, LedgerUnavailable, plan_looks, plans
from bot.model import Cause, LineKind, PlanLine, PlanState
from bot.model.trouble import Trouble
from bot.sendcloud import ConnectionFailure, Integration, SendcloudError
from bot.waiting import NamedTasks, repeat

PLANS_AT_ONCE = 4


_EXCEPTION: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_.]{0,99}")


class Verifier:
    """Looks up the orders of every plan that is being checked."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._look = PlanLook(context)
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
            orders = await self._look.orders(plan, Progress(context, plan_id))
            unknown_words = None
            if plan.choices.ready_since is not None and plan.unknown_words is None:
                listed = await listed_orders(context, plan, plan.choices.ready_since)
                plan = replace(plan, lines=(*plan.lines, *listed.lines))
                orders, unknown_words = {**orders, **listed.orders}, listed.unknown_words
            found = await self._look.found(plan, orders)
            shops = await context.sendcloud.integrations()
            lines = await with_other_shops(context.sendcloud, plan, found.lines, shops)
            shop = next((one for one in shops if one.id == plan.choices.integration_id), None)
            failure = await self._last_failure(shop, lines)
        except SendcloudError as exc:
            await context.write(plans.failed, plan_id, Cause(trouble_of(exc)), now=context.now())
            return
        await context.write(
            plans.checked,
            plan_id,
            lines,
            twice=found.twice,
            eager_feedback=shop is not None and shop.feedback_type == "eager",
            **_connection(shop, failure),
            unknown_words=unknown_words,
            checked_at=started,
            now=context.now(),
        )
        if plan_id not in self._late and _missing(lines):
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
                found = await self._look.came_late(plan)
            except SendcloudError as exc:
                log.info("Late orders of plan %s are not looked for any more: %s", plan_id, exc)
                return
            if found:
                await self._context.write(plan_looks.found_late, plan_id, found, now=self._context.now())

    async def _last_failure(self, shop: Integration | None, lines: Sequence[PlanLine]) -> ConnectionFailure | None:
        """Return what last went wrong between Sendcloud and a shop from which orders are missing, if it can be told."""
        if shop is None or shop.started_failing_at is None or not _missing(lines):
            return None
        try:
            failure = await self._context.sendcloud.last_failure(shop.id)
        except SendcloudError as exc:
            log.info("Why the connection of shop %d fails could not be read: %s", shop.id, exc)
            return None
        # Its type is a name in a program; whatever else stands there may be anybody's words.
        is_name = failure is not None and _EXCEPTION.fullmatch(failure.exception_type or "")
        return failure if is_name else None


def _connection(shop: Integration | None, failure: ConnectionFailure | None) -> dict[str, str | None]:
    """Return what a plan remembers of its shop's connection: since when it fails, and what failed last and when."""
    since = shop.started_failing_at if shop else None
    at = failure.created_at if failure else None
    return {
        "shop_failing_since": since.isoformat() if since else None,
        "shop_failed_with": failure.exception_type if failure else None,
        "shop_failed_at": at.isoformat() if at else None,
    }


def _missing(lines: Sequence[PlanLine]) -> bool:
    return any(line.kind is LineKind.NOT_FOUND for line in lines)
