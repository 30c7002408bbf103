"""How payloads reach the app: over one of its open sockets, or as signed HTTP."""

from __future__ import annotations

import asyncio
import hashlib
import hmac
import json
import time
from collections.abc import Awaitable
from typing import Any
from urllib.parse import urlencode

import aiohttp

from bot.sandbox.slack.events import DEFAULT_SUBSCRIPTIONS, subscription
from bot.sandbox.slack.limits import ACK_SECONDS
from bot.sandbox.slack.payloads import event_callback
from bot.sandbox.slack.records import Ack, Json
from bot.sandbox.slack.sockets import SocketClosed, Sockets
from bot.sandbox.slack.state import Workspace

# Events are tried again at once, after one minute and after five (docs.slack.dev/apis/events-api).
EVENT_RETRY_SECONDS = (0.0, 60.0, 300.0)
# Answers to these may carry a payload; everything else only says that it arrived.
_ANSWERED = ("slash_commands", "view_submission", "block_suggestion")


class DeliveryFailed(Exception):
    """The app could not be reached, or answered with an HTTP status other than 200."""


class Delivery:
    """Sends payloads and waits for their acknowledgement, three seconds at most."""

    def __init__(self, workspace: Workspace, sockets: Sockets, signing_secret: str) -> None:
        self.workspace = workspace
        self.sockets = sockets
        self.signing_secret = signing_secret
        self.request_url: str | None = None
        self.event_subscriptions: set[str] = set(DEFAULT_SUBSCRIPTIONS)
        self.event_retry_seconds = EVENT_RETRY_SECONDS
        self.twice = 0
        self.latest: Json | None = None
        self._session: aiohttp.ClientSession | None = None
        self._tasks: set[asyncio.Task[Any]] = set()
        workspace.tell_app = lambda event: self.keep(self.event(event))

    async def slash(self, body: Json) -> Ack:
        """Delivers a slash command."""
        return await self._acknowledged(body["command"], "slash_commands", body)

    async def interactive(self, payload: Json) -> Ack:
        """Delivers an interaction: a press, a submission, a question for options, a shortcut."""
        self.latest = payload
        names = [entry["action_id"] for entry in payload.get("actions", [])] or [payload.get("callback_id", "")]
        return await self._acknowledged(f"{payload['type']} {names[0]}".strip(), "interactive", payload)

    async def event(self, event: Json) -> Ack | None:
        """Delivers an event that the app subscribed to; failures are tried again three times."""
        if subscription(event) not in self.event_subscriptions:
            return None
        payload = event_callback(self.workspace, event)
        ack = await self._acknowledged(event["type"], "events_api", payload)
        if ack.error:
            self.keep(self._again(event["type"], payload, ack.error))
        return ack

    def keep(self, work: Awaitable[Any]) -> asyncio.Task[Any]:
        """Runs something beside the caller and holds it until it ends or the stand-in stops."""
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task

    async def stop(self) -> None:
        """Ends everything under way."""
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def post_raw(self, body: bytes | str, headers: dict[str, str]) -> tuple[int, str]:
        """Posts anything to the request URL, as a forger would; returns HTTP status and body."""
        if self.request_url is None:
            raise DeliveryFailed("no request URL is set")
        async with self._http().post(self.request_url, data=body, headers=headers) as answer:
            return answer.status, await answer.text()

    def signed(self, body: str, timestamp: int | None = None) -> dict[str, str]:
        """Returns the two headers with which Slack signs a body."""
        stamp = str(int(time.time()) if timestamp is None else timestamp)
        digest = hmac.new(self.signing_secret.encode(), f"v0:{stamp}:{body}".encode(), hashlib.sha256).hexdigest()
        return {"X-Slack-Request-Timestamp": stamp, "X-Slack-Signature": f"v0={digest}"}

    async def _again(self, what: str, payload: Json, reason: str) -> None:
        for number, pause in enumerate(self.event_retry_seconds, start=1):
            await asyncio.sleep(pause)
            retry = (number, "http_timeout" if reason == "operation_timeout" else "http_error")
            ack = await self._acknowledged(f"{what} retry {number}", "events_api", payload, retry)
            if not ack.error:
                return

    async def _acknowledged(self, what: str, kind: str, payload: Json, retry: tuple[int, str] | None = None) -> Ack:
        started = time.monotonic()
        sending = self.keep(self._send(kind, payload, retry))
        if self.twice > 0 and not _own(payload):
            self.twice -= 1
            self.keep(self._send(kind, payload, retry)).add_done_callback(_look)
        await asyncio.wait({sending}, timeout=ACK_SECONDS)
        if not sending.done():
            self.workspace.refuse(f"{what}: no acknowledgement within {ACK_SECONDS:g} s")
            sending.add_done_callback(lambda task: self._late(what, started, task))
            return self._note(Ack(what, ACK_SECONDS * 1000, "operation_timeout"))
        milliseconds = (time.monotonic() - started) * 1000
        try:
            body = sending.result()
        except (DeliveryFailed, SocketClosed, aiohttp.ClientError, OSError) as error:
            return self._note(Ack(what, milliseconds, f"dispatch_failed: {error}"))
        if body and kind != "slash_commands" and payload.get("type") not in _ANSWERED:
            self.workspace.refuse(f"{what}: the acknowledgement carries a body, which Slack ignores")
        return self._note(Ack(what, milliseconds, None, body))

    def _late(self, what: str, started: float, task: asyncio.Task[Any]) -> None:
        if not task.cancelled() and task.exception() is None:
            self._note(Ack(f"{what} (late)", (time.monotonic() - started) * 1000, "operation_timeout", task.result()))

    def _note(self, ack: Ack) -> Ack:
        self.workspace.acks.append(ack)
        self.workspace.changed("ack", ack.what)
        return ack

    async def _send(self, kind: str, payload: Json, retry: tuple[int, str] | None) -> Any:
        if self.sockets.open:
            answered = kind == "slash_commands" or payload.get("type") in _ANSWERED
            return await self.sockets.deliver(kind, payload, answered=answered, retry=retry)
        if self.request_url is None:
            raise DeliveryFailed("the app has no open socket and no request URL")
        return await self._post(kind, payload, retry)

    async def _post(self, kind: str, payload: Json, retry: tuple[int, str] | None) -> Any:
        if kind == "events_api":
            body, content_type = json.dumps(payload), "application/json"
        else:
            form = payload if kind == "slash_commands" else {"payload": json.dumps(payload)}
            body, content_type = urlencode(form), "application/x-www-form-urlencoded"
        headers = self.signed(body) | {"Content-Type": content_type, "User-Agent": "Slackbot 1.0 (sandbox)"}
        if retry is not None:
            headers |= {"X-Slack-Retry-Num": str(retry[0]), "X-Slack-Retry-Reason": retry[1]}
        async with self._http().post(str(self.request_url), data=body, headers=headers) as answer:
            text = await answer.text()
            if answer.status != 200:
                # An event that an app is too busy for comes again; nobody sees anything of it.
                if kind != "events_api" or answer.status != 503:
                    what = payload.get("type") or payload.get("command")
                    self.workspace.refuse(f"{what}: answered HTTP {answer.status}")
                raise DeliveryFailed(f"HTTP {answer.status}")
            return json.loads(text) if text and answer.content_type == "application/json" else text

    def _http(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(timeout=aiohttp.ClientTimeout(total=30))
        return self._session


def _own(payload: Json) -> bool:
    """Whether an event tells the app what it did itself."""
    event = payload.get("event") or {}
    about = event.get("message") or event.get("previous_message") or event
    return bool(about.get("bot_id"))


def _look(task: asyncio.Task[Any]) -> None:
    """Takes the result of a second delivery so that its failure is not reported as forgotten."""
    if not task.cancelled():
        task.exception()
