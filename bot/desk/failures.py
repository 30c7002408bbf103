"""What is open over all runs, and asking once more for some of it."""

from __future__ import annotations

from collections.abc import Sequence

from bot.desk.context import DeskContext
from bot.ledger import clicks, failures, requeue
from bot.ledger.requeue import Refused, Requeued
from bot.model import Limits, OpenFailures, Person, Safety
from bot.people import SLACK, Directory, DirectoryUnavailable


class Failures:
    """The use cases of open failures. Each raises `NotAllowed` for who may not use the bot."""

    def __init__(self, context: DeskContext, directory: Directory, limits: Limits) -> None:
        self._context = context
        self._directory = directory
        self._limits = limits

    async def read(self, by: Person) -> OpenFailures:
        """Return the open failures of every run in whose channel people may act, the oldest first."""
        await self._context.rights.check(by, None)
        return await self.for_admitted()

    async def for_admitted(self) -> OpenFailures:
        """Return the same for somebody who is known to be allowed."""
        rights = self._context.rights
        found, cut = await self._context.ledger.read(failures.open_failures)
        shown = tuple(one for one in found if rights.may_act_in(one.channel))
        return OpenFailures(shown, cut, await self._workspace())

    async def retry(
        self, item_ids: Sequence[int], safety: Safety, *, by: Person, click: str
    ) -> tuple[Requeued, Refused | None]:
        """Ask again for these orders, those of them that still failed and can be asked for this safely.

        *click*: what tells one click from any other; `Repeated` is raised when it was carried out before.
        """
        channels = await self._context.ledger.read(failures.runs_of, item_ids)
        await self._context.rights.check(by, None)
        for channel in sorted(set(channels.values())):
            await self._context.rights.check(by, channel)
        now = self._context.now()
        return await self._context.write(
            clicks.once, click, now, requeue.retry_orders, item_ids, safety, by=by, now=now, limits=self._limits
        )

    async def _workspace(self) -> str:
        try:
            return (await self._directory.identity()).url
        except DirectoryUnavailable:
            return SLACK
