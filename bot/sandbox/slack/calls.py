"""The plain methods: who am I, people, groups, conversations, reactions."""

from __future__ import annotations

from typing import Any

from bot.sandbox.slack.cast import APP_ID, BOT_ID, BOT_USER, DOMAIN, TEAM
from bot.sandbox.slack.errors import SlackError
from bot.sandbox.slack.records import Channel, Json, Message
from bot.sandbox.slack.shown import message_json
from bot.sandbox.slack.state import Workspace


def api_test(workspace: Workspace, args: Json) -> Json:  # noqa: ARG001 - all methods have one shape
    """Answers with what was asked."""
    return {"args": args}


def auth_test(workspace: Workspace, args: Json) -> Json:  # noqa: ARG001 - all methods have one shape
    """Says who the token belongs to."""
    return {
        "url": f"{workspace.base_url}/",
        "team": "Sandbox",
        "user": workspace.users[BOT_USER].name,
        "team_id": TEAM,
        "user_id": BOT_USER,
        "bot_id": BOT_ID,
        "is_enterprise_install": False,
    }


def bots_info(workspace: Workspace, args: Json) -> Json:
    """Describes the app's own bot."""
    if args.get("bot", BOT_ID) != BOT_ID:
        raise SlackError("bot_not_found")
    name = workspace.users[BOT_USER].name
    return {"bot": {"id": BOT_ID, "deleted": False, "name": name, "app_id": APP_ID, "user_id": BOT_USER, "icons": {}}}


def users_info(workspace: Workspace, args: Json) -> Json:
    """Describes one person."""
    return {"user": workspace.user_json(workspace.user(args["user"]))}


def users_list(workspace: Workspace, args: Json) -> Json:
    """Lists everybody."""
    members, cursor = _page(list(workspace.users.values()), args)
    return {"members": [workspace.user_json(user) for user in members], **_cursor(cursor)}


def users_conversations(workspace: Workspace, args: Json) -> Json:
    """Lists the channels that a person, or the bot itself, is in."""
    user = workspace.user(args.get("user", BOT_USER)).id
    types = str(args.get("types", "public_channel")).split(",")
    rooms = [room for room in workspace.channels.values() if user in room.members and _kind(room) in types]
    page, cursor = _page([room for room in rooms if not (room.is_private and BOT_USER not in room.members)], args)
    return {"channels": [channel_json(workspace, room) for room in page], **_cursor(cursor)}


def usergroups_list(workspace: Workspace, args: Json) -> Json:
    """Lists the user groups."""
    groups = []
    for group, users in workspace.usergroups.items():
        handle = group[2:].lower()
        found: Json = {"id": group, "team_id": TEAM, "is_usergroup": True, "name": handle, "handle": handle}
        found |= {"date_delete": 0, "user_count": len(users)}
        if _true(args.get("include_users")):
            found["users"] = list(users)
        groups.append(found)
    return {"usergroups": groups}


def usergroups_users_list(workspace: Workspace, args: Json) -> Json:
    """Lists who is in a user group."""
    users = workspace.usergroups.get(str(args["usergroup"]))
    if users is None:
        raise SlackError("no_such_subteam")
    return {"users": list(users)}


def conversations_info(workspace: Workspace, args: Json) -> Json:
    """Describes a conversation."""
    channel = workspace.channel(args["channel"])
    workspace.require(_scope(channel, "read"))
    found = channel_json(workspace, channel)
    if _true(args.get("include_num_members")):
        found["num_members"] = len(channel.members)
    return {"channel": found}


def conversations_open(workspace: Workspace, args: Json) -> Json:
    """Opens the direct message channel with one person."""
    if "channel" in args:
        return {"channel": {"id": workspace.channel(args["channel"]).id}}
    users = [user for user in str(args.get("users", "")).split(",") if user]
    if len(users) != 1:
        raise SlackError("users_list_not_supplied" if not users else "not_enough_users")
    user = workspace.user(users[0])
    if user.is_bot:
        raise SlackError("cannot_dm_bot")
    if user.deleted:
        raise SlackError("user_disabled")
    known = any(channel.is_im and user.id in channel.members for channel in workspace.channels.values())
    channel = workspace.direct(user.id)
    full = channel_json(workspace, channel) if _true(args.get("return_im")) else {"id": channel.id}
    return {"no_op": known, "already_open": known, "channel": full}


