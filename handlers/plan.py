"""*Check and confirm*: what is chosen in a plan, and how it becomes a run."""

from __future__ import annotations

from typing import Any

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import (
    AllTaken,
    AlreadyConfirmed,
    Confirmed,
    Desk,
    NotReady,
    Rechecking,
)
from bot.model import PlanState
from bot.slack.screens import (
    answers,
    modal,
    modal_after_confirm,
    modal_check_and_confirm,
    modal_second_label,
    words,
)
from bot.slack.screens.modal import SHORTEST_REASON, read_reason
from bot.slack.screens.plan_lists import read_pick
from handlers.people import acting
from handlers.replies import open_view, push_view, say


async def pick_order(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody chose one of several orders that share a number."""
    await ack()
    picked = read_pick((body["actions"][0].get("selected_option") or {}).get("value") or "")
    if picked is not None:
        position, order_id = picked
        await desk.plans.pick(body["view"]["private_metadata"], position, order_id, by=acting(body))


async def look_again(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody wants Sendcloud asked once more about a plan."""
    await ack()
    await desk.plans.look_again(body["view"]["private_metadata"], by=acting(body))


async def second_label(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody clicked *Second label…*: they are asked which orders, and why."""
    await ack()
    plan = await desk.plans.find(body["view"]["private_metadata"], acting(body))
    if plan is not None:
        await push_view(client, respond, body, modal_second_label.second_label(plan))


async def add_second_labels(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody chose orders that are to get a second label, and gave a reason."""
    view = body["view"]
    reason = read_reason(view)
    if len(reason) < SHORTEST_REASON:
        await ack(**modal.reason_needed())
        return
    chosen = modal_second_label.read_second(view)
    if await desk.plans.second_labels(view["private_metadata"], chosen, reason, by=acting(body)):
        await ack()
    else:
        await ack(response_action="update", view=modal_second_label.too_late())


async def confirm_plan(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody pressed *Create N labels*: the plan becomes a run, once."""
    match await desk.plans.confirm(body["view"]["private_metadata"], by=acting(body)):
        case Confirmed(channel=channel, labels=labels, taken=taken, test_labels=test_labels):
            view = modal_after_confirm.started(labels, channel, taken, test_labels=test_labels)
        case AlreadyConfirmed(by=first, at=at):
            view = modal_after_confirm.already_confirmed(first, at)
        case AllTaken(taken=taken):
            view = modal_after_confirm.all_taken(taken)
        case Rechecking(plan=plan):
            view = modal_check_and_confirm.plan(plan, desk.now())
        case NotReady(plan=waiting):
            view = modal_check_and_confirm.plan(waiting, desk.now()) if waiting else modal_check_and_confirm.not_ready()
    await ack(response_action="update", view=view)


async def view_closed(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody closed one of the modals; a plan that stood in it comes as a private message."""
    await ack()
    await desk.plans.view_closed(body["view"]["id"])


async def open_plan(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """The private message about a checked plan brings its modal back."""
    await ack()
    plan = await desk.plans.find(body["actions"][0]["value"], acting(body))
    if plan is None:
        await say(respond, answers.sentence(words.GONE))
    elif plan.state is PlanState.CONFIRMED:
        await say(respond, answers.sentence(answers.PLAN_USED))
    else:
        view = modal_check_and_confirm.plan(plan, desk.now())
        view_id = await open_view(client, respond, body, view)
        if view_id is not None:
            await desk.plans.opened(plan.id, view_id, plan.version)
