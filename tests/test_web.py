"""The HTTP server, over real loopback connections."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import aiohttp
import pytest
from aiohttp import web

from bot.web import MAX_BODY, Readiness, Web

Ready = Callable[[], Awaitable[Readiness]]


async def all_well() -> Readiness:
    return Readiness()


async def echo(request: web.Request) -> web.Response:
    return web.Response(text=await request.text())


@asynccontextmanager
async def serving(*, slack: bool = False, ready: Ready = all_well) -> AsyncIterator[aiohttp.ClientSession]:
    server = Web("127.0.0.1", 0, slack=echo if slack else None, ready=ready)
    await server.start()
    try:
        async with aiohttp.ClientSession(f"http://127.0.0.1:{server.port}") as session:
            yield session
    finally:
        await server.stop()


async def test_alive() -> None:
    async with serving() as session, session.get("/healthz") as answer:
        assert (answer.status, await answer.json()) == (200, {"status": "alive"})


async def test_ready() -> None:
    async with serving() as session, session.get("/readyz") as answer:
        assert (answer.status, await answer.json()) == (200, {"slack": "ok", "sendcloud": "ok", "ledger": "ok"})


async def test_not_ready_says_what_is_missing() -> None:
    async def half() -> Readiness:
        return Readiness(sendcloud="Sendcloud did not answer.")

    async with serving(ready=half) as session, session.get("/readyz") as answer:
        assert answer.status == 503
        assert await answer.json() == {"slack": "ok", "sendcloud": "Sendcloud did not answer.", "ledger": "ok"}


async def test_http_mode_hands_slacks_request_on_unchanged() -> None:
    async with serving(slack=True) as session, session.post("/slack/events", data=b"payload=%7B%7D") as answer:
        assert (answer.status, await answer.text()) == (200, "payload=%7B%7D")


async def test_socket_mode_has_no_address_for_slack() -> None:
    async with serving() as session, session.post("/slack/events", data=b"x") as answer:
        assert answer.status == 404
        assert "Socket Mode" in await answer.text()


async def test_a_body_that_slack_would_never_send_is_refused() -> None:
    async with serving(slack=True) as session, session.post("/slack/events", data=b"x" * (MAX_BODY + 1)) as answer:
        assert answer.status == 413


@pytest.mark.parametrize(("method", "path"), [("GET", "/metrics")])
async def test_what_is_not_built_yet_says_so(method: str, path: str) -> None:
    async with serving() as session, session.request(method, path) as answer:
        assert answer.status == 501
        assert "not built yet" in await answer.text()


async def test_a_port_in_use_is_told_at_once_and_stop_frees_it() -> None:
    first = Web("127.0.0.1", 0, slack=None, ready=all_well)
    await first.start()
    taken = first.port
    second = Web("127.0.0.1", taken, slack=None, ready=all_well)
    with pytest.raises(OSError, match="address"):
        await second.start()
    await first.stop()
    await first.stop()
    await second.start()
    assert second.port == taken
    await second.stop()
