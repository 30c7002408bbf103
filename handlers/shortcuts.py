"""*Create labels* from a message: the same form, filled with the numbers found in it. The way in from a thread."""

from __future__ import annotations

import asyncio
import html
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.intake import Reading, UnreadableFile, join, read_file, read_text
from bot.slack.downloads import Downloads, FileRefused, FileSlow, FileTooBig
from handlers.create_labels import open_form
from handlers.people import acting

PATIENCE = 1.5
"""Seconds for the message's file: the trigger lives for three."""


async def from_message(
    ack: AsyncAck,
    body: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    desk: Desk,
    downloads: Downloads,
) -> None:
    """Somebody chose *Create labels* in the menu of a message."""
    await ack()
    channel = body["channel"]["id"]
    await desk.admit(acting(body), channel)
    found = "\n".join(numbers_in(await readings(body["message"], downloads)))
    await open_form(client, respond, body["trigger_id"], desk, numbers=found, channel=channel)


async def readings(message: dict[str, Any], downloads: Downloads) -> list[Reading]:
    """Return what the message says and what its files hold; a file that is no list is passed over."""
    found = [await asyncio.to_thread(read_text, html.unescape(message.get("text") or ""))]
    for file in message.get("files") or []:
        try:
            content = await downloads.file(file, timeout_seconds=PATIENCE)
            found.append(await asyncio.to_thread(read_file, content))
        except (FileRefused, FileSlow, FileTooBig, UnreadableFile):
            continue
    return found


def numbers_in(found: list[Reading]) -> list[str]:
    """Return what looks like an order number: in a message, unlike in the form, a word without a digit is a word."""
    return [wanted.typed for wanted in join(found).certain if any(char.isdigit() for char in wanted.typed)]
