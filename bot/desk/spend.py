"""What labels cost over some days: one's own for everybody, those of all persons for approvers."""

from __future__ import annotations

from bot.desk.approvals import Approvals
from bot.desk.context import DeskContext
from bot.intake import read_period
from bot.ledger import spend
from bot.model import Period, Person, Spend


class UnreadablePeriod(Exception):
    """Nobody can tell which days are meant."""


class Spending:
    """The use cases of what was spent. Days are those of the team's time zone."""

    def __init__(self, context: DeskContext, approvals: Approvals) -> None:
        self._context = context
        self._approvals = approvals
        self._zone = approvals.limits.zone

    async def typed(self, words: str, *, by: Person) -> Spend:
        """Return what the days that somebody who was admitted names cost. Raises `UnreadablePeriod`."""
        period = read_period(words, self._context.now().astimezone(self._zone).date())
        if period is None:
            raise UnreadablePeriod(words)
        return await self._of(period, by)

    async def again(self, period: Period, *, by: Person) -> Spend:
        """Return what these days cost, once more. Raises `NotAllowed`."""
        await self._context.rights.check(by, None)
        return await self._of(period, by)

    async def _of(self, period: Period, by: Person) -> Spend:
        approves = bool(self._approvals.limits.approvers) and await self._approvals.may_approve(by)
        since, until = period.between(self._zone)
        only = None if approves else by.user
        orders, cut = await self._context.ledger.read(spend.between, since, until, by=only)
        return Spend(period, self._zone, orders, of_everybody=approves, cut=cut)
