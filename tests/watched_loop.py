"""An event loop that knows whether anything is still going on: in it, in a thread for it, or on a wire to itself."""

from __future__ import annotations

import asyncio
import contextlib
import selectors
import socket
from collections import Counter
from collections.abc import Callable
from concurrent.futures import Executor
from typing import Any, TypeVar
from weakref import WeakSet

T = TypeVar("T")

Address = tuple[str, int]

_INTERNET = (socket.AF_INET, socket.AF_INET6)


class Wires:
    """Counts what is on its way between two sockets of one process: sent by the one, not received by the other yet.

    The kernel hands bytes over loopback on at once as a rule, and later when the machine is busy. Whoever asks in
    between finds nothing to be read, and is wrong to think that nothing will come.
    """

    def __init__(self) -> None:
        self._ends: dict[tuple[Address, Address], WatchedSocket] = {}
        self._on_the_way: Counter[tuple[Address, Address]] = Counter()
        """Bytes by where they are received: (own address, address of the sender)."""
        self._expected: set[tuple[Address, Address]] = set()
        """Ends that nobody has accepted yet."""

    def add(self, end: WatchedSocket, *, expected: bool) -> None:
        """Watch one end of a connection. *expected*: the other end is going to be accepted here."""
        self._ends[end.place] = end
        self.accepted(end.place)
        if expected and end.place[::-1] not in self._ends:
            self._expected.add(end.place[::-1])

    def accepted(self, place: tuple[Address, Address]) -> None:
        self._expected.discard(place)

    def remove(self, end: WatchedSocket) -> None:
        if self._ends.get(end.place) is end:
            del self._ends[end.place]
        self._on_the_way.pop(end.place, None)
        self._expected.discard(end.place[::-1])
        if (other := end.place[::-1]) in self._ends:
            # The end of the connection is on its way as well.
            self._on_the_way[other] += 1

    def sent(self, end: WatchedSocket, count: int) -> None:
        self._note(end.place[::-1], count)

    def received(self, end: WatchedSocket, count: int) -> None:
        self._note(end.place, -(count or 1))

    def _note(self, place: tuple[Address, Address], count: int) -> None:
        self._on_the_way[place] += count
        if not self._on_the_way[place]:
            del self._on_the_way[place]

    def busy(self, reads: Callable[[int], bool], listens: Callable[[Address], bool]) -> bool:
        """Will anybody who *reads* (told by the descriptor) or *listens* get something that was sent already?"""
        self._expected = {place for place in self._expected if listens(place[0])}
        return bool(self._expected) or any(
            count > 0 and place in self._ends and reads(self._ends[place].fileno())
            for place, count in self._on_the_way.items()
        )


class WatchedSocket(socket.socket):
    """A connected socket that tells what it sends and receives."""

    wires: Wires
    place: tuple[Address, Address]

    @classmethod
    def instead_of(cls, other: socket.socket, wires: Wires, listens: Callable[[Address], bool]) -> WatchedSocket:
        """Take over a connected TCP socket. Raises OSError when it is connected no more."""
        place = _place(other)
        own = cls(other.family, other.type, other.proto, fileno=other.detach())
        own.setblocking(False)
        own.wires, own.place = wires, place
        wires.add(own, expected=listens(place[1]))
        return own

    def send(self, *args: Any) -> int:
        count = super().send(*args)
        self.wires.sent(self, count)
        return count

    def sendmsg(self, *args: Any) -> int:
        count = super().sendmsg(*args)
        self.wires.sent(self, count)
        return count

    def recv(self, *args: Any) -> bytes:
        data = super().recv(*args)
        self.wires.received(self, len(data))
        return data

    def recv_into(self, *args: Any) -> int:
        count = super().recv_into(*args)
        self.wires.received(self, count)
        return count

    def close(self) -> None:
        if self.fileno() >= 0:
            self.wires.remove(self)
        super().close()


