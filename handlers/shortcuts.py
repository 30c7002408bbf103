"""*Create labels* from a message: the same form, filled with the numbers found in it. The way in from a thread."""

from __future__ import annotations

import asyncio
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.intake import FileProblem, Reading, ShopNumbers, UnreadableFile, Wanted, join, read_file, read_text
from bot.model.unread import Unread
from bot.plan_words import Beside, PlanWords
from bot.slack.downloads import Downloads, FileRefused, FileSlow, FileTooBig
from bot.slack.message_text import File, MessageContent, content_of, name_of
from bot.slack.screens import answers
from bot.slack.screens.answer_passed_over import passed_over
from handlers.create_labels import open_form
from handlers.people import acting
from handlers.replies import say

PATIENCE = 1.5
"""Seconds for the message's file: the trigger lives for three."""


async def from_message(
    ack: AsyncAck,
    body: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    desk: Desk,
    downloads: Downloads,
    words: PlanWords,
) -> None:
    """Somebody chose *Create labels* in the menu of a message."""
    await ack()
    channel = body["channel"]["id"]
    await desk.admit(acting(body), channel)
    content = content_of(body["message"])
    shop = await desk.forms.shop_numbers(acting(body))
    reading, unread = await read_all(content, downloads, shop)
    numbers = "\n".join(map(as_typed, reading.certain))
    view_id = await open_form(client, respond, body, desk, numbers=numbers, channel=channel, again=answers.CHOOSE_AGAIN)
    if view_id is not None:
        words.note_beside(view_id, tuple(Beside(one.number, one.context) for one in reading.possible))
    unread = [*content.passed_over, *unread, *((one.number, Unread.ONLY_POSSIBLE) for one in reading.possible)]
    if unread:
        await say(respond, passed_over(unread))


def as_typed(wanted: Wanted) -> str:
    """Return a number as it is typed into the form; one with a space in it stands in quotation marks."""
    return f'"{wanted.typed}"' if " " in wanted.typed and '"' not in wanted.typed else wanted.typed


async def read_all(
    content: MessageContent, downloads: Downloads, shop: ShopNumbers | None
) -> tuple[Reading, list[tuple[str, Unread]]]:
    """Return what a message and its files say, and the files and sheets that were not read, with the reason.

    *shop*: how the numbers of the shop look for which labels are made.
    """
    read = await asyncio.gather(*(read_one(file, downloads, shop) for file in content.files))
    texts = await asyncio.to_thread(read_text, content.text, shop)
    found = [one for one in read if isinstance(one, Reading)]
    unread = [(name_of(file), one) for file, one in zip(content.files, read, strict=True) if isinstance(one, Unread)]
    unread += [(sheet.name, sheet.why) for one in found for sheet in one.passed_over]
    return join([texts, *found]), unread


async def read_one(file: File, downloads: Downloads, shop: ShopNumbers | None) -> Reading | Unread:
    """Return what stands in a file, or why it was not read."""
    try:
        data = await downloads.file(dict(file), timeout_seconds=PATIENCE)
        reading = await asyncio.to_thread(read_file, data, shop)
    except FileRefused:
        return Unread.OUT_OF_REACH
    except FileSlow:
        return Unread.SLOW
    except FileTooBig:
        return Unread.TOO_LARGE
    except UnreadableFile as exc:
        return Unread.TOO_LARGE if exc.problem is FileProblem.TOO_LARGE else Unread.UNREADABLE
    return Unread.NO_NUMBERS if reading.is_empty else reading
