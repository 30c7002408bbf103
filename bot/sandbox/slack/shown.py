"""How records look in answers and payloads."""

from __future__ import annotations

import copy

from bot.sandbox.slack.cast import APP_ID, BOT_ID, BOT_USER, TEAM
from bot.sandbox.slack.records import File, Json, Message, View
from bot.sandbox.slack.state import Workspace


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """Returns a message as Slack shows it in answers and payloads."""
    shown: Json = {"type": "message", "user": message.user, "text": message.text, "ts": message.ts, "team": TEAM}
    if message.user == BOT_USER:
        shown |= {"bot_id": BOT_ID, "app_id": APP_ID}
    if message.subtype:
        shown["subtype"] = message.subtype
    for name in ("blocks", "thread_ts", "edited", "attachments"):
        value = getattr(message, name)
        if value:
            shown[name] = value
    if message.files:
        shown["files"] = [file_json(workspace, file) for file in message.files]
    if metadata and message.metadata:
        shown["metadata"] = message.metadata
    if message.reactions:
        shown["reactions"] = [{"name": name, "users": [user], "count": 1} for name, user in message.reactions]
    replies = workspace.replies(message.channel, message.ts) if message.thread_ts in (None, message.ts) else []
    if replies:
        shown |= {"thread_ts": message.ts, "reply_count": len(replies), "latest_reply": replies[-1].ts}
        shown["reply_users"] = list(dict.fromkeys(reply.user for reply in replies))
    return shown


def file_json(workspace: Workspace, file: File) -> Json:
    """Returns a file as `files.info` and the payloads show it."""
    private = f"{workspace.base_url}/files-pri/{TEAM}-{file.id}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": file.mimetype,
        "filetype": file.name.rpartition(".")[2].lower() or "binary",
        "user": file.user,
        "user_team": TEAM,
        "editable": False,
        "size": len(file.content),
        "mode": "hosted",
        "is_external": False,
        "external_type": "",
        "is_public": bool(file.channels),
        "url_private": f"{private}/{file.name}",
        "url_private_download": f"{private}/download/{file.name}",
        "permalink": f"{workspace.base_url}/files/{file.user}/{file.id}/{file.name}",
        "channels": list(file.channels),
        "file_access": "visible",
    }


def view_json(view: View) -> Json:
    """Returns a view as the Web API and the payloads show it, with what the person has filled in so far."""
    body = view.body
    return {
        "id": view.id,
        "team_id": TEAM,
        "type": body["type"],
        "blocks": body.get("blocks", []),
        "private_metadata": body.get("private_metadata", ""),
        "callback_id": body.get("callback_id", ""),
        "state": {"values": copy.deepcopy(view.values)},
        "hash": view.hash,
        "title": body.get("title"),
        "clear_on_close": body.get("clear_on_close", False),
        "notify_on_close": body.get("notify_on_close", False),
        "close": body.get("close"),
        "submit": body.get("submit"),
        "previous_view_id": view.previous_id,
        "root_view_id": view.stack.views[0].id if view.stack and view.stack.views else view.id,
        "app_id": APP_ID,
        "external_id": body.get("external_id", ""),
        "app_installed_team_id": TEAM,
        "bot_id": BOT_ID,
    }
