"""The bytes of files: where they are sent to and fetched from."""

from __future__ import annotations

from aiohttp import web

from bot.sandbox.slack.state import Workspace


class Transfer:
    """Serves `/upload/v1/FILE` and `/files-pri/...`."""

    def __init__(self, workspace: Workspace, bot_token: str) -> None:
        self.workspace = workspace
        self.bot_token = bot_token

    async def upload(self, request: web.Request) -> web.StreamResponse:
        """Takes the bytes of an upload that was announced, raw or as a form."""
        file = self.workspace.files.get(request.match_info["file"])
        if file is None or file.completed:
            return web.Response(status=404, text="file_not_found")
        if request.content_type.startswith("multipart/"):
            form = await request.post()
            content = b"".join(part.file.read() for part in form.values() if isinstance(part, web.FileField))
        else:
            content = await request.read()
        announced = request.query.get("length")
        if str(len(content)) != announced:
            self.workspace.refuse(f"upload of {file.name}: {len(content)} bytes, {announced} were announced")
            return web.Response(status=400, text="length mismatch")
        file.content = content
        return web.Response(text=f"OK - {len(content)}")

    async def download(self, request: web.Request) -> web.StreamResponse:
        """Gives the bytes to the bot; to everybody else Slack's sign-in page, which comes with status 200."""
        file = self.workspace.files.get(request.match_info["key"].partition("-")[2])
        allowed = request.headers.get("Authorization") == f"Bearer {self.bot_token}"
        if not allowed or "files:read" not in self.workspace.scopes:
            self.workspace.refuse("download of a file without the bot token or without files:read")
            return web.Response(text="<!DOCTYPE html><html><body>Sign in</body></html>", content_type="text/html")
        if file is None or not file.completed:
            return web.Response(status=404, text="file_not_found")
        return web.Response(body=file.content, content_type=file.mimetype)
