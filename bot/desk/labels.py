"""The label of one order, for whoever asks, alone: which there are, and that somebody wants one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.desk.context import DeskContext
from bot.desk.plans import Plans
from bot.desk.runs import Runs
from bot.ledger import clicks, document_requests
from bot.model import HeldLabel, Holder, LineKind, Person, State

MOST: Final = 100
"""Labels of which one is chosen; more than that a select does not hold."""


class Labels:
    """The use cases of a single label. Each raises `NotAllowed` for who may not act in the channel of its run."""

    def __init__(self, context: DeskContext, plans: Plans, runs: Runs) -> None:
        self._context = context
        self._plans = plans
        self._runs = runs

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
        """Return the labels that runs of the bot have for orders of a plan which are labelled already."""
        plan = await self._plans.find(plan_id, by)
        if plan is None:
            return []
        lines = plan.of(LineKind.LABELLED)
        return await self._held([(line.holder, plan.shop_of(line), line.order_id or "") for line in lines])

    async def left_out(self, run_id: str, *, by: Person) -> list[HeldLabel]:
        """Return the labels that other runs have for orders which were left out of a run."""
        run = await self._runs.find(run_id, by)
        return await self._held([(one.holder, one.integration_id, one.order_id) for one in run.of(State.SKIPPED)])

    async def _held(self, orders: Sequence[tuple[Holder | None, int, str]]) -> list[HeldLabel]:
        runs = [(holder.run_id, shop, order) for holder, shop, order in orders if holder and holder.run_id]
        return await self._context.ledger.read(document_requests.labels_of, runs[:MOST])
