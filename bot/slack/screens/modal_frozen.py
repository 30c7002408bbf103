"""What the window of a plan says about the team's limits and while the plan is frozen, and the form for *Decline*."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any, Final

from bot.model import FrozenPlan, FrozenState, Plan, PlanState, Standing
from bot.slack import ids
from bot.slack.screens import modal_after_confirm, words
from bot.slack.screens.approval import outcome
from bot.slack.screens.blocks import Part, blocks_of, bullets, paragraph
from bot.slack.screens.changes import change_lines, left_out_lines
from bot.slack.screens.modal import modal, reason_input
from bot.slack.screens.post import banner
from bot.slack.screens.text import Json, Words, bold, channel, moment, person, say

ASK_FOR_APPROVAL: Final = "Ask for approval"
WILL_ASK: Final = "This is above what one person may buy alone: a second person has to approve it in {channel}."
LEFT_TODAY: Final = "You may have {labels} more today, until {until}."
ASKED: Final = "A second person is asked for {labels} in {channel}, until {until}. Nothing has been bought yet."
ASKED_MORE: Final = "You may close this. What they decide is told there, and privately to you."
APPROVED: Final = "{who} approved this plan, {at}. Its orders are looked up once more, then they are bought."
LATE: Final = "This plan was more than 15 minutes old, so its orders are looked up once more before they are bought."
LATE_MORE: Final = "What is as it was is bought without another press, if it is no dearer. You may close this."
LATE_VOIDED: Final = "Nothing was bought, because the plan had changed since you saw it:"
LOOK_AT_IT: Final = "Look at it once more before you confirm."
OVER_DAILY: Final = (
    "Nothing was bought. This plan has {labels}, and you may have {left} more today, until {until}. "
    "Leave some out, or let a colleague create them."
)
NOBODY: Final = (
    "Nobody was asked and nothing was bought: no second person is in a user group that approves. Tell whoever runs the "
    "bot (LABEL_BOT_APPROVERS)."
)
NOBODY_READ: Final = (
    "Nobody was asked and nothing was bought: the bot cannot read just now who may approve. Try again in a minute; if "
    "it stays, tell whoever runs the bot (LABEL_BOT_APPROVERS)."
)
DECLINE_TITLE: Final = "Decline"
DECLINE_WHAT: Final = "{who} is told that {labels} are declined, and why. Nothing is bought."
TOLD_TOO_LATE: Final = "The time for this is over: nobody approved it by {at}. Nothing was bought."
TOLD_DECIDED: Final = "{who} decided this already, {at}."
TOLD_GONE: Final = "This cannot be decided any more. Nothing was bought by your press."


def submit_label(labels: int, standing: Standing | None) -> str:
    """Return what stands on the button of a plan that comes to so many labels; none, no button."""
    if not labels:
        return ""
    return ASK_FOR_APPROVAL if standing and standing.allowance.needs_approval else f"Create {words.labels(labels)}"


def is_asking(view: Mapping[str, Any]) -> bool:
    """Say whether the button that was pressed asks a second person."""
    return bool((view.get("submit") or {}).get("text") == ASK_FOR_APPROVAL)


def limit_lines(plan: Plan, standing: Standing | None) -> list[Words]:
    """Return what a plan says about limits, and about what became of it when it was frozen."""
    if standing is None:
        return []
    allowance, lines = standing.allowance, []
    if standing.frozen is not None and plan.state is PlanState.READY:
        lines += _back(standing.frozen)
    if allowance.needs_approval:
        lines.append(say(WILL_ASK, channel=channel(plan.channel)))
    if allowance.left_today is not None and allowance.until is not None:
        left = words.labels(allowance.left_today)
        lines.append(say(LEFT_TODAY, labels=left, until=moment(allowance.until)))
    return lines


def _back(frozen: FrozenPlan) -> list[Words]:
    """Return why a plan came back to whoever made it."""
    match frozen.state:
        case FrozenState.VOIDED:
            head = say(LATE_VOIDED) if frozen.late else outcome(frozen)
            return [head, *change_lines(frozen), say(LOOK_AT_IT)]
        case FrozenState.DECLINED | FrozenState.EXPIRED:
            return [outcome(frozen)]
        case FrozenState.ASKED | FrozenState.CHECKING | FrozenState.BOUGHT:
            return []


def came_back(plan: Plan, standing: Standing | None) -> list[Words]:
    """Return what the private message about a plan says when it came back unbought."""
    back = standing.frozen if standing is not None and plan.state is PlanState.READY else None
    return _back(back) if back is not None else []


def window(plan: Plan, standing: Standing | None) -> Json | None:
    """Return the window of a plan that is frozen, or was bought while it was; None for any other."""
    frozen = standing.frozen if standing is not None else None
    if frozen is None:
        return None
    match frozen.state:
        case FrozenState.ASKED:
            return asked(frozen)
        case FrozenState.CHECKING if plan.state in (PlanState.CHECKING, PlanState.FROZEN):
            return _checking(plan, frozen)
        case FrozenState.BOUGHT if plan.state is PlanState.CONFIRMED:
            return _bought(frozen)
        case _:
            return None


def asked(frozen: FrozenPlan) -> Json:
    """Return what follows *Ask for approval*."""
    told = say(
        ASKED,
        labels=words.labels(frozen.labels),
        channel=channel(frozen.channel),
        until=moment(frozen.expires_at),
    )
    return _closing([*banner(frozen), paragraph(told), paragraph(say(ASKED_MORE))], frozen.plan_id)


def late(plan: Plan) -> Json:
    """Return what follows a *Create N labels* that came late."""
    return _closing([*banner(plan), paragraph((bold(LATE),)), paragraph(say(LATE_MORE))], plan.id)


def _checking(plan: Plan, frozen: FrozenPlan) -> Json:
    if frozen.late or frozen.decided_at is None:
        return late(plan)
    told = say(APPROVED, who=person(frozen.decided_by), at=moment(frozen.decided_at))
    return _closing([*banner(plan), paragraph(told)], plan.id)


def _bought(frozen: FrozenPlan) -> Json:
    left_out = left_out_lines(frozen)
    gone = sum(change.orders for change in frozen.changes) * frozen.choices.parcels
    view = modal_after_confirm.started(
        frozen.labels - gone, frozen.channel, test_labels=frozen.choices.test_labels
    )
    return {**view, "blocks": [*view["blocks"], *(blocks_of([bullets(left_out)]) if left_out else [])]}


def over_daily_limit(labels: int, left: int, until: datetime) -> Json:
    """Return what is put over a plan that has more labels than its reader may have today."""
    told = say(OVER_DAILY, labels=words.labels(labels), left=words.labels(left), until=moment(until))
    return modal(words.PLAN_TITLE, blocks_of([paragraph(told)]), callback=ids.SENTENCE)


def nobody_to_ask(*, unread: bool) -> Json:
    """Return what is put over a plan that no second person can be asked about."""
    told = say(NOBODY_READ if unread else NOBODY)
    return modal(words.PLAN_TITLE, blocks_of([paragraph(told)]), callback=ids.SENTENCE)


def decline(frozen: FrozenPlan) -> Json:
    """Return the form that asks why a plan is declined."""
    told = say(DECLINE_WHAT, who=person(frozen.by.user), labels=words.labels(frozen.labels))
    return modal(
        DECLINE_TITLE,
        [*blocks_of([paragraph(told)]), reason_input()],
        callback=ids.DECLINE_VIEW,
        metadata=frozen.id,
        submit=DECLINE_TITLE,
        close=words.CANCEL,
    )


def decided_already(frozen: FrozenPlan | None) -> Words:
    """Return what *Approve* or *Decline* says when the press came second, or too late; None: the plan is gone."""
    if frozen is None:
        return say(TOLD_GONE)
    match frozen.state:
        case FrozenState.ASKED | FrozenState.EXPIRED:
            return say(TOLD_TOO_LATE, at=moment(frozen.expires_at))
        case FrozenState.CHECKING | FrozenState.BOUGHT | FrozenState.DECLINED | FrozenState.VOIDED:
            who = person(frozen.decided_by)
            return say(TOLD_DECIDED, who=who, at=moment(frozen.decided_at or frozen.expires_at))


def told_already(frozen: FrozenPlan | None) -> Json:
    """Return the window that says it where *Decline* would have opened its form."""
    return modal(DECLINE_TITLE, blocks_of([paragraph(decided_already(frozen))]), callback=ids.SENTENCE)


def _closing(parts: list[Part], plan_id: str) -> Json:
    return modal(words.PLAN_TITLE, blocks_of(parts), callback=ids.SENTENCE, metadata=plan_id)
