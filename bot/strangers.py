"""Requests that nobody known signed: counted, told now and then, and nothing of what they said."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta
from typing import Final

from bot.clock import Clock, steady

_TELL_EVERY: Final = timedelta(minutes=1)
"""How often a wrong signature is worth a line: anybody who can reach the address can cause one."""


class Strangers:
    """Those who came to one address with a wrong signature. *advice* is for the person who runs the bot."""

    def __init__(self, log: logging.Logger, clock: Clock, advice: str) -> None:
        self._log = log
        self._clock = steady(clock)
        self._advice = advice
        self._told: datetime | None = None
        self._untold = 0

    def turned_away(self) -> None:
        """Count a request without a fitting signature, and log the count once in a while."""
        self._untold += 1
        now = self._clock.now()
        if self._told is not None and now - self._told < _TELL_EVERY:
            return
        self._log.warning(
            "Refused without reading what came with a wrong or old signature: %d request(s) since the last line "
            "like this. %s",
            self._untold,
            self._advice,
        )
        self._told, self._untold = now, 0
