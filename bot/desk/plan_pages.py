"""What people do on the pages of a plan: turn them, tick and untick, leave numbers out, use another shop."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from bot.desk.approvals import Approvals
from bot.desk.context import DeskContext
from bot.intake import read_text
from bot.ledger import plan_choices, plan_pages, ticks
from bot.model import OnScreen, Person, Plan, PlanPage, PlanState, Section


@dataclass(frozen=True)
class LeftOut:
    """How many orders were unticked by their numbers, and which numbers no ready order of the plan has."""

    orders: int
    unknown: tuple[str, ...]


class PlanPages:
    """None of this loads a whole plan. Whoever acts must be allowed to in its channel; otherwise `NotAllowed`."""

    def __init__(self, context: DeskContext, approvals: Approvals) -> None:
        self._context = context
        self._approvals = approvals

    async def read(
        self, plan_id: str, by: Person, *, show: Section | None = None, page: int = 1, fresh: bool = True
    ) -> PlanPage | None:
        """Return one page of a plan; None when the ledger does not have it.

        *fresh*: ask Slack who somebody is, and do not trust what it said a while ago.
        """
        found = await self._context.ledger.read(plan_pages.read, plan_id, show=show, page=page)
        await self._context.rights.check(by, found.plan.channel if found else None, fresh=fresh)
        return found and replace(found, standing=await self._approvals.standing(found.plan, by))

    async def take_ticks(self, plan_id: str, screen: OnScreen, *, by: Person, seen_at: str) -> bool:
        """Store what stood ticked on a screen when something was pressed there; False when something newer is known.

        *seen_at*: Slack's own time of the press.
        """
        await self._head(plan_id, by, fresh=False)
        return await self._context.ledger.write(ticks.take, plan_id, screen, seen_at=seen_at)

    async def leave_out(self, plan_id: str, text: str, *, by: Person) -> LeftOut:
        """Untick the orders whose numbers stand in *text*."""
        plan = await self._head(plan_id, by)
        if plan is None or plan.state is not PlanState.READY:
            return LeftOut(0, ())
        reading = await asyncio.to_thread(read_text, text)
        wanted = [(one.typed, one.spellings) for one in reading.certain]
        wanted += [(one.number, one.spellings) for one in reading.possible]
        met = await self._context.write(ticks.leave_out, plan_id, [spellings for _, spellings in wanted])
        return LeftOut(sum(met), tuple(name for (name, _), lines in zip(wanted, met, strict=True) if not lines))

    async def use_shop(self, plan_id: str, integration_id: int, *, by: Person) -> None:
        """Look up in another shop what only that one has; these orders alone."""
        await self._head(plan_id, by)
        await self._context.write(plan_choices.use_shop, plan_id, integration_id, now=self._context.now())

    async def _head(self, plan_id: str, by: Person, *, fresh: bool = True) -> Plan | None:
        plan = await self._context.ledger.read(plan_pages.head, plan_id)
        await self._context.rights.check(by, plan.channel if plan else None, fresh=fresh)
        return plan
