"""What everything that brings Slack in line with the ledger works with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime

from bot.clock import Clock
from bot.ledger import shown
from bot.ledger.restores import Restored
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
    restored: Restored | None = None

    async def note(self, *rows: Shown) -> None:
        """Remember what Slack was shown, or is about to be; several messages in one transaction."""
        await self.ledger.write_as(self.token, shown.note_all, rows)

    def unsure(self, about: str, key: str, channel: str, begun: datetime) -> Shown | None:
        """Return the row of a message that may stand in Slack unknown to this ledger, so that it is looked for first.

        A backup does not know what was posted after it was made. None when there is no such doubt: the ledger was
        never restored, or only before *begun*, when whatever the message is about began.
        """
        if self.restored is None or begun >= self.restored.at:
            return None
        return Shown(about, key, channel, None, "posting", "", self.restored.made_at)
