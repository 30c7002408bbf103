"""What everything that brings Slack in line with the ledger works with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass

from bot.clock import Clock
from bot.ledger import shown
from bot.ledger.store import Ledger
from bot.model import Shown
from bot.slack.outbox import Outbox


@dataclass(frozen=True)
class Tools:
    """*token* is the fencing token of the worker lease: every write is made with it and raises `LeaseLost` without."""

    ledger: Ledger
    outbox: Outbox
    clock: Clock
    token: int
    stopping: asyncio.Event

    async def note(self, row: Shown) -> None:
        """Remember what Slack was shown, or is about to be."""
        await self.ledger.write_as(
            self.token,
            shown.note,
            row.about,
            row.key,
            channel=row.channel,
            ts=row.ts,
            state=row.state,
            digest=row.digest,
            now=row.at,
        )
