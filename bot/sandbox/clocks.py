"""The clock of a stand-in: the one that it was given, some seconds ahead of it or behind."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from aiohttp import web


def system_now() -> datetime:
    """Return the moment on the machine's own clock."""
    return datetime.now(UTC)


class OwnClock:
    """Calls *now* (aware UTC) and adds *offset* seconds, which may be changed at any time, as a clock is set."""

    def __init__(self, now: Callable[[], datetime], offset: float = 0.0) -> None:
        self._now = now
        self.offset = offset

    def __call__(self) -> datetime:
        """Return the moment on this clock."""
        return self._now() + timedelta(seconds=self.offset)


def tell_date(now: Callable[[], datetime]) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    """Return a signal handler of aiohttp that writes *now* into the `Date` header of every answer."""

    async def tell(_request: web.Request, response: web.StreamResponse) -> None:
        response.headers["Date"] = format_datetime(now(), usegmt=True)

    return tell
