"""What the engine's parts share: the ledger under the current lease, Sendcloud, the clock and the wake-up."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from bot.clock import Clock
from bot.engine.privacy import Destinations, PrivateValues, mask
from bot.engine.settle import trouble_of
from bot.engine.times import Times
from bot.ledger import Database, Ledger, LedgerUnavailable, runs
from bot.ledger.restores import Restored
from bot.model import Cause, Item
from bot.sendcloud import AccountProblem, ApiError, Sendcloud, SendcloudError, Shipment
from bot.waiting import Wakeup

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
    private: PrivateValues = field(default_factory=PrivateValues)
    token: int = 0
    has_lease: bool = False
    restored: Restored | None = None

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

    def goes_elsewhere(self, item: Item, shipment: Shipment) -> bool:
        """Is a shipment with the number of an order for another destination? Only where both are known."""
        destination = self.destinations.of(shipment.to_address)
        return None not in (destination, item.destination) and destination != item.destination

    async def tell_of_account(self, error: SendcloudError, items: Sequence[Item]) -> None:
        """Stop the runs of *items* when a look-up met a refusal of the account, so that who can mend it is told.

        What is being looked up goes on being looked up, and is settled once the account may look again.
        """
        if isinstance(error, AccountProblem):
            for run_id in sorted({item.run_id for item in items}):
                await self.write(runs.halt, run_id, Cause(trouble_of(error)), now=self.now())

    async def rest(self, seconds: float, stopping: asyncio.Event) -> None:
        """Do nothing for *seconds*, or until *stopping* is set."""
        told = asyncio.ensure_future(stopping.wait())
        pause = asyncio.ensure_future(self.clock.sleep(seconds))
        await asyncio.wait([told, pause], return_when=asyncio.FIRST_COMPLETED)
        told.cancel()
        pause.cancel()

    def cause_at_hand(self, item: Item, kind: str, error: ApiError) -> Cause:
        """Return why an order has no label, with the customer's data masked; without words where that is not possible
        from memory alone."""
        private = self.private.get(item.integration_id, item.order_id)
        text = mask(error.detail or error.title or "", private) if private is not None else ""
        return Cause(kind, text, error.code)

    async def cause(self, item: Item, kind: str, error: ApiError) -> Cause:
        """Return the same, after reading the order's address values once more where they are not in memory."""
        if (error.detail or error.title) and self.private.get(item.integration_id, item.order_id) is None:
            await self._private_values(item)
        return self.cause_at_hand(item, kind, error)

    async def _private_values(self, item: Item) -> None:
        """Read an order's address values once more; when that is not possible now, there is no text at all."""
        if item.sendcloud_id is None:
            return
        try:
            order = await self.sendcloud.order(item.sendcloud_id)
        except SendcloudError:
            return
        self.private.note(item.integration_id, item.order_id, order.private_values())
