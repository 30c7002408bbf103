"""What the engine's parts share: the ledger under the current lease, Sendcloud, the clock and the wake-up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.clock import Clock
from bot.engine.causes import Causes
from bot.engine.how_far import HowFar
from bot.engine.privacy import Destinations, FixHashes
from bot.engine.shops import Shops
from bot.engine.times import Times
from bot.engine.trouble import trouble_of
from bot.ledger import Database, Ledger, LedgerUnavailable, runs
from bot.ledger.restores import Restored
from bot.model import Cause, Item
from bot.plan_words import PlanWords
from bot.sendcloud import AccountProblem, Sendcloud, SendcloudError
from bot.waiting import Wakeup, wait_any

P = ParamSpec("P")
T = TypeVar("T")

log = logging.getLogger("label_bot.engine")


@dataclass
class EngineContext:
    """Everything a step of the engine needs. *token* is the fencing token of the lease this process holds."""

    ledger: Ledger
    sendcloud: Sendcloud
    clock: Clock
    wakeup: Wakeup
    times: Times
    destinations: Destinations
    fix_hashes: FixHashes
    causes: Causes
    words: PlanWords
    shops: Shops
    token: int = 0
    has_lease: bool = False
    restored: Restored | None = None

    def __post_init__(self) -> None:
        self.how_far = HowFar(self.ledger)
        self.last_read: dict[int, Item] = {}
        """Of each shop the order that was read last: what is asked for one order of it was answered then."""

    @property
    def buys_from(self) -> datetime | None:
        """In a restored ledger, when a request that it does not know of has surely come out: nothing is bought before,
        and no earlier look at an order counts."""
        return self.restored.at + self.times.unanswered if self.restored else None

    def now(self) -> datetime:
        """Return the clock's time."""
        return self.clock.now()

    async def write(self, change: Callable[Concatenate[Database, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Make one change as the holder of the lease and wake who waits."""
        result = await self.ledger.write_as(self.token, change, *args, **kwargs)
        self.wakeup.wake()
        return result

    async def write_surely(
        self, change: Callable[Concatenate[Database, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Make one change that must not get lost, however long the ledger is locked or the disk full."""
        while True:
            try:
                return await self.write(change, *args, **kwargs)
            except LedgerUnavailable as exc:
                log.warning("%s An answer of Sendcloud's is kept in memory until it can be written down.", exc)
                await self.clock.sleep(1.0)

    async def tell_of_account(self, error: SendcloudError, items: Sequence[Item]) -> None:
        """Stop the runs of *items* when a look-up met a refusal of the account, so that who can mend it is told.

        What is being looked up goes on being looked up, and is decided once the account may look again.
        """
        if isinstance(error, AccountProblem):
            for run_id in sorted({item.run_id for item in items}):
                await self.write(runs.halt, run_id, Cause(trouble_of(error)), now=self.now())

    async def rest(self, seconds: float, stopping: asyncio.Event) -> None:
        """Do nothing for *seconds*, or until *stopping* is set."""
        await wait_any(stopping.wait(), self.clock.sleep(seconds))
