"""HTTP to Slack by the rules of `bot.outgoing`: for Slack's own library, for files and for private answers alike."""

from __future__ import annotations

import json
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any, Final, cast

from aiohttp import ClientPayloadError, ClientResponse, ClientSession, ClientTimeout, ContentTypeError, TraceConfig
from slack_sdk.web.async_client import AsyncWebClient

from bot.outgoing import ACCEPTED_ENCODINGS, MOST_JSON, TooLarge, Unusable, unpacked

SLACK_TIMEOUT: Final = 10
"""Seconds after which an answer of Slack's is not waited for any more."""

_PIECE: Final = 64 * 1024
_RULES: Final[Mapping[str, Any]] = {"proxy": None, "allow_redirects": False}


class AnswerTooLarge(ClientPayloadError):
    """More bytes than allowed, as they came or unpacked."""


class HttpAnswer:
    """An answer that is all there, with as much of aiohttp's own as Slack's library looks at."""

    def __init__(self, response: ClientResponse, content: bytes) -> None:
        self._response = response
        self._content = content
        self.status = response.status
        self.headers = response.headers
        self.content_type = response.content_type

    async def read(self) -> bytes:
        """Return the body."""
        return self._content

    async def text(self) -> str:
        """Return the body as text; what is no UTF-8 in it is replaced."""
        return self._content.decode(errors="replace")

    async def json(self) -> Any:
        """Return the value that the body holds. Raises ContentTypeError, or JSONDecodeError, as aiohttp's does."""
        if self.content_type != "application/json":
            raise ContentTypeError(self._response.request_info, self._response.history, status=self.status)
        return json.loads(await self.text())


class RuledSession:
    """Takes the place of aiohttp's session in Slack's library. Each call has a connection of its own.

    *seconds* is how long a call may take; *most* how large its answer may be, in bytes. *before_sending* is waited for
    when the connection stands, right before the first byte; what it raises ends the call.
    """

    closed: Final = False

    def __init__(
        self, seconds: float, *, most: int = MOST_JSON, before_sending: Callable[..., Awaitable[None]] | None = None
    ) -> None:
        self._seconds = seconds
        self._most = most
        self._before_sending = before_sending

    @asynccontextmanager
    async def request(self, method: str, url: str, **arguments: Any) -> AsyncIterator[HttpAnswer]:
        """Make a call with what aiohttp's method of this name takes, and yield its answer, whatever its status."""
        trace = TraceConfig()
        if self._before_sending is not None:
            trace.on_request_headers_sent.append(self._before_sending)  # "sent" is said before anything is written
        headers = {"Accept-Encoding": ACCEPTED_ENCODINGS, **(arguments.pop("headers", None) or {})}
        async with (
            ClientSession(
                timeout=ClientTimeout(total=self._seconds),
                trace_configs=[trace],
                trust_env=False,
                auto_decompress=False,
            ) as session,
            session.request(method, url, headers=headers, **{**arguments, **_RULES}) as response,
        ):
            yield HttpAnswer(response, await _body(response, self._most))


def slack_client(token: str, *, api_url: str, seconds: int = SLACK_TIMEOUT) -> AsyncWebClient:
    """Return Slack's client, which keeps the rules and repeats nothing by itself: whoever calls decides that, since a
    post that was stored must not be sent twice."""
    session = session_of_library(RuledSession(seconds))
    return AsyncWebClient(token=token, base_url=api_url, timeout=seconds, session=session, retry_handlers=[])


def through(client: AsyncWebClient, session: RuledSession) -> AsyncWebClient:
    """Return a client like *client* whose calls go through *session*."""
    return AsyncWebClient(
        token=client.token,
        base_url=client.base_url,
        timeout=client.timeout,
        session=session_of_library(session),
        retry_handlers=[],
    )


def session_of_library(session: RuledSession) -> ClientSession:
    """Return *session* as what Slack's library takes it for; it uses nothing else of aiohttp's."""
    return cast(ClientSession, session)


async def post_json(url: str, payload: Mapping[str, Any], *, seconds: float = SLACK_TIMEOUT) -> int:
    """Send a JSON object and return the status of the answer. Raises ClientError or TimeoutError when there is none."""
    async with RuledSession(seconds).request("POST", url, json=payload) as answered:
        return answered.status


async def _body(response: ClientResponse, most: int) -> bytes:
    """Return the body, unpacked. Raises `AnswerTooLarge`, or ClientPayloadError for one in an odd packing."""
    content = bytearray()
    try:
        async for piece in response.content.iter_chunked(_PIECE):
            content += piece
            if len(content) > most:
                raise AnswerTooLarge
        return unpacked(bytes(content), response.headers.get("Content-Encoding", ""), most=most)
    except TooLarge as exc:
        raise AnswerTooLarge from exc
    except Unusable as exc:
        raise ClientPayloadError(str(exc)) from exc
