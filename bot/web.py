"""The HTTP server: Slack's requests in HTTP mode, and whether the bot is alive and ready.

Anybody may reach it, so nothing that a stranger sends costs more than a short answer: connections, times and sizes are
bounded, and nothing of it is logged.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Final

from aiohttp import web

from bot.listener import Listener

MAX_BODY: Final = 2 * 1024 * 1024
"""Bytes of one request. A view may hold 250 kB, a message with its blocks less, and form encoding can triple both."""

_READY_WITHIN: Final = 10.0  # seconds
_BODY_WITHIN: Final = 5.0  # seconds; Slack sends it with the headers
_LINGER: Final = 1.0  # seconds; for the rest of a body that was refused
_FINISH_WITHIN: Final = 3.0  # seconds; the longest that Slack waits for an acknowledgement

SlackEndpoint = Callable[[web.Request], Awaitable[web.Response]]
WebhookEndpoint = Callable[[bytes, str], Awaitable[tuple[int, str]]]
"""Takes a body as it came and its signature; returns HTTP status and a sentence."""

SIGNATURE: Final = "Sendcloud-Signature"


@dataclass(frozen=True)
class Readiness:
    """What the bot needs: None where it can be reached, otherwise one sentence without any secret or customer."""

    slack: str | None = None
    sendcloud: str | None = None
    ledger: str | None = None
    clock: str | None = None
    """What is odd about the host's clock; the bot goes on all the same."""

    @property
    def ready(self) -> bool:
        return self.slack is None and self.sendcloud is None and self.ledger is None

    def sentences(self) -> tuple[str | None, ...]:
        """Return what is known of each, in the order in which it hinders."""
        return self.slack, self.sendcloud, self.ledger, self.clock

    def as_json(self) -> dict[str, str]:
        parts = {"slack": self.slack, "sendcloud": self.sendcloud, "ledger": self.ledger}
        odd = {"clock": self.clock} if self.clock else {}
        return {name: what or "ok" for name, what in parts.items()} | odd


class Web:
    """Serves on *host* and *port* between ``start`` and ``stop``.

    *slack* answers what Slack posts, or is None in Socket Mode; *webhook* what Sendcloud posts, or is None where no
    secret is set for it. *ready* says whether everything can be reached. Port 0
    takes any free one; ``port`` says which.
    """

    def __init__(
        self,
        host: str,
        port: int,
        *,
        slack: SlackEndpoint | None,
        ready: Callable[[], Awaitable[Readiness]],
        webhook: WebhookEndpoint | None = None,
        body_within: float = _BODY_WITHIN,
    ) -> None:
        """*body_within*: seconds that the body of a request may take."""
        self._host = host
        self._port = port
        self._slack = slack
        self._ready = ready
        self._webhook = webhook
        self._body_within = body_within
        self._runner: web.AppRunner | None = None
        self._listener: Listener | None = None

    @property
    def port(self) -> int:
        """The port that is listened on, which is the one asked for until the server has started."""
        return self._port if self._listener is None else self._listener.port or self._port

    async def start(self) -> None:
        """Begin to serve. Raises OSError when the address cannot be had."""
        application = web.Application(client_max_size=MAX_BODY)
        application.add_routes(
            [
                web.post("/slack/events", self._slack_events),
                web.get("/healthz", _alive),
                web.get("/readyz", self._readiness),
                web.post("/sendcloud/webhook", self._sendcloud_webhook),
                web.get("/metrics", _metrics),
            ]
        )
        runner = web.AppRunner(
            application,
            access_log=None,
            shutdown_timeout=_FINISH_WITHIN,
            lingering_time=_LINGER,
            # Slack compresses nothing, and what a stranger compressed could be of any size.
            auto_decompress=False,
        )
        await runner.setup()
        assert runner.server is not None  # noqa: S101 (setup makes it)
        listener = Listener(runner.server)
        try:
            await listener.open(self._host, self._port)
        except OSError:
            await runner.cleanup()
            raise
        self._runner, self._listener = runner, listener

    async def stop(self) -> None:
        """Take no new request, give those at hand a moment to finish, and close. May be called twice."""
        runner, self._runner = self._runner, None
        listener, self._listener = self._listener, None
        if listener is not None:
            await listener.close()
        if runner is not None:
            await runner.cleanup()

    async def _slack_events(self, request: web.Request) -> web.Response:
        if self._slack is None or self._listener is None:
            return _sentence(404, "This bot talks to Slack over Socket Mode, not over HTTP.")
        if (refused := await self._unread(request)) is not None:
            return refused
        with self._listener.at_work(request.transport):
            return await self._slack(request)

    async def _sendcloud_webhook(self, request: web.Request) -> web.Response:
        if self._webhook is None or self._listener is None:
            return _sentence(404, "Sendcloud's webhooks are not taken here: SENDCLOUD_WEBHOOK_SECRET is not set.")
        if (refused := await self._unread(request)) is not None:
            return refused
        with self._listener.at_work(request.transport):
            return _sentence(*await self._webhook(await request.read(), request.headers.get(SIGNATURE, "")))

    async def _unread(self, request: web.Request) -> web.Response | None:
        """Read the whole body of a request; return the refusal of one that does not come, or not in time."""
        try:
            async with asyncio.timeout(self._body_within):
                await request.read()
        except TimeoutError:
            return _sentence(408, "The request did not come in time.")
        except web.RequestPayloadError:
            return _sentence(400, "The request cannot be read.")
        return None

    async def _readiness(self, _request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(_READY_WITHIN):
                readiness = await self._ready()
        except TimeoutError:
            late = f"no answer within {_READY_WITHIN:.0f} s"
            readiness = Readiness(late, late, late)
        return web.json_response(readiness.as_json(), status=200 if readiness.ready else 503)


async def _alive(_request: web.Request) -> web.Response:
    return web.json_response({"status": "alive"})


async def _metrics(_request: web.Request) -> web.Response:
    return _sentence(501, "Metrics are not built yet.")


def _sentence(status: int, text: str) -> web.Response:
    return web.Response(status=status, text=text + "\n")
