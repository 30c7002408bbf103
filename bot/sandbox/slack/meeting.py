"""How a request meets a planned fault."""

from __future__ import annotations

import asyncio

from aiohttp import web

from bot.sandbox.slack.faults import (
    ApiError,
    Drop,
    Fault,
    Hang,
    HangThenTimeout,
    InternalErrorIn200,
    RateLimited,
    ServerError,
    StoreThenTimeout,
)
from bot.sandbox.slack.records import Json

# What a fault answers with: HTTP status (0: nothing), and the JSON body.
Outcome = tuple[int, Json]


class Meeting:
    """Carries out faults; everything left hanging ends when the stand-in stops."""

    def __init__(self) -> None:
        self.stopping = asyncio.Event()

    async def before(self, request: web.Request, fault: Fault | None) -> tuple[web.StreamResponse, Outcome] | None:
        """Meets a fault that comes before anything was done; None when the request goes on."""
        if isinstance(fault, RateLimited):
            return too_many(fault.retry_after)
        if isinstance(fault, ServerError):
            page = "<html><body>error</body></html>"
            return web.Response(status=fault.status, text=page, content_type="text/html"), (fault.status, {})
        if isinstance(fault, InternalErrorIn200 | ApiError):
            error = fault.error if isinstance(fault, ApiError) else "internal_error"
            answer: Json = {"ok": False, "error": error}
            return web.json_response(answer), (200, answer)
        if isinstance(fault, Drop | HangThenTimeout):
            return await self.never(request, drop=isinstance(fault, Drop)), (0, {})
        if isinstance(fault, Hang):
            await self.wait(fault.seconds)
        return None

    async def after(self, request: web.Request, fault: Fault | None) -> web.StreamResponse | None:
        """Meets a fault that comes after everything was done; None when the answer goes out."""
        return await self.never(request, drop=fault.drop) if isinstance(fault, StoreThenTimeout) else None

    async def never(self, request: web.Request, *, drop: bool) -> web.StreamResponse:
        """Leaves a request without an answer, with the connection cut at once or kept until the stand-in stops."""
        if not drop:
            await self.wait(None)
        if request.transport is not None:
            request.transport.abort()
        return web.Response(status=503)

    async def wait(self, seconds: float | None) -> None:
        """Waits in real time, without end when None; ends early when the stand-in stops."""
        try:
            await asyncio.wait_for(self.stopping.wait(), seconds)
        except TimeoutError:
            return


def too_many(retry_after: int | None) -> tuple[web.StreamResponse, Outcome]:
    """Returns Slack's 429; without the header when `retry_after` is None."""
    answer: Json = {"ok": False, "error": "ratelimited"}
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    return web.json_response(answer, status=429, headers=headers), (429, answer)
