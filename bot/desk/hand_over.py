"""The hand-over list of a day: what each carrier gets, over all runs."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

from bot.desk.context import DeskContext
from bot.desk.runs import Runs
from bot.ledger import hand_over
from bot.ledger.limits_verdict import day_of
from bot.model import HandOverList, Person


class HandOvers:
    """The use cases of the list. Days are those of *zone*. Each raises `NotAllowed` for who may not use the bot."""

    def __init__(self, context: DeskContext, runs: Runs, zone: ZoneInfo) -> None:
        self._context = context
        self._runs = runs
        self.zone = zone

    async def of_run(self, run_id: str, *, by: Person) -> HandOverList:
        """Return the list of the day on which a run was confirmed. Raises `UnknownRun`."""
        run = await self._runs.find(run_id, by)
        days = (self._context.now().astimezone(self.zone).date() - run.created_at.astimezone(self.zone).date()).days
        return await self._of(days)

    async def lately(self, days_ago: int, *, by: Person) -> HandOverList:
        """Return the list of today, or of so many days ago."""
        await self._context.rights.check(by, None)
        return await self._of(days_ago)

    async def _of(self, days_ago: int) -> HandOverList:
        # Noon is on its day whatever the clocks do in the night.
        noon = self._context.now().astimezone(self.zone).replace(hour=12) - timedelta(days=days_ago)
        since, until = day_of(noon, self.zone)
        return await self._context.ledger.read(hand_over.of_day, since.date(), since=since, until=until)
