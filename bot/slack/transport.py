"""How Slack's requests reach the bot: over a socket that the bot opens, or over HTTP."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from aiohttp import ClientError, web
from slack_bolt.adapter.aiohttp import to_aiohttp_response, to_bolt_request
from slack_bolt.adapter.socket_mode.async_internals import run_async_bolt_app, send_async_response
from slack_bolt.async_app import AsyncApp
from slack_sdk.signature import SignatureVerifier
from slack_sdk.socket_mode.aiohttp import SocketModeClient
from slack_sdk.socket_mode.async_client import AsyncBaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest
from slack_sdk.web.async_client import AsyncWebClient

from bot.clock import Clock
from bot.slack.delivery.outcomes import SlackBusy, SlackFailure, SlackRefused, answer
from bot.slack.http import SLACK_TIMEOUT
from bot.strangers import Strangers
from bot.waiting import cancel, wait_any

log = logging.getLogger(__name__)

_TOKEN_REFUSED: Final = frozenset(
    {
        "invalid_auth", "not_authed", "account_inactive", "token_revoked", "token_expired", "not_allowed_token_type",
        "missing_scope", "no_permission", "access_denied", "team_access_not_granted",
    }
)  # fmt: skip
_PING_EVERY: Final = 10.0
_LONGEST_PAUSE: Final = 30.0
_PAUSE_WHEN_REFUSED: Final = 300.0
"""A running bot that is refused has orders to finish, so it stays, and asks now and then: a token may come back."""

_TIMESTAMP_MOST: Final = 12
"""Digits of a moment in seconds, for the next thirty thousand years."""

_ADVICE: Final = (
    "If they are Slack's, copy the Signing Secret of the app's Basic Information into SLACK_SIGNING_SECRET again and "
    "set this machine's clock."
)


class SocketRefused(Exception):
    """Slack refuses the app-level token; waiting does not help."""


def over_http(
    bolt: AsyncApp, stopping: asyncio.Event, clock: Clock, *, signing_secret: str
) -> Callable[[web.Request], Awaitable[web.Response]]:
    """Return what answers ``POST /slack/events``. Nothing is read of a request that is not signed, or signed long ago.

    Once *stopping* is set nothing new is taken: Slack tells the person, who tries again.
    """
    strangers = Strangers(log, clock, _ADVICE)
    verifier = SignatureVerifier(signing_secret)

    async def answer_one(request: web.Request) -> web.Response:
        if stopping.is_set():
            return web.Response(status=503, text="The bot is being stopped; try again in a minute.")
        if not _is_signed(verifier, await request.read(), request.headers):
            strangers.turned_away()
            return web.Response(status=401, text="Slack did not sign this, or not within the last five minutes.")
        return await to_aiohttp_response(await bolt.async_dispatch(await to_bolt_request(request)))

    return answer_one


def _is_signed(verifier: SignatureVerifier, body: bytes, headers: Mapping[str, str]) -> bool:
    """Did Slack sign *body* within the last five minutes? A stranger's headers may hold anything."""
    timestamp = headers.get("X-Slack-Request-Timestamp", "")
    signature = headers.get("X-Slack-Signature", "")
    if not (timestamp.isascii() and timestamp.isdigit() and len(timestamp) <= _TIMESTAMP_MOST and signature.isascii()):
        return False
    try:
        return verifier.is_valid(body.decode(), timestamp, signature)
    except UnicodeDecodeError:
        return False


class Socket:
    """Socket Mode: one connection, opened again whenever it ends."""

    def __init__(self, bolt: AsyncApp, slack: AsyncWebClient, app_token: str, clock: Clock) -> None:
        self._bolt = bolt
        self._client = _Client(slack, app_token, clock)
        self._client.socket_mode_request_listeners.append(self._serve)

    async def open(self, stopping: asyncio.Event) -> None:
        """Connect; wait out a Slack that is down, until *stopping* is set. Raises `SocketRefused`."""
        connecting = asyncio.create_task(self._client.connect())
        try:
            await wait_any(connecting, stopping.wait())
            if connecting.done():
                connecting.result()
        finally:
            await cancel([connecting])

    async def problem(self) -> str | None:
        """Say in one sentence why there is no connection now; None when there is one."""
        return None if await self._client.is_connected() else self._client.problem

    async def hang_up(self) -> None:
        """Take no more requests; answers that are on their way may still leave."""
        # Slack's client would open the next socket within seconds, and new work would come in through it.
        self._client.leaving.set()
        self._client.default_auto_reconnect_enabled = False
        self._client.auto_reconnect_enabled = False
        await self._client.disconnect()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped

    async def close(self) -> None:
        """End the connection for good."""
        await self._client.close()  # type: ignore[no-untyped-call]  # the SDK leaves it untyped

    async def _serve(self, client: AsyncBaseSocketModeClient, request: SocketModeRequest) -> None:
        began = time.time()
        response = await run_async_bolt_app(self._bolt, request)
        try:
            await send_async_response(client, request, response, began)
        except ConnectionError:
            log.warning("The connection to Slack ended before a request was answered. Slack says so to the person.")


