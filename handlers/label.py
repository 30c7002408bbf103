"""``/label``: the form, or a private answer."""

from __future__ import annotations

import html
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.slack.screens import answer_history, answer_status, answers
from bot.slack.screens.answers import Answer
from handlers.create_labels import open_form
from handlers.people import acting
from handlers.replies import say

NOT_BUILT = ("failures", "spend", "runs")
"""Commands that the product will have."""

COMMANDS = ("status", "history", "help", *NOT_BUILT)
"""First words with a meaning of their own; every other word is read as order numbers."""


async def label(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk) -> None:
    """Somebody typed ``/label``."""
    await ack()
    channel = body["channel_id"]
    await desk.admit(acting(body), channel)
    typed = html.unescape(body.get("text") or "").strip()
    first, _, rest = typed.partition(" ")
    if first.casefold() in COMMANDS:
        await say(respond, await answer(desk, first.casefold(), rest.strip()))
    else:
        await open_form(client, respond, body["trigger_id"], desk, numbers=typed, channel=channel)


async def answer(desk: Desk, command: str, rest: str) -> Answer:
    """Return the private answer to a command."""
    if command in NOT_BUILT:
        return answers.not_built(command)
    if command == "help":
        return answers.not_understood(command, rest) if rest else answers.help_table(test_labels=desk.test_labels)
    if not rest:
        return answers.not_understood(command, rest)
    if command == "status":
        found, workspace = await desk.questions.status(rest), await desk.questions.workspace()
        return answer_status.status(found, workspace=workspace, test_labels=desk.test_labels)
    return answer_history.history(rest, await desk.questions.history(rest), test_labels=desk.test_labels)
