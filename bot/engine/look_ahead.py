"""Looking at the next orders of a run beside its calls, so that a call waits for a look as seldom as may be."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from typing import Final

from bot.engine.context import EngineContext
from bot.engine.in_flight import InFlight
from bot.engine.precheck import RECENT, Precheck
from bot.ledger import purchases
from bot.model import CHUNK, Item, Run
from bot.waiting import cancel, wait_any

MOST_CALLS: Final = 100
"""Calls that are planned for: more do not go in a minute."""

SPARE: Final = 0.5
"""Seconds by which a look is begun earlier than has to be."""

LONGEST_REST: Final = 1.0
"""Seconds after which it is asked again what there is to do: somebody may have stopped the run."""


def begins_in(serves: Sequence[float], turns: Sequence[float], *, takes: float) -> float | None:
    """Return in how many seconds the next look has to begin, so that no call waits for it; None for not yet known.

    *serves*: for how many seconds the picture of each order that waits is recent enough, in their order. *turns*: in
    how many seconds each of the next calls may go. *takes*: how many seconds a look takes.
    """
    for call, turn in enumerate(turns):
        orders = serves[call * CHUNK : (call + 1) * CHUNK]
        if not orders:
            return None
        if min(orders) < turn + SPARE:
            return max(turn - takes - SPARE, 0.0)
    return None


class LookAhead:
    """The looks of one run, one at a time. Whoever uses it ends it."""

    def __init__(self, context: EngineContext, precheck: Precheck, in_flight: InFlight) -> None:
        self._context = context
        self._precheck = precheck
        self._in_flight = in_flight
        self._task: asyncio.Task[None] | None = None
        self.is_under_way = False
        """Whether a look goes on this moment."""

    async def keep_up(self, run: Run, ready: Sequence[Item], first: Item) -> None:
        """See to it that the next orders of a run, from its *first* on, are looked at in time, those that are *ready*
        apart. Raises what the last look met, such as `SendcloudError`.
        """
        if self.is_under_way:
            return
        if self._task is not None and self._task.done():
            last, self._task = self._task, None
            last.result()
        turns = self._turns()
        pictures = await self._context.ledger.read(purchases.pictures, first, CHUNK * len(turns))
        apart = {item.id for item in ready}
        serves = self._precheck.serves(run.id, [one for one in pictures if one[0] not in apart])
        after = begins_in(serves, turns[1:] if ready else turns, takes=self._precheck.takes(run.id))
        await self.end()
        if after is not None:
            self.is_under_way = after == 0
            self._task = asyncio.create_task(self._look(run, apart, after))

    async def rest(self, stopping: asyncio.Event) -> None:
        """Return when a look that goes on has ended; in a while otherwise, and when *stopping* is set."""
        looks = [self._task] if self._task is not None and self.is_under_way else []
        await wait_any(stopping.wait(), self._context.clock.sleep(LONGEST_REST), *looks)

    async def end(self) -> None:
        """Break the look off, and have none any more."""
        if self._task is not None:
            task, self._task = self._task, None
            await cancel([task])
        self.is_under_way = False

    async def _look(self, run: Run, apart: set[int], after: float) -> None:
        if after:
            await self._context.clock.sleep(after)
        self.is_under_way = True
        try:
            recent = RECENT.total_seconds()
            most = CHUNK * max(sum(turn < recent for turn in self._turns()), 1)
            items = await self._context.ledger.read(purchases.next_orders, run.id, most)
            takes = self._precheck.takes(run.id) + SPARE
            some = self._precheck.outdated(run.id, [item for item in items if item.id not in apart], takes)
            if some:
                await self._precheck.look(run, some)
        finally:
            self.is_under_way = False

    def _turns(self) -> list[float]:
        """Return in how many seconds each of the next calls may go."""
        paced, placed = self._context.sendcloud.purchase_turns(MOST_CALLS), self._in_flight.turns(MOST_CALLS)
        return [max(one, other) for one, other in zip(paced, placed, strict=True)]