def conversations_history(workspace: Workspace, args: Json) -> Json:
    """Lists the messages of a channel, newest first."""
    channel = _readable(workspace, args)
    found = [message for message in reversed(workspace.top_level(channel.id)) if _within(message, args)]
    page, cursor = _page(found, args)
    messages = [message_json(workspace, message, metadata=_true(args.get("include_all_metadata"))) for message in page]
    return {"messages": messages, "has_more": cursor is not None, "pin_count": 0, **_cursor(cursor)}


def conversations_replies(workspace: Workspace, args: Json) -> Json:
    """Lists a thread: its parent, then the replies, oldest first."""
    channel = _readable(workspace, args)
    asked = workspace.message(channel.id, args["ts"])
    root_ts = asked.thread_ts or asked.ts if asked else str(args["ts"])
    root = workspace.message(channel.id, root_ts)
    thread = [*([root] if root else []), *workspace.replies(channel.id, root_ts)]
    if not thread:
        raise SlackError("thread_not_found")
    page, cursor = _page([message for message in thread if _within(message, args)], args)
    messages = [message_json(workspace, message, metadata=_true(args.get("include_all_metadata"))) for message in page]
    return {"messages": messages, "has_more": cursor is not None, **_cursor(cursor)}


def conversations_members(workspace: Workspace, args: Json) -> Json:
    """Lists who is in a conversation."""
    channel = workspace.channel(args["channel"])
    workspace.require(_scope(channel, "read"))
    page, cursor = _page(sorted(channel.members), args)
    return {"members": page, **_cursor(cursor)}


def reactions_add(workspace: Workspace, args: Json) -> Json:
    """Adds the bot's reaction to a message."""
    channel = workspace.channel(args["channel"])
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    message = workspace.message(channel.id, args["timestamp"])
    if message is None:
        raise SlackError("message_not_found")
    reaction = (str(args["name"]).strip(":"), BOT_USER)
    if reaction in message.reactions:
        raise SlackError("already_reacted")
    message.reactions.append(reaction)
    workspace.changed("message", message.ts)
    return {}


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """Returns a conversation as `conversations.info` shows it."""
    found: Json = {
        "id": channel.id,
        "is_channel": not channel.is_im and not channel.is_private,
        "is_group": channel.is_private,
        "is_im": channel.is_im,
        "is_mpim": False,
        "is_private": channel.is_private or channel.is_im,
        "created": 1700000000,
        "is_archived": channel.is_archived,
        "is_org_shared": False,
        "context_team_id": TEAM,
        "updated": int(workspace.now().timestamp() * 1000),
    }
    if channel.is_im:
        return found | {"user": next(iter(channel.members - {BOT_USER})), "is_open": True}
    return found | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_general": False,
        "is_shared": channel.is_ext_shared,
        "is_ext_shared": channel.is_ext_shared,
        "is_pending_ext_shared": False,
        "is_member": BOT_USER in channel.members,
        "creator": "U0LEAD",
        "topic": {"value": "", "creator": "", "last_set": 0},
        "purpose": {"value": "", "creator": "", "last_set": 0},
        "team_domain": DOMAIN,
    }


def _readable(workspace: Workspace, args: Json) -> Channel:
    channel = workspace.channel(args["channel"])
    workspace.require(_scope(channel, "history"))
    if BOT_USER not in channel.members:
        raise SlackError("not_in_channel")
    return channel


def _scope(channel: Channel, right: str) -> str:
    return f"{'im' if channel.is_im else 'groups' if channel.is_private else 'channels'}:{right}"


def _kind(channel: Channel) -> str:
    return "im" if channel.is_im else "private_channel" if channel.is_private else "public_channel"


def _within(message: Message, args: Json) -> bool:
    stamp, oldest, latest = float(message.ts), float(args.get("oldest") or 0), float(args.get("latest") or "inf")
    if message.thread_ts == message.ts and "ts" in args:
        return True
    return oldest <= stamp <= latest if _true(args.get("inclusive")) else oldest < stamp < latest


def _page(found: list[Any], args: Json) -> tuple[list[Any], str | None]:
    size = min(int(args.get("limit") or 100), 1000)
    start = int(str(args.get("cursor") or "0"))
    return found[start : start + size], str(start + size) if len(found) > start + size else None


def _cursor(cursor: str | None) -> Json:
    return {"response_metadata": {"next_cursor": cursor}} if cursor else {}


def _true(value: object) -> bool:
    return value in (True, 1, "1", "true", "True")
