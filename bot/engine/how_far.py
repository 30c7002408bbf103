"""How far the ledger has come, noted beside it: an older copy that is put in its place is told by it."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from bot.ledger import Ledger, events, ledger_file


class HowFar:
    """Notes the newest event of one ledger."""

    def __init__(self, ledger: Ledger) -> None:
        self._ledger = ledger
        self._seen: ledger_file.Seen | None = None
        self._one_at_a_time = asyncio.Lock()

    async def look(self) -> ledger_file.Seen | None:
        """Return which file the ledger is and how far it had come when that was last noted; None where nobody can."""
        self._seen = await asyncio.to_thread(ledger_file.look, self._ledger.path)
        return self._seen

    async def note(self) -> None:
        """Note how far it has come by now. What cannot be noted is noted the next time. Raises `LedgerUnavailable`."""
        async with self._one_at_a_time:
            newest = (await self._ledger.read(events.head))[0]
            if self._seen is None or newest <= self._seen.events:
                return
            seen = replace(self._seen, events=newest)
            if await asyncio.to_thread(ledger_file.remember, self._ledger.path, seen):
                self._seen = seen
