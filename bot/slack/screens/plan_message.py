"""The private message about a plan whose modal was closed: what was found, and the button that opens it again."""

from __future__ import annotations

from typing import Final

from bot.model import LineKind, Plan, PlanState, Run
from bot.slack import ids
from bot.slack.screens import causes, words
from bot.slack.screens.blocks import button, paragraph
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import channel, foreign, moment, person, say

KINDS: Final = {
    "ready": "{n} ready",
    "labelled": "{n} already labelled",
    "not_found": "{n} not found",
    "ambiguous": "{n} ambiguous",
    "waiting": "{n} not looked at yet",
    "possible": "{n} also found in your text",
    "twice": "{n} pasted twice",
    "not_understood": "{n} not understood",
}
PLAN_MESSAGE: Final = "Your plan is checked: {counts}. Nothing has been bought yet."
PLAN_MESSAGE_FAILED: Final = "Your plan could not be checked: {problem} Nothing has been bought."
PLAN_MESSAGE_CONFIRMED: Final = (
    "{who} confirmed this plan, {at}. It became run {run}, which is told in {channel}; nothing is bought twice."
)
OPEN_PLAN_TELLS: Final = "Check and confirm the plan"


def plan_message(plan: Plan) -> Post:
    """Return the private message that stands in for a modal which was closed."""
    if plan.state is PlanState.FAILED:
        told = say(PLAN_MESSAGE_FAILED, problem=foreign(causes.in_sentences(plan.cause), 500) if plan.cause else "")
    elif plan.state is PlanState.CHECKING:
        told = say(words.CHECKING, orders=words.orders(len(plan.lines)))
    else:
        told = say(PLAN_MESSAGE, counts=counts(plan))
    opener = button(words.PLAN_TITLE, action=ids.OPEN_PLAN, value=plan.id, tells=OPEN_PLAN_TELLS, style="primary")
    return post("message", [*banner(plan), paragraph(told)], opener)


def plan_confirmed(run: Run) -> Post:
    """Return what that message becomes once the plan was confirmed: there is nothing left to press."""
    told = say(
        PLAN_MESSAGE_CONFIRMED,
        who=person(run.by.user),
        at=moment(run.created_at),
        run=run.id,
        channel=channel(run.channel),
    )
    return post("message", [*banner(run), paragraph(told)])


_KINDS: Final = (LineKind.READY, LineKind.LABELLED, LineKind.NOT_FOUND, LineKind.AMBIGUOUS, LineKind.WAITING)


def counts(plan: Plan) -> str:
    """Return how many entries are what; the numbers add up to what was pasted."""
    found = {
        **{kind.value: sum(not line.possible for line in plan.of(kind)) for kind in _KINDS},
        "possible": sum(line.possible for line in plan.lines),
        "twice": len(plan.twice),
        "not_understood": len(plan.not_understood),
    }
    return ", ".join(KINDS[kind].format(n=n) for kind, n in found.items() if n or kind == "ready")
