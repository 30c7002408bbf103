"""What a listener says: privately, or by opening a modal before its trigger expires."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.http import post_json
from bot.slack.screens import answers
from bot.slack.screens.answers import Answer

TOO_LATE = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
)
"""Slack's reference and its guides spell these differently; both occur."""


async def say(respond: AsyncRespond, told: Answer) -> None:
    """Answer privately."""
    text, blocks = told
    if respond.response_url is None:
        raise ValueError("nobody can be answered privately here")
    answer = {"text": text, "blocks": blocks, "response_type": "ephemeral", "replace_original": False}
    await post_json(respond.response_url, answer)


async def open_view(client: AsyncWebClient, respond: AsyncRespond, trigger_id: str, view: dict[str, Any]) -> str | None:
    """Open a modal and return its id; when the trigger's three seconds were over, say so and return None."""
    try:
        opened = await client.views_open(trigger_id=trigger_id, view=view)
    except SlackApiError as exc:
        if not _too_late(exc):
            raise
        await say(respond, answers.sentence(answers.PERSON_TOO_FAST))
        return None
    return str(opened["view"]["id"])


async def push_view(client: AsyncWebClient, trigger_id: str, view: dict[str, Any]) -> None:
    """Put a modal on top of the one that is open; when the trigger's time was over, that one stays as it is."""
    try:
        await client.views_push(trigger_id=trigger_id, view=view)
    except SlackApiError as exc:
        if not _too_late(exc):
            raise


def _too_late(exc: SlackApiError) -> bool:
    return exc.response.get("error") in TOO_LATE
