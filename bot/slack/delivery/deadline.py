"""A call to Slack that leaves by its deadline, or not at all."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import Any, Final

from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

from bot.clock import Clock
from bot.slack.delivery.outcomes import TooLate
from bot.slack.http import RuledSession, session_of_library, through

SLOWEST: Final = 250_000
"""Bytes a second; a slower upload is given up."""


@asynccontextmanager
async def in_time(client: AsyncWebClient, clock: Clock, send_by: datetime) -> AsyncIterator[AsyncWebClient]:
    """Yield a client like *client* whose call raises `TooLate` when it could leave only after *send_by*.

    The last look at the clock comes when the connection stands, right before the first byte: a process may have been
    paused while it was being opened. Each such call has a connection of its own, as every call of the library has.
    """

    async def still_in_time(*_: object) -> None:
        if clock.now() > send_by:
            raise TooLate("the connection stood too late")

    yield through(client, RuledSession(client.timeout, before_sending=still_in_time))


class Uploader(AsyncWebClient):
    """A client that asks until when the one step of an upload that people see may leave, right before that one.

    The question carries Slack's ids of the files.
    """

    def __init__(
        self,
        client: AsyncWebClient,
        clock: Clock,
        *,
        size: int,
        before_last_step: Callable[[Sequence[str]], Awaitable[datetime]],
    ) -> None:
        """*size* is how many bytes are to be uploaded: nobody sees them arrive, so they get time for it."""
        seconds = client.timeout + size / SLOWEST
        super().__init__(
            token=client.token,
            base_url=client.base_url,
            timeout=client.timeout,
            session=session_of_library(RuledSession(seconds)),
            retry_handlers=[],
        )
        self._clock = clock
        self._before_last_step = before_last_step

    async def files_completeUploadExternal(self, *, files: list[Any], **kwargs: Any) -> AsyncSlackResponse:
        send_by = await self._before_last_step([str(file["id"]) for file in files])
        async with in_time(self, self._clock, send_by) as client:
            return await client.files_completeUploadExternal(files=files, **kwargs)
