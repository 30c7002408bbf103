"""Whoever can reach the bot's address and is not Slack: it stays answerable, tells little and writes little."""

from __future__ import annotations

import asyncio
import contextlib
import io
import logging
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest
from aiohttp import web

from bot import logs
from bot.listener import MOST, Listener
from bot.readiness import RememberedReadiness
from bot.web import Readiness, Web
from tests.clock import HandClock
from tests.world import World, world_at

LINGER = 0.05
"""Seconds that these tests allow for what takes ten in the bot."""

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: bot\r\n\r\n"
GARBAGE = (
    b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    b"\x00" * 100 + b"\r\n\r\n",
    b"GET / HTTP/9.9\r\n\r\n",
    b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: -1\r\n\r\n",
    b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n",
    b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: 4\r\n\r\n\xff\xfe\x00\x80",
    b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Type: text/plain; charset=nonsense\r\n"
    b"Content-Length: 2\r\n\r\n{}",
    b'POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Type: application/json\r\nContent-Length: 5\r\n\r\n{"a":',
    b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\n\r\nabcd",
    b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nX-Slack-Request-Timestamp: NaN\r\nX-Slack-Signature: v0=\xff\r\n"
    b"Content-Length: 2\r\n\r\n{}",
    b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nX-Slack-Request-Timestamp: " + b"9" * 6000 + b"\r\n"
    b"X-Slack-Signature: v0=00\r\nContent-Length: 2\r\n\r\n{}",
    b"GET /" + b"a" * 9000 + b" HTTP/1.1\r\n\r\n",
    b"DELETE /slack/events HTTP/1.1\r\nHost: bot\r\n\r\n",
    b"GET /../../etc/passwd HTTP/1.1\r\nHost: bot\r\n\r\n",
)


@pytest.fixture
def log() -> Iterator[io.StringIO]:
    """What the bot writes to its log."""
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.set_up("WARNING", "text", [], stream)
    yield stream
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_at(tmp_path) as one:
        yield one


def port(world: World) -> int:
    assert world.bot is not None
    return world.bot.port


async def ask(port: int, request: bytes) -> bytes:
    """Send bytes to the bot; return what comes back within a moment."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(request)
    with contextlib.suppress(OSError, TimeoutError):
        async with asyncio.timeout(5):
            return await reader.readuntil(b"\r\n")
    writer.close()
    return b""


@asynccontextmanager
async def silent(port: int, count: int, says: bytes = b"") -> AsyncIterator[list[asyncio.StreamReader]]:
    """Hold connections open that send *says* and no more."""
    pairs = [await asyncio.open_connection("127.0.0.1", port) for _ in range(count)]
    for _, writer in pairs:
        writer.write(says)
    try:
        yield [reader for reader, _ in pairs]
    finally:
        for _, writer in pairs:
            writer.close()


@pytest.mark.parametrize(
    "says", [b"", b"POST /slack/ev", b"POST /slack/events HTTP/1.1\r\nContent-Length: 9\r\n\r\nhalf"]
)
async def test_250_silent_connections_keep_nobody_from_being_served(
    world: World, log: io.StringIO, says: bytes
) -> None:
    async with silent(port(world), 250, says):
        assert await ask(port(world), HEALTH) == b"HTTP/1.1 200 OK\r\n"
        await world.form(world.agent)
    assert log.getvalue().count("\n") <= 1


async def test_no_more_connections_are_held_than_the_bot_can_afford(world: World) -> None:
    assert world.bot is not None
    async with silent(port(world), MOST + 20):
        await ask(port(world), HEALTH)
        listener = world.bot._web._listener
        assert listener is not None
        assert listener.connections <= MOST


async def test_who_says_nothing_is_let_go_of() -> None:
    listener = Listener(asyncio.Protocol, within=LINGER)
    await listener.open("127.0.0.1", 0)
    assert listener.port is not None
    async with silent(listener.port, 3) as readers:
        async with asyncio.timeout(10):
            for reader in readers:
                with contextlib.suppress(ConnectionResetError):
                    assert await reader.read() == b""
    await listener.close()


async def test_a_request_that_is_being_answered_is_not_let_go_of_for_strangers() -> None:
    answering, done = asyncio.Event(), asyncio.Event()

    async def slow(_: web.Request) -> web.Response:
        answering.set()
        await done.wait()
        return web.Response(text="answered")

    async def well() -> Readiness:
        return Readiness()

    server = Web("127.0.0.1", 0, slack=slow, ready=well)
    await server.start()
    reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
    writer.write(b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: 2\r\n\r\n{}")
    await answering.wait()
    async with silent(server.port, MOST + 20):
        await ask(server.port, HEALTH)
        done.set()
        assert await reader.readuntil(b"\r\n") == b"HTTP/1.1 200 OK\r\n"
    writer.close()
    await server.stop()


async def test_a_body_that_does_not_come_is_not_waited_for() -> None:
    async def never(_: web.Request) -> web.Response:
        raise AssertionError

    async def well() -> Readiness:
        return Readiness()

    server = Web("127.0.0.1", 0, slack=never, ready=well, body_within=LINGER)
    await server.start()
    answer = await ask(server.port, b"POST /slack/events HTTP/1.1\r\nHost: bot\r\nContent-Length: 9\r\n\r\nhalf")
    assert answer == b"HTTP/1.1 408 Request Timeout\r\n"
    await server.stop()


@pytest.mark.parametrize("garbage", GARBAGE, ids=range(len(GARBAGE)))
async def test_garbage_is_no_error_of_the_bot_and_a_hundred_of_it_one_line_in_the_log(
    world: World, log: io.StringIO, garbage: bytes
) -> None:
    answers = {(await ask(port(world), garbage))[:10] for _ in range(100)}
    assert not {answer for answer in answers if answer.startswith(b"HTTP/1.1 5") or answer.startswith(b"HTTP/1.0 5")}
    assert log.getvalue().count("\n") <= 1
    assert await ask(port(world), HEALTH) == b"HTTP/1.1 200 OK\r\n"


async def test_the_advice_about_a_wrong_signature_can_be_read(world: World, log: io.StringIO) -> None:
    await ask(port(world), GARBAGE[5])
    await ask(port(world), HEALTH)
    assert "the app's Basic Information into SLACK_SIGNING_SECRET" in log.getvalue()


async def test_being_asked_whether_it_is_ready_asks_nobody_again_while_it_is_not(world: World) -> None:
    await world.sendcloud.stop()
    before = len(world.slack.calls)
    request = b"GET /readyz HTTP/1.1\r\nHost: bot\r\n\r\n"
    for _ in range(20):
        asking = asyncio.create_task(ask(port(world), request))
        await world.clock.until(asking.done)
        assert asking.result().startswith(b"HTTP/1.1 503")
    assert len(world.slack.calls) - before <= 3


async def test_however_many_ask_at_once_one_question_is_under_way() -> None:
    asked = 0
    answered = asyncio.Event()

    async def look() -> Readiness:
        nonlocal asked
        asked += 1
        await answered.wait()
        return Readiness(slack="Slack is down.")

    clock = HandClock()
    readiness = RememberedReadiness(look, clock)
    waiting = [asyncio.create_task(readiness.get()) for _ in range(10)]
    await asyncio.sleep(0)
    waiting[0].cancel()
    answered.set()
    assert {one.slack for one in await asyncio.gather(*waiting[1:])} == {"Slack is down."}
    assert (await readiness.get()).slack == "Slack is down."
    assert asked == 1
    clock.advance(6)
    await readiness.get()
    assert asked == 2
    await readiness.close()
