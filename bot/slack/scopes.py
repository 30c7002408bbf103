"""The rights that the bot asks for in a workspace. manifest.yml gives the reason for each."""

from __future__ import annotations

from typing import Final

NEEDED: Final = frozenset(
    {
        "commands",
        "app_mentions:read",
        "chat:write",
        "files:read",
        "files:write",
        "users:read",
        "usergroups:read",
        "channels:read",
        "groups:read",
        "im:write",
        "channels:history",
        "groups:history",
        "im:history",
    }
)
