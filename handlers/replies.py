"""What a listener says: privately where somebody acted, or by opening a modal before its trigger expires."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncRespond
from slack_sdk.errors import SlackApiError
from slack_sdk.web.async_client import AsyncWebClient

from bot.slack.delivery.outcomes import SlackFailure
from bot.slack.delivery.private_files import PrivateFiles
from bot.slack.http import post_json
from bot.slack.screens import answers, view_again
from bot.slack.screens.answers import Answer

TOO_LATE = frozenset(
    {"expired_trigger_id", "exchanged_trigger_id", "invalid_trigger_id", "trigger_expired", "trigger_exchanged"}
)
"""Slack's reference and its guides spell these differently; both occur."""

TOLD_AT_HOME = "told_at_home"
"""Where a payload carries the blocks that are to stand on top of App Home; Slack sends no such field."""


async def say(respond: AsyncRespond, told: Answer) -> None:
    """Answer privately."""
    text, blocks = told
    if respond.response_url is None:
        raise ValueError("nobody can be answered privately here")
    answer = {"text": text, "blocks": blocks, "response_type": "ephemeral", "replace_original": False}
    await post_json(respond.response_url, answer)


async def tell(told: Answer, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> None:
    """Answer where the person looks: in the conversation, on top of the modal they are in, or on top of App Home.

    What is told there is left in *body* for whoever draws App Home, so that it stands on top of the newest drawing.
    """
    text, blocks = told
    match body:
        case {"event": {"channel": str(channel), "user": str(user)} as event}:
            thread = event.get("thread_ts")
            await client.chat_postEphemeral(channel=channel, user=user, thread_ts=thread, text=text, blocks=blocks)
        case {"view": {"type": "home"}}:
            body.setdefault(TOLD_AT_HOME, []).extend(blocks)
        case {"view": {"type": "modal"} as view}:
            await client.views_update(view_id=view["id"], hash=view["hash"], view=view_again.led_modal(view, blocks))
        case _:
            await say(respond, told)


async def open_view(
    client: AsyncWebClient, respond: AsyncRespond, body: dict[str, Any], view: dict[str, Any], *, again: str = ""
) -> str | None:
    """Open a modal and return its id; when the trigger's three seconds were over, say so and return None.

    *again*: what is to be done once more, as a sentence; left out where a button was pressed, which has a name.
    """
    try:
        opened = await client.views_open(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as exc:
        if not _too_late(exc):
            raise
        await tell(answers.too_late(again or _press_again(body)), body, respond, client)
        return None
    return str(opened["view"]["id"])


async def push_view(client: AsyncWebClient, respond: AsyncRespond, body: dict[str, Any], view: dict[str, Any]) -> None:
    """Put a modal on top of the one that is open; when the trigger's time was over, that one says so."""
    try:
        await client.views_push(trigger_id=body["trigger_id"], view=view)
    except SlackApiError as exc:
        if not _too_late(exc):
            raise
        await tell(answers.too_late(_press_again(body)), body, respond, client)


def _too_late(exc: SlackApiError) -> bool:
    return exc.response.get("error") in TOO_LATE


def _press_again(body: dict[str, Any]) -> str:
    """Return the sentence that asks for the same press, by the name that stands on the button."""
    label = (body["actions"][0].get("text") or {}).get("text")
    return answers.PRESS_AGAIN.format(button=label) if label else answers.PRESS_IT_AGAIN


async def bring(files: PrivateFiles, user: str, name: str, content: bytes, words: str) -> str | None:
    """Put a file into somebody's conversation with the bot; return which that is, None where Slack did not take it."""
    try:
        return await files.send(user, name, content, words)
    except SlackFailure:
        return None
