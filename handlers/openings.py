"""Opening a modal before its trigger expires."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any

from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient
from slack_sdk.web.async_slack_response import AsyncSlackResponse

TOO_LATE = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
)
"""Slack's reference and its guides spell these differently; both occur."""


async def open_view(client: AsyncWebClient, trigger_id: str, view: dict[str, Any]) -> str | None:
    """Open *view* and return its id; None when the trigger's three seconds were over."""
    return await _shown(client.views_open(trigger_id=trigger_id, view=view))


async def push_view(client: AsyncWebClient, trigger_id: str, view: dict[str, Any]) -> str | None:
    """Put *view* on top of the modal that is open and return its id; None when the trigger's time was over."""
    return await _shown(client.views_push(trigger_id=trigger_id, view=view))


async def _shown(call: Awaitable[AsyncSlackResponse]) -> str | None:
    try:
        answer = await call
    except SlackApiError as exc:
        if exc.response.get("error") in TOO_LATE:
            return None
        raise
    return str(answer["view"]["id"])
