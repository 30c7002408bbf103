"""The windows that are open: each is one person, told over a WebSocket of what changed and nothing else."""

from __future__ import annotations

import asyncio
import contextlib
from typing import Any, Final

from aiohttp import WSMsgType, web

from bot.sandbox.page.acts import Acts
from bot.sandbox.page.app import app_json
from bot.sandbox.page.behind import Behind, Glance
from bot.sandbox.page.shown import may_see, message_json, room_json, user_json, view_json
from bot.sandbox.page.tryout import look_at
from bot.sandbox.slack import CannotDo, Change, Message, SlackStandIn

Json = dict[str, Any]
GATHER_SECONDS: Final = 0.04
"""How long changes are gathered before they are sent together: the newest state of each thing wins."""
GLANCE_SECONDS: Final = 0.3


class Index:
    """Finds messages by timestamp alone, as changes name them; both lists of the workspace only grow."""

    def __init__(self, slack: SlackStandIn) -> None:
        self.slack = slack
        self._by_ts: dict[str, Message] = {}
        self._seen = [0, 0]

    def __getitem__(self, ts: str) -> Message | None:
        workspace = self.slack.workspace
        for place, messages in enumerate((workspace.messages, workspace.ephemerals)):
            for message in messages[self._seen[place] :]:
                self._by_ts[message.ts] = message
            self._seen[place] = len(messages)
        return self._by_ts.get(ts)


class Window:
    """One open page."""

    def __init__(self, slack: SlackStandIn, behind: Behind, index: Index, user_id: str) -> None:
        self.slack, self.behind, self.index, self.me = slack, behind, index, user_id
        self.acts = Acts(slack, user_id)
        self.ws = web.WebSocketResponse(heartbeat=20, max_msg_size=1_000_000)
        self._glance: Glance | None = None
        self._opened = asyncio.Event()
        self._tasks: set[asyncio.Task[None]] = set()
        self._changed: asyncio.Queue[Change] = asyncio.Queue()

    async def serve(self, request: web.Request) -> web.WebSocketResponse:
        """Runs until the page is closed."""
        await self.ws.prepare(request)
        self._changed = self.slack.subscribe()
        self._keep(self._tell())
        self._keep(self._glances())
        try:
            await self._send(self._hello())
            async for message in self.ws:
                if message.type is WSMsgType.TEXT:
                    self._keep(self._answer(message.json()))
        finally:
            self.slack.unsubscribe(self._changed)
            for task in list(self._tasks):
                task.cancel()
        return self.ws

    async def bot_changed(self) -> None:
        """Tells how the bot is."""
        await self._send({"kind": "bot", "bot": self.behind.bot.json()})

    def _hello(self) -> Json:
        workspace = self.slack.workspace
        rooms = [self.slack.workspace.direct(self.me)]
        rooms += [room for room in self.slack.channels.values() if self.me in room.members and not room.is_im]
        return {
            "kind": "hello",
            "me": self.me,
            "people": [user_json(user) for user in workspace.users.values()],
            "rooms": [room_json(room) for room in rooms],
            "names": {room.id: room.name for room in self.slack.channels.values() if not room.is_im},
            "groups": {group: group[2:].lower() for group in self.slack.usergroups},
            "app": app_json(),
            "bot": self.behind.bot.json(),
            "modal": self._modal(),
            "home": self._home(),
            "refusals": self.slack.refusals[-20:],
            "apiUrl": self.slack.api_url,
        }

    # What changed

    async def _tell(self) -> None:
        while True:
            changes = {await self._changed.get()}
            await asyncio.sleep(GATHER_SECONDS)
            while not self._changed.empty():
                changes.add(self._changed.get_nowait())
            for change in sorted(changes, key=lambda change: change.id):
                for news in self._news(change):
                    await self._send(news)

    def _news(self, change: Change) -> list[Json]:
        if change.kind == "message":
            return self._message_news(change.id)
        if change.kind == "view":
            view = self.slack.workspace.views.get(change.id)
            if view is None or view.user != self.me:
                return []
            return [self._home_news() if view.body.get("type") == "home" else {"kind": "modal", "modal": self._modal()}]
        if change.kind == "refusal":
            return [{"kind": "refusal", "text": change.id}]
        if change.kind == "channel":
            room = self.slack.channels.get(change.id)
            return [{"kind": "room", "room": room_json(room)}] if room is not None and self.me in room.members else []
        return []

    def _message_news(self, ts: str) -> list[Json]:
        message = self.index[ts]
        if message is None or not may_see(self.slack, message, self.me):
            return []
        news: list[Json] = [{"kind": "message", "message": message_json(self.slack, message)}]
        if message.thread_ts not in (None, message.ts) and message.ephemeral_for is None:
            parent = self.index[str(message.thread_ts)]
            if parent is not None:
                news.append({"kind": "message", "message": message_json(self.slack, parent)})
        return news

    def _modal(self) -> Json | None:
        modal = self.acts.person.modal
        if modal is None:
            return None
        return view_json(modal.view) | {"trouble": modal.trouble}

    def _home(self) -> Json | None:
        home = self.acts.person.home
        return view_json(home) if home is not None else None

    def _home_news(self) -> Json:
        return {"kind": "home", "home": self._home()}

    # What is asked

    async def _answer(self, ask: Json) -> None:
        try:
            said = await self._act(ask)
        except CannotDo as error:
            said = {"refused": str(error)}
        except (KeyError, TypeError, ValueError) as error:
            said = {"refused": f"The page asked for something that does not exist: {error}"}
        await self._send({"kind": "answer", "id": ask.get("id")} | said)

    async def _act(self, ask: Json) -> Json:
        what = str(ask.get("do"))
        if what == "panel":
            self._glance = Glance(self.behind) if ask.get("open") else None
            self._opened.set()
            return {}
        if what == "behind":
            return await self.behind.act(ask)
        if what == "try":
            return look_at(ask)
        return await self.acts.by_name[what](ask)

    async def _glances(self) -> None:
        while True:
            glance = self._glance
            news = await glance.news() if glance is not None else {}
            if news and glance is self._glance:
                await self._send({"kind": "behind"} | news)
            # Whoever has just opened the panel does not wait for it.
            with contextlib.suppress(TimeoutError):
                await asyncio.wait_for(self._opened.wait(), GLANCE_SECONDS)
            self._opened.clear()

    async def _send(self, news: Json) -> None:
        if not self.ws.closed:
            try:
                await self.ws.send_json(news)
            except (ConnectionError, RuntimeError):
                await self.ws.close()

    def _keep(self, work: Any) -> None:
        task: asyncio.Task[None] = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
