"""What the app is told of messages: that one was written, mentions it, was edited or deleted (Events API)."""

from __future__ import annotations

from bot.sandbox.slack.cast import BOT_USER
from bot.sandbox.slack.records import Json, Message
from bot.sandbox.slack.shown import message_json
from bot.sandbox.slack.state import Workspace

DEFAULT_SUBSCRIPTIONS = frozenset({"app_home_opened", "app_mention", "channel_shared", "message.im"})


def subscription(event: Json) -> str:
    """Returns the name under which an app subscribes to an event: messages have one for each kind of place."""
    kind = str(event["type"])
    return f"message.{event['channel_type']}" if kind == "message" else kind


def posted(workspace: Workspace, message: Message) -> Json:
    """Returns the event of a new message."""
    about = {"channel": message.channel, "channel_type": _place(workspace, message), "event_ts": message.ts}
    return message_json(workspace, message) | about


def written(workspace: Workspace, message: Message) -> list[Json]:
    """Returns the events of a message that a person wrote: it is there, and perhaps it mentions the app."""
    told = [posted(workspace, message)]
    room = workspace.channels[message.channel]
    if f"<@{BOT_USER}>" in message.text and not room.is_im and BOT_USER in room.members and message.user != BOT_USER:
        told.append(told[0] | {"type": "app_mention"})
    return told


def edited(workspace: Workspace, message: Message) -> Json:
    """Returns the event of an edit. It names nobody, so that nothing in it tells the app that it is its own doing."""
    shown = message_json(workspace, message)
    before = {"text": message.history[-1].text, "blocks": message.history[-1].blocks} if message.history else {}
    about: Json = {"message": shown, "previous_message": shown | before}
    return _about(workspace, message, "message_changed") | about


def deleted(workspace: Workspace, message: Message) -> Json:
    """Returns the event of a deletion."""
    about: Json = {"deleted_ts": message.ts, "previous_message": message_json(workspace, message)}
    return _about(workspace, message, "message_deleted") | about


def _about(workspace: Workspace, message: Message, subtype: str) -> Json:
    ts = workspace.new_ts()
    return {
        "type": "message",
        "subtype": subtype,
        "hidden": True,
        "channel": message.channel,
        "channel_type": _place(workspace, message),
        "ts": ts,
        "event_ts": ts,
    }


def _place(workspace: Workspace, message: Message) -> str:
    room = workspace.channels[message.channel]
    return "im" if room.is_im else "group" if room.is_private else "channel"
