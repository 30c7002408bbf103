"""A call to Slack that leaves by its deadline, or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any

from aiohttp import ClientSession, ClientTimeout, TraceConfig
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.slack.delivery.outcomes import TooLate


@asynccontextmanager
async def in_time(client: AsyncWebClient, clock: Clock, send_by: datetime) -> AsyncIterator[AsyncWebClient]:
    """Yield a client like *client* whose call raises `TooLate` when it could leave only after *send_by*.

    The last look at the clock comes when the connection stands, right before the first byte: a process may have been
    paused while it was being opened. Each such call has a connection of its own, as every call of the library has.
    """

    async def still_in_time(*_: object) -> None:
        # aiohttp says "sent" and asks before it writes anything.
        if clock.now() > send_by:
            raise TooLate("the connection stood too late")

    trace = TraceConfig()
    trace.on_request_headers_sent.append(still_in_time)
    async with ClientSession(timeout=ClientTimeout(total=client.timeout), trace_configs=[trace]) as session:
        yield AsyncWebClient(
            token=client.token,
            base_url=client.base_url,
            timeout=client.timeout,
            session=session,
            retry_handlers=[],
        )


class Uploader(AsyncWebClient):
    """A client that asks until when the one step of an upload that people see may leave, right before that one.

    The question carries Slack's ids of the files.
    """

    before_last_step: Callable[[Sequence[str]], Awaitable[datetime]]
    clock: Clock

    async def files_completeUploadExternal(self, *, files: list[Any], **kwargs: Any) -> AsyncSlackResponse:
        send_by = await self.before_last_step([str(file["id"]) for file in files])
        async with in_time(self, self.clock, send_by) as client:
            return await client.files_completeUploadExternal(files=files, **kwargs)
