"""The page's own server: static files, files of the workspace, uploads, and the windows' WebSockets."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final
from urllib.parse import quote, urlsplit

from aiohttp import web
from aiohttp.typedefs import Handler

from bot.sandbox.page import inputs
from bot.sandbox.page.acts import Acts
from bot.sandbox.page.app import ROLES
from bot.sandbox.page.behind import Behind
from bot.sandbox.page.shown import file_json, may_see
from bot.sandbox.page.windows import Index, Window
from bot.sandbox.slack import CannotDo, File, SlackStandIn

STATIC: Final = Path(__file__).parent / "static"
UPLOAD_BYTES_MAX: Final = 50_000_000
_OPENED: Final = {
    "application/pdf": "application/pdf",
    "image/png": "image/png",
    "image/jpeg": "image/jpeg",
    "image/gif": "image/gif",
    "text/csv": "text/plain",
    "text/plain": "text/plain",
}
"""What the browser may show by itself, and as what; everything else is only downloaded."""

_POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HEADERS: Final = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}


class PageServer:
    """Serves the page on loopback to whoever sits at this machine, and to no other site open in the same browser."""

    def __init__(self, slack: SlackStandIn, behind: Behind, port: int = 0) -> None:
        self.slack, self.behind, self.port = slack, behind, port
        self._index = Index(slack)
        self.windows: set[Window] = set()
        self._runner: web.AppRunner | None = None
        self._telling: set[asyncio.Task[None]] = set()

    @property
    def url(self) -> str:
        """The address to open."""
        return f"http://127.0.0.1:{self.port}/"

    async def start(self) -> None:
        """Listens. OSError when the port is in use."""

        @web.middleware
        async def guard(request: web.Request, handler: Handler) -> web.StreamResponse:
            return await self._guard(request, handler)

        app = web.Application(middlewares=[guard], client_max_size=UPLOAD_BYTES_MAX)
        app.router.add_get("/", self._page)
        app.router.add_get("/live", self._live)
        app.router.add_get("/files/{file}/{name}", self._file)
        app.router.add_post("/files", self._upload)
        app.router.add_get("/orders.csv", self._orders)
        app.router.add_static("/static/", STATIC)
        self._runner = web.AppRunner(app, access_log=None, shutdown_timeout=0.5)
        await self._runner.setup()
        site = web.TCPSite(self._runner, "127.0.0.1", self.port)
        await site.start()
        self.port = self._runner.addresses[0][1]

    async def stop(self) -> None:
        """Closes every window's connection and the port."""
        for window in list(self.windows):
            await window.ws.close()
        if self._runner is not None:
            await self._runner.cleanup()
            self._runner = None

    def bot_changed(self) -> None:
        """Tells every window how the bot is."""
        for window in list(self.windows):
            task = asyncio.ensure_future(window.bot_changed())
            self._telling.add(task)
            task.add_done_callback(self._telling.discard)

    async def _guard(self, request: web.Request, handler: Handler) -> web.StreamResponse:
        """A name that resolves to this machine is not enough: Host and Origin must be loopback with this port."""
        hosts = {f"{name}:{self.port}" for name in ("127.0.0.1", "localhost")}
        origin = request.headers.get("Origin")
        if request.headers.get("Host") not in hosts:
            return web.Response(status=403, text="This page answers on 127.0.0.1 only.\n")
        if origin is not None and (urlsplit(origin).scheme != "http" or urlsplit(origin).netloc not in hosts):
            return web.Response(status=403, text="This page answers no other page.\n")
        if request.headers.get("Sec-Fetch-Site") in ("cross-site", "same-site") and request.path != "/":
            return web.Response(status=403, text="This page answers no other page.\n")
        answer = await handler(request)
        if not answer.prepared:
            answer.headers.update(_HEADERS)
            answer.headers.setdefault("Content-Security-Policy", _POLICY)
        return answer

    async def _page(self, request: web.Request) -> web.StreamResponse:  # noqa: ARG002 - a handler takes its request
        return web.FileResponse(STATIC / "index.html")

    async def _live(self, request: web.Request) -> web.StreamResponse:
        window = Window(self.slack, self.behind, self._index, _who(request))
        self.windows.add(window)
        try:
            return await window.serve(request)
        finally:
            self.windows.discard(window)

    async def _file(self, request: web.Request) -> web.Response:
        """Gives a file to somebody who has a message with it in front of them, or who added it."""
        file = self.slack.files.get(request.match_info["file"])
        if file is None or not file.completed or not self._may_open(file, _who(request)):
            if request.headers.get("Sec-Fetch-Dest") == "image":
                return web.Response(status=204)  # the page shows in its place what the picture is called
            return web.Response(status=404, text="There is no such file, or it was not shared with you.\n")
        shown = _OPENED.get(file.mimetype)
        way = "inline" if shown else "attachment"
        headers = {"Content-Disposition": f"{way}; filename*=UTF-8''{quote(file.name)}"}
        if file.mimetype == "application/pdf":
            headers["Content-Security-Policy"] = "frame-ancestors 'none'"
        return web.Response(body=file.content, content_type=shown or "application/octet-stream", headers=headers)

    def _may_open(self, file: File, user_id: str) -> bool:
        if file.user == user_id:
            return True
        holders = (message for message in self.slack.workspace.messages if file in message.files)
        return any(may_see(self.slack, message, user_id) for message in holders if not message.deleted)

    async def _upload(self, request: web.Request) -> web.Response:
        """Takes one file: for an input of a modal when `view` is given, otherwise for the message being written."""
        query: dict[str, Any] = dict(request.query)
        name = str(query.get("name") or "file").replace("/", "_").replace("\\", "_")
        content = await request.read()
        user = _who(request)
        if not query.get("view"):
            return web.json_response({"file": file_json(inputs.kept_file(self.slack, name, content, user))})
        try:
            return web.json_response({"files": Acts(self.slack, user).attach(query, name, content)})
        except CannotDo as error:
            return web.json_response({"refused": str(error)})

    async def _orders(self, request: web.Request) -> web.Response:  # noqa: ARG002 - a handler takes its request
        headers = {"Content-Disposition": 'attachment; filename="orders.csv"'}
        return web.Response(text=self.behind.orders.csv(), content_type="text/csv", headers=headers)


def _who(request: web.Request) -> str:
    """Returns the person whose place the window takes; the first one when the address names nobody who can be."""
    asked = request.query.get("as", "")
    return asked if asked in ROLES else next(iter(ROLES))
