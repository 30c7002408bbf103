"""Accepts TCP connections, a bounded number at a time: strangers who say nothing make the bot neither deaf nor poor.

Where there is no room, whoever has been waited for the longest is let go of. So somebody who sends a request at once,
as Slack does, is served however many others hold a connection open.
"""

from __future__ import annotations

import asyncio
import contextlib
import logging
import resource
import socket
from collections.abc import Callable, Iterator
from typing import Final

log = logging.getLogger("label_bot.listener")

MOST: Final = 64
"""Connections at a time. Slack has a few; a check of the bot's health has one."""

REQUEST_WITHIN: Final = 10.0
"""Seconds within which a request must be there with its body, on a new connection as on one that is kept."""

TELL_EVERY: Final = 60.0
"""Seconds between two lines about trouble that anybody who can reach the address can cause."""

_WAITING: Final = 64  # for which the system keeps connections that are not accepted yet
_LOOK_EVERY: Final = 1.0
_PAUSE_AFTER_ERROR: Final = 1.0


def most_connections() -> int:
    """Return how many connections this process can afford: a quarter of its descriptors, and no more than `MOST`."""
    allowed, _ = resource.getrlimit(resource.RLIMIT_NOFILE)
    return MOST if allowed == resource.RLIM_INFINITY else max(1, min(MOST, allowed // 4))


class Listener:
    """Hands each connection to a protocol that *protocol* makes. *within*: see `REQUEST_WITHIN`."""

    def __init__(
        self, protocol: Callable[[], asyncio.Protocol], *, most: int | None = None, within: float = REQUEST_WITHIN
    ) -> None:
        self._protocol = protocol
        self._most = most or most_connections()
        self._within = within
        self._sockets: list[socket.socket] = []
        self._tasks: list[asyncio.Task[None]] = []
        self._since: dict[asyncio.BaseTransport, float] = {}
        self._at_work: set[asyncio.BaseTransport] = set()
        self._work_done = asyncio.Event()
        self._told: float | None = None

    @property
    def port(self) -> int | None:
        """The port that is listened on; None before and after."""
        return int(self._sockets[0].getsockname()[1]) if self._sockets else None

    @property
    def connections(self) -> int:
        """How many connections are open."""
        self._forget_closed()
        return len(self._since)

    async def open(self, host: str, port: int) -> None:
        """Begin to accept. Raises OSError when the address cannot be had."""
        loop = asyncio.get_running_loop()
        found = await loop.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
        try:
            for family, address in dict.fromkeys((one[0], one[4]) for one in found):
                self._sockets.append(_listening(family, address))
        except OSError:
            await self.close()
            raise
        self._tasks = [asyncio.create_task(self._accept(one)) for one in self._sockets]
        self._tasks.append(asyncio.create_task(self._watch()))

    async def close(self) -> None:
        """Accept no more. The connections stay, for whoever answers on them to end."""
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        for one in self._sockets:
            one.close()
        self._tasks, self._sockets = [], []

    @contextlib.contextmanager
    def at_work(self, transport: asyncio.BaseTransport | None) -> Iterator[None]:
        """Keep a connection for the length of a block: its request is there and being answered."""
        if transport is None:
            yield
            return
        self._at_work.add(transport)
        try:
            yield
        finally:
            self._at_work.discard(transport)
            self._work_done.set()
            if transport in self._since:
                self._since[transport] = asyncio.get_running_loop().time()

    async def _accept(self, listening: socket.socket) -> None:
        loop = asyncio.get_running_loop()
        while True:
            try:
                connection, _ = await loop.sock_accept(listening)
            except OSError as exc:
                # Out of descriptors, or whoever called has gone: the others are served all the same.
                self._tell(exc)
                self._let_go()
                await asyncio.sleep(_PAUSE_AFTER_ERROR)
                continue
            try:
                while self.connections >= self._most and not self._let_go():
                    self._work_done.clear()
                    await self._work_done.wait()
                transport, _ = await loop.connect_accepted_socket(self._protocol, connection)
            except OSError:
                connection.close()
            except asyncio.CancelledError:
                connection.close()
                raise
            else:
                self._since[transport] = loop.time()

    def _tell(self, error: OSError) -> None:
        now = asyncio.get_running_loop().time()
        if self._told is None or now - self._told >= TELL_EVERY:
            self._told = now
            log.warning("A connection to the bot's own address cannot be accepted now: %s.", error.strerror)

    async def _watch(self) -> None:
        """Let go of whoever has not sent a request in time."""
        while True:
            await asyncio.sleep(min(_LOOK_EVERY, self._within))
            self._forget_closed()
            late = asyncio.get_running_loop().time() - self._within
            for transport, since in list(self._since.items()):
                if since <= late and transport not in self._at_work:
                    self._end(transport)

    def _let_go(self) -> bool:
        """End the connection on which a request has been waited for the longest; False when all are at work."""
        idle = [one for one in self._since if one not in self._at_work]
        if idle:
            self._end(min(idle, key=self._since.__getitem__))
        return bool(idle)

    def _end(self, transport: asyncio.BaseTransport) -> None:
        self._since.pop(transport, None)
        if isinstance(transport, asyncio.Transport):
            transport.abort()

    def _forget_closed(self) -> None:
        self._since = {one: since for one, since in self._since.items() if not one.is_closing()}


def _listening(family: int, address: object) -> socket.socket:
    """Return a socket that listens at *address*. Raises OSError."""
    made = socket.socket(family, socket.SOCK_STREAM)
    try:
        made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        if family == socket.AF_INET6:
            made.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
        made.bind(address)  # type: ignore[arg-type]  # as getaddrinfo gave it
        made.listen(_WAITING)
        made.setblocking(False)
    except OSError as exc:
        made.close()
        raise OSError(exc.errno, f"the address cannot be listened on: {exc.strerror}") from exc
    return made
