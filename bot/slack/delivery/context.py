"""What everything that brings Slack in line with the ledger works with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from datetime import datetime

from bot.clock import Clock
from bot.ledger.restores import Restored
from bot.ledger.store import Ledger
from bot.model import NO_LIMITS, Limits
from bot.plan_words import PlanWords
from bot.slack.delivery.outbox import Outbox
from bot.slack.delivery.windows import Windows


@dataclass(frozen=True)
class DeliveryContext:
    """*token* is the fencing token of the worker lease: every write is made with it and raises `LeaseLost` without.

    *since* is when this process took the lease. *windows*: the modals that readers press in, *words*: what may be
    shown of customers there. *buys_from*: when a bot whose ledger was restored buys again.
    *limits*: what one person may buy alone.
    """

    ledger: Ledger
    outbox: Outbox
    clock: Clock
    token: int
    since: datetime
    stopping: asyncio.Event
    restored: Restored | None = None
    buys_from: datetime | None = None
    windows: Windows = field(kw_only=True)
    words: PlanWords = field(kw_only=True)
    limits: Limits = NO_LIMITS
