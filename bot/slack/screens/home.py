"""App Home: what waits for its reader, what the bot does and how to begin, or whom to ask for the right to."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Final

from bot.model import RUNS_STAND, HomePage, HomeRefusal, OpenQuestion, PlanPage, PlanState
from bot.slack import ids
from bot.slack.screens import answers, hand_over, home_day, home_runs, words
from bot.slack.screens.answer_failures import listing
from bot.slack.screens.blocks import blocks_of, bullets, button, paragraph
from bot.slack.screens.plan_message import OPEN_PLAN_TELLS, counts
from bot.slack.screens.text import (
    Json,
    Words,
    bold,
    channel,
    foreign,
    group,
    join,
    message_link,
    moment,
    person,
    say,
)
from bot.slack.screens.view_again import BLOCKS_MOST

HEAD: Final = answers.HELP_HEAD
TO_DECIDE: Final = "Waiting for your approval"
ASKED: Final = "Waiting for a second person"
PLANS: Final = "Your open plans"
DECIDE: Final = "{labels}, asked for by {who}, until {until}: {where}"
WAITS: Final = "{labels}, until {until}: {where}"
LOOK: Final = "Look at it"
NOT_POSTED: Final = "it is about to be posted in {channel}"
PLAN: Final = "{at}, {shop}: {counts}."
FROZEN: Final = "It cannot be changed until it is decided."
ALLOWED_GROUPS: Final = "Who may use it: {groups}."
ALLOWED_CHANNELS: Final = "Where it is used: {channels}."
NOTHING_BOUGHT: Final = "Nothing has been bought yet. A plan stands here for a day."

_MOST: Final = 10
_FAILURES_MOST: Final = 10


def home(page: HomePage, *, now: datetime, test_labels: bool = False) -> Json:
    """Return App Home for somebody who may use the bot. *now*: what ages are counted to."""
    _, help_blocks = answers.how_to_begin(test_labels=test_labels)
    blocks = [
        *blocks_of(home_day.not_well(page.problems)),
        *_questions(TO_DECIDE, page.to_decide, lambda one: _question(one, page.workspace, DECIDE)),
        *_questions(ASKED, page.asked, lambda one: _question(one, page.workspace, WAITS)),
        *(listing(page.failures, now=now, most=_FAILURES_MOST)[1] if page.failures.failures else []),
        *_plans(page.plans),
        *home_runs.runs(page.runs, page.workspace, days=RUNS_STAND.days),
        *blocks_of(home_day.today(page)),
        *help_blocks,
        *hand_over.of_days(),
        *blocks_of(home_day.well(page.problems)),
    ]
    return {"type": "home", "blocks": blocks[:BLOCKS_MOST]}


def refused(refusal: HomeRefusal) -> Json:
    """Return App Home for somebody who may not use the bot, or of whom nobody can tell just now whether they may: why
    not, whom to ask, and where, to a person of this workspace, the bot is used."""
    lines = [say(words.REFUSALS[refusal.reason]), *_allowed(refusal)]
    return {"type": "home", "blocks": blocks_of([paragraph((bold(HEAD),)), paragraph(*lines)])}


def _allowed(refusal: HomeRefusal) -> Iterable[Words]:
    if refusal.usergroups:
        yield say(ALLOWED_GROUPS, groups=join([(group(one),) for one in refusal.usergroups], ", "))
    if refusal.channels:
        yield say(ALLOWED_CHANNELS, channels=join([(channel(one),) for one in refusal.channels], ", "))


def _questions(head: str, questions: tuple[OpenQuestion, ...], line: Callable[[OpenQuestion], Words]) -> Iterable[Json]:
    if not questions:
        return []
    title = f"{head}{words.listed(min(len(questions), _MOST), len(questions))}"
    return blocks_of([paragraph((bold(title),)), bullets(map(line, questions[:_MOST]))])


def _question(one: OpenQuestion, workspace: str, template: str) -> Words:
    if one.ts is None:
        where: Words = say(NOT_POSTED, channel=channel(one.channel))
    else:
        where = (message_link(workspace, one.channel, one.ts, LOOK),)
    until = moment(one.expires_at)
    return say(template, labels=words.labels(one.labels), who=person(one.asked_by), until=until, where=where)


def _plans(plans: tuple[PlanPage, ...]) -> Iterable[Json]:
    if not plans:
        return
    yield from blocks_of([paragraph((bold(PLANS),), say(NOTHING_BOUGHT))])
    for page in plans:
        yield from _plan(page)


def _plan(page: PlanPage) -> Iterable[Json]:
    plan = page.plan
    told = say(PLAN, at=moment(plan.created_at), shop=foreign(plan.choices.shop_name, 60), counts=counts(page))
    yield from blocks_of([paragraph(told, say(FROZEN)) if plan.state is PlanState.FROZEN else paragraph(told)])
    opener = button(words.PLAN_TITLE, action=ids.OPEN_PLAN, value=plan.id, tells=OPEN_PLAN_TELLS)
    yield {"type": "actions", "elements": [opener]}
