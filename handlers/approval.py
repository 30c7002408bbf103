"""A second person looks at a plan above the limits: *Approve*, *Decline* and the reason for it."""

from __future__ import annotations

from typing import Any, TypeGuard

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import Decide, Desk, NotOpen, OwnPlan, TooLate
from bot.model import FrozenPlan, FrozenState
from bot.slack.screens import answers, modal, modal_frozen
from bot.slack.screens.blocks import paragraph
from bot.slack.screens.modal import SHORTEST_REASON, read_reason
from handlers.people import acting, click_of
from handlers.replies import open_view, say


async def approve(ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, desk: Desk) -> None:
    """Somebody clicked *Approve*; what comes of it stands in the message, and beyond that is said privately."""
    await ack()
    frozen_id, by = body["actions"][0]["value"], acting(body)
    match await desk.approvals.approve(frozen_id, by=by, click=click_of(body)):
        case Decide():
            pass
        case OwnPlan() | TooLate() | NotOpen():
            told = modal_frozen.decided_already(await desk.approvals.find(frozen_id, by))
            await say(respond, answers.answer(paragraph(told)))


async def decline(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody clicked *Decline*: they are asked for a reason first."""
    await ack()
    frozen = await desk.approvals.find(body["actions"][0]["value"], acting(body))
    if _may_be_decided(frozen, desk):
        await open_view(client, respond, body, modal_frozen.decline(frozen))
    else:
        await say(respond, answers.answer(paragraph(modal_frozen.decided_already(frozen))))


async def decline_with_reason(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody gave a reason: the plan is declined, if nobody decided about it meanwhile."""
    reason, frozen_id, by = read_reason(body["view"]), body["view"]["private_metadata"], acting(body)
    if len(reason) < SHORTEST_REASON:
        await ack(**modal.reason_needed())
        return
    match await desk.approvals.decline(frozen_id, reason, by=by, click=click_of(body)):
        case Decide():
            await ack()
        case OwnPlan() | TooLate() | NotOpen():
            view = modal_frozen.told_already(await desk.approvals.find(frozen_id, by))
            await ack(response_action="update", view=view)


def _may_be_decided(frozen: FrozenPlan | None, desk: Desk) -> TypeGuard[FrozenPlan]:
    return frozen is not None and frozen.state is FrozenState.ASKED and desk.now() < frozen.expires_at
