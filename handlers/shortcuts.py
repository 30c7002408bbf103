"""*Create labels* from a message: the same form, filled with the numbers found in it. The way in from a thread."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncApp, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk, NotAllowed
from bot.intake import Reading, UnreadableFile, join, read_file, read_text
from bot.slack import ids
from bot.slack.downloads import Downloads, FileRefused, FileSlow, FileTooBig
from bot.slack.screens import answers, modal_create_labels
from handlers.label import fitting, say
from handlers.openings import open_view
from handlers.people import acting

PATIENCE = 1.5
"""Seconds for the message's file: the trigger lives for three."""


def register(app: AsyncApp, desk: Desk, downloads: Downloads) -> None:
    """Listen to the message shortcut."""

    @app.shortcut(ids.CREATE_LABELS_FROM_MESSAGE)
    async def from_message(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient) -> None:
        await ack()
        channel = body["channel"]["id"]
        try:
            await desk.admit(acting(body), channel)
        except NotAllowed as exc:
            await say(respond, answers.not_allowed(exc.refusal))
            return
        message = body["message"]
        found = "\n".join(numbers_in(await readings(message, downloads)))
        view = modal_create_labels.create_labels(await desk.offer(), numbers=fitting(found), channel=channel)
        if await open_view(client, body["trigger_id"], view) is None:
            await say(respond, answers.sentence(answers.PERSON_TOO_FAST))
        elif fitting(found) != found:
            await say(respond, answers.sentence(answers.NUMBERS_CUT))


async def readings(message: dict[str, Any], downloads: Downloads) -> list[Reading]:
    """Return what the message says and what its files hold; a file that is no list is passed over."""
    found = [read_text(message.get("text") or "", escaped=True)]
    for file in message.get("files") or []:
        try:
            content = await downloads.file(file, timeout_seconds=PATIENCE)
            found.append(await asyncio.to_thread(read_file, content))
        except (FileRefused, FileSlow, FileTooBig, UnreadableFile):
            continue
    return found


def numbers_in(found: list[Reading]) -> list[str]:
    """Return what looks like an order number: in a message, unlike in the form, a word without a digit is a word."""
    return [wanted.typed for wanted in join(found).numbers if any(char.isdigit() for char in wanted.typed)]
