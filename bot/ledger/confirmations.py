"""How a plan becomes a run, once, and its orders are reserved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, plans, runs
from bot.ledger.confirmation_verdict import (
    AllTaken,
    AlreadyConfirmed,
    NotReady,
    Reservation,
    Reserve,
    judge_confirmation,
)
from bot.ledger.rows import dump, item_from
from bot.model import Holder, LineKind, Person, Plan, RunState, State


@dataclass(frozen=True)
class Confirmed:
    """The plan is a run now; *taken* are orders that somebody else was quicker with."""

    run_id: str
    channel: str
    labels: int
    taken: tuple[tuple[str, Holder], ...] = ()
    test_labels: bool = False


Confirmation = Confirmed | AlreadyConfirmed | AllTaken | NotReady


def confirm(db: Database, plan_id: str, run_id: str, *, by: Person, now: datetime) -> Confirmation:
    """Turn a ready plan into a run, once, and reserve its orders.

    Should two confirmations reserve the same order all the same, the unique index refuses the second one.
    """
    plan = plans.load(db, plan_id)
    run = runs.brief(db, plan.run_id) if plan is not None and plan.run_id is not None else None
    holds_from_now = Holder(at=now, user=by.user, run_id=run_id, state=State.WAITING)
    match judge_confirmation(plan, run, _held(db, plan, now=now), holds_from_now=holds_from_now):
        case Reserve() as verdict:
            _begin(db, run_id, verdict, by=by, now=now)
            for position, order in enumerate(verdict.orders, start=1):
                _reserve(db, run_id, position, order, verdict.plan, by=by, now=now)
            runs.changed(db, run_id, now=now)
            return Confirmed(
                run_id,
                verdict.plan.channel,
                labels=len(verdict.orders) - len(verdict.taken),
                taken=verdict.taken,
                test_labels=verdict.plan.choices.test_labels,
            )
        case AlreadyConfirmed() | AllTaken() | NotReady() as verdict:
            return verdict


def _held(db: Database, plan: Plan | None, *, now: datetime) -> dict[int, Holder]:
    """Return who has the order of a ready line, by its position."""
    held: dict[int, Holder] = {}
    if plan is None:
        return held
    for line in plan.of(LineKind.READY):
        holder = plans.holder_of(db, plan.choices.integration_id, line.order_id or "", line.copy, now=now)
        if holder is not None:
            held[line.position] = holder
    return held


def _begin(db: Database, run_id: str, verdict: Reserve, *, by: Person, now: datetime) -> None:
    plan = verdict.plan
    db.table("runs").insert(
        {
            "id": run_id,
            "plan_id": plan.id,
            "user": by.user,
            "team": by.team,
            "channel": plan.channel,
            "choices": dump(plan.choices),
            "state": RunState.RUNNING.value,
            "created_at": now.isoformat(),
            "changed_at": now.isoformat(),
        }
    )
    # The answer to the click shows it in the view; where the plan stands as a message, that has yet to say so.
    db.execute(
        "UPDATE plans SET state = 'confirmed', run_id = ?, version = version + 1 WHERE id = ?", [run_id, plan.id]
    )
    events.append(
        db,
        "run confirmed",
        now=now,
        person=by.user,
        run_id=run_id,
        detail={"plan": plan.id, "orders": len(verdict.orders), "state": RunState.RUNNING.value},
    )


def _reserve(
    db: Database, run_id: str, position: int, order: Reservation, plan: Plan, *, by: Person, now: datetime
) -> None:
    line, holder = order.line, order.holder
    row = {
        "run_id": run_id,
        "position": position,
        "integration_id": plan.choices.integration_id,
        "order_number": line.order_number,
        "order_id": line.order_id,
        "sendcloud_id": line.sendcloud_id,
        "state": (State.SKIPPED if holder else State.WAITING).value,
        "since": now.isoformat(),
        "snapshot": dump(line.snapshot),
        "checked_at": plan.checked_at.isoformat() if plan.checked_at else None,
        "destination": line.destination,
        "holder": dump(holder) if holder else None,
        "carrier": line.carrier,
        "price": str(line.price) if line.price is not None else None,
        "currency": line.currency,
        "copy": line.copy,
        "reason": line.reason,
    }
    columns, values = ", ".join(row), ", ".join(f":{column}" for column in row)
    item_id = db.execute(f"INSERT INTO items ({columns}) VALUES ({values})", row).lastrowid
    stored = next(iter(db.query("SELECT * FROM items WHERE id = ?", [item_id])))
    what = "order skipped, somebody else has it" if holder else "order confirmed"
    on_purpose = {"copy": line.copy, "reason": line.reason} if line.copy > 1 else None
    events.append(db, what, now=now, person=by.user, order=item_from(stored), detail=on_purpose)
