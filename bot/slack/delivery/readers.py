"""Whether another company reads a run's channel by now: what its thread tells depends on it."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Final

from bot.clock import steady
from bot.model import Run, State
from bot.slack.delivery.context import DeliveryContext
from bot.slack.delivery.outcomes import SlackFailure, TooLate

KEEPS: Final = timedelta(seconds=10)
"""How old the answer may be: a run is drawn every second, and Slack answers 50 such questions a minute."""

_TOLD: Final = (State.LABELLED, State.ACCEPTED)
"""The price of an order stands beside its label."""


class Readers:
    """Asks about the channel of one run, as far as its thread tells prices."""

    def __init__(self, context: DeliveryContext) -> None:
        self._context = context
        self._clock = steady(context.clock)
        self._shared = False
        self._asked: datetime | None = None

    async def told(self, run: Run) -> Run:
        """Return *run* as it may be told in its channel: one that was shared since it began counts as such."""
        priced = any(item.price is not None and item.state in _TOLD for item in run.items)
        if run.choices.shared_channel or not priced or run.channel.startswith("D"):
            return run
        now = self._clock.now()
        if not self._shared and (self._asked is None or now - self._asked >= KEEPS):
            self._asked = now
            # A channel that does not answer is asked again; what was known of it stands.
            with suppress(SlackFailure, TooLate):
                self._shared = await self._context.outbox.is_shared(run.channel)
        return replace(run, choices=replace(run.choices, shared_channel=True)) if self._shared else run
