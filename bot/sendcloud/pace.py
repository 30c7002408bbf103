"""How fast we may ask: Sendcloud's published limits, kept for every user of one account.

https://www.sendcloud.dev/docs/getting-started/rate-limits: 1000 GETs a minute; 100 writes a minute, 15 a second, and
no more than 15 at once. A leaky bucket lets through its burst plus its refill, so in *any* stretch of time T there
pass at most ``burst + refill x T``: that sum, not the refill alone, has to stay below the limits. The margin that is
left covers the moment between getting a turn and sending.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta

from bot.clock import Clock, steady

LONGEST_HOLD = 60.0
"""Seconds. A longer pause would look like a standstill: whoever asked is told instead."""


@dataclass(frozen=True, slots=True)
class Rate:
    """At most *burst* at once, then *per_minute*."""

    burst: int
    per_minute: int

    def most_within(self, seconds: float) -> float:
        """Return the most that can pass in any stretch of *seconds*."""
        return self.burst + self.per_minute * seconds / 60


READS = Rate(burst=100, per_minute=850)
WRITES = Rate(burst=10, per_minute=80)
CONCURRENT_WRITES = 15


class Lane:
    """One class of requests: its rate, and the pause that a 429 imposes on all of it."""

    def __init__(self, rate: Rate, clock: Clock) -> None:
        self._rate = rate
        self._clock = steady(clock)
        self._queue = asyncio.Lock()
        self._filled = 0.0
        self._filled_at = self._clock.now()
        self._held_until: datetime | None = None

    def hold(self, seconds: float) -> None:
        """Let nobody pass for *seconds* (at most ``LONGEST_HOLD``); a longer pause already begun stays."""
        until = self._clock.now() + timedelta(seconds=min(max(seconds, 0.0), LONGEST_HOLD))
        if self._held_until is None or until > self._held_until:
            self._held_until = until

    def held_for(self) -> float:
        """Return the seconds that the pause still lasts, 0 for none."""
        if self._held_until is None:
            return 0.0
        return max((self._held_until - self._clock.now()).total_seconds(), 0.0)

    async def turn(self) -> None:
        """Return when one request may go."""
        async with self._queue:
            while (wait := max(self.held_for(), self._until_free())) > 0:
                # A pause may begin while we wait. Turns saved up over it would all go at once at its end.
                await self._clock.sleep(wait)
            self._filled += 1

    def _until_free(self) -> float:
        """Let the bucket leak up to now, and return the seconds until it has room for one more."""
        now, per_second = self._clock.now(), self._rate.per_minute / 60
        leaked = max((now - self._filled_at).total_seconds(), 0.0) * per_second
        self._filled, self._filled_at = max(self._filled - leaked, 0.0), now
        over = self._filled + 1 - self._rate.burst
        return over / per_second if over > 1e-9 else 0.0


class Pace:
    """The limits of one Sendcloud account. Share one among everything that uses that account."""

    def __init__(
        self, clock: Clock, *, reads: Rate = READS, writes: Rate = WRITES, concurrent_writes: int = CONCURRENT_WRITES
    ) -> None:
        self.reads = Lane(reads, clock)
        self.writes = Lane(writes, clock)
        self._most_at_once = concurrent_writes
        self._writing = 0
        self._place = asyncio.Event()
        self._place.set()

    @property
    def has_free_place(self) -> bool:
        """Whether one more write may be under way."""
        return self._writing < self._most_at_once

    async def write_turn(self) -> None:
        """Return when a write may go and there is a place for it; the place is taken only by ``writing``."""
        while True:
            await self._place.wait()
            await self.writes.turn()
            if self.has_free_place:
                return

    @contextmanager
    def writing(self) -> Iterator[None]:
        """Count a write as under way."""
        self._count(+1)
        try:
            yield
        finally:
            self._count(-1)

    def _count(self, change: int) -> None:
        self._writing += change
        if self.has_free_place:
            self._place.set()
        else:
            self._place.clear()
