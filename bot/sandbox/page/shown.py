"""How the workspace looks to one person at the page: people, rooms, messages, views."""

from __future__ import annotations

from typing import Any

from bot.sandbox.page.app import MAY_DELETE_ALL, ROLES
from bot.sandbox.slack import Channel, File, Message, SlackStandIn, User, View
from bot.sandbox.slack.cast import BOT_USER

Json = dict[str, Any]
PEOPLE_SHOWN = 5


def user_json(user: User) -> Json:
    """Returns a person as the page names them."""
    return {
        "id": user.id,
        "handle": user.name,
        "name": user.real_name,
        "tz": user.tz,
        "bot": user.is_bot,
        "guest": user.is_restricted or user.is_ultra_restricted,
        "stranger": user.is_stranger,
        "role": ROLES.get(user.id, "App" if user.is_bot else ""),
        "playable": user.id in ROLES,
        "deletesAll": user.id in MAY_DELETE_ALL,
    }


def room_json(channel: Channel) -> Json:
    """Returns a conversation as the list on the left shows it."""
    kind = "im" if channel.is_im else "private" if channel.is_private else "channel"
    return {
        "id": channel.id,
        "name": "label-bot" if channel.is_im else channel.name,
        "kind": kind,
        "shared": channel.is_ext_shared,
        "members": len(channel.members - {BOT_USER}),
        "hasBot": BOT_USER in channel.members,
        "archived": channel.is_archived,
    }


def may_see(slack: SlackStandIn, message: Message, user_id: str) -> bool:
    """Says whether somebody has this message in front of them."""
    if message.ephemeral_for is not None:
        return message.ephemeral_for == user_id
    channel = slack.channels.get(message.channel)
    return channel is not None and user_id in channel.members


def message_json(slack: SlackStandIn, message: Message) -> Json:
    """Returns a message with everything that is drawn of it, its thread's footer included."""
    replies = slack.thread(message.channel, message.ts) if message.thread_ts in (None, message.ts) else []
    tombstone = message.deleted
    return {
        "channel": message.channel,
        "ts": message.ts,
        "user": message.user,
        "text": "" if tombstone else message.text,
        "formatted": message.formatted,
        "blocks": [] if tombstone else message.blocks,
        "attachments": [] if tombstone else message.attachments,
        "values": {} if tombstone else message.values,
        "files": [] if tombstone else [file_json(file) for file in message.files],
        "thread": message.thread_ts if message.thread_ts not in (None, message.ts) else None,
        "broadcast": message.broadcast,
        "edited": message.edited is not None,
        "private": message.ephemeral_for is not None,
        "deleted": tombstone,
        "reactions": [list(pair) for pair in message.reactions],
        "replies": _footer(replies),
    }


def _footer(replies: list[Message]) -> Json | None:
    if not replies:
        return None
    people = list(dict.fromkeys(reply.user for reply in replies))[:PEOPLE_SHOWN]
    return {"count": len(replies), "people": people, "latest": replies[-1].ts}


def file_json(file: File) -> Json:
    """Returns a file as the page lists and opens it."""
    return {"id": file.id, "name": file.name, "title": file.title, "type": file.mimetype, "size": len(file.content)}


def view_json(view: View) -> Json:
    """Returns a view with what is filled in, and how deep in its modal it stands."""
    stack = view.stack
    return {
        "id": view.id,
        "revision": view.revision,
        "depth": stack.views.index(view) if stack is not None and view in stack.views else 0,
        "body": view.body,
        "values": view.values,
    }


def room_messages(slack: SlackStandIn, user_id: str, channel: str) -> list[Message]:
    """Lists what somebody sees in a channel, oldest first: messages, private answers, and what is left of parents."""
    found = list(slack.workspace.top_level(channel))
    gone = [
        message
        for message in slack.workspace.messages
        if message.deleted and message.channel == channel and message.thread_ts in (None, message.ts)
    ]
    found += [message for message in gone if slack.thread(channel, message.ts)]
    private = slack.person(user_id).ephemerals
    found += [message for message in private if message.channel == channel and not message.thread_ts]
    return sorted(found, key=lambda message: _order(message.ts))


def thread_messages(slack: SlackStandIn, user_id: str, channel: str, ts: str) -> list[Message]:
    """Lists the replies that somebody sees under a message, oldest first."""
    found = list(slack.thread(channel, ts))
    private = slack.person(user_id).ephemerals
    found += [message for message in private if message.channel == channel and message.thread_ts == ts]
    return sorted(found, key=lambda message: _order(message.ts))


def _order(ts: str) -> tuple[int, int]:
    seconds, _, rest = ts.partition(".")
    return int(seconds), int(rest or 0)
