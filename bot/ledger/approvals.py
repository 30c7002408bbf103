"""A second person is asked about a plan, and approves or declines it: once, in time, and never their own."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, frozen_plans, plans
from bot.ledger.approval_verdict import Decide, NotOpen, OwnPlan, TooLate, judge_press
from bot.ledger.sql import stamp
from bot.model import Change, Difference, EventKind, FrozenPlan, FrozenState, Person, PlanState

Press = Decide | OwnPlan | TooLate | NotOpen


def approve(db: Database, frozen_id: str, *, by: Person, now: datetime) -> Press:
    """Approve a frozen plan, which the engine then looks up once more and buys; return whether the press counts."""

    def effect(frozen: FrozenPlan) -> None:
        plan = plans.load(db, frozen.plan_id)
        frozen_plans.decided(db, frozen, by=by.user, now=now)
        _told(db, EventKind.APPROVAL_GIVEN, frozen, by=by.user, now=now)
        if plan is None or plan.state is not PlanState.FROZEN or frozen_plans.digest(plan) != frozen.digest:
            again = frozen_plans.load(db, frozen.id) or frozen
            frozen_plans.void(db, again, (Change(Difference.OTHER_CHOICE),), now=now)

    return _press(db, frozen_id, effect, by=by, now=now)


def decline(db: Database, frozen_id: str, reason: str, *, by: Person, now: datetime) -> Press:
    """Decline a frozen plan for a reason, so that whoever asked has it back; return whether the press counts."""

    def effect(frozen: FrozenPlan) -> None:
        said = {"decided_by": by.user, "decided_at": now, "reason": reason}
        frozen_plans.end(db, frozen, FrozenState.DECLINED, said)
        _told(db, EventKind.APPROVAL_DECLINED, frozen, by=by.user, now=now, reason=reason)

    return _press(db, frozen_id, effect, by=by, now=now)


def expire(db: Database, *, now: datetime) -> bool:
    """End every question whose time is over; return whether there was one."""
    due = db.execute("SELECT id FROM frozen_plans WHERE state = 'asked' AND expires_at <= ?", [stamp(now)]).fetchall()
    for (frozen_id,) in due:
        frozen = frozen_plans.load(db, frozen_id)
        if frozen is not None:
            _expire(db, frozen, now=now)
    return bool(due)


def any_due(db: Database, *, now: datetime) -> bool:
    """Say whether a question's time is over."""
    row = db.execute(
        "SELECT EXISTS (SELECT 1 FROM frozen_plans WHERE state = 'asked' AND expires_at <= ?)", [stamp(now)]
    ).fetchone()
    return bool(row[0])


def _press(
    db: Database, frozen_id: str, effect: Callable[[FrozenPlan], None], *, by: Person, now: datetime
) -> Press:
    frozen = frozen_plans.load(db, frozen_id)
    plan = plans.load(db, frozen.plan_id) if frozen is not None else None
    verdict = judge_press(frozen, plan, by=by, now=now)
    match verdict:
        case Decide():
            if frozen is not None:
                effect(frozen)
        case TooLate():
            if frozen is not None:
                _expire(db, frozen, now=now)
        case OwnPlan() | NotOpen():
            pass
    return verdict


def _expire(db: Database, frozen: FrozenPlan, *, now: datetime) -> None:
    frozen_plans.end(db, frozen, FrozenState.EXPIRED, {})
    _told(db, EventKind.APPROVAL_EXPIRED, frozen, by=None, now=now)


def _told(
    db: Database, kind: EventKind, frozen: FrozenPlan, *, by: str | None, now: datetime, **more: object
) -> None:
    about = {"frozen": frozen.id, "plan": frozen.plan_id, "asked_by": frozen.by.user, "digest": frozen.digest, **more}
    events.append(db, kind, now=now, person=by, detail=about, rows={"frozen_plans": frozen.id})
