"""Which blocks this workspace takes: Slack hands newer ones out little by little, and refuses a message with one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.slack.screens.rows import PLAINER, Rows

REMEMBERED: Final = timedelta(days=1)
"""For how long a refusal counts; then the newer block is tried once more."""

REFUSALS: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""What Slack says of blocks that it does not take (docs.slack.dev/reference/methods/chat.postMessage)."""


class WorkspaceBlocks:
    """What long lists are drawn with: the newest kind of which no refusal is remembered."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._rows = Rows.DATA_TABLE
        self._until: datetime | None = None

    @property
    def rows(self) -> Rows:
        """Return the blocks to draw with now."""
        if self._until is not None and self._clock.now() >= self._until:
            self._rows, self._until = Rows.DATA_TABLE, None
        return self._rows

    def refused(self, rows: Rows, code: str) -> bool:
        """Note that Slack refused a message drawn with *rows*; say whether it can be drawn plainer."""
        if code not in REFUSALS or rows is Rows.LINES:
            return False
        if self.rows is rows:
            self._rows, self._until = PLAINER[rows], self._clock.now() + REMEMBERED
        return True
