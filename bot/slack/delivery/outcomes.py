"""What can become of a call to Slack: a closed set of failures, told apart in one place."""

from __future__ import annotations

import math
import re
from collections.abc import Awaitable, Mapping
from typing import Any, Final

from aiohttp import ClientConnectorError, ClientError
from slack_sdk.errors import SlackApiError, SlackClientError, SlackRequestError
from slack_sdk.web.async_slack_response import AsyncSlackResponse

Json = dict[str, Any]

Suffix = str | tuple[str, ...]
"""What a name ends with, or one of several such."""

_RETRY_AFTER: Final = 10.0
"""Seconds to wait after a 429 that does not say how long."""


_LONGEST_WAIT: Final = 3600.0


class SlackFailure(Exception):
    """A call to Slack did not do what was wanted. No failure carries what the call was to say."""


class SlackBusy(SlackFailure):
    """Too many calls of this method. Nothing was done; it may be called again in *retry_after* seconds."""

    def __init__(self, retry_after: float) -> None:
        super().__init__(f"Slack asks to wait {retry_after:g} s")
        self.retry_after = retry_after


class TooLate(SlackFailure):
    """The call was not made: its time was over before it could leave."""


class SlackDown(SlackFailure):
    """No usable answer. *stored_maybe*: the call may have been carried out all the same."""

    def __init__(self, what: str, *, stored_maybe: bool) -> None:
        super().__init__(what)
        self.stored_maybe = stored_maybe


class ChannelClosed(SlackFailure):
    """The bot may not write there: not a member, archived, gone, or against the channel's rules."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


class MessageGone(SlackFailure):
    """A message that cannot be edited or answered any more; *deleted*: because it is not there at all."""

    def __init__(self, reason: str, *, deleted: bool) -> None:
        super().__init__(reason)
        self.deleted = deleted


class ViewGone(SlackFailure):
    """The modal was closed."""


class SlackRefused(SlackFailure):
    """Anything else that Slack answers: a mistake of the bot, or its token, its scopes, a rule of the workspace."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


class MissingScope(SlackRefused):
    """The app was not granted this *scope*; so it stays until the app is installed anew."""

    def __init__(self, scope: str) -> None:
        super().__init__("missing_scope")
        self.args = (f"missing_scope: {scope}",)
        self.scope = scope


_SCOPES: Final = re.compile(r"[a-z:._,-]{1,200}")
_DOWN: Final = frozenset(
    {"internal_error", "fatal_error", "service_unavailable", "request_timeout", "team_added_to_org"}
)
_BUSY: Final = frozenset({"ratelimited", "rate_limited"})
_CLOSED: Final = frozenset(
    {
        "channel_not_found",
        "not_in_channel",
        "is_archived",
        # chat.update: the channel is archived, frozen or deleted; nothing is wrong with the message itself.
        "is_inactive",
        "posting_to_channel_denied",
        "posting_to_general_channel_denied",
        "messages_tab_disabled",
        "cannot_reply_to_message",
        # conversations.open: this person cannot be written to.
        "user_not_found",
        "users_not_found",
        "user_disabled",
        "user_not_visible",
        "cannot_dm_bot",
    }
)
_DELETED: Final = frozenset({"message_not_found", "thread_not_found"})
_UNEDITABLE: Final = frozenset({"cant_update_message", "edit_window_closed", "streaming_state_conflict"})
_VIEW_GONE: Final = frozenset({"not_found", "view_not_found"})


def failure_of(exc: BaseException) -> SlackFailure:
    """Say which failure an exception of Slack's library means.

    The words are those of docs.slack.dev/reference/methods. A 5xx and an `internal_error` inside a 200 both leave open
    whether the call was carried out; only a connection that never came about surely did nothing.
    """
    if isinstance(exc, SlackApiError):
        status, code, headers = _answer(exc.response)
        if status == 429 or code in _BUSY:
            return SlackBusy(_seconds(headers))
        if status >= 500 or code is None or code in _DOWN:
            return SlackDown(code or f"HTTP {status}", stored_maybe=True)
        return MissingScope(scope_needed(exc.response)) if code == "missing_scope" else _refusal(code)
    if isinstance(exc, SlackRequestError):
        # files_upload_v2: the bytes did not arrive, and without the completion nobody sees the file.
        return SlackDown("upload refused", stored_maybe=False)
    if isinstance(exc, SlackClientError):
        return SlackRefused(type(exc).__name__)
    return SlackDown(type(exc).__name__, stored_maybe=not isinstance(exc, ClientConnectorError))


def _refusal(code: str) -> SlackFailure:
    if code in _CLOSED or code.startswith("restricted_action"):
        return ChannelClosed(code)
    if code in _DELETED or code in _UNEDITABLE:
        return MessageGone(code, deleted=code in _DELETED)
    if code in _VIEW_GONE:
        return ViewGone(code)
    return SlackRefused(code)


def scope_needed(response: object) -> str:
    """Return the scope that Slack names in its refusal, or words for one that it does not name."""
    data = getattr(response, "data", None)
    needed = data.get("needed") if isinstance(data, dict) else None
    return needed if isinstance(needed, str) and _SCOPES.fullmatch(needed) else "(Slack does not say which)"


def _answer(response: object) -> tuple[int, str | None, Mapping[str, str]]:
    # The library hands out its own response, or aiohttp's when the body was no JSON.
    status = getattr(response, "status_code", None) or getattr(response, "status", None) or 0
    data, headers = getattr(response, "data", None), getattr(response, "headers", None)
    code = data.get("error") if isinstance(data, dict) else None
    return int(status), code if isinstance(code, str) else None, headers if isinstance(headers, Mapping) else {}


def _seconds(headers: Mapping[str, str]) -> float:
    """Return how long to wait; what Retry-After says may be no number, none that ends, or a century."""
    named = {name.lower(): value for name, value in headers.items()}
    try:
        seconds = float(named.get("retry-after", _RETRY_AFTER))
    except ValueError:
        return _RETRY_AFTER
    return min(max(seconds, 0.1), _LONGEST_WAIT) if math.isfinite(seconds) else _RETRY_AFTER


async def answer(call: Awaitable[AsyncSlackResponse]) -> Json:
    """Wait for Slack's answer and return it, or raise the failure it means.

    The library's own exception is left behind, because its text holds Slack's answer and with it the message's words.
    ValueError and AttributeError are what it raises on an answer that is no JSON object.
    """
    try:
        response = await call
    except (SlackClientError, ClientError, OSError, ValueError, AttributeError) as exc:
        raise failure_of(exc) from None
    return response.data if isinstance(response.data, dict) else {}
