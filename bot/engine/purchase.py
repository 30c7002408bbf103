"""One call to buy, from its claim on: ask once, judge the answer, write it down before anything is told."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final

from bot.engine.context import EngineContext, log
from bot.engine.halves import Halves
from bot.engine.in_flight import Leave, is_clear
from bot.engine.outcomes import Call, Outcomes
from bot.engine.precheck import Precheck
from bot.engine.settle import Accepted, GivenBack, Refused, Settlement, Unaccounted, settle
from bot.ledger import LeaseLost, LedgerUnavailable, settlements
from bot.model import Item
from bot.sendcloud import CreateLabels, LabelsAnswer, SendcloudError, Turn, Withdrawn

MOST_PATIENCE: Final = 4
"""How often in a row the time in which a claimed request must leave is doubled, at most."""


class Purchases:
    """Carries calls out that were claimed, several side by side."""

    def __init__(self, context: EngineContext, precheck: Precheck) -> None:
        self._context = context
        self._precheck = precheck
        self._outcomes = Outcomes(context.causes, context.times)
        self._halves = Halves()
        self._late = 0

    def forget(self, run_id: str) -> None:
        """A run needs nothing now."""
        self._halves.forget(run_id)

    @property
    def patience(self) -> timedelta:
        """How old a claim may be when its request leaves.

        A disk that takes its time over the claim is given more of it: a request may leave late, but not unforeseen.
        """
        return timedelta(seconds=self._context.times.send_within * 2 ** min(self._late, MOST_PATIENCE))

    async def carry_out(self, call: Call, request: CreateLabels, leave: Leave) -> None:
        """Ask for the labels of a claimed call, once, and write down what came of it; *leave* is over after that."""
        answer = await self._ask(request, call.send_by, leave.turn)
        self._late = self._late + 1 if isinstance(answer, Withdrawn) else 0
        batch = f"{call.items[0].integration_id} {call.items[0].batch}"
        settlement = settle(call.items, answer, sibling=self._halves.sibling(call.run_id, batch))
        self._halves.note(call.run_id, batch, settlement)
        # What goes wrong counts at once: a call that is about to be claimed has to know.
        leave.answered(clear=is_clear(settlement))
        doubtful = any(isinstance(one, GivenBack | Unaccounted) for one in settlement.verdicts.values())
        if doubtful:
            self._precheck.doubt(call.run_id)
        await self._write_down(call, settlement)
        if doubtful:
            # Only now does everybody know that the run waits: what was looked at until then is looked at once more.
            self._precheck.doubt(call.run_id)
        leave.close()
        for item in call.items:
            match settlement.verdicts[item.id]:
                case Accepted(label):
                    # A label to probe its shop with, and an order that can be read.
                    self._context.shops.bought(item.integration_id, label.shipment_id)
                    self._context.last_read[item.integration_id] = item
                case _:
                    pass
        await self._complete_causes(call.items, settlement)

    async def _ask(self, request: CreateLabels, send_by: datetime, turn: Turn | None) -> LabelsAnswer | SendcloudError:
        context = self._context
        try:
            # A copy from before the claim does not know of it, which can be told before anything is bought.
            await context.how_far.note()
            return await context.sendcloud.create_labels(
                request, still_allowed=lambda: context.has_lease and context.now() <= send_by, turn=turn
            )
        except LedgerUnavailable as exc:
            return Withdrawn(f"How far the ledger has come could not be noted: {exc}")
        except SendcloudError as exc:
            return exc

    async def _write_down(self, call: Call, settlement: Settlement) -> None:
        """Settle the call in one transaction, before anything is told."""
        context = self._context
        try:
            await context.write_surely(self._outcomes.write, call, settlement, now=context.now())
        except LeaseLost:
            log.warning("Another process took over run %s; it will look up what this call made.", call.run_id)
            raise

    async def _complete_causes(self, items: Sequence[Item], settlement: Settlement) -> None:
        """Add the words of a refusal that could not be masked at once, now that everything is written down."""
        context = self._context
        for item in items:
            verdict = settlement.verdicts[item.id]
            if isinstance(verdict, Refused) and context.causes.needs_reading(item):
                cause = await context.causes.of(item, verdict.kind, verdict.error)
                if cause.text:
                    await context.write(settlements.explain, item.id, cause, now=context.now())
