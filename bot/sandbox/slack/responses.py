"""Answers through a response_url (docs.slack.dev/interactivity/handling-user-interaction)."""

from __future__ import annotations

import json
from typing import Any

from aiohttp import web

from bot.sandbox.slack.cast import BOT_USER
from bot.sandbox.slack.chat import checked_content, remember, show_ephemeral
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.fields import state_of
from bot.sandbox.slack.limits import POST_TEXT_MAX
from bot.sandbox.slack.records import ApiCall, Channel, Json, Message, ResponseUrl
from bot.sandbox.slack.state import RESPONSE_URL_LIFE, RESPONSE_URL_USES, Workspace

_FIELDS = frozenset(
    {
        "attachments",
        "blocks",
        "delete_original",
        "link_names",
        "metadata",
        "mrkdwn",
        "parse",
        "replace_original",
        "response_type",
        "text",
        "thread_ts",
        "unfurl_links",
        "unfurl_media",
    }
)


class Responses:
    """Serves `/response/TEAM/ID`."""

    def __init__(self, workspace: Workspace) -> None:
        self.workspace = workspace

    async def handle(self, request: web.Request) -> web.Response:
        """Takes one answer; 404 when the address is unknown, used up or too old."""
        url = self.workspace.response_urls.get(request.match_info["id"])
        body: Any = {}
        try:
            body = json.loads(await request.text())
            if not isinstance(body, dict):
                raise SlackError("invalid_payload")
            if url is None:
                raise SlackError("invalid_url")
            self._use(url)
            answer(self.workspace, url, body)
        except ValueError:
            return self._refused(body, "invalid_payload", 400)
        except SlackError as error:
            status = 404 if error.error in ("expired_url", "used_url", "invalid_url") else 400
            return self._refused(body, error.error, status, "; ".join(error.messages))
        self._record(body, {"ok": True}, 200)
        return web.Response(text="ok")

    def _use(self, url: ResponseUrl) -> None:
        if self.workspace.now() - url.made > RESPONSE_URL_LIFE:
            raise SlackError("expired_url")
        if url.uses >= RESPONSE_URL_USES:
            raise SlackError("used_url")
        url.uses += 1

    def _refused(self, body: Any, error: str, status: int, details: str = "") -> web.Response:
        self.workspace.refuse(f"response_url: {error}{f' ({details})' if details else ''}")
        self._record(body, {"ok": False, "error": error}, status)
        return web.json_response({"ok": False, "error": error}, status=status)

    def _record(self, body: Any, reply: Json, status: int) -> None:
        args = body if isinstance(body, dict) else {}
        self.workspace.calls.append(ApiCall(self.workspace.now(), "response_url", args, reply, status))
        self.workspace.changed("call", "response_url")


def answer(workspace: Workspace, url: ResponseUrl, body: Json) -> None:
    """Carries out an answer: delete, replace, or post (to one or to all). Errors: as chat.postMessage."""
    unknown = body.keys() - _FIELDS
    if unknown:
        workspace.refuse(f"response_url: unknown field {', '.join(sorted(unknown))}")
    if body.get("delete_original"):
        _delete(workspace, url)
        return
    content = checked_content(body, POST_TEXT_MAX, workspace.refused_blocks)
    if body.get("replace_original") and url.source is not None:
        _replace(workspace, url.source, content)
    elif body.get("response_type") == "in_channel":
        _post(workspace, workspace.channels[url.channel], content, body.get("thread_ts"))
    elif body.get("response_type") in (None, "ephemeral"):
        show_ephemeral(workspace, url.channel, url.user, content, body.get("thread_ts") or url.thread_ts)
    else:
        raise SlackError("invalid_response_type")


def _delete(workspace: Workspace, url: ResponseUrl) -> None:
    if url.source is None:
        workspace.refuse("response_url: delete_original, but no message holds the component")
        return
    url.source.deleted = True
    workspace.changed("message", url.source.ts)


def _replace(workspace: Workspace, message: Message, content: Json) -> None:
    remember(workspace, message)
    message.text, message.blocks, message.attachments = content["text"], content["blocks"], content["attachments"]
    message.values = state_of(message.all_blocks, message.values, None)
    workspace.changed("message", message.ts)


def _post(workspace: Workspace, channel: Channel, content: Json, thread_ts: str | None) -> None:
    message = Message(channel.id, workspace.new_ts(), BOT_USER, content["text"], content["blocks"], thread_ts)
    message.attachments = content["attachments"]
    message.values = state_of(message.all_blocks, {}, None)
    workspace.add_message(message)
