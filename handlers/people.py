"""Who is acting, from any of Slack's payloads."""

from __future__ import annotations

from typing import Any

from bot.model import Person


def acting(body: dict[str, Any]) -> Person:
    """Return the person who typed, pressed or chose; slash commands name them flatly, everything else as objects."""
    if "user_id" in body:
        return Person(body["user_id"], body.get("team_id") or "")
    user = body["user"]
    return Person(user["id"], user.get("team_id") or (body.get("team") or {}).get("id") or "")
