"""Cancelling labels: one from a private answer, all of a run or some of them from the run's message."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond

from bot.desk import Desk, NothingToCancel, ToBeCancelled
from bot.slack.screens import answer_cancel
from handlers.people import acting, click_of
from handlers.replies import say


async def cancel_label(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, desk: Desk) -> None:
    """Somebody pressed *Cancel label* and confirmed it."""
    await ack()
    run_id, shown = answer_cancel.read_shown(body["actions"][0]["value"])
    match await desk.cancellations.cancel_label(run_id, shown, by=acting(body), click=click_of(body)):
        case ToBeCancelled():
            await say(respond, answer_cancel.wanted(run_id))
        case NothingToCancel(by=by, at=at):
            await say(respond, answer_cancel.nothing(by, at))
