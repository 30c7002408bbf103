"""Whether Slack, Sendcloud and the ledger can be reached at the moment."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.ledger import Ledger, LedgerUnavailable, questions
from bot.sendcloud import Sendcloud, SendcloudError
from bot.slack.delivery.outcomes import SlackTrouble, answer
from bot.web import Readiness

KEEPS: Final = timedelta(seconds=15)
"""How long one look at Slack and Sendcloud answers everybody who asks."""


class ReadinessCheck:
    """Asks each of the three. *socket* says what keeps Slack's socket from being open; None: nothing, or HTTP mode."""

    def __init__(
        self,
        slack: AsyncWebClient,
        sendcloud: Sendcloud,
        ledger: Ledger,
        clock: Clock,
        *,
        socket: Callable[[], Awaitable[str | None]],
    ) -> None:
        self._slack = slack
        self._sendcloud = sendcloud
        self._ledger = ledger
        self._clock = clock
        self._socket = socket
        self._seen: tuple[datetime, Readiness] | None = None

    async def look(self) -> Readiness:
        """Return what can be reached; a good answer of Slack and Sendcloud is kept for `KEEPS`."""
        now = self._clock.now()
        if self._seen is None or now - self._seen[0] > KEEPS or not self._seen[1].ready:
            self._seen = (now, Readiness(await self._ask_slack(), await self._ask_sendcloud(), None))
        seen = self._seen[1]
        return Readiness(await self._socket() or seen.slack, seen.sendcloud, await self._ask_ledger())

    async def _ask_slack(self) -> str | None:
        try:
            await answer(self._slack.auth_test())
        except SlackTrouble as exc:
            return f"Slack cannot be used now: {exc}."
        return None

    async def _ask_sendcloud(self) -> str | None:
        try:
            await self._sendcloud.metadata()
        except SendcloudError as exc:
            return str(exc)
        return None

    async def _ask_ledger(self) -> str | None:
        try:
            await self._ledger.read(questions.sightings, ("",))
        except LedgerUnavailable as exc:
            return str(exc)
        return None
