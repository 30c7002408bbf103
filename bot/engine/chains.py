"""What has changed at a shop since the orders of a large run were looked at, read anew every few seconds."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from bot.engine.bulkhead import outcome_of
from bot.engine.changes import Chain, Changes
from bot.engine.context import EngineContext, log
from bot.engine.lookup import ONE_BY_ONE
from bot.ledger import purchases
from bot.model import PLAN_KEEPS, Run

KEEPS: Final = timedelta(seconds=3)
"""From one look at the list of changes to the next."""

LEFT_ALONE: Final = timedelta(seconds=10)
"""For how long a list that did not tell what has changed is not read again."""

AFTER_A_FAULT: Final = timedelta(minutes=1)
"""The same, where it was the bot that could not handle what it read."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)


class Chains:
    """Keeps one chain for each run that has one; its orders are asked for by number while there is none."""

    def __init__(self, context: EngineContext) -> None:
        self._context = context
        self._changes = Changes(context)
        self._chains: dict[str, Chain] = {}
        self._not_before: dict[str, datetime] = {}
        self._faulty: set[str] = set()

    def begin(self) -> None:
        """Begin anew: nothing that was read before counts."""
        for kept in (self._chains, self._not_before, self._faulty):
            kept.clear()

    def forget(self, run_id: str) -> None:
        """A run needs nothing now."""
        self._chains.pop(run_id, None)
        self._not_before.pop(run_id, None)
        self._faulty.discard(run_id)

    async def of(self, run: Run, earliest: datetime) -> Chain | None:
        """Return what has changed since the pictures of a run's orders; None where that is not known, or not worth it.

        *earliest*: before which no picture counts. Raises what concerns every call, such as `AccountProblem`.
        """
        now = self._context.now()
        chain = self._chains.get(run.id)
        if chain is not None and chain.until >= max(now - KEEPS, earliest):
            return chain
        if now < self._not_before.get(run.id, _NEVER):
            return None
        chain = chain or await self._new(run, earliest)
        if chain is None:
            return None
        extended = await outcome_of(self._changes.extend(chain, run.choices.integration_id))
        if extended is True:
            self._chains[run.id] = chain
            return chain
        self._chains.pop(run.id, None)
        self._not_before[run.id] = now + LEFT_ALONE
        if isinstance(extended, Exception):
            self._not_before[run.id] = now + AFTER_A_FAULT
            self._tell(run.id, extended)
        return None

    async def _new(self, run: Run, earliest: datetime) -> Chain | None:
        waiting = await self._context.ledger.read(purchases.waiting, run.id)
        since = max(earliest, self._context.now() - PLAN_KEEPS)
        pictures = [item.checked_at for item in waiting if item.checked_at is not None and item.checked_at >= since]
        if len(waiting) <= ONE_BY_ONE or not pictures:
            return None
        return Chain(min(pictures), min(pictures))

    def _tell(self, run_id: str, fault: Exception) -> None:
        """Log a fault of the bot's own, once for a run."""
        if run_id not in self._faulty:
            self._faulty.add(run_id)
            log.error("What has changed cannot be told for run %s: each order is asked for.", run_id, exc_info=fault)
