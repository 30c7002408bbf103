"""How Slack's requests reach the bot: over a socket that the bot opens, or over HTTP."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, Final

from aiohttp import ClientError, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.aiohttp import AsyncSocketModeHandler
from slack_bolt.async_app import AsyncApp
from slack_sdk.errors import SlackApiError, SlackClientError

from bot.clock import Clock

log = logging.getLogger(__name__)

_TOKEN_TROUBLE: Final = frozenset(
    {"invalid_auth", "not_authed", "account_inactive", "token_revoked", "not_allowed_token_type"}
)
_LONGEST_PAUSE: Final = 30.0


class SocketRefused(Exception):
    """Slack refuses the app-level token; waiting does not help."""


def over_http(bolt: AsyncApp, stopping: asyncio.Event) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return what answers ``POST /slack/events``; Bolt checks the signature and its age.

    Once *stopping* is set nothing new is taken: Slack tells the person, who tries again.
    """

    async def answer(request: web.Request) -> web.Response:
        if stopping.is_set():
            return web.Response(status=503, text="The bot is being stopped; try again in a minute.")
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    return answer


class Socket:
    """Socket Mode: one connection, opened again by the SDK whenever Slack closes it."""

    def __init__(self, bolt: AsyncApp, app_token: str, clock: Clock) -> None:
        self._handler: Any = AsyncSocketModeHandler(bolt, app_token)  # the SDK leaves its methods untyped
        self._clock = clock

    async def open(self, stopping: asyncio.Event) -> None:
        """Connect; wait out a Slack that is down, until *stopping* is set. Raises `SocketRefused`."""
        pause = 1.0
        while not stopping.is_set():
            try:
                await self._handler.connect_async()
            except SlackApiError as exc:
                code = exc.response.get("error")
                if code in _TOKEN_TROUBLE:
                    raise SocketRefused(
                        f"Slack refuses SLACK_APP_TOKEN ({code}). Make a new app-level token with connections:write."
                    ) from exc
                log.warning("Slack does not open a socket yet (%s).", code)
            except (SlackClientError, ClientError, OSError) as exc:
                log.warning("Slack cannot be reached yet (%s).", type(exc).__name__)
            else:
                return
            await self._clock.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE)

    async def is_open(self) -> bool:
        """Is there a connection now?"""
        return bool(await self._handler.client.is_connected())

    async def hang_up(self) -> None:
        """Take no more requests; answers that are on their way may still leave."""
        # Slack's client would open the next socket within seconds, and new work would come in through it.
        self._handler.client.default_auto_reconnect_enabled = False
        self._handler.client.auto_reconnect_enabled = False
        await self._handler.client.disconnect()

    async def close(self) -> None:
        """End the connection for good."""
        await self._handler.close_async()
