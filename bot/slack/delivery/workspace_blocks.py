"""Which blocks this workspace takes: Slack hands newer ones out little by little, and refuses a message with one."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock
from bot.slack.screens.rows import Rows

REMEMBERED: Final = timedelta(days=1)
"""For how long a refusal counts; then the newer block is tried once more."""

REFUSALS: Final = frozenset({"invalid_blocks", "invalid_blocks_format", "msg_blocks_too_long"})
"""What Slack says of blocks that it does not take (docs.slack.dev/reference/methods/chat.postMessage)."""


class WorkspaceBlocks:
    """What long lists are drawn with: the newest kind of which no refusal is remembered."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._refused: dict[str, datetime] = {}

    @property
    def rows(self) -> Rows:
        """Return the blocks to draw with now."""
        now = self._clock.now()
        return next(rows for rows in Rows if rows is Rows.LINES or self._refused.get(rows, now) <= now)

    def remember(self, refused: Mapping[str, datetime]) -> None:
        """Take over what is known of refusals: until when each kind is not tried."""
        self._refused.update(refused)

    def refused(self, rows: Rows, code: str) -> datetime | None:
        """Note that Slack refused a message drawn with *rows*, and return until when it is drawn plainer.

        None where the refusal is about something else, or nothing is plainer.
        """
        if code not in REFUSALS or rows is Rows.LINES:
            return None
        now = self._clock.now()
        if self._refused.get(rows, now) <= now:
            self._refused[rows] = now + REMEMBERED
        return self._refused[rows]
