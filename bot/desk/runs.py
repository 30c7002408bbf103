"""What people do with a run: the buttons on its message, and the decision about orders that may have a label."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.desk.context import DeskContext
from bot.ledger import acts, clicks, print_choices, requeue, run_overviews, runs
from bot.ledger.acts import CameSecond, Done
from bot.ledger.requeue import ChangedSince, Refused
from bot.model import Limits, Person, Run, RunAct, RunOverview, Wanted
from bot.people import Directory, DirectoryUnavailable


class UnknownRun(Exception):
    """The ledger does not have this run; it may have been lost when an older backup was restored."""


@dataclass(frozen=True)
class ToOneAlone:
    """People of another company read the run's channel, so the documents go to one person alone: to whoever pressed or,
    where that *came second*, to who was first."""

    came_second: CameSecond | None = None


class Runs:
    """The use cases of a run. Each raises `NotAllowed` for who may not act in its channel, and `UnknownRun`.

    *click*: what tells one click from any other; `Repeated` is raised when it was carried out before.
    """

    def __init__(self, context: DeskContext, directory: Directory, limits: Limits) -> None:
        self._context = context
        self._directory = directory
        self._limits = limits

    async def find(self, run_id: str, by: Person) -> Run:
        """Return a run to somebody who may act on it."""
        run = await self._context.ledger.read(runs.load, run_id)
        await self._context.rights.check(by, run.channel if run else None)
        if run is None:
            raise UnknownRun(run_id)
        return run

    async def latest(self, most: int) -> tuple[RunOverview, ...]:
        """Return the latest runs of every channel in which people may act, the newest first, to somebody who was
        admitted."""
        channels = self._context.rights.rules.channels
        return await self._context.ledger.read(run_overviews.latest, channels, most=most)

    async def act(
        self, act: RunAct, run_id: str, *, by: Person, click: str
    ) -> Done | CameSecond | Refused | ToOneAlone:
        """Stop a run after the calls in flight, continue it, retry what failed, look again, or ask for documents."""
        run = await self.find(run_id, by)
        alone = act is RunAct.DOCUMENTS and await self._is_shared(run.channel)
        now = self._context.now()
        done = await self._context.write(
            clicks.once, click, now, acts.carry_out, act, run_id, by=by, now=now, limits=self._limits
        )
        if not alone:
            return done
        return ToOneAlone(done if isinstance(done, CameSecond) else None)

    async def print_choice(self, run_id: str, by: Person) -> tuple[Run, Wanted]:
        """Return a run to somebody who may act on it, and how its channel wants its documents."""
        run = await self.find(run_id, by)
        return run, await self._context.ledger.read(print_choices.of, run.channel)

    async def get_documents(
        self, run_id: str, wanted: Wanted, *, by: Person, click: str
    ) -> Done | CameSecond | ToOneAlone:
        """Ask for documents as somebody chose them; the channel keeps the choice for the next time."""
        run = await self.find(run_id, by)
        alone = await self._is_shared(run.channel)
        now = self._context.now()
        done = await self._context.write(
            clicks.once, click, now, acts.get_documents, run_id, wanted, by=by, now=now
        )
        if not alone:
            return done
        return ToOneAlone(done if isinstance(done, CameSecond) else None)

    async def _is_shared(self, channel: str) -> bool:
        """Return whether another company reads a channel, as far as Slack says so now: it is asked again before the
        documents are read, and before anybody can see them."""
        try:
            place = await self._directory.channel(channel, fresh=True)
        except DirectoryUnavailable:
            return False
        return place is not None and place.is_shared

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
