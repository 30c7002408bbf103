"""What every use case needs: the ledger to write in, the clock, the rights, and the wake-up for the rest."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.clock import Clock
from bot.desk.rights import Rights
from bot.ledger import Database, Ledger, failures
from bot.model import Person
from bot.waiting import Wakeup

P = ParamSpec("P")
T = TypeVar("T")


@dataclass(frozen=True)
class DeskContext:
    """Handed to each part of the desk."""

    ledger: Ledger
    rights: Rights
    clock: Clock
    wakeup: Wakeup

    def now(self) -> datetime:
        """Return the time, in UTC."""
        return self.clock.now()

    async def write(self, change: Callable[Concatenate[Database, P], T], *args: P.args, **kwargs: P.kwargs) -> T:
        """Write one intention into the ledger, wake the engine and the projector, and return what *change* returns."""
        result = await self.ledger.write(change, *args, **kwargs)
        self.wakeup.wake()
        return result

    async def check_orders(self, item_ids: Sequence[int], by: Person) -> None:
        """Return when *by* may act on these orders, of whatever runs: in the channel of each. Raises `NotAllowed`."""
        channels = await self.ledger.read(failures.runs_of, item_ids)
        await self.rights.check(by, None)
        for channel in sorted(set(channels.values())):
            await self.rights.check(by, channel)
