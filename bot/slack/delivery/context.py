"""What everything that brings Slack in line with the ledger works with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.ledger.restores import Restored
from bot.ledger.store import Ledger
from bot.slack.delivery.outbox import Outbox


@dataclass(frozen=True)
class DeliveryContext:
    """*token* is the fencing token of the worker lease: every write is made with it and raises `LeaseLost` without.

    *since* is when this process took the lease. *buys_from*: when a bot whose ledger was restored buys again.
    """

    ledger: Ledger
    outbox: Outbox
    clock: Clock
    token: int
    since: datetime
    stopping: asyncio.Event
    restored: Restored | None = None
    buys_from: datetime | None = None
