"""The hand clock stands still while anything is going on: in a thread, or on a wire that the kernel is late with."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
import threading
from collections.abc import AsyncIterator, Callable, Coroutine
from datetime import timedelta
from typing import Any

from tests.clock import START, HandClock
from tests.watched_loop import WatchedLoop

Served = Callable[[asyncio.StreamReader, asyncio.StreamWriter], Coroutine[Any, Any, None]]


class LateKernel(selectors.DefaultSelector):
    """Tells of nothing for so many looks after each time that something was there, as a busy machine does."""

    looks = 0

    def select(self, timeout: float | None = None) -> list[Any]:
        self.looks += 1
        if self.looks % 1000:
            return []
        return super().select(timeout)


def kernel_is_late() -> None:
    """Have the running loop look at its sockets through a kernel that is late."""
    loop = asyncio.get_running_loop()
    assert isinstance(loop, WatchedLoop)
    old, late = loop._selector, LateKernel()  # type: ignore[attr-defined]
    for key in old.get_map().values():
        late.register(key.fileobj, key.events, key.data)
    loop._selector = late  # type: ignore[attr-defined]
    old.close()


@contextlib.asynccontextmanager
async def serving(serve: Served) -> AsyncIterator[tuple[asyncio.StreamReader, asyncio.StreamWriter]]:
    """Open a connection to *serve* for the length of a block."""
    server = await asyncio.start_server(serve, "127.0.0.1", 0)
    reader, writer = await asyncio.open_connection(*server.sockets[0].getsockname())
    try:
        yield reader, writer
    finally:
        writer.close()
        server.close()


async def echo(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
    with contextlib.suppress(asyncio.CancelledError):
        while line := await reader.readline():
            writer.write(line)
        writer.close()


async def test_the_clock_waits_for_a_thread() -> None:
    release = threading.Event()
    asyncio.get_running_loop().call_later(0.02, release.set)
    working = asyncio.create_task(asyncio.to_thread(release.wait))
    await HandClock().run_for(1)
    assert working.done()


async def test_the_clock_waits_for_what_a_late_kernel_has_not_handed_over() -> None:
    kernel_is_late()
    async with serving(echo) as (reader, writer):
        writer.write(b"hello\n")
        heard = asyncio.create_task(reader.readline())
        await HandClock().run_for(1)
        assert heard.done()


async def test_the_clock_waits_for_a_connection_to_be_accepted() -> None:
    kernel_is_late()
    met: list[str] = []

    async def greet(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        met.append("met")
        writer.close()

    async with serving(greet):
        await HandClock().run_for(1)
        assert met == ["met"]


async def test_the_clock_waits_for_the_end_of_a_connection() -> None:
    kernel_is_late()

    async def hang_up(_: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.close()

    async with serving(hang_up) as (reader, _):
        ended = asyncio.create_task(reader.read())
        await HandClock().run_for(1)
        assert ended.done()


async def test_the_clock_moves_on_when_nobody_listens_to_what_was_sent() -> None:
    async def deaf(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with contextlib.suppress(asyncio.CancelledError):
            await asyncio.Event().wait()

    async with serving(deaf) as (_, writer):
        writer.write(b"x" * 10_000_000)
        clock = HandClock()
        await clock.run_for(1)
        assert clock.now() == START + timedelta(seconds=1)


async def test_the_clock_moves_on_when_nobody_can_be_reached() -> None:
    async with serving(echo) as (reader, _):
        waiting = asyncio.create_task(reader.readline())
        clock = HandClock()
        await clock.run_for(1)
        assert clock.now() == START + timedelta(seconds=1)
        assert not waiting.done()
        waiting.cancel()
