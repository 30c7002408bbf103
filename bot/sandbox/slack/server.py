"""The stand-in itself: one local server that is Slack to the app, and the people who use it."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from datetime import datetime
from typing import TypeVar

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.clocks import OwnClock, system_now, tell_date
from bot.sandbox.hosts import loopback_only
from bot.sandbox.journal import Journal
from bot.sandbox.slack.blocks import NEWER
from bot.sandbox.slack.cast import BOT_USER, TEAM
from bot.sandbox.slack.delivery import Delivery
from bot.sandbox.slack.faults import Faults
from bot.sandbox.slack.meeting import Meeting
from bot.sandbox.slack.person import Person
from bot.sandbox.slack.records import Ack, ApiCall, Channel, File, Message, User
from bot.sandbox.slack.responses import Responses
from bot.sandbox.slack.sockets import Sockets
from bot.sandbox.slack.state import Change, Workspace
from bot.sandbox.slack.surface import CannotDo
from bot.sandbox.slack.transfer import Transfer
from bot.sandbox.slack.webapi import WebApi

_T = TypeVar("_T")
UPLOAD_BYTES_MAX = 1_000_000_000
_SIDE_DOORS = {"response": "response_url", "upload": "upload", "files-pri": "download"}


class SlackStandIn:
    """A strict local Slack on loopback: Web API, Socket Mode, signed HTTP, and simulated people.

    `now` is Slack's clock (triggers, response_urls, rate limits, `ts`, the `Date` header), which it reads `offset`
    seconds ahead; `now.offset` may be changed later. Acknowledgements are measured in real time.
    Payloads go to an open socket when there is one, to `request_url` otherwise.
    """

    team_id = TEAM
    bot_user_id = BOT_USER

    def __init__(
        self,
        *,
        bot_token: str = "xoxb-sandbox",  # noqa: S107 - opens nothing but this stand-in
        app_token: str = "xapp-sandbox",  # noqa: S107
        signing_secret: str = "sandbox-signing-secret",  # noqa: S107
        request_url: str | None = None,
        now: Callable[[], datetime] = system_now,
        offset: float = 0.0,
        port: int = 0,
        enforce_limits: bool = True,
    ) -> None:
        self.bot_token = bot_token
        self.app_token = app_token
        self.signing_secret = signing_secret
        self.port = port
        self.now = OwnClock(now, offset)
        self.workspace = Workspace(self.now, enforce_limits=enforce_limits)
        self.sockets = Sockets(self.workspace)
        self.delivery = Delivery(self.workspace, self.sockets, signing_secret)
        self.delivery.request_url = request_url
        self._meeting = Meeting()
        self._transfer = Transfer(self.workspace, bot_token)
        self._api = WebApi(self.workspace, self._meeting, bot_token, app_token)
        self._api.link_url = self.sockets.link_url
        self._responses = Responses(self.workspace)
        self._people: dict[str, Person] = {}
        self._runner: web.AppRunner | None = None

    # Life

    async def start(self) -> None:
        """Listens on loopback; `api_url` is known afterwards."""

        @web.middleware
        async def side_door(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._side_door(request, handler)

        app = web.Application(client_max_size=UPLOAD_BYTES_MAX, middlewares=[loopback_only, side_door])
        app.router.add_route("*", "/api/{method}", self._api.handle)
        app.router.add_get("/link/", self.sockets.serve)
        app.router.add_post("/response/{team}/{id}", self._responses.handle)
        app.router.add_post("/upload/v1/{file}", self._transfer.upload)
        app.router.add_get("/files-pri/{key}/{path:.*}", self._transfer.download)
        app.on_response_prepare.append(tell_date(self.now))
        self._runner = web.AppRunner(app, shutdown_timeout=0.2, access_log=None)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]
        self.workspace.base_url = f"http://127.0.0.1:{self.port}"

    async def stop(self) -> None:
        """Ends every call that was left hanging and stops listening."""
        self._meeting.stopping.set()
        await self.delivery.stop()
        await self.sockets.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    async def __aenter__(self) -> SlackStandIn:
        await self.start()
        return self

    async def __aexit__(self, *exc: object) -> None:
        await self.stop()

    # Where the app finds it, where it finds the app

    @property
    def api_url(self) -> str:
        """The base URL of the Web API, with its closing slash."""
        return f"{self.workspace.base_url}/api/"

    @property
    def request_url(self) -> str | None:
        """Where signed HTTP goes while no socket is open."""
        return self.delivery.request_url

    @request_url.setter
    def request_url(self, url: str | None) -> None:
        self.delivery.request_url = url

    @property
    def event_subscriptions(self) -> set[str]:
        """The event types that the app gets."""
        return self.delivery.event_subscriptions

    async def send_raw(self, body: bytes | str, headers: dict[str, str]) -> tuple[int, str]:
        """Posts a forged request to the request URL; returns HTTP status and body."""
        return await self.delivery.post_raw(body, headers)

    def sign(self, body: str, timestamp: int | None = None) -> dict[str, str]:
        """Returns Slack's signature headers for a body, for `send_raw`."""
        return self.delivery.signed(body, timestamp)

    def deliver_twice(self, times: int = 1) -> None:
        """Lets the next payloads reach the app two times each, as after a lost acknowledgement."""
        self.delivery.twice += times

    def redelivery(self) -> Callable[[], Awaitable[Ack]]:
        """Returns what lets the latest press or submission reach the app once more, however late that is called."""
        payload = self.delivery.latest
        if payload is None:
            raise CannotDo("nothing was delivered yet")
        return lambda: self.delivery.interactive(payload)

    async def disconnect_sockets(self, reason: str = "refresh_requested") -> None:
        """Asks the app to open new connections."""
        await self.sockets.disconnect(reason)

    async def drop_sockets(self) -> None:
        """Cuts the app's connections."""
        self.sockets.drop()

    # People and what they see

    def person(self, user_id: str) -> Person:
        """Returns the simulated person with this id."""
        if user_id not in self._people:
            self._people[user_id] = Person(self.workspace, self.delivery, self.workspace.users[user_id])
        return self._people[user_id]

    def add_person(self, user: User, *channels: str) -> Person:
        """Adds somebody to the workspace and to channels."""
        self.workspace.users[user.id] = user
        for channel in channels:
            self.workspace.channels[channel].members.add(user.id)
        return self.person(user.id)

    def add_member(self, user_id: str, channel: str, *, invited_by: str) -> None:
        """Brings somebody into a channel, which says so; nothing happens for whoever is there."""
        room = self.workspace.channels[channel]
        if user_id in room.members:
            return
        room.members.add(user_id)
        self.workspace.changed("channel", channel)
        words = f"was added to <#{channel}> by <@{invited_by}>."
        ts = self.workspace.new_ts()
        self.workspace.add_message(Message(channel, ts, user_id, words, subtype="channel_join"))

    def messages(self, channel: str) -> list[Message]:
        """Lists what stands in a channel itself, oldest first."""
        self.workspace.catch_up()
        return self.workspace.top_level(channel)

    def thread(self, channel: str, ts: str) -> list[Message]:
        """Lists the replies under a message, oldest first, without the message itself."""
        self.workspace.catch_up()
        return self.workspace.replies(channel, ts)

    def delete(self, message: Message) -> None:
        """Deletes any message, as its author or an admin does."""
        message.deleted = True
        self.workspace.changed("message", message.ts)

    def channel(self, channel_id: str) -> Channel:
        """Returns a channel with its switches (`is_archived`, `thread_error`, ...)."""
        return self.workspace.channels[channel_id]

    @property
    def channels(self) -> dict[str, Channel]:
        """All channels by id."""
        return self.workspace.channels

    @property
    def usergroups(self) -> dict[str, list[str]]:
        """The members of each user group."""
        return self.workspace.usergroups

    @property
    def files(self) -> dict[str, File]:
        """All files by id."""
        return self.workspace.files

    # What happened

    @property
    def refusals(self) -> list[str]:
        """Everything that the real Slack would have refused, ignored or broken on."""
        return self.workspace.refusals

    @property
    def calls(self) -> Journal[ApiCall]:
        """Every call of the Web API and of response_urls."""
        return self.workspace.calls

    def forget(self, *, most: int, edits: int) -> None:
        """Keep about *most* calls, acknowledgements and refusals from now on, and of each message so many *edits*."""
        for journal in (self.workspace.calls, self.workspace.acks, self.workspace.refusals):
            journal.most = most
        self.workspace.edits_kept = edits

    @property
    def acks(self) -> list[tuple[str, float]]:
        """Every acknowledgement: of what, and after how many milliseconds."""
        return [(ack.what, ack.milliseconds) for ack in self.workspace.acks]

    @property
    def deliveries(self) -> list[Ack]:
        """Every acknowledgement with its error and its body."""
        return self.workspace.acks

    @property
    def faults(self) -> Faults:
        """The faults that the next calls meet."""
        return self.workspace.faults

    @property
    def scopes(self) -> set[str]:
        """The scopes of the bot token."""
        return self.workspace.scopes

    @scopes.setter
    def scopes(self, scopes: set[str]) -> None:
        self.workspace.scopes = set(scopes)

    @property
    def refuses_newer_blocks(self) -> bool:
        """Whether this workspace has not got the newer kinds of blocks yet (`blocks.NEWER`)."""
        return bool(self.workspace.refused_blocks)

    @refuses_newer_blocks.setter
    def refuses_newer_blocks(self, refuses: bool) -> None:
        self.workspace.refused_blocks = NEWER if refuses else frozenset()

    @property
    def changes(self) -> int:
        """Counts everything that changed."""
        return self.workspace.changes

    def subscribe(self) -> asyncio.Queue[Change]:
        """Returns a queue that receives every change from now on."""
        return self.workspace.subscribe()

    def unsubscribe(self, queue: asyncio.Queue[Change]) -> None:
        """Stops filling a queue of `subscribe`."""
        self.workspace.unsubscribe(queue)

    async def until(self, condition: Callable[[], _T | None], seconds: float = 5) -> _T:
        """Waits until `condition` returns something true and returns that; TimeoutError otherwise."""
        return await self.workspace.until(condition, seconds)

    async def _side_door(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """Lets faults named `response_url`, `upload` and `download` meet what does not go through the Web API."""
        name = _SIDE_DOORS.get(request.path.split("/")[1])
        if name is None:
            return await handler(request)
        fault = self.faults.take(name)
        met = await self._meeting.before(request, fault)
        if met is not None:
            return met[0]
        answer = await handler(request)
        return await self._meeting.after(request, fault) or answer
