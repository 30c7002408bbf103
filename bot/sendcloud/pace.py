"""How fast we may ask: Sendcloud's published limits, kept for every user of one account.

https://www.sendcloud.dev/docs/getting-started/rate-limits: 1000 GETs a minute; 100 writes a minute, 15 a second, and
no more than 15 at once. Windows slide over the moments of sending: in *any* stretch of time no more was sent than the
window lets through. A turn that was taken and not sent yet counts as if it were sent now.
"""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import TracebackType
from typing import Final, Self

from bot.clock import Clock, steady

LONGEST_HOLD: Final = 60.0
"""Seconds. A longer pause would look like a standstill: whoever asked is told instead."""

ON_ITS_WAY: Final = 0.1
"""Seconds by which every window is longer than Sendcloud's: not every request takes equally long to get there."""

LESS_AFTER_429: Final = 0.8
"""What is left of every window after a 429: somebody else may be using the account's limits, too."""

LEAST_SHARE: Final = 0.1
"""What is left of every window at least."""

LESS_FOR: Final = timedelta(minutes=10)
"""How long the windows stay smaller after the last 429."""


@dataclass(frozen=True, slots=True)
class Window:
    """At most *most* requests sent within any *seconds*; *kept* of them are for everything but purchases."""

    most: int
    seconds: float
    kept: int = 0


READS: Final = (Window(950, 60.0 + ON_ITS_WAY),)
WRITES: Final = (Window(95, 60.0 + ON_ITS_WAY, kept=10), Window(14, 1.0 + ON_ITS_WAY))
CONCURRENT_WRITES: Final = 15


class Turn:
    """Leave for one request, which counts from now on; used as ``with turn:``, or ended by hand.

    Once it was ended without being sent, it is as if it had never been taken.
    """

    def __init__(self, lane: Lane, *, purchase: bool) -> None:
        self._lane = lane
        self._purchase = purchase
        self._is_sent = self._is_over = False

    def sent(self) -> None:
        """The request leaves now. Only the first time counts."""
        if not self._is_sent:
            self._is_sent = True
            self._lane._sent(purchase=self._purchase)

    def end(self) -> None:
        """The request was answered, or there will be none."""
        if not self._is_over:
            self._is_over = True
            self._lane._ended(purchase=self._purchase, sent=self._is_sent)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, at: TracebackType | None) -> None:
        self.end()


