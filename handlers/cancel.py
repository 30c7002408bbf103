"""Cancelling labels: one from a private answer, all of a run or some of them from the run's message."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Desk, NotAmongThem, NothingToCancel, ShownAgain, ToBeCancelled
from bot.slack.screens import answer_cancel, answer_unused, modal_cancel_labels
from handlers.people import acting, click_of
from handlers.replies import open_view, say


async def cancel_label(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, desk: Desk) -> None:
    """Somebody pressed *Cancel label* and confirmed it."""
    await ack()
    run_id, shown = answer_cancel.read_shown(body["actions"][0]["value"])
    match await desk.cancellations.cancel_label(run_id, shown, by=acting(body), click=click_of(body)):
        case ToBeCancelled():
            await say(respond, answer_cancel.wanted(run_id))
        case NothingToCancel(by=by, at=at):
            await say(respond, answer_cancel.nothing(by, at))


async def cancel_labels(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody pressed *Cancel labels* on a run: they are shown which, and on which terms."""
    await ack()
    offer = await desk.cancellations.offer(body["actions"][0]["value"], acting(body))
    await open_view(client, respond, body, modal_cancel_labels.cancel_labels(offer))


async def cancel_these_labels(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody said which labels of the run: those are asked for, if they still are as they were shown."""
    view = body["view"]
    run_id, seen = modal_cancel_labels.read_place(view)
    only = modal_cancel_labels.read_choice(view)
    if isinstance(only, dict):
        await ack(**only)
        return
    match await desk.cancellations.cancel_labels(run_id, seen=seen, only=only, by=acting(body), click=click_of(body)):
        case ToBeCancelled(labels=labels):
            await ack(response_action="update", view=modal_cancel_labels.wanted(labels))
        case NothingToCancel(by=by, at=at):
            first = (by, at) if by is not None else None
            await ack(response_action="update", view=modal_cancel_labels.nothing(first))
        case ShownAgain(offer=offer):
            await ack(response_action="update", view=modal_cancel_labels.cancel_labels(offer, changed=True))
        case NotAmongThem(numbers=numbers):
            await ack(**modal_cancel_labels.not_among_them(numbers))


async def cancel_unused(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, desk: Desk) -> None:
    """Somebody pressed *Cancel N labels* below the labels that were never scanned, and confirmed it."""
    await ack()
    shown = answer_unused.read_shown(body["actions"][0]["value"])
    match await desk.cancellations.cancel_some(shown, by=acting(body), click=click_of(body)):
        case ToBeCancelled(labels=labels):
            await say(respond, answer_unused.wanted(labels))
        case NothingToCancel(by=by, at=at):
            await say(respond, answer_cancel.nothing(by, at))
