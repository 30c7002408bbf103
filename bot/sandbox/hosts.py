"""Who may ask: only those who call this machine by a name of its own."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})


def is_loopback(host: str) -> bool:
    """Says whether a `Host` header names the loopback, with any port or none."""
    try:
        return urlsplit(f"//{host}").hostname in LOOPBACK
    except ValueError:
        return False


@web.middleware
async def loopback_only(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Refuses every other host: a web page that resolved its own name to this machine would come with that."""
    if not is_loopback(request.headers.get("Host", "")):
        return web.Response(status=403, text="This answers on the loopback only.\n")
    return await handler(request)
