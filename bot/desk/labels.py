"""The label of one order, for whoever asks, alone: which there are, and that somebody wants one."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from typing import Final

from bot.desk.context import DeskContext
from bot.desk.plans import Plans
from bot.desk.runs import Runs
from bot.ledger import clicks, document_requests
from bot.model import HeldLabel, Holder, LineKind, Person, PlanLine, State
from bot.sendcloud import Sendcloud, SendcloudError

log = logging.getLogger(__name__)

MOST: Final = 100
"""Labels of which one is chosen; more than that a select does not hold."""


class Labels:
    """The use cases of a single label. Each raises `NotAllowed` for who may not act in the channel of its run."""

    def __init__(self, context: DeskContext, plans: Plans, runs: Runs, sendcloud: Sendcloud) -> None:
        self._context = context
        self._plans = plans
        self._runs = runs
        self._sendcloud = sendcloud

    async def get(self, run_id: str, position: int, *, by: Person, click: str) -> str | None:
        """Write down that somebody wants the label of an order of a run; return its number, None without a label.

        *click*: what tells one click from any other; `Repeated` is raised when it was carried out before. Raises
        `UnknownRun`.
        """
        await self._runs.find(run_id, by)
        now = self._context.now()
        item = await self._context.write(
            clicks.once, click, now, document_requests.add_one, run_id, position, by=by, now=now
        )
        return item.order_number if item is not None else None

    async def get_outside(
        self, shipment_id: str, number: str, *, by: Person, channel: str | None, click: str
    ) -> str:
        """Write down that somebody wants a label that was made outside the bot; return the number of its order.

        *channel*: where they pressed.
        """
        await self._context.rights.check(by, channel)
        now = self._context.now()
        await self._context.write(
            clicks.once, click, now, document_requests.add_outside, shipment_id, number, by=by, now=now
        )
        return number

    async def of_plan(self, plan_id: str, *, by: Person) -> list[HeldLabel]:
        """Return the labels of orders of a plan which are labelled already, those of the bot first."""
        plan = await self._plans.find(plan_id, by)
        if plan is None:
            return []
        lines = plan.of(LineKind.LABELLED)
        held = await self._held([(line.holder, plan.shop_of(line), line.order_id or "") for line in lines])
        return [*held, *await self._outside([line for line in lines if line.holder and not line.holder.run_id])][:MOST]

    async def _outside(self, lines: Sequence[PlanLine]) -> list[HeldLabel]:
        """Return the newest label of each of these orders among the shipments that there were when it was looked up;
        none while Sendcloud does not say which of them are alive."""
        ids = [shipment for line in lines for shipment in line.snapshot][:MOST]
        try:
            alive = {one.id for one in await self._sendcloud.shipments(ids) if one.is_live}
        except SendcloudError as exc:
            log.warning("Labels that were made outside the bot cannot be looked up: %s", exc)
            return []
        newest = ((line, [one for one in line.snapshot if one in alive]) for line in lines)
        return [HeldLabel(line.number, shipment_id=found[-1]) for line, found in newest if found]

    async def left_out(self, run_id: str, *, by: Person) -> list[HeldLabel]:
        """Return the labels that other runs have for orders which were left out of a run."""
        run = await self._runs.find(run_id, by)
        return await self._held([(one.holder, one.integration_id, one.order_id) for one in run.of(State.SKIPPED)])

    async def _held(self, orders: Sequence[tuple[Holder | None, int, str]]) -> list[HeldLabel]:
        runs = [(holder.run_id, shop, order) for holder, shop, order in orders if holder and holder.run_id]
        return await self._context.ledger.read(document_requests.labels_of, runs[:MOST])
