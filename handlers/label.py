"""``/label``: the form, or a private answer."""

from __future__ import annotations

import html
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.model import TEXT_FIELD
from bot.slack.screens import answer_history, answer_status, answers, modal_create_labels
from bot.slack.screens.answers import Answer
from handlers.people import acting
from handlers.replies import open_view, say

NOT_BUILT = ("failures", "spend", "runs")
"""Commands that the product will have."""

COMMANDS = ("status", "history", "help", *NOT_BUILT)
"""First words with a meaning of their own; every other word is read as order numbers."""


async def label(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
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


async def open_form(
    client: AsyncWebClient, respond: AsyncRespond, trigger_id: str, desk: Desk, *, numbers: str, channel: str
) -> None:
    """Open *Create labels* with *numbers* in it, and say so when not all of them fit."""
    fits = fitting(numbers)
    form = modal_create_labels.create_labels(await desk.catalogue.offer(), numbers=fits, channel=channel)
    opened = await open_view(client, respond, trigger_id, form)
    if opened is not None and fits != numbers:
        await say(respond, answers.sentence(answers.NUMBERS_CUT))


def fitting(typed: str) -> str:
    """Return as much of a list as the form's text field holds, cut between two numbers."""
    if len(typed) <= TEXT_FIELD:
        return typed
    breaks = list(re.finditer(r"[\s,;]+", typed[: TEXT_FIELD + 1]))
    return typed[: breaks[-1].start()] if breaks else typed[:TEXT_FIELD]
