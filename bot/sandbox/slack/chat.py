"""Messages: post, update, delete, ephemeral."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bot.sandbox.slack import events
from bot.sandbox.slack.attachments import attachment_problems, identified
from bot.sandbox.slack.blocks import message_problems
from bot.sandbox.slack.cast import BOT_USER, DOMAIN
from bot.sandbox.slack.errors import Circumstance, SlackError
from bot.sandbox.slack.fields import identify, state_of
from bot.sandbox.slack.limits import (
    BLOCKS_TEXT_MAX,
    MARKDOWN_TEXT_MAX,
    METADATA_MAX,
    POST_TEXT_MAX,
    UPDATE_TEXT_MAX,
    blocks_text,
    json_size,
)
from bot.sandbox.slack.records import Channel, Edit, Json, Message
from bot.sandbox.slack.shown import message_json
from bot.sandbox.slack.state import Workspace


def post_message(workspace: Workspace, args: Json) -> Json:
    """Posts a message, or a reply when `thread_ts` is given."""
    channel = writable(workspace, args["channel"])
    content = checked_content(args, POST_TEXT_MAX, workspace.refused_blocks)
    thread_ts = thread_of(workspace, channel, args.get("thread_ts"))
    metadata = _metadata(args.get("metadata"))
    message = Message(
        channel.id,
        workspace.new_ts(),
        BOT_USER,
        content["text"],
        content["blocks"],
        thread_ts,
        metadata=metadata or None,
        attachments=content["attachments"],
        broadcast=bool(args.get("reply_broadcast")) and thread_ts is not None,
        names_linked=_names_linked(args),
        formatted=args.get("mrkdwn") is not False,
    )
    disguise = [name for name in ("username", "icon_emoji", "icon_url") if args.get(name)]
    if disguise:
        workspace.refuse(f"{', '.join(disguise)} without the scope chat:write.customize: ignored")
    message.values = state_of(message.all_blocks, {}, None)
    workspace.add_message(message)
    tell_of_own(workspace, message)
    return {"channel": channel.id, "ts": message.ts, "message": message_json(workspace, message, metadata=True)}


def tell_of_own(
    workspace: Workspace, message: Message, event: Callable[[Workspace, Message], Json] = events.posted
) -> None:
    """Tells the app of what it did itself where it hears of every message: in a conversation with it."""
    if workspace.channels[message.channel].is_im:
        workspace.tell_app(event(workspace, message))


def update(workspace: Workspace, args: Json) -> Json:
    """Replaces a message of the bot; without `blocks` the old blocks go and the mark "(edited)" comes."""
    channel = workspace.channel(args["channel"])
    message = workspace.message(channel.id, args["ts"])
    if message is None:
        ephemeral = any(found.ts == args["ts"] for found in workspace.ephemerals)
        raise SlackError("cant_update_message" if ephemeral else "message_not_found")
    if message.user != BOT_USER:
        raise SlackError("cant_update_message")
    if channel.is_archived:
        raise SlackError("is_inactive")
    if channel.edit_error:
        raise Circumstance(channel.edit_error)
    content = checked_content(args, UPDATE_TEXT_MAX, workspace.refused_blocks)
    metadata = _metadata(args["metadata"]) if "metadata" in args else message.metadata
    remember(workspace, message)
    message.text, message.blocks = content["text"], content["blocks"]
    # Attachments that are not mentioned stay; an empty list takes them away.
    if args.get("attachments") is not None:
        message.attachments = content["attachments"]
    message.metadata = metadata or None
    message.names_linked = _names_linked(args)
    message.values = state_of(message.all_blocks, message.values, None)
    if not message.blocks:
        message.edited = {"user": BOT_USER, "ts": workspace.new_ts()}
    workspace.changed("message", message.ts)
    tell_of_own(workspace, message, events.edited)
    return {
        "channel": channel.id,
        "ts": message.ts,
        "text": message.text,
        "message": message_json(workspace, message, metadata=True),
    }


def delete(workspace: Workspace, args: Json) -> Json:
    """Deletes a message of the bot."""
    channel = workspace.channel(args["channel"])
    message = workspace.message(channel.id, args["ts"])
    if message is None:
        raise SlackError("message_not_found")
    if message.user != BOT_USER:
        raise SlackError("cant_delete_message")
    message.deleted = True
    workspace.changed("message", message.ts)
    tell_of_own(workspace, message, events.deleted)
    return {"channel": channel.id, "ts": message.ts}


def post_ephemeral(workspace: Workspace, args: Json) -> Json:
    """Shows a message to one person who is in the channel; it can never be changed by `chat.update`."""
    channel = writable(workspace, args["channel"])
    user = workspace.user(args["user"])
    if user.id not in channel.members:
        raise SlackError("user_not_in_channel")
    content = checked_content(args, POST_TEXT_MAX, workspace.refused_blocks)
    thread_ts = thread_of(workspace, channel, args.get("thread_ts"))
    message = show_ephemeral(workspace, channel.id, user.id, content, thread_ts)
    message.names_linked = _names_linked(args)
    return {"message_ts": message.ts}


def get_permalink(workspace: Workspace, args: Json) -> Json:
    """Returns the address of a message."""
    channel = workspace.channel(args["channel"])
    message = workspace.message(channel.id, args["message_ts"])
    if message is None:
        raise SlackError("message_not_found")
    link = f"https://{DOMAIN}.slack.com/archives/{channel.id}/p{message.ts.replace('.', '')}"
    if message.thread_ts not in (None, message.ts):
        link += f"?thread_ts={message.thread_ts}&cid={channel.id}"
    return {"channel": channel.id, "permalink": link}


def show_ephemeral(
    workspace: Workspace, channel: str, user: str, content: Json, thread_ts: str | None = None
) -> Message:
    """Puts a message in front of one person only."""
    message = Message(channel, workspace.new_ts(), BOT_USER, content["text"], content["blocks"], thread_ts)
    message.ephemeral_for = user
    message.attachments = content["attachments"]
    message.values = state_of(message.all_blocks, {}, None)
    return workspace.add_message(message)


def remember(workspace: Workspace, message: Message) -> None:
    """Keeps what a message is before it is changed."""
    message.history.append(Edit(workspace.now(), message.text, message.all_blocks))
    if workspace.edits_kept is not None:
        del message.history[: -workspace.edits_kept]


def writable(workspace: Workspace, channel_id: object) -> Channel:
    """Returns a channel that the bot may write to; its name will do, and a person's id for their direct messages."""
    if str(channel_id) in workspace.users:
        return workspace.direct(str(channel_id))
    channel = workspace.channel(workspace.named(channel_id) or channel_id)
    if channel.is_archived:
        raise SlackError("is_archived")
    if BOT_USER not in channel.members and "chat:write.public" not in workspace.scopes:
        raise SlackError("not_in_channel")
    if channel.post_error:
        raise Circumstance(channel.post_error)
    return channel


