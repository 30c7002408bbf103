"""*Check and confirm*: what is chosen in a plan, and how it becomes a run."""

from __future__ import annotations

from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import (
    AllTaken,
    AlreadyConfirmed,
    Asked,
    Confirmation,
    Confirmed,
    Desk,
    Late,
    NeedsApproval,
    NobodyToAsk,
    NotAllowed,
    NotReady,
    OverDailyLimit,
    ShowAgain,
)
from bot.model import OnScreen, PlanState
from bot.plan_words import PlanWords
from bot.slack.screens import (
    answers,
    modal,
    modal_after_confirm,
    modal_check_and_confirm,
    modal_frozen,
    modal_second_label,
)
from bot.slack.screens.modal import SHORTEST_REASON, read_reason
from bot.slack.screens.plan_place import read_place
from bot.slack.screens.tick_boxes import read_screen
from bot.slack.screens.words import GONE
from handlers.people import acting
from handlers.plan_page import drawing, noted
from handlers.replies import open_view, push_view, tell

AT_ONCE_MOST: Final = 500
"""Labels of a press that is answered with what came of it. Slack waits three seconds, and a slow machine may need that
for writing thousands of orders down."""


async def look_again(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody wants Sendcloud asked once more about a plan."""
    await ack()
    place = await noted(body, desk)
    await desk.plans.look_again(place.plan_id, by=acting(body))


async def second_label(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody clicked *Second label…*: they are asked which orders, and why."""
    await ack()
    place = await noted(body, desk)
    plan = await desk.plans.find(place.plan_id, acting(body))
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


async def confirm_plan(ack: AsyncAck, body: dict[str, Any], client: AsyncWebClient, desk: Desk) -> None:
    """Somebody pressed *Create N labels*: what stands ticked above the button becomes a run, once; or *Ask for
    approval*: a second person is asked about it."""
    place = read_place(body["view"]["private_metadata"])
    screen, asking = read_screen(body["view"], place), modal_frozen.is_asking(body["view"])
    if screen.button > AT_ONCE_MOST:
        await ack(response_action="update", view=modal_after_confirm.writing_down(screen.button))
        await _confirm_many(body, place.plan_id, screen, client, desk, asking=asking)
        return
    verdict = await desk.plans.confirm(place.plan_id, by=acting(body), screen=screen, asking=asking)
    if isinstance(verdict, NotReady | NeedsApproval):
        await desk.plans.show_newest(place.plan_id)
    over = isinstance(verdict, OverDailyLimit | NobodyToAsk)
    # An acknowledgement is small: the plan itself follows by views.update, or stays below what lies over it.
    await ack(response_action="push" if over else "update", view=after_confirm(verdict, place.plan_id))


async def _confirm_many(
    body: dict[str, Any], plan_id: str, screen: OnScreen, client: AsyncWebClient, desk: Desk, *, asking: bool
) -> None:
    """Confirm a plan whose acknowledgement has gone out, and say in its window what came of it, whatever that is."""
    view, verdict = modal_after_confirm.not_written_down(), None
    try:
        verdict = await desk.plans.confirm(plan_id, by=acting(body), screen=screen, asking=asking)
        view = after_confirm(verdict, plan_id)
    except NotAllowed as exc:
        view = modal.refused(exc.refusal)
    finally:
        await client.views_update(view_id=body["view"]["id"], view=view)
    if isinstance(verdict, NotReady | NeedsApproval):
        await desk.plans.show_newest(plan_id)


def after_confirm(verdict: Confirmation | Late | Asked | NobodyToAsk, plan_id: str) -> dict[str, Any]:
    """Return what is shown for what came of a press."""
    match verdict:
        case Confirmed(channel=channel, labels=labels, taken=taken, test_labels=test_labels):
            return modal_after_confirm.started(labels, channel, taken, test_labels=test_labels)
        case AlreadyConfirmed(by=first, at=at):
            return modal_after_confirm.already_confirmed(first, at)
        case AllTaken(taken=taken):
            return modal_after_confirm.all_taken(taken)
        case Late(plan=plan):
            return modal_frozen.late(plan)
        case Asked(frozen=frozen):
            return modal_frozen.asked(frozen)
        case OverDailyLimit(labels=labels, left=left, until=until):
            return modal_frozen.over_daily_limit(labels, left, until)
        case NobodyToAsk(unread=unread):
            return modal_frozen.nobody_to_ask(unread=unread)
        case NotReady(plan=None):
            return modal_check_and_confirm.not_ready()
        case ShowAgain() | NeedsApproval() | NotReady():
            return modal_check_and_confirm.once_more(plan_id)


async def view_closed(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody closed one of the modals; a plan that stood in it comes as a private message."""
    await ack()
    await desk.plans.view_closed(body["view"]["id"])


async def open_plan(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk, words: PlanWords
) -> None:
    """The private message about a checked plan, or its line in App Home, brings its modal back."""
    await ack()
    by = acting(body)
    page = await desk.pages.read(body["actions"][0]["value"], by)
    if page is None:
        await tell(answers.sentence(GONE), body, respond, client)
    elif page.plan.state is PlanState.CONFIRMED:
        await tell(answers.sentence(answers.PLAN_USED), body, respond, client)
    else:
        view_id = await open_view(client, respond, body, drawing(page, by, desk, words))
        if view_id is not None:
            await desk.plans.opened(page.plan.id, view_id, page.plan.version)
