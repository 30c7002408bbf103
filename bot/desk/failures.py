"""What is open over all runs, and asking once more for some of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from bot.desk.context import DeskContext
from bot.desk.runs import UnknownRun
from bot.ledger import clicks, failures, ownerships, requeue, runs
from bot.ledger.ownerships import NotAsShown, Taken
from bot.ledger.requeue import Refused, Requeued
from bot.model import Limits, OpenFailures, Person, Safety
from bot.people import SLACK, Directory, DirectoryUnavailable


class Failures:
    """The use cases of open failures. Each raises `NotAllowed` for who may not use the bot."""

    def __init__(self, context: DeskContext, directory: Directory, limits: Limits, *, panel_url: str | None) -> None:
        self._context = context
        self._directory = directory
        self._limits = limits
        self._panel_url = panel_url

    async def read(self, by: Person) -> OpenFailures:
        """Return the open failures of every run in whose channel people may act, the oldest first."""
        await self._context.rights.check(by, None)
        return await self.for_admitted()

    async def for_admitted(self) -> OpenFailures:
        """Return the same for somebody who is known to be allowed."""
        rights = self._context.rights
        found, cut = await self._context.ledger.read(failures.open_failures)
        shown = tuple(one for one in found if rights.may_act_in(one.channel))
        return OpenFailures(shown, cut, await self._workspace(), self._panel_url)

    async def retry(
        self, item_ids: Sequence[int], safety: Safety, *, by: Person, click: str
    ) -> tuple[Requeued, Refused | None]:
        """Ask again for these orders, those of them that still failed and can be asked for this safely.

        *click*: what tells one click from any other; `Repeated` is raised when it was carried out before.
        """
        await self._context.check_orders(item_ids, by)
        now = self._context.now()
        return await self._context.write(
            clicks.once, click, now, requeue.retry_orders, item_ids, safety, by=by, now=now, limits=self._limits
        )

    async def take(self, item_ids: Sequence[int], *, by: Person, click: str) -> Taken:
        """Make *by* the owner of these failures, of those that nobody has. *click*: as for `retry`."""
        await self._context.check_orders(item_ids, by)
        now = self._context.now()
        return await self._context.write(clicks.once, click, now, ownerships.take, item_ids, by=by, now=now)

    async def take_of_run(self, run_id: str, *, by: Person, click: str) -> Taken:
        """Do so for all that is open of a run. Raises `UnknownRun`."""
        run = await self._context.ledger.read(runs.brief, run_id)
        await self._context.rights.check(by, run.channel if run else None)
        if run is None:
            raise UnknownRun(run_id)
        now = self._context.now()
        return await self._context.write(clicks.once, click, now, ownerships.take_of_run, run_id, by=by, now=now)

    async def hand_over(
        self, item_id: int, to: str, *, seen: str | None, by: Person, click: str
    ) -> str | NotAsShown:
        """Make *to* the owner of a failure that *seen* owned; return its number. Raises `NotAllowed` for either."""
        await self._context.check_orders([item_id], by)
        await self._context.check_orders([item_id], Person(to, by.team))
        now = self._context.now()
        return await self._context.write(
            clicks.once, click, now, ownerships.hand_over, item_id, to, seen=seen, by=by, now=now
        )

    async def dismiss(
        self, item_id: int, reason: str, *, seen: datetime, by: Person, click: str
    ) -> str | NotAsShown:
        """Note that nobody has to see to what failed at *seen*; return its number."""
        await self._context.check_orders([item_id], by)
        now = self._context.now()
        return await self._context.write(
            clicks.once, click, now, ownerships.dismiss, item_id, reason, seen=seen, by=by, now=now
        )

    async def number_of(self, item_id: int, *, by: Person) -> str:
        """Return the number of an order in the ledger, to somebody who may see to it."""
        await self._context.check_orders([item_id], by)
        return await self._context.ledger.read(failures.number_of, item_id)

    async def _workspace(self) -> str:
        try:
            return (await self._directory.identity()).url
        except DirectoryUnavailable:
            return SLACK