def thread_of(workspace: Workspace, channel: Channel, thread_ts: object) -> str | None:
    """Checks a `thread_ts`: the timestamp of a message that is no reply itself."""
    if not thread_ts:
        return None
    parent = workspace.message(channel.id, thread_ts)
    if parent is None:
        return _without_parent(workspace, channel, str(thread_ts))
    if parent.thread_ts not in (None, parent.ts):
        workspace.refuse(f"thread_ts {thread_ts} is a reply; Slack wants the parent's timestamp")
        return parent.thread_ts
    if channel.thread_error:
        raise Circumstance(channel.thread_error)
    return parent.ts


def _without_parent(workspace: Workspace, channel: Channel, thread_ts: str) -> str | None:
    if workspace.replies(channel.id, thread_ts):
        # A deleted parent with replies stays as "This message was deleted" and its thread goes on.
        return thread_ts
    if channel.orphan_error:
        raise Circumstance(channel.orphan_error)
    return None


def checked_content(args: Json, text_max: int, refused: frozenset[str] = frozenset()) -> Json:
    """Returns text, blocks and attachments of a message after Slack's checks. Errors: as `chat.postMessage`."""
    text, blocks, attachments = args.get("text") or "", args.get("blocks") or [], args.get("attachments") or []
    if args.get("markdown_text"):
        if text or blocks:
            raise SlackError("markdown_text_conflict")
        text = str(args["markdown_text"])
        text_max = MARKDOWN_TEXT_MAX
    if not isinstance(text, str):
        raise SlackError("invalid_arguments", "[ERROR] must be a string [json-pointer:/text]")
    if not text and not blocks and not attachments:
        raise SlackError("no_text")
    if len(text) > text_max:
        raise SlackError("msg_too_long", f"[ERROR] {len(text)} characters, {text_max} are allowed")
    if isinstance(attachments, list) and len(attachments) > 100:
        raise SlackError("too_many_attachments")
    problems = attachment_problems(attachments)
    if problems:
        raise SlackError("invalid_attachments", *problems)
    problems = message_problems(blocks)
    if problems:
        raise SlackError("invalid_blocks", *problems)
    not_here = message_problems(blocks, refused) if refused else []
    if not_here:
        raise Circumstance("invalid_blocks", *not_here)
    total = blocks_text(blocks)
    if total > BLOCKS_TEXT_MAX:
        raise SlackError("msg_blocks_too_long", f"[ERROR] {total} characters in all blocks together")
    return {"text": text, "blocks": identify(blocks), "attachments": identified(attachments)}


def _metadata(metadata: Any) -> Json:
    if not metadata:
        return {}
    if not isinstance(metadata, dict) or not isinstance(metadata.get("event_type"), str):
        raise SlackError("invalid_metadata_format")
    if not isinstance(metadata.get("event_payload"), dict) or metadata.keys() - {"event_type", "event_payload"}:
        raise SlackError("invalid_metadata_schema")
    if json_size(metadata) > METADATA_MAX:
        raise SlackError("metadata_too_large")
    return metadata


def _names_linked(args: Json) -> bool:
    return args.get("parse") == "full" or bool(args.get("link_names"))
