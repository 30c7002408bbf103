"""What the team's limits allow, and the second person: asked about a plan, who approves or declines it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.desk.context import DeskContext
from bot.ledger import approvals, clicks, frozen_plans, plan_pages
from bot.ledger.approvals import Press
from bot.model import FrozenPlan, Limits, Person, Plan, Standing
from bot.people import Directory, DirectoryUnavailable


@dataclass(frozen=True)
class Asked:
    """A second person is asked; the plan is frozen until then."""

    frozen: FrozenPlan


@dataclass(frozen=True)
class NobodyToAsk:
    """No second person is in the groups that approve. *unread*: a group could not be read, so it approves nobody."""

    unread: bool


class Approvals:
    """The use cases of a plan above the limits."""

    def __init__(
        self, context: DeskContext, directory: Directory, limits: Limits, *, name: Callable[[str], str]
    ) -> None:
        self._context = context
        self._directory = directory
        self.limits = limits
        self._name = name

    async def standing(self, plan: Plan, by: Person) -> Standing:
        """Return what pressing the button of a plan would meet for a person, and what became of it before."""
        now = self._context.now()
        return await self._context.ledger.read(frozen_plans.standing, plan, self.limits, by=by, now=now)

    async def ask(self, plan: Plan, *, by: Person) -> Asked | NobodyToAsk | None:
        """Freeze a plan as it is and ask a second person about it. None when it changed meanwhile."""
        found = await self._directory.people_in(self.limits.approvers, fresh=False)
        if not found.people - {by.user, plan.by.user}:
            return NobodyToAsk(unread=not found.complete)
        frozen = await self._context.write(
            frozen_plans.ask,
            self._name("A-"),
            self._name("L-"),
            plan,
            by=by,
            limits=self.limits,
            now=self._context.now(),
        )
        return Asked(frozen) if frozen is not None else None

    async def may_approve(self, by: Person) -> bool:
        """Say whether a person is in a group that approves; not where that cannot be read."""
        try:
            return await self._directory.in_group(by.user, self.limits.approvers, fresh=False)
        except DirectoryUnavailable:
            return False

    async def find(self, frozen_id: str, by: Person) -> FrozenPlan | None:
        """Return a frozen plan to somebody who may decide about it. Raises `NotAllowed`."""
        frozen = await self._context.ledger.read(frozen_plans.load, frozen_id)
        plan = await self._context.ledger.read(plan_pages.head, frozen.plan_id) if frozen is not None else None
        asked_by = {frozen.by.user, plan.by.user} if frozen is not None and plan is not None else set()
        await self._context.rights.check_approver(
            by, frozen.channel if frozen else None, self.limits.approvers, not_by=asked_by
        )
        return frozen

    async def approve(self, frozen_id: str, *, by: Person, click: str) -> Press:
        """Have a frozen plan bought, once. Raises `NotAllowed`, and `Repeated` for a click that came before."""
        await self.find(frozen_id, by)
        now = self._context.now()
        return await self._context.write(clicks.once, click, now, approvals.approve, frozen_id, by=by, now=now)

    async def decline(self, frozen_id: str, reason: str, *, by: Person, click: str) -> Press:
        """Give a plan back to whoever asked, for a reason. Raises `NotAllowed`, and `Repeated`."""
        await self.find(frozen_id, by)
        now = self._context.now()
        return await self._context.write(clicks.once, click, now, approvals.decline, frozen_id, reason, by=by, now=now)
