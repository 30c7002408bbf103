"""How far the check of a plan has come, for whoever watches it."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.engine.context import EngineContext
from bot.ledger import plan_looks

EVERY: Final = timedelta(seconds=1)
"""From one count that is shown to the next."""


class Progress:
    """Counts the lines of one plan that are looked up, and writes the count down at most once a second."""

    def __init__(self, context: EngineContext, plan_id: str) -> None:
        self._context = context
        self._plan_id = plan_id
        self._before = 0
        self._written_at: datetime = context.now()

    def begin(self, done: int) -> None:
        """Begin another part of the lines; *done* lines of other parts are looked up."""
        self._before = done

    async def told(self, done: int) -> None:
        """Note that *done* lines of this part are looked up."""
        now = self._context.now()
        if now - self._written_at < EVERY:
            return
        self._written_at = now
        await self._context.write(plan_looks.progress, self._plan_id, self._before + done)