class Lane:
    """One class of requests: its windows, how many may be under way, and the pause that a 429 imposes on all of it."""

    def __init__(self, windows: Iterable[Window], clock: Clock, *, at_once: int | None = None) -> None:
        self._windows = tuple(windows)
        self._at_once = at_once
        self._clock = steady(clock)
        # Purchases have a queue of their own: nobody else waits behind one that waits for what is kept from it.
        self._queues = {True: asyncio.Lock(), False: asyncio.Lock()}
        self._past: deque[tuple[datetime, bool]] = deque()
        self._pending = {True: 0, False: 0}
        self._under_way = 0
        self._place = asyncio.Event()
        self._held_until: datetime | None = None
        self._share = 1.0
        self._throttled_at: datetime | None = None

    def hold(self, seconds: float) -> None:
        """Let nobody pass for *seconds* (at most ``LONGEST_HOLD``); a longer pause already begun stays."""
        until = self._clock.now() + timedelta(seconds=min(max(seconds, 0.0), LONGEST_HOLD))
        if self._held_until is None or until > self._held_until:
            self._held_until = until

    def throttled(self, seconds: float) -> None:
        """Hold for *seconds* after a 429, and let less through than before for `LESS_FOR`."""
        now = self._clock.now()
        if not self.held_for():
            # Requests that were under way together are answered alike; that is one answer.
            self._share = max(self._share_at(now) * LESS_AFTER_429, LEAST_SHARE)
        self._throttled_at = now
        self.hold(seconds)

    def held_for(self) -> float:
        """Return the seconds that the pause still lasts, 0 for none."""
        if self._held_until is None:
            return 0.0
        return max((self._held_until - self._clock.now()).total_seconds(), 0.0)

    def remember(self, ages: Iterable[float], *, purchase: bool) -> None:
        """Count requests that another process sent so many seconds ago."""
        now = self._clock.now()
        told = [(now - timedelta(seconds=max(age, 0.0)), purchase) for age in ages]
        self._past = deque(sorted([*self._past, *told]))

    @property
    def has_free_place(self) -> bool:
        """Whether one more request may be under way."""
        return self._at_once is None or self._under_way < self._at_once

    def until_turn(self, *, purchase: bool = False) -> float:
        """Return the seconds until one more request may go, if nobody else sends any; 0 for at once."""
        return max(self.held_for(), *(self._until_free(one, purchase=purchase) for one in self._windows))

    def turns(self, count: int, *, purchase: bool = False) -> list[float]:
        """Return in how many seconds each of the next *count* requests may go, about, if nobody else sends any."""
        now = self._clock.now()
        sent = [(at - now).total_seconds() for at, _ in self._past]
        sent += [0.0] * (self._pending[True] + self._pending[False])
        already, first = len(sent), self.until_turn(purchase=purchase)
        for _ in range(count):
            free = first
            for window in self._windows:
                most = max(int(window.most * self._share_at(now)), 1)
                most -= min(window.kept, most - 1) if purchase else 0
                if len(sent) >= most:
                    free = max(free, sent[-most] + window.seconds)
            sent.append(free)
        return sent[already:]

    async def turn(self, *, purchase: bool = False) -> Turn:
        """Return when one request may go, with its turn, and a place among those under way."""
        async with self._queues[purchase]:
            while True:
                wait = self.until_turn(purchase=purchase)
                if wait > 0:
                    # A pause may begin while we wait. Turns saved up over it would all go at once at its end.
                    await self._clock.sleep(wait)
                elif not self.has_free_place:
                    self._place.clear()
                    await self._place.wait()
                else:
                    return self.take(purchase=purchase)

    def take(self, *, purchase: bool = False) -> Turn:
        """Take a turn without waiting for it: for what must not wait, and counts all the same."""
        self._pending[purchase] += 1
        self._under_way += 1
        return Turn(self, purchase=purchase)

    def _sent(self, *, purchase: bool) -> None:
        self._pending[purchase] -= 1
        self._past.append((self._clock.now(), purchase))

    def _ended(self, *, purchase: bool, sent: bool) -> None:
        self._under_way -= 1
        if not sent:
            self._pending[purchase] -= 1
        self._place.set()

    def _share_at(self, now: datetime) -> float:
        """Return how much of every window may be used."""
        return 1.0 if self._throttled_at is None or now >= self._throttled_at + LESS_FOR else self._share

    def _until_free(self, window: Window, *, purchase: bool) -> float:
        """Return the seconds until a window has room for one more."""
        now = self._clock.now()
        longest = timedelta(seconds=max(one.seconds for one in self._windows))
        while self._past and self._past[0][0] <= now - longest:
            self._past.popleft()
        length = timedelta(seconds=window.seconds)
        inside = [one for one in self._past if one[0] > now - length]
        most = max(int(window.most * self._share_at(now)), 1)
        kept = min(window.kept, most - 1) if purchase else 0
        others = sum(not bought for _, bought in inside) + self._pending[False]
        total = len(inside) + self._pending[True] + self._pending[False]
        wait = 0.0
        for at, bought in inside:
            if total + max(kept - others, 0) < most:
                return wait
            wait = (at + length - now).total_seconds()
            total -= 1
            others -= not bought
        # Where those that are about to be sent fill the window, it is looked at again soon.
        return wait if total + max(kept - others, 0) < most else max(wait, ON_ITS_WAY)


class Pace:
    """The limits of one Sendcloud account. Share one among everything that uses that account."""

    def __init__(
        self,
        clock: Clock,
        *,
        reads: Iterable[Window] = READS,
        writes: Iterable[Window] = WRITES,
        concurrent_writes: int = CONCURRENT_WRITES,
    ) -> None:
        self.reads = Lane(reads, clock)
        self.writes = Lane(writes, clock, at_once=concurrent_writes)
