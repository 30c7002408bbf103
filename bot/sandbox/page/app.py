"""What Slack would know of the app from its manifest, and who the people of the sandbox are."""

from __future__ import annotations

from typing import Any, Final

Json = dict[str, Any]

COMMAND: Final = "/label"
COMMAND_DESCRIPTION: Final = "Create shipping labels for orders, or ask what became of them."
COMMAND_HINT: Final = (
    "[order numbers] | ready | status 1001 | history 1001 | failures | runs | cancel 1001 | spend month | unused | help"
)
SHORTCUTS: Final = (("create_labels_from_message", "Create labels"),)
SUBSCRIPTIONS: Final = frozenset({"app_home_opened", "app_mention", "channel_shared", "message.im"})
"""The event types of the manifest."""

ROLES: Final = {
    "U0AGENT": "Support agent",
    "U0COLLEAGUE": "Support agent",
    "U0LEAD": "Team lead, an admin of Slack",
    "U0GUEST": "Guest",
    "U0STRANGER": "From another company",
}
"""Everybody whose place somebody at the page can take, in the order of the switch."""

MAY_DELETE_ALL: Final = frozenset({"U0LEAD"})
"""People who may delete other people's messages, as an admin of the workspace may."""


def app_json() -> Json:
    """Returns the app as the page needs it: its command with the hint, and its message shortcuts."""
    return {
        "command": COMMAND,
        "description": COMMAND_DESCRIPTION,
        "hint": COMMAND_HINT,
        "shortcuts": [{"id": callback, "name": name} for callback, name in SHORTCUTS],
    }
