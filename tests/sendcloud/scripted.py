"""A Sendcloud that says what a test tells it to, and a clock in which sleeping takes no time."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any, Literal

from aiohttp import web

from bot.sendcloud import CreateLabels, OrderSelector

PUBLIC, SECRET = "public-1f2e", "secret-9d8c"


class ManualClock:
    """Sleeping takes no time here: it moves the clock."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 8, 3, 9, 0, tzinfo=UTC)
        self.slept: list[float] = []

    def now(self) -> datetime:
        return self.moment

    async def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.advance(seconds)
        await asyncio.sleep(0)

    def advance(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@dataclass
class Reply:
    """One scripted answer: JSON or raw bytes, perhaps late, perhaps broken off."""

    status: int = 200
    body: Any = b""
    headers: dict[str, str] = field(default_factory=dict)
    content_type: str = "application/json"
    wait: float = 0.0
    drip: float = 0.0
    """Seconds from one byte of the answer to the next, for an answer that comes in drops."""
    drop: Literal["", "head", "body", "half"] = ""
    """Close the connection: once the request's head is there, once its body is, or halfway through the answer."""

    @property
    def content(self) -> bytes:
        return self.body if isinstance(self.body, bytes) else json.dumps(self.body).encode()


@dataclass
class Seen:
    """A request that came; *body* is None until all of it has come."""

    method: str
    path: str
    query: list[tuple[str, str]]
    headers: dict[str, str]
    peer: Any
    body: bytes | None = None

    @property
    def json(self) -> Any:
        return json.loads(self.body or b"null")

    def one(self, name: str) -> str | None:
        return dict(self.query).get(name)


class Server:
    """Answers in the scripted order; a request beyond the script gets 599."""

    def __init__(self) -> None:
        self.seen: list[Seen] = []
        self.url = ""
        self._replies: deque[Reply] = deque()

    def replies(self, *replies: Reply) -> None:
        self._replies.extend(replies)

    @property
    def bodies(self) -> list[bytes]:
        return [each.body for each in self.seen if each.body is not None]

    async def handle(self, request: web.Request) -> web.StreamResponse:
        seen = Seen(
            request.method,
            request.path,
            list(request.query.items()),
            {name.lower(): value for name, value in request.headers.items()},
            request.transport.get_extra_info("peername") if request.transport else None,
        )
        self.seen.append(seen)
        reply = self._replies.popleft() if self._replies else Reply(599)
        if reply.drop == "head":
            return self._drop(request)
        seen.body = await request.read()
        await asyncio.sleep(reply.wait)
        if reply.drop == "body":
            return self._drop(request)
        headers = {**reply.headers, "Content-Type": reply.content_type}
        if reply.drop == "half":
            response = web.StreamResponse(status=reply.status, headers={**headers, "Content-Length": "100000"})
            await response.prepare(request)
            await response.write(reply.content)
            return self._drop(request)
        if reply.drip:
            response = web.StreamResponse(status=reply.status, headers=headers)
            await response.prepare(request)
            for byte in reply.content:
                await response.write(bytes([byte]))
                await asyncio.sleep(reply.drip)
            return response
        return web.Response(status=reply.status, body=reply.content, headers=headers)

    def _drop(self, request: web.Request) -> web.Response:
        if request.transport is not None:
            request.transport.close()
        return web.Response()


def labels_for(*order_ids: str, **more: Any) -> CreateLabels:
    """Return a request for these orders of shop 70."""
    return CreateLabels(integration_id=70, orders=[OrderSelector(order_id=each) for each in order_ids], **more)


def link_to(cursor: str, *, host: str = "https://panel.sendcloud.sc", rel: str = "next") -> dict[str, str]:
    """Return a Link header that names this cursor."""
    return {"Link": f'<{host}/api/v3/shipments/?cursor={cursor}>; rel="{rel}"'}


def error_body(
    *details: str, pointers: Iterable[str] = (), code: str = "invalid", status: str = "400"
) -> dict[str, Any]:
    """Return an error document in the published shape."""
    errors: list[dict[str, Any]] = [{"status": status, "code": code, "detail": each} for each in details]
    for error, pointer in zip(errors, pointers, strict=False):
        error["source"] = {"pointer": pointer}
    return {"errors": errors}
