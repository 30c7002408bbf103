"""The private message about a plan whose modal was closed: what was found, and the button that opens it again."""

from __future__ import annotations

from typing import Final

from bot.model import FrozenState, PlanPage, PlanState, Run, Section
from bot.slack import ids
from bot.slack.screens import causes, modal_frozen, words
from bot.slack.screens.blocks import button, paragraph
from bot.slack.screens.post import Post, banner, post
from bot.slack.screens.text import channel, foreign, moment, person, say

COUNTED: Final = {
    Section.READY: "{n} ready",
    Section.DOUBTED: "{n} to look at",
    Section.CHOOSE: "{n} to choose",
    Section.POSSIBLE: "{n} also found in your text",
    Section.LABELLED: "{n} already labelled",
    Section.NOT_KNOWN: "{n} without a usable answer",
    Section.NOT_FOUND: "{n} not found",
    Section.WAITING: "{n} not looked at yet",
    Section.TWICE: "{n} pasted twice",
    Section.NOT_UNDERSTOOD: "{n} not understood",
}
PLAN_MESSAGE: Final = "Your plan is checked: {counts}. Nothing has been bought yet."
PLAN_MESSAGE_OPENED: Final = "You opened this plan. Should its window be closed, it comes back here."
PLAN_MESSAGE_FAILED: Final = "Your plan could not be checked: {problem} Nothing has been bought."
PLAN_MESSAGE_CONFIRMED: Final = (
    "{who} confirmed this plan, {at}. It became run {run}, which is told in {channel}; nothing is bought twice."
)
OPEN_PLAN_TELLS: Final = "Check and confirm the plan"


def plan_message(page: PlanPage) -> Post:
    """Return the private message that stands in for a modal which was closed; its button goes when it was used."""
    plan = page.plan
    if plan.view_id is not None:
        return post("message", [*banner(plan), paragraph(say(PLAN_MESSAGE_OPENED))])
    if plan.state is PlanState.FAILED:
        told = say(PLAN_MESSAGE_FAILED, problem=foreign(causes.in_sentences(plan.cause), 500) if plan.cause else "")
    elif plan.state is PlanState.CHECKING:
        told = say(words.CHECKING, orders=words.orders(page.given))
    else:
        told = say(PLAN_MESSAGE, counts=counts(page))
    opener = button(words.PLAN_TITLE, action=ids.OPEN_PLAN, value=plan.id, tells=OPEN_PLAN_TELLS, style="primary")
    back = modal_frozen.came_back(plan, page.standing)
    return post("message", [*banner(plan), *([paragraph(*back)] if back else []), paragraph(told)], opener)


def late_came_back(page: PlanPage, key: str) -> Post | None:
    """Return the reply that mentions whoever confirmed a plan late that was not bought: an edit notifies nobody.

    None for a plan to which that has not happened.
    """
    frozen = page.standing.frozen if page.standing is not None else None
    if frozen is None or not frozen.late or frozen.state is not FrozenState.VOIDED:
        return None
    back = modal_frozen.came_back(page.plan, page.standing)
    return post(key, [*banner(page.plan), paragraph((person(frozen.by.user),), *back)]) if back else None


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


def counts(page: PlanPage) -> str:
    """Return how many entries are what; the numbers add up to what was pasted."""
    found = {section: page.count(section) for section in Section}
    return ", ".join(COUNTED[one].format(n=n) for one, n in found.items() if n or one is Section.READY)
