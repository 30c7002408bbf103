"""What people do to put an order right whose label was refused: a form, what is typed into it, and what came of it.

What is typed passes through here and is kept nowhere: the ledger holds the names of the fields and keyed hashes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from bot.desk.context import DeskContext
from bot.desk.runs import Runs, UnknownRun
from bot.engine.fix_form import FixForms, OrderValues
from bot.engine.fix_send import SEND_WITHIN, FixSender
from bot.engine.fix_values import Misfit, misfit, same_text
from bot.engine.privacy import FixHashes
from bot.ledger import clicks, fix_rows, fixes
from bot.ledger.fixes import BeingFixed, GoneOn, Taken
from bot.model import Fix, Item, Person, Run, fixable, next_to_fix, to_fix
from bot.model.trouble import Field
from bot.sendcloud import Sendcloud, SendcloudError, ServicePoint

TOLD_WITHIN: Final = timedelta(seconds=120)
"""How long somebody is kept waiting in the form for what comes of it; the thread tells it in any case."""


@dataclass(frozen=True)
class ToFix:
    """An order that can be put right now, what of it, and how many of its run can be."""

    run: Run
    item: Item
    fields: tuple[Field, ...]
    orders: int

    @property
    def seen(self) -> str:
        """Return a short name for how the order stands."""
        return fixes.shown(self.item)


@dataclass(frozen=True)
class NothingToFix:
    """No order can be put right from here now. *by*: who is fixing the one that was asked for."""

    run: Run
    item: Item | None = None
    by: str | None = None


@dataclass(frozen=True)
class NotRead:
    """Sendcloud did not show the order. *is_gone*: it says that there is none."""

    is_gone: bool


class Fixes:
    """Each raises `NotAllowed` for who may not act in the run's channel, and `UnknownRun`."""

    def __init__(self, context: DeskContext, runs: Runs, sendcloud: Sendcloud, hashes: FixHashes) -> None:
        self._context = context
        self._runs = runs
        self._forms = FixForms(sendcloud)
        self._sender = FixSender(context.ledger, sendcloud, context.clock, context.wakeup)
        self._hashes = hashes

    async def choose(self, run_id: str, by: Person, *, position: int | None = None) -> ToFix | NothingToFix:
        """Return the order of a run that is to be put right: the one at *position*, or the first that can be."""
        run = await self._runs.find(run_id, by)
        waiting = to_fix(run)
        item = next((one for one in waiting if position in (None, one.position)), None)
        if item is not None:
            return ToFix(run, item, fixable(item), len(waiting))
        asked = next((one for one in run.items if one.position == position), None)
        busy = next((one for one in run.fixes if one.is_open and asked and one.item_id == asked.id), None)
        return NothingToFix(run, asked, busy.person if busy else None)

    async def values(self, chosen: ToFix) -> OrderValues | NotRead:
        """Return what the form is filled with, read now."""
        try:
            values = await self._forms.read(chosen.item, chosen.fields)
        except (SendcloudError, ValueError):
            return NotRead(is_gone=False)
        return values or NotRead(is_gone=True)

    async def service_points(self, run_id: str, position: int, typed: str, by: Person) -> list[ServicePoint]:
        """Return service points to choose from for an order; none where Sendcloud does not tell."""
        run = await self._runs.find(run_id, by)
        item = next((one for one in run.items if one.position == position), None)
        try:
            return await self._forms.service_points(item, typed) if item else []
        except (SendcloudError, ValueError):
            return []

    def misfits(self, changed: Mapping[Field, str]) -> dict[Field, Misfit]:
        """Return what was typed that cannot be a field's value."""
        found = {one: misfit(one, typed) for one, typed in changed.items()}
        return {one: problem for one, problem in found.items() if problem is not None}

    async def take(
        self, run_id: str, position: int, changed: Mapping[Field, str], *, seen: str, by: Person, click: str
    ) -> tuple[Item, Taken | BeingFixed | GoneOn]:
        """Write down that somebody changes an order, before anything is sent. Raises `Repeated`."""
        run = await self._runs.find(run_id, by)
        item = next((one for one in run.items if one.position == position), None)
        if item is None:
            raise UnknownRun(run_id)
        hashes = {one: self._hashes.of(item.order_id, one, same_text(one, typed)) for one, typed in changed.items()}
        now = self._context.now()
        by_when = now + SEND_WITHIN
        taken = await self._context.write(
            clicks.once, click, now, fixes.take, item.id, hashes, seen=seen, send_by=by_when, by=by, now=now
        )
        return item, taken

    async def carry_out(self, taken: Taken, item: Item, changed: Mapping[Field, str]) -> Fix:
        """Tell Sendcloud, once, and return the fix when it is decided, or when nobody is to be kept waiting longer."""
        await self._sender.send(taken.fix_id, item, changed)
        until = self._context.now() + TOLD_WITHIN
        while True:
            fix = await self._context.ledger.read(fix_rows.load, taken.fix_id)
            if not fix.is_open or self._context.now() >= until:
                return fix
            await self._context.clock.sleep(0.5)

    async def following(self, run_id: str, position: int, by: Person) -> Item | None:
        """Return the next order of a run that can be put right, after the one at *position*."""
        return next_to_fix(await self._runs.find(run_id, by), position)
