"""How many calls to buy may be in flight at the same time, across all runs.

One; four at first where the account's last call was clear; twice as many, up to eight, after as many clear calls as may
be in flight; one again after anything else. A crash leaves that many calls to look up, and nothing else.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, steady
from bot.engine.settle import Refused, Settlement, Unaccounted
from bot.model import CallOutcome
from bot.sendcloud import Turn
from bot.sendcloud.statuses import Meaning, meaning_of

MOST: Final = 8
"""Calls in flight at most."""

AT_FIRST: Final = 4
"""Calls in flight at first, where the account's last call was clear."""

RESTED: Final = timedelta(seconds=60)
"""After so long without a call it is begun anew with `AT_FIRST` at most."""

FIRST_TAKES: Final = 2.0
"""Seconds that a call is taken to last before one has ended."""


@dataclass(frozen=True, slots=True)
class Allowed:
    """How many calls may be in flight, and how many were clear since that was last changed."""

    most: int = 1
    clear: int = 0


def at_first(*, last_was_clear: bool) -> Allowed:
    """Return how many calls may be in flight at first."""
    return Allowed(AT_FIRST if last_was_clear else 1)


def after_a_call(allowed: Allowed, *, clear: bool) -> Allowed:
    """Return how many calls may be in flight after one that was claimed since that was last lowered."""
    if not clear:
        return Allowed(1)
    if allowed.clear + 1 < allowed.most:
        return replace(allowed, clear=allowed.clear + 1)
    return Allowed(min(2 * allowed.most, MOST))


def after_a_rest(allowed: Allowed) -> Allowed:
    """Return how many calls may be in flight when there was none for a while."""
    return Allowed(min(allowed.most, AT_FIRST))


def is_clear(settlement: Settlement) -> bool:
    """Return whether a call was answered, for every order of it, and nothing speaks against further ones."""
    if settlement.halt is not None or settlement.wait is not None or settlement.rest or settlement.extra_shipments:
        return False
    verdicts = settlement.verdicts.values()
    if settlement.outcome is CallOutcome.REJECTED:
        # One that is halved has told of no order yet.
        return any(isinstance(one, Refused) for one in verdicts)
    told = settlement.outcome is CallOutcome.ANSWERED and meaning_of(settlement.http_status or 0) is Meaning.ANSWERED
    return told and Unaccounted() not in verdicts


class Leave:
    """Leave for one call: a place among those in flight, and its turn by the pace, until it is closed."""

    def __init__(self, places: InFlight, since: int) -> None:
        self._places = places
        self.since = since
        """How often it had been lowered before how many may be in flight."""
        self._clear: bool | None = None
        self._is_over = False
        self._claimed_at: datetime | None = None
        self.turn: Turn | None = None

    @property
    def is_claimed(self) -> bool:
        """Whether something was claimed with it."""
        return self._clear is not None

    def claimed(self) -> None:
        """From now on something is asked for: whatever ends this without an answer was not clear."""
        self._clear = False
        self._claimed_at = self._places.now()

    def answered(self, *, clear: bool) -> None:
        """Tell whether the call was clear. One that was not counts at once, a clear one when it is written down."""
        self._clear = clear
        if not clear:
            self._places.lower()

    def close(self) -> None:
        """The call is over, or there will be none."""
        if self._is_over:
            return
        self._is_over = True
        if self.turn is not None:
            self.turn.end()
        self._places.ended(self._clear, self.since, self._claimed_at)


class InFlight:
    """The places of all runs; whoever waited longest gets the next one, so that runs take turns."""

    def __init__(self, clock: Clock) -> None:
        self._clock = steady(clock)
        self._queue = asyncio.Lock()
        self._freed = asyncio.Event()
        self._under_way = 0
        self._lowered = 0
        self._last_ended: datetime | None = None
        self._took: timedelta | None = None
        self.allowed = Allowed()

    def begin(self, *, last_was_clear: bool) -> None:
        """Begin anew, with the lease, when no call is in flight. *last_was_clear*: of the account's last call."""
        self.allowed = at_first(last_was_clear=last_was_clear)

    async def leave(self, turn: Callable[[], Awaitable[Turn]]) -> Leave:
        """Return when one more call may be in flight and has its *turn*. Raises what waiting for that raises."""
        while True:
            leave = await self._place()
            try:
                leave.turn = await turn()
            except BaseException:  # whatever it is: the place is given back, and it is raised again
                leave.close()
                raise
            if leave.since == self._lowered:
                return leave
            # While the turn was waited for another call went wrong: perhaps fewer may be in flight than are by now.
            leave.close()

    async def _place(self) -> Leave:
        async with self._queue:
            if self._last_ended is not None and not self._under_way and self._clock.now() - self._last_ended >= RESTED:
                self.allowed = after_a_rest(self.allowed)
            while self._under_way >= self.allowed.most:
                self._freed.clear()
                await self._freed.wait()
            self._under_way += 1
            return Leave(self, self._lowered)

    def turns(self, count: int) -> list[float]:
        """Return in how many seconds there is a place for each of the next *count* calls, about: when each takes as
        long as the last one did."""
        took = self._took.total_seconds() if self._took is not None else FIRST_TAKES
        return [place // self.allowed.most * took for place in range(count)]

    def now(self) -> datetime:
        """Return the moment, by a clock that does not step."""
        return self._clock.now()

    def lower(self) -> None:
        """A call was not clear."""
        self._lowered += 1
        self.allowed = after_a_call(self.allowed, clear=False)

    def ended(self, clear: bool | None, since: int, claimed_at: datetime | None) -> None:
        """A call is over; *clear* is None where there was none. *since*: how often it had been lowered before it."""
        self._under_way -= 1
        self._freed.set()
        if clear is None or claimed_at is None:
            return
        self._last_ended = self._clock.now()
        self._took = self._last_ended - claimed_at
        if not clear:
            self.lower()
        elif since == self._lowered:
            # One that was claimed before another went wrong says nothing about what is so now.
            self.allowed = after_a_call(self.allowed, clear=True)