class _Client(SocketModeClient):
    """Slack's client, with a way to connect that can be followed in the log, refused and ended.

    Its own way catches every error, writes it down with a traceback, and tries every ten seconds until it is closed:
    a refused token for ever, and a dead address again although each is good for one connection only.
    """

    def __init__(self, slack: AsyncWebClient, app_token: str, clock: Clock) -> None:
        super().__init__(app_token, web_client=slack, ping_interval=_PING_EVERY)
        self.proxy = None  # as `bot.outgoing` has it, whatever the library found in the environment
        self._clock = clock
        self._was_open = False
        self.leaving = asyncio.Event()
        self.problem = "The socket to Slack is not open; it is being opened."

    async def connect_to_new_endpoint(self, force: bool = False) -> None:
        """Leave this connection for another one. Who finds it left already does nothing."""
        left = self.current_session
        async with self.connect_operation_lock:
            if self.current_session is left and (force or not await self.is_connected()):
                await self.connect()

    async def connect(self) -> None:
        """Return with a connection, or when the bot is leaving. Raises `SocketRefused`, but only the first time."""
        if self.current_session is not None:
            with contextlib.suppress(ClientError, OSError):  # it may be broken
                await self.current_session.close()
        pause = 1.0
        while not self.leaving.is_set():
            try:
                await self._connect_once()
            except SlackRefused as exc:
                if exc.code not in _TOKEN_REFUSED:
                    wait = self._waits(f"Slack does not open a socket ({exc.code}).", pause)
                elif not self._was_open:
                    raise SocketRefused(_refused(exc.code)) from None
                else:
                    wait = self._waits(_refused(exc.code), _PAUSE_WHEN_REFUSED, logging.ERROR)
            except SlackBusy as exc:
                wait = self._waits("Slack has no socket yet: too many were asked for.", max(pause, exc.retry_after))
            except (SlackFailure, ClientError, OSError) as exc:
                reason = str(exc) if isinstance(exc, SlackFailure) else type(exc).__name__
                wait = self._waits(f"Slack cannot be reached ({reason}).", pause)
            else:
                return
            await wait_any(self._clock.sleep(wait), self.leaving.wait())
            pause = min(pause * 2, _LONGEST_PAUSE)

    def _waits(self, sentence: str, pause: float, level: int = logging.WARNING) -> float:
        self.problem = f"{sentence} It is tried again."
        log.log(level, "%s It is tried again in %.0f s.", sentence, pause)
        return pause

    async def _connect_once(self) -> None:
        """Connect at an address that nobody has used. What follows the connection is as in the client's own way."""
        opened = await answer(self.web_client.apps_connections_open(app_token=self.app_token))
        async with asyncio.timeout(SLACK_TIMEOUT):
            session = await self.aiohttp_client_session.ws_connect(
                str(opened.get("url")),
                autoping=False,
                heartbeat=self.ping_interval,
                proxy=self.proxy,
                ssl=self.web_client.ssl if self.web_client.ssl is not None else True,
            )
            if self.leaving.is_set():
                await session.close()
                return
            await session.ping(f"sdk-ping-pong:{time.time()}".encode())
        self.current_session = session
        self.last_ping_pong_time = None
        self.auto_reconnect_enabled = self.default_auto_reconnect_enabled
        self.stale = False
        earlier = (self.current_session_monitor, self.message_receiver)
        self.current_session_monitor = asyncio.ensure_future(self.monitor_current_session())
        self.message_receiver = asyncio.ensure_future(self.receive_messages())
        if self._was_open:
            log.info("The socket to Slack is open again.")
        self._was_open = True
        for task in earlier:  # last, since it may be one of them that runs this
            if task is not None:
                task.cancel()


def _refused(code: str) -> str:
    return (
        f"Slack refuses SLACK_APP_TOKEN ({code}). Make a new app-level token with connections:write, set it, "
        "and start the bot again."
    )
