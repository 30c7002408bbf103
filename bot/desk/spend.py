"""What labels cost over some days: one's own for everybody, those of all persons for approvers."""

from __future__ import annotations

from bot.desk.approvals import Approvals
from bot.desk.context import DeskContext
from bot.intake import read_period
from bot.ledger import spend
from bot.model import BoughtOrder, Period, Person, Spend


class UnreadablePeriod(Exception):
    """Nobody can tell which days are meant."""


class Spending:
    """The use cases of what was spent. Days are those of the team's time zone."""

    def __init__(self, context: DeskContext, approvals: Approvals) -> None:
        self._context = context
        self._approvals = approvals
        self._zone = approvals.limits.zone

    async def typed(self, words: str, *, by: Person) -> Spend:
        """Return what the days that somebody who was admitted names cost, orders that are alike in one row. Raises
        `UnreadablePeriod`."""
        period = read_period(words, self._context.now().astimezone(self._zone).date())
        if period is None:
            raise UnreadablePeriod(words)
        everybody = await self._sees_everybody(by)
        since, until = period.between(self._zone)
        only = None if everybody else by.user
        orders, cut = await self._context.ledger.read(spend.summed, since, until, by=only)
        return Spend(period, self._zone, orders, of_everybody=everybody, cut=cut)

    async def each(self, period: Period, *, by: Person) -> Spend:
        """Return every order of these days. Raises `NotAllowed`.

        The ledger is asked day by day, so that others are answered in between.
        """
        await self._context.rights.check(by, None)
        everybody = await self._sees_everybody(by)
        only, found, cut = None if everybody else by.user, list[BoughtOrder](), False
        for day in period.days():
            since, until = Period(day, day).between(self._zone)
            room = spend.MOST - len(found)
            orders, cut = await self._context.ledger.read(spend.between, since, until, by=only, most=room)
            found += orders
            if cut:
                break
        return Spend(period, self._zone, tuple(found), of_everybody=everybody, cut=cut)

    async def _sees_everybody(self, by: Person) -> bool:
        return bool(self._approvals.limits.approvers) and await self._approvals.may_approve(by)
