"""The buttons on a run: stop, continue, retry, look again, documents, ask again."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from slack_bolt.async_app import AsyncAck, AsyncRespond
from slack_sdk.web.async_client import AsyncWebClient

from bot.desk import AboveLimits, CameSecond, ChangedSince, Desk, Done, OverDailyLimit, ToOneAlone
from bot.model import Run, RunAct, State
from bot.slack import ids
from bot.slack.screens import answers, limits, modal, modal_buy_again
from bot.slack.screens.blocks import paragraph
from bot.slack.screens.modal import SHORTEST_REASON, read_reason
from bot.slack.screens.text import Words
from handlers.people import acting, click_of
from handlers.replies import open_view, tell

ACTS: Final[Mapping[str, RunAct]] = {
    ids.STOP_RUN: RunAct.STOP,
    ids.CONTINUE_RUN: RunAct.CONTINUE,
    ids.RETRY_FAILED: RunAct.RETRY,
    ids.RETRY_FIXED: RunAct.RETRY_FIXED,
    ids.LOOK_AGAIN: RunAct.LOOK_AGAIN,
    ids.GET_DOCUMENTS: RunAct.DOCUMENTS,
}
"""The buttons that need no further answer, by action id."""


async def act_on_run(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody clicked one of `ACTS`; what came of it stands in the thread, and beyond that is said privately."""
    await ack()
    action = body["actions"][0]
    act = ACTS[action["action_id"]]
    match await desk.runs.act(act, action["value"], by=acting(body), click=click_of(body)):
        case Done(taken=taken):
            if taken:
                await tell(answers.taken(taken), body, respond, client)
        case CameSecond(first=first):
            by, at = first or (None, None)
            await tell(answers.already(act, by=by, at=at), body, respond, client)
        case ToOneAlone(came_second=None):
            await tell(answers.sentence(answers.DOCUMENTS_TO_YOU), body, respond, client)
        case ToOneAlone(came_second=CameSecond(first=first)):
            by, at = first or (None, None)
            await tell(answers.already("documents_alone", by=by, at=at), body, respond, client)
        case OverDailyLimit() | AboveLimits() as refused:
            await tell(answers.answer(paragraph(limit_of(refused))), body, respond, client)


async def ask_again(
    ack: AsyncAck, body: dict[str, Any], respond: AsyncRespond, client: AsyncWebClient, desk: Desk
) -> None:
    """Somebody clicked *Ask again*: they are asked for a reason first."""
    await ack()
    run = await desk.runs.find(body["actions"][0]["value"], acting(body))
    await open_view(client, respond, body, await question(desk, run))


async def ask_again_knowingly(ack: AsyncAck, body: dict[str, Any], desk: Desk) -> None:
    """Somebody gave a reason: the orders they were shown are asked for again, if they still are as shown."""
    reason = read_reason(body["view"])
    if len(reason) < SHORTEST_REASON:
        await ack(**modal.reason_needed())
        return
    run_id, shown = modal_buy_again.read_shown(body["view"]["private_metadata"])
    match await desk.runs.ask_again(run_id, shown, by=acting(body), reason=reason, click=click_of(body)):
        case None:
            await ack()
        case ChangedSince(run=run, changed=changed):
            await ack(response_action="update", view=await question(desk, run, changed=changed, reason=reason))
        case OverDailyLimit() | AboveLimits() as refused:
            await ack(response_action="update", view=modal_buy_again.kept_from(limit_of(refused)))


def limit_of(refused: OverDailyLimit | AboveLimits) -> Words:
    match refused:
        case OverDailyLimit(labels=labels, left=left, until=until):
            return limits.over_daily_limit(labels, left, until)
        case AboveLimits():
            return limits.above_limits()


async def question(desk: Desk, run: Run, *, changed: Sequence[int] = (), reason: str = "") -> dict[str, Any]:
    """Return the form for a run's undecided orders, or what there is to say when there are none."""
    if run.of(State.UNDECIDED):
        return modal_buy_again.ask_again(run, changed=changed, reason=reason)
    return modal_buy_again.nothing_undecided(await desk.runs.who_decided(run.id))
