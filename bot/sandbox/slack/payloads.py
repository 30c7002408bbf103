"""What Slack sends to an app (docs.slack.dev/reference/interaction-payloads and slash commands, Events API)."""

from __future__ import annotations

import secrets
from typing import Any

from bot.sandbox.slack.cast import APP_ID, BOT_USER, DOMAIN, TEAM
from bot.sandbox.slack.fields import KINDS, Placed, placed
from bot.sandbox.slack.records import Channel, Json, Message, View
from bot.sandbox.slack.shown import message_json, view_json
from bot.sandbox.slack.state import Workspace
from bot.sandbox.slack.text import escape

VERIFICATION_TOKEN = "sandbox-verification-token"  # noqa: S105 - Slack's deprecated constant, no secret


def slash_command(workspace: Workspace, user: str, command: str, text: str, channel: Channel) -> Json:
    """The form of a slash command; Slack escapes what the person typed."""
    person = workspace.users[user]
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": person.team_id,
        "team_domain": DOMAIN,
        "channel_id": channel.id,
        "channel_name": "privategroup" if channel.is_private else channel.name,
        "user_id": user,
        "user_name": person.name,
        "command": command,
        "text": escape(text),
        "api_app_id": APP_ID,
        "is_enterprise_install": "false",
        "response_url": workspace.new_response_url(user, channel.id),
        "trigger_id": workspace.new_trigger(user, channel.id),
    }


def _common(workspace: Workspace, kind: str, user: str) -> Json:
    person = workspace.users[user]
    return {
        "type": kind,
        "user": {"id": user, "username": person.name, "name": person.name, "team_id": person.team_id},
        "api_app_id": APP_ID,
        "token": VERIFICATION_TOKEN,
        "team": {"id": TEAM, "domain": DOMAIN},
        "enterprise": None,
        "is_enterprise_install": False,
    }


def _channel(channel: Channel) -> Json:
    return {"id": channel.id, "name": channel.name}


def message_actions(workspace: Workspace, user: str, message: Message, place: Placed, chosen: Json) -> Json:
    """A press in a message. An ephemeral message is not part of the payload."""
    channel = workspace.channels[message.channel]
    container: Json = {"type": "message", "message_ts": message.ts, "channel_id": channel.id}
    for number, one in enumerate(message.attachments, 1):
        if any(held.block_id == place.block_id for held in placed(one.get("blocks") or [])):
            container |= {"type": "message_attachment", "attachment_id": number, "is_app_unfurl": False}
    container["is_ephemeral"] = message.ephemeral_for is not None
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    payload = _common(workspace, "block_actions", user)
    payload |= {
        "container": container,
        "trigger_id": workspace.new_trigger(user, channel.id),
        "channel": _channel(channel),
        "state": {"values": message.values},
        "response_url": workspace.new_response_url(user, channel.id, message, message.thread_ts),
        "actions": [action(workspace, place, chosen)],
    }
    if message.ephemeral_for is None:
        payload["message"] = message_json(workspace, message)
    return payload


def view_actions(workspace: Workspace, user: str, view: View, place: Placed, chosen: Json) -> Json:
    """A press in a modal or on the Home tab."""
    channel = view.stack.channel if view.stack else None
    return _common(workspace, "block_actions", user) | {
        "container": {"type": "view", "view_id": view.id},
        "trigger_id": workspace.new_trigger(user, channel, view.id),
        "view": view_json(view),
        "actions": [action(workspace, place, chosen)],
    }


def action(workspace: Workspace, place: Placed, chosen: Json) -> Json:
    """One entry of `actions`: the element, what was chosen, and when."""
    element = place.element
    found: Json = {"action_id": place.action_id, "block_id": place.block_id, "type": element["type"]}
    found |= {name: element[name] for name in ("text", "value", "style", "confirm", "placeholder") if name in element}
    return found | {name: value for name, value in chosen.items() if name != "type"} | {"action_ts": workspace.new_ts()}


def view_submission(workspace: Workspace, view: View) -> Json:
    """A submitted modal."""
    channel = view.stack.channel if view.stack else None
    return _common(workspace, "view_submission", view.user) | {
        "trigger_id": workspace.new_trigger(view.user, channel, view.id),
        "view": view_json(view),
        "response_urls": _response_urls(workspace, view),
    }


def _response_urls(workspace: Workspace, view: View) -> list[Json]:
    found: list[Json] = []
    for place in placed(view.blocks):
        state = view.values.get(place.block_id, {}).get(place.action_id, {})
        chosen: Any = state.get(KINDS[place.element["type"]].value) if place.element["type"] in KINDS else None
        if place.element.get("response_url_enabled") and isinstance(chosen, str):
            url = workspace.new_response_url(view.user, chosen)
            found.append(
                {"block_id": place.block_id, "action_id": place.action_id, "channel_id": chosen, "response_url": url}
            )
    return found


def view_closed(workspace: Workspace, view: View, *, is_cleared: bool) -> Json:
    """A modal that its person closed."""
    return _common(workspace, "view_closed", view.user) | {"view": view_json(view), "is_cleared": is_cleared}


def block_suggestion(workspace: Workspace, view: View, place: Placed, typed: str) -> Json:
    """The question for the options of an `external_select` in a view."""
    return _common(workspace, "block_suggestion", view.user) | {
        "container": {"type": "view", "view_id": view.id},
        "action_id": place.action_id,
        "block_id": place.block_id,
        "value": typed,
        "view": view_json(view),
    }


def message_suggestion(workspace: Workspace, user: str, message: Message, place: Placed, typed: str) -> Json:
    """The question for the options of an `external_select` in a message."""
    payload = _common(workspace, "block_suggestion", user) | {
        "container": {"type": "message", "message_ts": message.ts, "channel_id": message.channel},
        "action_id": place.action_id,
        "block_id": place.block_id,
        "value": typed,
        "channel": _channel(workspace.channels[message.channel]),
    }
    return payload if message.ephemeral_for else payload | {"message": message_json(workspace, message)}


def message_shortcut(workspace: Workspace, user: str, callback_id: str, message: Message) -> Json:
    """A shortcut from the menu of a message."""
    channel = workspace.channels[message.channel]
    return _common(workspace, "message_action", user) | {
        "callback_id": callback_id,
        "action_ts": workspace.new_ts(),
        "trigger_id": workspace.new_trigger(user, channel.id),
        "response_url": workspace.new_response_url(user, channel.id, None, message.thread_ts),
        "channel": _channel(channel),
        "message_ts": message.ts,
        "message": message_json(workspace, message),
    }


def global_shortcut(workspace: Workspace, user: str, callback_id: str) -> Json:
    """A shortcut from the composer: no channel, no response_url."""
    return _common(workspace, "shortcut", user) | {
        "callback_id": callback_id,
        "action_ts": workspace.new_ts(),
        "trigger_id": workspace.new_trigger(user, None),
    }


def event_callback(workspace: Workspace, event: Json) -> Json:
    """The wrapper around every event."""
    return {
        "token": VERIFICATION_TOKEN,
        "team_id": TEAM,
        "context_team_id": TEAM,
        "api_app_id": APP_ID,
        "event": event,
        "type": "event_callback",
        "event_id": f"Ev{secrets.token_hex(5).upper()}",
        "event_time": int(workspace.now().timestamp()),
        "authorizations": [
            {
                "enterprise_id": None,
                "team_id": TEAM,
                "user_id": BOT_USER,
                "is_bot": True,
                "is_enterprise_install": False,
            }
        ],
        "is_ext_shared_channel": False,
    }
