"""Plans that are frozen until they are bought: written down, and ended in one of a few ways."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.ledger import allowances, confirmations, events, plans
from bot.ledger.approval_verdict import Buy, Void, Wait, expires_at, judge_again, ready_orders
from bot.ledger.buying_verdict import ShowAgain
from bot.ledger.confirmation_verdict import Reserve
from bot.ledger.confirmations import NeedsApproval
from bot.ledger.limits_verdict import OverDailyLimit, Priced
from bot.ledger.sql import dump, insert, update
from bot.model import (
    Change,
    Difference,
    EventKind,
    FrozenPlan,
    FrozenState,
    Limits,
    OnScreen,
    Person,
    Plan,
    PlanState,
    Standing,
)
from bot.model.frozen import amounts

_FROZEN: Final = TypeAdapter(FrozenPlan)
_JSON: Final = ("choices", "orders", "changes", "told")


def load(db: Database, frozen_id: str) -> FrozenPlan | None:
    """Return a frozen plan."""
    return _first(db, "id = ?", frozen_id)


def latest(db: Database, plan_id: str) -> FrozenPlan | None:
    """Return what became of a plan when it was frozen the last time; None when it never was."""
    return _first(db, "plan_id = ? ORDER BY asked_at DESC, rowid DESC", plan_id)


def standing(db: Database, plan: Plan, limits: Limits, *, by: Person, now: datetime) -> Standing:
    """Return what pressing the button of a plan would meet for a person, and what became of it before."""
    return Standing(allowances.of(db, plan, limits, by=by, now=now), latest(db, plan.id))


def to_finish(db: Database) -> list[str]:
    """Return the ids of those that are decided, and whose orders have been looked up once more, or could not be."""
    rows = db.execute(
        "SELECT frozen_plans.id FROM frozen_plans JOIN plans ON plans.id = plan_id "
        "WHERE frozen_plans.state = 'checking' AND plans.state <> 'checking'"
    ).fetchall()
    return [row[0] for row in rows]


def to_show(db: Database) -> list[str]:
    """Return the ids of those whose newest version is not shown in Slack."""
    return [row[0] for row in db.execute("SELECT id FROM frozen_plans WHERE shown_version < version").fetchall()]


def shown(db: Database, frozen_id: str, version: int) -> None:
    """Remember which version was shown last."""
    db.execute("UPDATE frozen_plans SET shown_version = max(shown_version, ?) WHERE id = ?", [version, frozen_id])


def tell(db: Database, frozen_id: str, people: Sequence[str]) -> None:
    """Remember which approvers get it privately."""
    update(db, "frozen_plans", {"told": list(people)}, "id = :by_id", {"by_id": frozen_id})


def ask(
    db: Database, frozen_id: str, run_id: str, seen: Plan, *, by: Person, limits: Limits, now: datetime
) -> FrozenPlan | None:
    """Freeze a plan as it was *seen*, until a second person has decided. None when it is not like that any more."""
    plan = plans.load(db, seen.id)
    if plan is None or plan.state is not PlanState.READY or digest(plan) != digest(seen):
        return None
    _freeze(db, frozen_id, run_id, plan, by=by, late=False, limits=limits, now=now)
    return load(db, frozen_id)


@dataclass(frozen=True)
class Late:
    """The plan is too old to buy by: its orders are looked up, and bought when they are as they were."""

    plan: Plan


def confirm_late(
    db: Database,
    plan_id: str,
    frozen_id: str,
    run_id: str,
    *,
    by: Person,
    now: datetime,
    screen: OnScreen | None,
    limits: Limits,
) -> Late | OverDailyLimit | NeedsApproval | ShowAgain | None:
    """Have a plan that is too old to buy by looked up once more, and bought without another press if it is as it was.

    *screen*: see `confirmations.pressed`. None where there is nothing to buy as it stands, which
    `confirmations.confirm` says.
    """
    plan = confirmations.pressed(db, plan_id, screen)
    if isinstance(plan, ShowAgain):
        return plan
    verdict = confirmations.judged(db, plan, None, run_id, by=by, now=now)
    if plan is None or not isinstance(verdict, Reserve):
        return None
    refused = confirmations.refused(db, verdict, limits, by=by, now=now)
    if refused is not None:
        return refused
    _freeze(db, frozen_id, run_id, plan, by=by, late=True, limits=limits, now=now)
    return Late(plans.load(db, plan_id) or plan)


def _freeze(
    db: Database, frozen_id: str, run_id: str, plan: Plan, *, by: Person, late: bool, limits: Limits, now: datetime
) -> None:
    """Freeze a plan: a second person is asked or, where *late*, its orders are looked up before they are bought."""
    orders = ready_orders(plan)
    row = {
        "id": frozen_id,
        "plan_id": plan.id,
        "state": FrozenState.CHECKING if late else FrozenState.ASKED,
        "late": late,
        "person": by.user,
        "team": by.team,
        "channel": plan.channel,
        "asked_at": now,
        "expires_at": expires_at(now, limits.zone),
        "labels": len(orders) * plan.choices.parcels,
        "decided_by": by.user if late else None,
        "decided_at": now if late else None,
        "choices": plan.choices,
        "orders": dump(orders),
        "digest": digest(plan),
        "run_id": run_id,
        # There is no message about a late confirmation: the window shows it.
        "shown_version": 1 if late else 0,
    }
    insert(db, "frozen_plans", row)
    _plan_state(db, plan.id, "checking" if late else "frozen")
    kind = EventKind.CONFIRMED_LATE if late else EventKind.APPROVAL_ASKED_FOR
    detail = {"frozen": frozen_id, "plan": plan.id, "labels": row["labels"], "amount": amounts(orders)}
    told = {**detail, "digest": row["digest"]}
    events.append(db, kind, now=now, person=by.user, detail=told, rows={"frozen_plans": frozen_id})


def digest(plan: Plan) -> str:
    """Return the SHA-256, in hex, of everything that must not change while a plan is frozen."""
    return hashlib.sha256(dump([plan.channel, plan.choices, ready_orders(plan)]).encode()).hexdigest()


def finish(db: Database, frozen_id: str, *, limits: Limits, now: datetime) -> None:
    """Buy what was frozen, or say why not, as soon as its orders have been looked up once more."""
    frozen = load(db, frozen_id)
    plan = plans.load(db, frozen.plan_id) if frozen is not None else None
    if frozen is None or plan is None or frozen.state is not FrozenState.CHECKING:
        return
    orders = ready_orders(plan)
    wanted = [Priced(plan.choices.parcels, one.price, one.currency) for one in orders]
    # Who had to approve it has, or had not to: dearer than it was then it is not bought.
    over = allowances.refused(db, wanted, limits, by=frozen.by, approved=True, now=now)
    match judge_again(frozen, plan, orders, over=over if isinstance(over, OverDailyLimit) else None):
        case Wait():
            return
        case Void(changes):
            void(db, frozen, changes, now=now)
        case Buy(changes):
            _buy(db, frozen, changes, now=now)


def _buy(db: Database, frozen: FrozenPlan, changes: tuple[Change, ...], *, now: datetime) -> None:
    _plan_state(db, frozen.plan_id, "ready")
    plan = plans.load(db, frozen.plan_id)
    match confirmations.judged(db, plan, None, frozen.run_id, by=frozen.by, now=now):
        case Reserve() as verdict:
            _end(db, frozen.id, FrozenState.BOUGHT, {"changes": changes})
            confirmations.reserve(db, frozen.run_id, verdict, by=frozen.by, now=now, frozen=frozen)
        case _:
            void(db, frozen, (Change(Difference.NOTHING_LEFT),), now=now)


def void(db: Database, frozen: FrozenPlan, changes: Sequence[Change], *, now: datetime) -> None:
    """End a frozen plan without buying anything, since it is not what it was."""
    _end(db, frozen.id, FrozenState.VOIDED, {"changes": tuple(changes)})
    thaw(db, frozen.plan_id)
    kind = EventKind.LATE_CONFIRMATION_VOIDED if frozen.late else EventKind.APPROVAL_VOIDED
    about = {"frozen": frozen.id, "plan": frozen.plan_id, "changes": list(changes)}
    events.append(db, kind, now=now, person=frozen.decided_by, detail=about, rows={"frozen_plans": frozen.id})


def give_up(db: Database, frozen_id: str, *, now: datetime) -> None:
    """End a frozen plan that cannot be handled: nothing of it is bought, and whoever asked has their plan back."""
    frozen = load(db, frozen_id)
    if frozen is not None and frozen.state is FrozenState.CHECKING:
        void(db, frozen, (Change(Difference.NOT_CHECKED),), now=now)


def end(db: Database, frozen: FrozenPlan, state: FrozenState, columns: Mapping[str, object]) -> None:
    """End a frozen plan that nobody approved; whoever asked has their plan back."""
    _end(db, frozen.id, state, columns)
    thaw(db, frozen.plan_id)


def decided(db: Database, frozen: FrozenPlan, *, by: str, now: datetime) -> None:
    """Have the orders of a frozen plan looked up once more, since somebody approved it."""
    _end(db, frozen.id, FrozenState.CHECKING, {"decided_by": by, "decided_at": now})
    _plan_state(db, frozen.plan_id, "checking")


def thaw(db: Database, plan_id: str) -> None:
    """Let a plan be changed again; one whose look-up failed stays as it is."""
    db.execute("UPDATE plans SET state = 'ready' WHERE id = ? AND state = 'frozen'", [plan_id])
    db.execute("UPDATE plans SET version = version + 1, tick_version = tick_version + 1 WHERE id = ?", [plan_id])


def _end(db: Database, frozen_id: str, state: FrozenState, columns: Mapping[str, object]) -> None:
    update(db, "frozen_plans", {"state": state, **columns}, "id = :by_id", {"by_id": frozen_id})
    db.execute("UPDATE frozen_plans SET version = version + 1 WHERE id = ?", [frozen_id])
    db.execute("UPDATE frozen_plans SET shown_version = version WHERE id = ? AND late = 1", [frozen_id])


def _plan_state(db: Database, plan_id: str, state: str) -> None:
    db.execute("UPDATE plans SET state = ?, done = 0, version = version + 1 WHERE id = ?", [state, plan_id])


def _first(db: Database, where: str, value: str) -> FrozenPlan | None:
    for row in db.query(f"SELECT * FROM frozen_plans WHERE {where} LIMIT 1", [value]):
        return _FROZEN.validate_python(_decoded(row))
    return None


def _decoded(row: Mapping[str, Any]) -> dict[str, Any]:
    cells = {name: json.loads(row[name]) for name in _JSON if row[name]}
    return {**row, **cells, "by": {"user": row["person"], "team": row["team"]}}
