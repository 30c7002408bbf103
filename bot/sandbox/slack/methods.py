"""The Web API's methods: their arguments, scopes and rate tiers (docs.slack.dev/reference/methods)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from bot.sandbox.slack import calls, chat, files, views
from bot.sandbox.slack.records import Json
from bot.sandbox.slack.state import Workspace

Handler = Callable[[Workspace, Json], Json]

# Calls a minute (docs.slack.dev/apis/web-api/rate-limits); 0: special, handled elsewhere or not limited here.
TIER_2, TIER_3, TIER_4, SPECIAL = 20, 50, 100, 0


@dataclass(frozen=True)
class Method:
    """One method: what it takes, which scopes it asks for (any one is enough), how often it may be called a minute."""

    handler: Handler
    required: frozenset[str]
    optional: frozenset[str]
    scopes: tuple[str, ...]
    per_minute: int


def _method(handler: Handler, required: str, optional: str, scopes: str, per_minute: int) -> Method:
    return Method(handler, frozenset(required.split()), frozenset(optional.split()), tuple(scopes.split()), per_minute)


_READ = "channels:read groups:read im:read mpim:read"
_HISTORY = "channels:history groups:history im:history mpim:history"
_PAGE = "cursor limit"
_POST = "text blocks attachments thread_ts parse link_names markdown_text username icon_emoji icon_url as_user team_id"

METHODS: dict[str, Method] = {
    "api.test": _method(calls.api_test, "", "foo error", "", TIER_4),
    "auth.test": _method(calls.auth_test, "", "", "", SPECIAL),
    "bots.info": _method(calls.bots_info, "", "bot team_id", "users:read", TIER_3),
    "users.info": _method(calls.users_info, "user", "include_locale", "users:read", TIER_4),
    "users.list": _method(calls.users_list, "", f"include_locale team_id {_PAGE}", "users:read", TIER_2),
    "users.conversations": _method(
        calls.users_conversations, "", f"exclude_archived team_id types user {_PAGE}", _READ, TIER_3
    ),
    "usergroups.list": _method(
        calls.usergroups_list,
        "",
        "include_count include_disabled include_users team_id",
        "usergroups:read",
        TIER_2,
    ),
    "usergroups.users.list": _method(
        calls.usergroups_users_list, "usergroup", "include_disabled team_id", "usergroups:read", TIER_2
    ),
    "conversations.info": _method(
        calls.conversations_info, "channel", "include_locale include_num_members", _READ, TIER_3
    ),
    "conversations.open": _method(
        calls.conversations_open, "", "channel users return_im prevent_creation", "im:write", TIER_3
    ),
    "conversations.history": _method(
        calls.conversations_history,
        "channel",
        f"include_all_metadata inclusive latest oldest {_PAGE}",
        _HISTORY,
        TIER_3,
    ),
    "conversations.replies": _method(
        calls.conversations_replies,
        "channel ts",
        f"include_all_metadata inclusive latest oldest {_PAGE}",
        _HISTORY,
        TIER_3,
    ),
    "conversations.members": _method(calls.conversations_members, "channel", _PAGE, _READ, TIER_4),
    "reactions.add": _method(calls.reactions_add, "channel timestamp name", "", "reactions:write", TIER_3),
    "chat.postMessage": _method(
        chat.post_message,
        "channel",
        f"{_POST} metadata mrkdwn reply_broadcast unfurl_links unfurl_media container_id",
        "chat:write",
        SPECIAL,
    ),
    "chat.postEphemeral": _method(chat.post_ephemeral, "channel user", _POST, "chat:write", TIER_4),
    "chat.update": _method(
        chat.update,
        "channel ts",
        "text blocks attachments as_user file_ids link_names markdown_text metadata parse reply_broadcast "
        "unfurl_links unfurl_media",
        "chat:write",
        TIER_3,
    ),
    "chat.delete": _method(chat.delete, "channel ts", "as_user", "chat:write", TIER_3),
    "chat.getPermalink": _method(chat.get_permalink, "channel message_ts", "", "", SPECIAL),
    "views.open": _method(views.open_view, "view", "trigger_id interactivity_pointer", "", TIER_4),
    "views.push": _method(views.push_view, "view", "trigger_id interactivity_pointer", "", TIER_4),
    "views.update": _method(views.update_view, "view", "external_id hash view_id", "", TIER_4),
    "views.publish": _method(views.publish_view, "user_id view", "hash", "", TIER_4),
    "files.getUploadURLExternal": _method(
        files.get_upload_url, "filename length", "alt_txt alt_text snippet_type", "files:write", TIER_4
    ),
    "files.completeUploadExternal": _method(
        files.complete_upload,
        "files",
        "channel_id channels initial_comment thread_ts blocks username icon_emoji icon_url highlight_type",
        "files:write",
        TIER_4,
    ),
    "files.info": _method(files.info, "file", f"count page {_PAGE}", "files:read", TIER_4),
    "files.delete": _method(files.delete, "file", "", "files:write", TIER_3),
}
