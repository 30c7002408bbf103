"""Who and what a new workspace has: the ids of the app, its scopes, people and channels."""

from __future__ import annotations

from bot.sandbox.slack.records import Channel, User

TEAM = "T0SANDBOX"
OTHER_TEAM = "T0OTHER"
DOMAIN = "sandbox"
BOT_USER = "U0LABELBOT"
BOT_ID = "B0LABELBOT"
APP_ID = "A0LABELBOT"

DEFAULT_SCOPES = frozenset(
    {
        "app_mentions:read",
        "channels:history",
        "channels:read",
        "chat:write",
        "commands",
        "files:read",
        "files:write",
        "groups:history",
        "groups:read",
        "im:history",
        "im:read",
        "im:write",
        "reactions:write",
        "usergroups:read",
        "users:read",
    }
)


def people() -> dict[str, User]:
    """Returns everybody in the workspace, by id."""
    everybody = [
        User("U0AGENT", "agent", "First Agent", TEAM),
        User("U0COLLEAGUE", "colleague", "Second Agent", TEAM, tz="Europe/Berlin"),
        User("U0LEAD", "lead", "Team Lead", TEAM),
        User("U0GUEST", "guest", "A Guest", TEAM, is_restricted=True),
        User("U0STRANGER", "partner", "A Partner", OTHER_TEAM, is_stranger=True),
        User(BOT_USER, "label-bot", "label-bot", TEAM, tz="Etc/UTC", tz_offset=0, is_bot=True),
    ]
    return {user.id: user for user in everybody}


def rooms() -> dict[str, Channel]:
    """Returns the channels of the workspace, by id."""
    members = {"U0AGENT", "U0COLLEAGUE", "U0LEAD", "U0GUEST", BOT_USER}
    channels = [
        Channel("C0SHIPPING", "shipping", set(members)),
        Channel("C0SUPPORT", "support", set(members)),
        Channel("C0SHARED", "partners", members | {"U0STRANGER"}, is_ext_shared=True),
        Channel("C0PRIVATE", "private", {"U0AGENT", "U0LEAD"}, is_private=True),
        Channel("C0PUBLIC", "general", {"U0AGENT", "U0COLLEAGUE", "U0LEAD"}),
    ]
    return {channel.id: channel for channel in channels}
