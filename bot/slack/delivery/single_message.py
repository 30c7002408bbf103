"""One message that stands by itself: brought in line with its drawing, one call at a time."""

from __future__ import annotations

from bot.model import MessageKind, SlackMessage
from bot.slack.delivery.known import Place
from bot.slack.delivery.outcomes import MessageGone
from bot.slack.delivery.protocol import Delivery
from bot.slack.screens.post import Post


async def show(
    delivery: Delivery,
    about: str,
    kind: MessageKind,
    place: Place,
    drawing: Post,
    *,
    message: SlackMessage | None,
    post_missing: bool = True,
) -> float:
    """Look for a message that is open, post one that is missing, edit one that says something else.

    *message* is what is known of it, None for a new one. With *post_missing* False one that is not there stays away.
    Returns the seconds until the next try, 0 when nothing is left to do; raises the `SlackFailure` of a call.
    """
    if message is not None and message.state == "posting":
        wait = delivery.before_find(message, place.thread_ts)
        if wait > 0:
            return wait
        message = await delivery.find(message, place.thread_ts)
    if message is not None and message.state == "posted":
        if message.digest == drawing.digest():
            return 0.0
        wait = delivery.before_edit(message)
        if wait > 0:
            return wait
        try:
            await delivery.edit(message, drawing, thread_ts=place.thread_ts)
            return 0.0
        except MessageGone:
            pass  # It is posted anew.
    if post_missing:
        await delivery.post(about, kind, place, drawing)
    return 0.0
