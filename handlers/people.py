"""Who is acting, and with which click, from any of Slack's payloads."""

from __future__ import annotations

import hashlib
import json
from typing import Any

from bot.model import Person


def acting(body: dict[str, Any]) -> Person:
    """Return the person who typed, clicked, chose or wrote: each kind of payload names them in its own way."""
    if "user_id" in body:
        return Person(body["user_id"], body.get("team_id") or "")
    if "event" in body:
        event = body["event"]
        return Person(event["user"], event.get("user_team") or event.get("team") or body.get("team_id") or "")
    user = body["user"]
    return Person(user["id"], user.get("team_id") or (body.get("team") or {}).get("id") or "")


def click_of(body: dict[str, Any]) -> str:
    """Return what tells this click or submission from any other; Slack delivers it again with the same."""
    action, view = (body.get("actions") or [{}])[0], body.get("view") or {}
    of_action = [action.get(name) for name in ("action_id", "block_id", "action_ts", "value")]
    told = [acting(body).user, body.get("trigger_id"), *of_action, view.get("id"), view.get("hash")]
    return hashlib.sha256(json.dumps(told).encode()).hexdigest()