class WatchedLoop(asyncio.SelectorEventLoop):
    """An event loop that can say when nothing will go on in it by itself."""

    def __init__(self) -> None:
        super().__init__()
        self._elsewhere = 0
        self._wires = Wires()
        self._listening: WeakSet[socket.socket] = WeakSet()
        self._waiting: list[asyncio.Future[None]] = []
        self._ahead = 0.0

    def time(self) -> float:
        """Return the time by which delays and time-outs are counted: the machine's, and what it was moved on by."""
        return super().time() + self._ahead

    def move_on(self, seconds: float) -> None:
        """Have what waits in this loop think that *seconds* have gone by."""
        self._ahead += seconds

    def next_time(self) -> float | None:
        """Return in how many seconds a delay or time-out ends; None when nobody waits for any."""
        due = [one.when() for one in self._scheduled if not one.cancelled()]  # type: ignore[attr-defined]  # a heap
        return max(0.0, min(due) - self.time()) if due else None

    def quiet(self) -> asyncio.Future[None]:
        """Return what is done when everybody waits: for a time to come, or for somebody outside of this process."""
        future = self.create_future()
        self._waiting.append(future)
        return future

    def _run_once(self) -> None:
        if self._waiting and not self._busy():
            for future in self._waiting:
                if not future.done():
                    future.set_result(None)
            self._waiting.clear()
        super()._run_once()  # type: ignore[misc]  # one turn of every loop of asyncio

    def _busy(self) -> bool:
        if self._ready or self._elsewhere:  # type: ignore[attr-defined]  # what the next turn carries out
            return True
        selector: selectors.BaseSelector = self._selector  # type: ignore[attr-defined]
        if events := selector.select(0):
            self._process_events(events)  # type: ignore[attr-defined]
            return True
        return self._wires.busy(self._reads, self._listens)

    def _reads(self, descriptor: int) -> bool:
        key = self._selector.get_map().get(descriptor)  # type: ignore[attr-defined]
        return key is not None and bool(key.events & selectors.EVENT_READ)

    def _listens(self, address: Address) -> bool:
        return any(one.fileno() >= 0 and one.getsockname()[:2] == address for one in self._listening)

    # What is watched

    def run_in_executor(  # type: ignore[override]  # typeshed and the library differ in how they write *args
        self, executor: Executor | None, func: Callable[..., T], *args: Any
    ) -> asyncio.Future[T]:
        future: asyncio.Future[T] = super().run_in_executor(executor, func, *args)
        self._begin()
        future.add_done_callback(self._end)
        return future

    async def sock_connect(self, sock: socket.socket, address: Any) -> None:
        self._begin()
        try:
            await super().sock_connect(sock, address)
        finally:
            self._end()

    async def sock_accept(self, sock: socket.socket) -> tuple[socket.socket, Any]:
        self._listening.add(sock)
        connection, address = await super().sock_accept(sock)
        with contextlib.suppress(OSError):
            self._wires.accepted(_place(connection))
        return connection, address

    def _start_serving(self, factory: Any, sock: socket.socket, *args: Any, **kwargs: Any) -> None:
        self._listening.add(sock)
        super()._start_serving(factory, sock, *args, **kwargs)  # type: ignore[misc]

    def _make_socket_transport(self, sock: socket.socket, *args: Any, **kwargs: Any) -> asyncio.Transport:
        if sock.family in _INTERNET:
            with contextlib.suppress(OSError):
                sock = WatchedSocket.instead_of(sock, self._wires, self._listens)
        made: asyncio.Transport = super()._make_socket_transport(sock, *args, **kwargs)  # type: ignore[misc]
        return made

    def _begin(self) -> None:
        self._elsewhere += 1

    def _end(self, _: object = None) -> None:
        self._elsewhere -= 1


def _place(connected: socket.socket) -> tuple[Address, Address]:
    """Return where a socket is and where its other end is. Raises OSError when it is connected no more."""
    return connected.getsockname()[:2], connected.getpeername()[:2]
