"""What is open over all runs: asking once more for some of it, and the whole list for one person alone."""

from __future__ import annotations

from functools import partial
from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.slack.delivery.outcomes import SlackFailure
from bot.slack.delivery.private_files import PrivateFiles
from bot.slack.screens import answer_failures, failures_file
from bot.slack.screens.blocks import paragraph
from handlers.people import acting, click_of
from handlers.replies import tell
from handlers.run import limit_of


async def retry(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody pressed *Retry* for one order, or for all that is safe, of those that they were shown."""
    await ack()
    safety, item_ids = answer_failures.read_button(body["actions"][0]["value"])
    done, refused = await desk.failures.retry(item_ids, safety, by=acting(body), click=click_of(body))
    told = answer_failures.retried(done.moved, done.taken, [] if refused is None else [paragraph(limit_of(refused))])
    await tell(told, body, respond, client)


async def send_all(
    ack: AsyncAck,
    body: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    desk: Desk,
    files: PrivateFiles,
) -> None:
    """Somebody pressed *Send me all of it*: a table and a file come into their conversation with the bot."""
    await ack()
    by = acting(body)
    listed = await desk.failures.read(by)
    await desk.once(click_of(body))
    conversation = None
    if listed.failures:
        name, content = failures_file.file_name(listed, desk.now()), failures_file.content(listed)
        try:
            await files.tabulate(by.user, "failures", partial(failures_file.table, listed))
            conversation = await files.send(by.user, name, content, failures_file.comment(listed))
        except SlackFailure:
            conversation = None
    await tell(answer_failures.sent(listed, conversation), body, respond, client)
