"""What is written to the bot: in its own conversation, or where it is mentioned."""

from __future__ import annotations

from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.slack.mrkdwn import plain_text
from bot.slack.screens import answers
from handlers.people import acting
from handlers.replies import tell

WRITTEN: Final = (None, "file_share")
"""The subtypes of a message that somebody wrote; every other one tells of a change to a message."""


async def written(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody wrote to the bot or mentioned it: they are told how to begin, once for each message.

    Slack sends the same mention again when its message is edited, and any event up to three times more.
    """
    await ack()
    event = body["event"]
    if not event.get("user") or event.get("bot_id") or event.get("edited"):
        return
    await desk.once(f"message {event['channel']} {event['ts']}")
    await desk.admit(acting(body), event["channel"])
    typed = with_numbers(event.get("text") or "")
    await tell(answers.how_to_begin(typed, test_labels=desk.test_labels), body, respond, client)


async def channel_shared(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """People of another company were let into a channel: prices go from what waits there."""
    await ack()
    await desk.plans.channel_shared(body["event"]["channel"])


async def passed_over(ack: AsyncAck) -> None:
    """A message was edited, deleted or the like: it only has to be acknowledged, or Slack sends it again."""
    await ack()


def with_numbers(text: str) -> str:
    """Return what a message says beside its mentions when there is a digit in it, for the form; otherwise nothing."""
    typed = plain_text(text).strip()
    return typed if any(char.isdigit() for char in typed) else ""
