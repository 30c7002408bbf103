"""Files that somebody gave to the bot in Slack, fetched with its token, which goes to Slack's own host only."""

from __future__ import annotations

from typing import Any, Final
from urllib.parse import urlsplit

from aiohttp import ClientError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.delivery.outcomes import SlackFailure, answer
from bot.slack.http import AnswerTooLarge, RuledSession

MOST_BYTES: Final = 10_000_000
"""What a file_input takes (docs.slack.dev/reference/block-kit/block-elements)."""

_PORTS: Final = {"http": 80, "https": 443}


class FileRefused(Exception):
    """The file cannot be had, or would have to be had from a host that the token must not go to."""


class FileTooBig(Exception):
    """More bytes than allowed."""


class FileSlow(Exception):
    """Not here within the time allowed."""


class Downloads:
    """Fetches uploaded files. *api_url* is where the Web API is; its host, and files.slack.com for slack.com, get the
    token and nobody else."""

    def __init__(self, client: AsyncWebClient, *, token: str, api_url: str) -> None:
        self._client = client
        self._token = token
        self._home = _origin(api_url)
        if self._home is not None and self._home[1] == "slack.com":
            self._home = ("https", "files.slack.com", 443)

    async def file(self, file: dict[str, Any], *, max_bytes: int = MOST_BYTES, timeout_seconds: float = 10.0) -> bytes:
        """Return the content of a file that Slack named in a payload.

        Raises `FileRefused`, `FileTooBig` (without reading further than *max_bytes*) or `FileSlow`.
        """
        size = file.get("size")
        if isinstance(size, int) and size > max_bytes:
            raise FileTooBig
        url = file.get("url_private_download") or await self._look_up(str(file.get("id") or ""))
        if not isinstance(url, str) or _origin(url) is None or _origin(url) != self._home:
            raise FileRefused("the file is not at Slack")
        try:
            return await self._fetch(url, max_bytes, timeout_seconds)
        except TimeoutError as slow:
            raise FileSlow from slow
        except AnswerTooLarge as large:
            raise FileTooBig from large
        except (ClientError, OSError, ValueError) as broken:
            raise FileRefused(type(broken).__name__) from None

    async def _look_up(self, file_id: str) -> object:
        if not file_id:
            raise FileRefused("the file has no id")
        try:
            return (await answer(self._client.files_info(file=file_id)))["file"]["url_private_download"]
        except (SlackFailure, KeyError, TypeError) as unknown:
            raise FileRefused("Slack does not say where the file is") from unknown

    async def _fetch(self, url: str, max_bytes: int, seconds: float) -> bytes:
        headers = {"Authorization": f"Bearer {self._token}"}
        async with RuledSession(seconds, most=max_bytes).request("GET", url, headers=headers) as response:
            if response.status != 200:
                raise FileRefused(f"HTTP {response.status}")
            if response.content_type == "text/html":
                # Without the right to the file Slack shows its sign-in page, with status 200.
                raise FileRefused("a page instead of the file")
            return await response.read()


def _origin(url: str) -> tuple[str, str, int] | None:
    """Return scheme, host and port of an address; None when it is none, or names a user."""
    try:
        parts = urlsplit(url)
        port = parts.port or _PORTS.get(parts.scheme)
    except ValueError:
        return None
    if not parts.hostname or port is None or parts.username is not None or parts.password is not None:
        return None
    return parts.scheme, parts.hostname.lower(), port
