"""What labels cost: the private answer, and the file with every row for one person alone."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk, UnreadablePeriod
from bot.model import Person
from bot.slack.delivery.private_files import PrivateFiles
from bot.slack.screens import answer_spend, answers
from bot.slack.screens.answers import Answer
from handlers.people import acting, click_of
from handlers.replies import bring, tell


async def answer(desk: Desk, typed: str, by: Person) -> Answer:
    """Return what the days cost that somebody names behind ``/label spend``."""
    try:
        told = await desk.spending.typed(typed, by=by)
    except UnreadablePeriod:
        return answers.sentence(answer_spend.NO_SUCH_PERIOD)
    return answer_spend.spend(told, test_labels=desk.test_labels)


async def send_all(
    ack: AsyncAck,
    body: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    desk: Desk,
    files: PrivateFiles,
) -> None:
    """Somebody pressed *Send me all of it*: a file with every row comes into their conversation with the bot."""
    await ack()
    by = acting(body)
    told = await desk.spending.each(answer_spend.read_button(body["actions"][0]["value"]), by=by)
    await desk.once(click_of(body))
    conversation = None
    if told.orders:
        name, content, words = answer_spend.file_name(told), answer_spend.content(told), answer_spend.comment(told)
        conversation = await bring(files, by.user, name, content, words)
    await tell(answer_spend.sent(told, await desk.questions.workspace(), conversation), body, respond, client)
