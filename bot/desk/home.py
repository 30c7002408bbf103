"""What somebody finds in App Home."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from typing import Final

from bot.desk.approvals import Approvals
from bot.desk.context import DeskContext
from bot.desk.failures import Failures
from bot.desk.rights import NotAllowed
from bot.ledger import Database, allowances, home, labels_of_day, run_overviews
from bot.ledger.limits_verdict import day_of, left_of_day
from bot.model import RUNS_STAND, HomePage, HomeRefusal, Limits, OpenQuestion, Person
from bot.model.trouble import Refusal
from bot.people import Directory

Health = Callable[[], Awaitable[tuple[str, ...]]]
"""Returns what does not work just now, a sentence each."""

_RUNS_MOST: Final = 30
_KNOWS_THE_HOUSE: Final = (Refusal.NOT_IN_GROUP, Refusal.GUEST)
"""Why somebody of this workspace may not use the bot: they are told who may, and where. Others get nothing."""


async def all_is_well() -> tuple[str, ...]:
    """Return that nothing is wrong, where nobody looks."""
    return ()


class Home:
    """App Home, as it is when somebody opens it. *health*: asked for what does not work just now."""

    def __init__(
        self,
        context: DeskContext,
        directory: Directory,
        approvals: Approvals,
        failures: Failures,
        limits: Limits,
        health: Health,
    ) -> None:
        self._context = context
        self._directory = directory
        self._approvals = approvals
        self._failures = failures
        self._limits = limits
        self._health = health

    async def read(self, by: Person, *, fresh: bool = True) -> HomePage | HomeRefusal:
        """Return what *by* finds there. *fresh*: ask Slack who they are, and do not trust what it said a while ago."""
        try:
            await self._context.rights.check(by, None, fresh=fresh)
        except NotAllowed as exc:
            return self._refusal(exc.refusal)
        now = self._context.now()
        approves = bool(self._limits.approvers) and await self._approvals.may_approve(by)
        page = await self._context.ledger.read(_read, by, self._limits, approves=approves, now=now)
        return replace(
            page,
            failures=await self._failures.for_admitted(),
            problems=await self._health(),
            workspace=(await self._directory.identity()).url,
        )

    def _refusal(self, reason: Refusal) -> HomeRefusal:
        if reason not in _KNOWS_THE_HOUSE:
            return HomeRefusal(reason)
        rules = self._context.rights.rules
        return HomeRefusal(reason, rules.usergroups, rules.channels)


def _read(db: Database, by: Person, limits: Limits, *, approves: bool, now: datetime) -> HomePage:
    questions = home.open_questions(db, by, now=now)
    begun, ends = day_of(now, limits.zone)
    return HomePage(
        plans=home.open_plans(db, by, now=now),
        to_decide=_of_others(questions, by) if approves else (),
        asked=tuple(one for one in questions if one.asked_by == by.user),
        runs=run_overviews.of_person(db, by, since=now - RUNS_STAND, most=_RUNS_MOST),
        own_day=labels_of_day.between(db, begun, ends, by=by.user),
        team_day=labels_of_day.between(db, begun, ends) if approves else None,
        limits=limits,
        left_today=left_of_day(limits, allowances.had_today(db, limits, by=by.user, now=now)),
        until=ends if limits.daily is not None else None,
    )


def _of_others(questions: tuple[OpenQuestion, ...], by: Person) -> tuple[OpenQuestion, ...]:
    return tuple(one for one in questions if by.user not in (one.asked_by, one.made_by))
