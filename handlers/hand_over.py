"""*Hand-over list*: what each carrier gets on a day, for whoever pressed alone."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.model import HandOverList, Person
from bot.people import SLACK, DirectoryUnavailable
from bot.slack.delivery.outcomes import SlackFailure
from bot.slack.delivery.private_files import PrivateFiles
from bot.slack.screens import hand_over
from handlers.people import acting, click_of
from handlers.replies import tell


async def bring(
    ack: AsyncAck,
    body: dict[str, Any],
    respond: AsyncRespond,
    client: AsyncWebClient,
    desk: Desk,
    files: PrivateFiles,
) -> None:
    """Somebody clicked *Hand-over list*: the counts are told privately, the file comes to them alone."""
    await ack()
    by = acting(body)
    wanted = hand_over.read_button(body["actions"][0].get("value") or "")
    if wanted is None:
        return
    if isinstance(wanted, str):
        listed = await desk.hand_overs.of_run(wanted, by=by)
    else:
        listed = await desk.hand_overs.lately(wanted, by=by)
    await desk.once(click_of(body))
    conversation = await _send(listed, by, desk, files) if listed.orders else None
    await tell(hand_over.told(listed, await _workspace(desk), conversation), body, respond, client)


async def _send(listed: HandOverList, by: Person, desk: Desk, files: PrivateFiles) -> str | None:
    """Return the conversation in which the file is now; None where Slack did not take it."""
    content = hand_over.content(listed, desk.hand_overs.zone)
    try:
        return await files.send(by.user, hand_over.file_name(listed), content, hand_over.comment(listed))
    except SlackFailure:
        return None


async def _workspace(desk: Desk) -> str:
    try:
        return await desk.questions.workspace()
    except DirectoryUnavailable:
        return SLACK
