"""What people do with a run: the buttons on its message, and the decision about orders that may have a label."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from bot.desk.context import DeskContext
from bot.ledger import acts, clicks, requeue, runs
from bot.ledger.acts import CameSecond, Done
from bot.ledger.requeue import ChangedSince, Refused
from bot.model import Limits, Person, Run, RunAct


class UnknownRun(Exception):
    """The ledger does not have this run; it may have been lost when an older backup was restored."""


class Runs:
    """The use cases of a run. Each raises `NotAllowed` for who may not act in its channel, and `UnknownRun`.

    *click*: what tells one click from any other; `Repeated` is raised when it was carried out before.
    """

    def __init__(self, context: DeskContext, limits: Limits) -> None:
        self._context = context
        self._limits = limits

    async def find(self, run_id: str, by: Person) -> Run:
        """Return a run to somebody who may act on it."""
        run = await self._context.ledger.read(runs.load, run_id)
        await self._context.rights.check(by, run.channel if run else None)
        if run is None:
            raise UnknownRun(run_id)
        return run

    async def act(self, act: RunAct, run_id: str, *, by: Person, click: str) -> Done | CameSecond | Refused:
        """Stop a run after the calls in flight, continue it, retry what failed, look again, or ask for documents."""
        await self.find(run_id, by)
        now = self._context.now()
        return await self._context.write(
            clicks.once, click, now, acts.carry_out, act, run_id, by=by, now=now, limits=self._limits
        )

    async def ask_again(
        self, run_id: str, shown: Mapping[int, str], *, by: Person, reason: str, click: str
    ) -> ChangedSince | Refused | None:
        """Ask again for the undecided orders that somebody was shown, knowing that a label may exist.

        The reason is kept. *shown* is the doubt about each order by its position. None when they are asked for again.
        """
        await self.find(run_id, by)
        now = self._context.now()
        return await self._context.write(
            clicks.once,
            click,
            now,
            requeue.ask_again,
            run_id,
            shown,
            by=by,
            reason=reason,
            now=now,
            limits=self._limits,
        )

    async def who_decided(self, run_id: str) -> tuple[str, datetime] | None:
        """Return who was the last to decide about undecided orders of a run, and when; None when nobody was."""
        return await self._context.ledger.read(clicks.first, run_id, RunAct.LOOK_AGAIN)
