"""*Hand-over list*: what each carrier gets on a day, for whoever pressed alone."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk
from bot.people import SLACK, DirectoryUnavailable
from bot.slack.delivery.private_files import PrivateFiles
from bot.slack.screens import hand_over
from handlers import replies
from handlers.people import acting, click_of


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
    conversation = None
    if listed.orders:
        name, content = hand_over.file_name(listed), hand_over.content(listed, desk.hand_overs.zone)
        conversation = await replies.bring(files, by.user, name, content, hand_over.comment(listed))
    await replies.tell(hand_over.told(listed, await _workspace(desk), conversation), body, respond, client)


async def _workspace(desk: Desk) -> str:
    try:
        return await desk.questions.workspace()
    except DirectoryUnavailable:
        return SLACK
