"""When a call that Slack did not take now is tried again: the same for every message that is shown until it stands."""

from __future__ import annotations

import logging
from collections.abc import Awaitable
from typing import Final

from bot.slack.delivery.outcomes import SlackBusy, SlackDown, TooLate
from bot.slack.delivery.protocol import ARRIVES_WITHIN

log = logging.getLogger(__name__)

_LONGEST: Final = 30.0


class Patience:
    """The pauses between the tries of one message, of which *what* is the name in the log."""

    def __init__(self, what: str) -> None:
        self._what = what
        self._next = 1.0

    async def after(self, attempt: Awaitable[float]) -> float:
        """Return the seconds until the next try: as *attempt* says, or as long as Slack is busy or down.

        A refusal is raised: trying again would not help.
        """
        try:
            return await attempt
        except SlackBusy as busy:
            return busy.retry_after
        except SlackDown as down:
            log.warning("slack is not answering: %s (%s)", down, self._what)
            pause = max(self._next, ARRIVES_WITHIN.total_seconds())
            self._next = min(self._next * 2, _LONGEST)
            return pause
        except TooLate:
            return 1.0
