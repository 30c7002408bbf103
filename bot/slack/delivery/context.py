"""What everything that brings Slack in line with the ledger works with."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.ledger import doubts, shown
from bot.ledger.restores import Restored
from bot.ledger.store import Ledger
from bot.model import Shown
from bot.slack.delivery.outbox import Outbox

SLACK_TIMEOUT: Final = 10
"""Seconds after which an answer of Slack's is not waited for any more."""

SETTLE: Final = timedelta(seconds=3)
"""How long a message, an edit or a file whose answer was lost gets to arrive, before it is looked for or sent anew."""

SEND_WITHIN: Final = timedelta(seconds=2)
"""How old the note about one may be when it leaves. Shorter than `SETTLE`: a process that slept over its turn must
neither send what another one has looked for in vain and sent itself, nor overwrite what that one says."""

LEFT_BEHIND: Final = SEND_WITHIN + timedelta(seconds=SLACK_TIMEOUT) + SETTLE
"""The same for what an earlier holder of the work noted. Nobody knows when it left, nor whether it was given up: a
process may have died while Slack was still busy with it."""


@dataclass(frozen=True)
class DeliveryContext:
    """*token* is the fencing token of the worker lease: every write is made with it and raises `LeaseLost` without.

    *since* is when the work was taken up with it. *buys_from*: when a bot whose ledger was restored buys again.
    """

    ledger: Ledger
    outbox: Outbox
    clock: Clock
    token: int
    since: datetime
    stopping: asyncio.Event
    restored: Restored | None = None
    buys_from: datetime | None = None

    async def note(self, *rows: Shown) -> None:
        """Remember what Slack was shown, or is about to be; several messages in one transaction."""
        await self.ledger.write_as(self.token, shown.note_all, rows)

    async def doubt(self, about: str, key: str, channel: str, thread_ts: str | None = None) -> None:
        """Have a message looked at once more later on: it may stand there twice, or be covered by an older edit."""
        now = self.clock.now()
        await self.ledger.write(doubts.note, about, key, channel=channel, thread_ts=thread_ts, now=now)

    def under_way(self, row: Shown) -> bool:
        """Say whether the call that *row* was noted for may be carried out yet, however long it was waited for."""
        return row.at + doubts.LATE > self.clock.now()

    def unsettled(self, row: Shown) -> float:
        """Return the seconds for which what *row* says was sent may still be on its way; below zero when it is not."""
        settles = row.at + (SETTLE if row.at > self.since else LEFT_BEHIND)
        return (settles - self.clock.now()).total_seconds()

    def unsure(self, about: str, key: str, channel: str, begun: datetime) -> Shown | None:
        """Return the row of a message that may stand in Slack unknown to this ledger, so that it is looked for first.

        A backup does not know what was posted after it was made. None when there is no such doubt: the ledger was
        never restored, or only before *begun*, when whatever the message is about began.
        """
        if self.restored is None or begun >= self.restored.at:
            return None
        return Shown(about, key, channel, None, "posting", "", self.restored.made_at)
