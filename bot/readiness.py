"""Whether Slack, Sendcloud and the ledger can be reached at the moment."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime, timedelta
from typing import Final

from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock, HostClock, steady, step_told
from bot.ledger import Ledger, LedgerUnavailable, questions
from bot.sendcloud import Sendcloud, SendcloudError
from bot.slack.delivery.outcomes import SlackFailure, answer
from bot.waiting import cancel, wait_any
from bot.web import Readiness

KEEPS: Final = timedelta(seconds=15)
"""How long one look at Slack and Sendcloud answers everybody who asks."""

FAILURE_KEEPS: Final = timedelta(seconds=5)
"""The same when one of them cannot be used. Anybody may ask, and both would be asked each time otherwise."""

WAITS_FOR: Final = 2.0
"""Seconds that somebody who opens App Home waits for how the bot is."""

SLOW: Final = "Slack or Sendcloud is slow to answer just now."


class RememberedReadiness:
    """Asks by *ask*, one question at a time; whoever comes meanwhile waits for that answer."""

    def __init__(self, ask: Callable[[], Awaitable[Readiness]], clock: Clock) -> None:
        self._ask = ask
        self._clock = steady(clock)
        self._known: tuple[datetime, Readiness] | None = None
        self._asking: asyncio.Task[Readiness] | None = None

    async def get(self) -> Readiness:
        """Return what is known, or what is answered now. The question goes on when the caller leaves."""
        if self._known is not None:
            at, known = self._known
            if self._clock.now() - at <= (KEEPS if known.ready else FAILURE_KEEPS):
                return known
        if self._asking is None or self._asking.done():
            self._asking = asyncio.create_task(self._look())
        return await asyncio.shield(self._asking)

    async def close(self) -> None:
        """End a question that is under way."""
        if self._asking is not None:
            await cancel([self._asking])

    async def _look(self) -> Readiness:
        found = await self._ask()
        self._known = (self._clock.now(), found)
        return found


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
        self._remembered = RememberedReadiness(self._ask, clock)

    async def look(self) -> Readiness:
        """Return what can be reached; what Slack and Sendcloud say is kept for a while."""
        seen = await self._remembered.get()
        step = step_told(self._clock.step()) if isinstance(self._clock, HostClock) else None
        return Readiness(await self._socket() or seen.slack, seen.sendcloud, await self._ask_ledger(), step)

    async def problems(self) -> tuple[str, ...]:
        """Return what does not work just now, a sentence each; none where all does. It takes `WAITS_FOR` at most."""
        looking = asyncio.create_task(self.look())
        try:
            await wait_any(looking, self._clock.sleep(WAITS_FOR))
            if not looking.done():
                return (SLOW,)
            return tuple(filter(None, looking.result().sentences()))
        finally:
            await cancel([looking])

    async def close(self) -> None:
        """End a question that is under way."""
        await self._remembered.close()

    async def _ask(self) -> Readiness:
        return Readiness(await self._ask_slack(), await self._ask_sendcloud(), None)

    async def _ask_slack(self) -> str | None:
        try:
            await answer(self._slack.auth_test())
        except SlackFailure as exc:
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
            await self._ledger.read(questions.sightings, ("",), now=self._clock.now())
        except LedgerUnavailable as exc:
            return str(exc)
        return None
