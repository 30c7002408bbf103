"""Socket Mode's server side (docs.slack.dev/apis/events-api/using-socket-mode)."""

from __future__ import annotations

import asyncio
import json
import secrets
import uuid
from dataclasses import dataclass, field
from datetime import UTC
from typing import Any

from aiohttp import WSCloseCode, WSMsgType, web

from bot.sandbox.slack.cast import APP_ID
from bot.sandbox.slack.limits import FRAME_BYTES_MAX, SOCKETS_MAX
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.state import Workspace

DELIVERIES_MAX = 4  # of one payload, the first included


class SocketClosed(Exception):
    """The connection ended before the envelope was acknowledged."""


@dataclass
class _Waiting:
    answer: asyncio.Future[Any]
    answered: bool
    envelope: Json
    sent: int = 1


@dataclass(eq=False)
class _Socket:
    ws: web.WebSocketResponse
    request: web.Request
    waiting: dict[str, _Waiting] = field(default_factory=dict)


class Sockets:
    """The app's open connections. Each payload goes to one of them, in turn."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace
        self._open: list[_Socket] = []
        self._tickets: set[str] = set()
        self._unheard: list[_Waiting] = []
        self._turn = 0

    @property
    def open(self) -> int:
        """How many connections take payloads."""
        return len(self._open)

    def link_url(self) -> str:
        """Returns a fresh address for one connection."""
        ticket = secrets.token_hex(16)
        self._tickets.add(ticket)
        return f"{self.workspace.base_url.replace('http', 'ws', 1)}/link/?ticket={ticket}&app_id={APP_ID}"

    async def serve(self, request: web.Request) -> web.StreamResponse:
        """Runs one connection until it closes."""
        ticket = request.query.get("ticket", "")
        if ticket not in self._tickets:
            return web.Response(status=403, text="invalid ticket")
        self._tickets.remove(ticket)
        ws = web.WebSocketResponse()
        await ws.prepare(request)
        if len(self._open) >= SOCKETS_MAX:
            await ws.send_json({"type": "disconnect", "reason": "too_many_websockets"})
            await ws.close()
            return ws
        socket = _Socket(ws, request)
        self._open.append(socket)
        try:
            await ws.send_json(self._hello())
            self.workspace.changed("socket", "open")
            await self._send_unheard(socket)
            async for message in ws:
                if message.type is WSMsgType.TEXT and not await self._too_large(socket, message.data):
                    self._acknowledge(socket, message.data)
        finally:
            self._forget(socket)
        return ws

    async def deliver(self, kind: str, payload: Json, *, answered: bool, retry: tuple[int, str] | None) -> Any:
        """Sends one envelope; returns the payload of its acknowledgement. Error: SocketClosed."""
        socket = self._open[self._turn % len(self._open)]
        self._turn += 1
        envelope: Json = {
            "envelope_id": str(uuid.uuid4()),
            "type": kind,
            "accepts_response_payload": answered,
            "payload": payload,
        }
        if kind == "events_api":
            envelope |= {"retry_attempt": retry[0] if retry else 0, "retry_reason": retry[1] if retry else ""}
        waiting = _Waiting(asyncio.get_running_loop().create_future(), answered, envelope)
        socket.waiting[envelope["envelope_id"]] = waiting
        try:
            await socket.ws.send_json(envelope)
        except (ConnectionError, RuntimeError) as error:
            self._forget(socket)
            raise SocketClosed(str(error)) from error
        return await waiting.answer

    async def disconnect(self, reason: str = "refresh_requested") -> None:
        """Tells every connection to come back on a new one, then closes it; `warning` only announces that."""
        for socket in list(self._open):
            await socket.ws.send_json({"type": "disconnect", "reason": reason, "debug_info": {"host": "sandbox"}})
            if reason != "warning":
                self._forget(socket, fail=False)

    def drop(self) -> None:
        """Cuts every connection without a word."""
        for socket in list(self._open):
            self._forget(socket)
            if socket.request.transport is not None:
                socket.request.transport.abort()

    async def close(self) -> None:
        """Closes every connection in good order."""
        for socket in list(self._open):
            self._forget(socket)
            await socket.ws.close()

    async def _too_large(self, socket: _Socket, data: str) -> bool:
        """Whether a frame is larger than Slack takes; it closes the connection then, and what was asked comes again."""
        size = len(data.encode())
        if size <= FRAME_BYTES_MAX:
            return False
        self.workspace.refuse(f"socket: a frame of {size} bytes; no more than {FRAME_BYTES_MAX} are taken")
        self._unheard += [waiting for waiting in socket.waiting.values() if waiting.sent < DELIVERIES_MAX]
        self._forget(socket)
        reason = f"Max frame length of {FRAME_BYTES_MAX} has been exceeded."
        await socket.ws.close(code=WSCloseCode.MESSAGE_TOO_BIG, message=reason.encode())
        return True

    async def _send_unheard(self, socket: _Socket) -> None:
        """Send once more what came back as too large a frame."""
        unheard, self._unheard = self._unheard, []
        for one in unheard:
            again = _Waiting(asyncio.get_running_loop().create_future(), one.answered, one.envelope, one.sent + 1)
            again.answer.add_done_callback(lambda answer: answer.exception())
            socket.waiting[one.envelope["envelope_id"]] = again
            await socket.ws.send_json(one.envelope)

    def _hello(self) -> Json:
        started = self.workspace.now().astimezone(UTC).isoformat()
        return {
            "type": "hello",
            "num_connections": len(self._open),
            "debug_info": {
                "host": "sandbox",
                "started": started,
                "build_number": 1,
                "approximate_connection_time": 18060,
            },
            "connection_info": {"app_id": APP_ID},
        }

    def _acknowledge(self, socket: _Socket, data: str) -> None:
        try:
            answer = json.loads(data)
            waiting = socket.waiting.pop(answer["envelope_id"])
        except (ValueError, KeyError, TypeError):
            self.workspace.refuse(f"socket: an acknowledgement of nothing that was sent: {data[:200]}")
            return
        payload = answer.get("payload")
        if payload is not None and not waiting.answered:
            self.workspace.refuse("socket: an acknowledgement carries a payload that is not accepted")
        if not waiting.answer.done():
            waiting.answer.set_result(payload)

    def _forget(self, socket: _Socket, *, fail: bool = True) -> None:
        if socket in self._open:
            self._open.remove(socket)
            self.workspace.changed("socket", "closed")
        if fail:
            for waiting in socket.waiting.values():
                if not waiting.answer.done():
                    waiting.answer.set_exception(SocketClosed("the connection was closed"))
            socket.waiting.clear()
