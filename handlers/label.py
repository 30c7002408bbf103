"""``/label``: the form, or a private answer."""

from __future__ import annotations

import html
import re
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk, NotAllowed
from bot.intake import TEXT_FIELD
from bot.slack.screens import answer_history, answer_status, answers, modal_create_labels
from bot.slack.screens.answers import Answer
from handlers.openings import open_view
from handlers.people import acting

NOT_BUILT = ("failures", "spend", "runs")
"""Commands that the product will have."""

COMMANDS = ("status", "history", "help", *NOT_BUILT)
"""First words with a meaning of their own; every other word is read as order numbers."""


def register(app: AsyncApp, desk: Desk) -> None:
    """Listen to the slash command."""

    @app.command("/label")
    async def label(ack: AsyncAck, command: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> None:
        await ack()
        typed = html.unescape(command.get("text") or "").strip()
        channel = command["channel_id"]
        try:
            await desk.admit(acting(command), channel)
        except NotAllowed as exc:
            await say(respond, answers.not_allowed(exc.refusal))
            return
        first, _, rest = typed.partition(" ")
        if first.casefold() in COMMANDS:
            await say(respond, await answer(desk, first.casefold(), rest.strip()))
            return
        view = modal_create_labels.create_labels(await desk.offer(), numbers=fitting(typed), channel=channel)
        if await open_view(client, command["trigger_id"], view) is None:
            await say(respond, answers.sentence(answers.PERSON_TOO_FAST))
        elif fitting(typed) != typed:
            await say(respond, answers.sentence(answers.NUMBERS_CUT))


async def answer(desk: Desk, command: str, rest: str) -> Answer:
    """Return the private answer to a command."""
    if command in NOT_BUILT:
        return answers.not_built(command)
    if command == "help":
        return answers.not_understood(command, rest) if rest else answers.help_table(test_labels=desk.test_labels)
    if not rest:
        return answers.not_understood(command, rest)
    if command == "status":
        found, workspace = await desk.status(rest), await desk.workspace()
        return answer_status.status(found, workspace=workspace, test_labels=desk.test_labels)
    return answer_history.history(rest, await desk.history(rest), test_labels=desk.test_labels)


def fitting(typed: str) -> str:
    """Return as much of a list as the form's text field holds, cut between two numbers."""
    if len(typed) <= TEXT_FIELD:
        return typed
    breaks = list(re.finditer(r"[\s,;]+", typed[: TEXT_FIELD + 1]))
    return typed[: breaks[-1].start()] if breaks else typed[:TEXT_FIELD]


async def say(respond: AsyncRespond, told: Answer) -> None:
    """Answer privately."""
    text, blocks = told
    await respond(text=text, blocks=blocks, response_type="ephemeral", replace_original=False)
