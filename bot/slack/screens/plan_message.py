"""The private message about a plan whose modal was closed: what was found, and the button that opens it again."""

from __future__ import annotations

from bot.model import Plan, PlanState, Run
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.parent import banner
from bot.slack.screens.plan_counts import counts
from bot.slack.screens.post import Post, post
from bot.slack.screens.text import button, channel, foreign, moment, paragraph, person, say


def plan_message(plan: Plan) -> Post:
    """Return the private message that stands in for a modal which was closed."""
    if plan.state is PlanState.FAILED:
        told = say(words.PLAN_MESSAGE_FAILED, problem=foreign(plan.problem or "", 500))
    elif plan.state is PlanState.CHECKING:
        told = say(words.CHECKING, orders=words.orders(len(plan.lines)))
    else:
        told = say(words.PLAN_MESSAGE, counts=counts(plan))
    opener = button(words.PLAN_TITLE, action=ids.OPEN_PLAN, value=plan.id, tells=words.OPEN_PLAN_TELLS, style="primary")
    return post("message", [*banner(plan), paragraph(told)], opener)


def plan_confirmed(run: Run) -> Post:
    """Return what that message becomes once the plan was confirmed: there is nothing left to press."""
    told = say(
        words.PLAN_MESSAGE_CONFIRMED,
        who=person(run.by.user),
        at=moment(run.created_at),
        run=run.id,
        channel=channel(run.channel),
    )
    return post("message", [*banner(run), paragraph(told)])
