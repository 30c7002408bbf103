"""The stand-in as a server on the loopback: it listens, meets its faults, and keeps a record of every call."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime

from aiohttp import web

from bot.sandbox.clocks import OwnClock, system_now, tell_date
from bot.sandbox.hosts import loopback_only
from bot.sandbox.journal import Journal
from bot.sandbox.sendcloud.auth import Keys
from bot.sandbox.sendcloud.calls import Ask, Call, Reply
from bot.sandbox.sendcloud.faults import (
    Fault,
    Faults,
    Garbage,
    Hang,
    Html502,
    LateAct,
    ResetAfter,
    ResetBefore,
    answer_instead,
    proxy_page,
)
from bot.sandbox.sendcloud.limits import Limits
from bot.sandbox.sendcloud.orders import StandInOrder
from bot.sandbox.sendcloud.reshape import Reshaping, reshaped
from bot.sandbox.sendcloud.routes import TOKEN_PATH, Desk
from bot.sandbox.sendcloud.shipments import Shipment
from bot.sandbox.sendcloud.world import World

_BASE = "/api/v3"
Hook = Callable[[str, str], Awaitable[None]]
Change = Callable[[Ask, Reply], Reply]


class SendcloudStandIn:
    """One Sendcloud account behind a real HTTP port.

    *now* is its clock (aware UTC), which it reads *offset* seconds ahead (behind, when negative); `now.offset` may be
    changed later, as a clock is set. States, limits, tokens, late actions and the `Date` header follow it.
    *announce_after* and *latency* are seconds, the latter of real time. *port* 0 takes a free one, which
    stays the same over stop and start.

    ``calls`` holds every call, ``refusals`` every request that the real one would not have accepted, ``faults`` the
    queue of what shall go wrong. ``on_call`` is awaited with method and path before a call is looked at; ``on_reply``
    returns what is sent for an answer that it is given.
    """

    def __init__(
        self,
        *,
        public_key: str = "public",
        secret_key: str = "secret",  # noqa: S107 - the stand-in's own, known to everybody
        integration_id: int = 70,
        seed: int = 1,
        now: Callable[[], datetime] = system_now,
        offset: float = 0.0,
        announce_after: float = 2.0,
        latency: float = 0.0,
        enforce_limits: bool = True,
        port: int = 0,
    ) -> None:
        self.now = OwnClock(now, offset)
        self.latency, self.enforce_limits = latency, enforce_limits
        self.world = World(seed, self.now, announce_after)
        self.world.own_integration = integration_id
        self.keys = Keys(public_key, secret_key, seed)
        self.faults = Faults()
        self.calls: Journal[Call] = Journal()
        self.on_call: Hook | None = None
        self.on_reply: Change | None = None
        self._desk = Desk(self.world, self.keys, integration_id)
        self._limits = Limits()
        self._late: list[tuple[datetime, Ask]] = []
        self._port = port
        self._runner: web.AppRunner | None = None
        self.add_integration(70, "Main shop")
        self.add_integration(71, "Outlet")

    async def start(self) -> None:
        """Listen. Returns once calls are taken; OSError when the port is in use."""
        app = web.Application(middlewares=[loopback_only])
        app.router.add_route("*", "/{tail:.*}", self._serve)
        app.on_response_prepare.append(tell_date(self.now))
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.2)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self._port)
        await site.start()
        self._port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Close the port and every connection; the state stays and `start` may be called again."""
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    @property
    def base_url(self) -> str:
        """The address to give as SENDCLOUD_API_URL."""
        return f"http://127.0.0.1:{self._port}{_BASE}"

    @property
    def token_url(self) -> str:
        """The address to give as SENDCLOUD_TOKEN_URL."""
        return f"http://127.0.0.1:{self._port}{TOKEN_PATH}"

    @property
    def announce_after(self) -> float:
        """Seconds from a shipment's creation to the carrier's word, for shipments made from now on."""
        return self.world.announce_after

    @announce_after.setter
    def announce_after(self, seconds: float) -> None:
        self.world.announce_after = seconds

    @property
    def visibility_lag(self) -> float:
        """Seconds until a new shipment shows up in GET /shipments."""
        return self.world.visibility_lag

    @visibility_lag.setter
    def visibility_lag(self, seconds: float) -> None:
        self.world.visibility_lag = seconds

    @property
    def lists_by_key(self) -> bool:
        """Whether what the API bought is listed under the shop of the keys, whatever shop the order is of."""
        return self.world.lists_by_key

    @lists_by_key.setter
    def lists_by_key(self, by_key: bool) -> None:
        self.world.lists_by_key = by_key

    @property
    def refusals(self) -> list[str]:
        """One line for every request that the real one would have refused."""
        return self._desk.refusals

    @property
    def bought(self) -> list[str]:
        """The order numbers for which create-labels-async made a shipment, in that order; one entry a shipment."""
        self._carry_out_late()
        return [made.order_number for made in self.world.bought]

    @property
    def shipments(self) -> dict[str, Shipment]:
        """Every shipment by its id, those made in the panel included."""
        self._carry_out_late()
        return self.world.shipments

    def purchases_of(self, order_number: str) -> list[Shipment]:
        """Return the shipments that create-labels-async made for orders of that number, oldest first."""
        self._carry_out_late()
        return [made for made in self.world.bought if made.order_number == order_number]

    def calls_to(self, method: str, path: str) -> list[Call]:
        """Return the calls of *method* to exactly *path*."""
        return [call for call in self.calls if call.method == method and call.path == path]

    def add_integration(
        self,
        id: int,
        shop_name: str,
        *,
        feedback_type: str = "delayed",
        type: str = "api",
    ) -> None:
        """Add a shop."""
        self.world.add_integration(id, shop_name, feedback_type, type)

    def add_order(
        self,
        order_number: str,
        *,
        kind: str = "fine",
        integration_id: int = 70,
        order_id: str | None = None,
        country: str = "NL",
        weight: str = "1.2",
        **overrides: object,
    ) -> StandInOrder:
        """Add an order of one of the KINDS and return it; a duplicate adds two and returns the first.

        *overrides* are further fields of StandInOrder; TypeError for one that it does not have.
        """
        return self.world.add_order(order_number, kind, integration_id, order_id, country, weight, overrides)

    def add_orders(
        self, n: int, *, prefix: str = "", first: int = 2001, integration_id: int = 70
    ) -> list[StandInOrder]:
        """Add *n* fine orders with the numbers from *first* on, each behind *prefix*."""
        numbers = range(first, first + n)
        return [self.add_order(f"{prefix}{number}", integration_id=integration_id) for number in numbers]

    def add_shipment_made_in_panel(
        self,
        order_number: str,
        *,
        integration_id: int | None = None,
        order_id: str | None = None,
        option_code: str | None = None,
        created_at: datetime | None = None,
    ) -> Shipment:
        """Make a shipment as a colleague in Sendcloud's panel would. LookupError when no order fits."""
        for order in self.world.orders_numbered(order_number):
            if integration_id in (None, order.integration_id) and order_id in (None, order.order_id):
                at = created_at or self.now()
                return self.world.add_shipment(order, at=at, source="panel", option_code=option_code)
        raise LookupError(f"no order {order_number}")

    def renumber(self, order: StandInOrder, order_number: str) -> None:
        """Give an order another number, as a shop or a colleague does; what was made for it keeps the old one."""
        self.world.renumber(order, order_number)

    def _carry_out_late(self) -> None:
        """Carry out what was delayed and is due by now, as of the moment at which it was due."""
        due = sorted((late for late in self._late if late[0] <= self.now()), key=lambda late: late[0])
        for late in due:
            self._late.remove(late)
            moment, ask = late
            self._desk.answer(Ask(ask.method, ask.path, ask.query, ask.headers, ask.raw, moment), None)

    async def _serve(self, request: web.Request) -> web.StreamResponse:
        raw = await request.read()
        path = request.path.removeprefix(_BASE) if request.path.startswith(f"{_BASE}/") else request.path
        if self.on_call is not None:
            await self.on_call(request.method, path)
        self._carry_out_late()
        query = tuple(request.rel_url.query.items())
        headers = {name.lower(): value for name, value in request.headers.items()}
        ask = Ask(request.method, path, query, headers, raw, self.now())
        call = Call.of(ask)
        self.calls.append(call)
        if self.latency:
            await asyncio.sleep(self.latency)
        reply = await self._reply(ask, call)
        if reply is None:
            return _dropped(request)
        if self.on_reply is not None and (changed := self.on_reply(ask, reply)) is not reply:
            call.fault, reply = "changed", changed
        call.answered(reply)
        return _written(reply)

    async def _reply(self, ask: Ask, call: Call) -> Reply | None:
        """Return the answer, None when the connection is to be dropped."""
        if ask.path != TOKEN_PATH and self.enforce_limits:
            limit = self._limits.over(ask.method, ask.at)
            if limit is not None:
                self._desk.note(ask, f"over the limit of {limit}")
                return Reply(429, b"", None)
        fault = self.faults.take(ask.method, ask.path, [name for name, _ in ask.query])
        if fault is None:
            return self._desk.answer(ask, None)
        call.fault = type(fault).__name__
        return await self._faulty(ask, fault)

    async def _faulty(self, ask: Ask, fault: Fault) -> Reply | None:
        instead = answer_instead(fault)
        if instead is not None:
            return instead
        if isinstance(fault, ResetBefore):
            return None
        if isinstance(fault, LateAct):
            self._late.append((datetime.fromtimestamp(ask.at.timestamp() + fault.seconds, UTC), ask))
            return None
        if isinstance(fault, Hang) and not fault.after:
            await asyncio.sleep(fault.seconds)
            ask = Ask(ask.method, ask.path, ask.query, ask.headers, ask.raw, self.now())
        reply = self._desk.answer(ask, fault)
        if isinstance(fault, Hang) and fault.after:
            await asyncio.sleep(fault.seconds)
        if isinstance(fault, ResetAfter):
            return None
        if isinstance(fault, Garbage):
            return Reply(reply.status, fault.body)
        if isinstance(fault, Reshaping):
            return reshaped(fault, reply)
        return proxy_page() if isinstance(fault, Html502) else reply


def _dropped(request: web.Request) -> web.Response:
    """Cut the connection; what is returned can no longer be written."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response(status=500)


def _written(reply: Reply) -> web.Response:
    headers = dict(reply.headers)
    if reply.content_type is not None:
        headers["Content-Type"] = reply.content_type
    response = web.Response(status=reply.status, body=reply.body, headers=headers)
    if reply.content_type is None:
        response.headers.popall("Content-Type", None)
    return response
