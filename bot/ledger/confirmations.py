"""How a plan becomes a run, once, and its orders are reserved."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, plans, runs
from bot.ledger.rows import dump, item_from
from bot.model import Holder, Item, LineKind, Person, Plan, PlanState, RunState, State


@dataclass(frozen=True)
class Confirmed:
    """The plan is a run now; *taken* are orders that somebody else was quicker with."""

    run_id: str
    channel: str
    labels: int
    taken: tuple[tuple[str, Holder], ...] = ()
    test_labels: bool = False


@dataclass(frozen=True)
class AlreadyConfirmed:
    """Somebody pressed the button before."""

    run_id: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AllTaken:
    """Nothing is left to buy: somebody else has every order."""

    taken: tuple[tuple[str, Holder], ...]


@dataclass(frozen=True)
class NotReady:
    """The plan is being checked, could not be checked, or (None) is gone."""

    plan: Plan | None = None


Confirmation = Confirmed | AlreadyConfirmed | AllTaken | NotReady


def confirm(db: Database, plan_id: str, run_id: str, *, by: Person, now: datetime) -> Confirmation:
    """Turn a ready plan into a run, once, and reserve its orders; the unique index decides about each."""
    plan = plans.load(db, plan_id)
    if plan is not None and plan.run_id is not None:
        first = runs.load(db, plan.run_id)
        if first is not None:
            return AlreadyConfirmed(first.id, first.by.user, first.created_at)
    ready = plan.of(LineKind.READY) if plan is not None else []
    if plan is None or plan.state is not PlanState.READY or not ready:
        return NotReady(plan)
    integration = plan.choices.integration_id
    holders = {
        line.position: plans.holder_of(db, integration, line.order_id or "", line.copy, now=now) for line in ready
    }
    if all(holders.values()):
        taken = tuple((line.order_number or line.typed, holders[line.position]) for line in ready)
        return AllTaken(tuple((number, holder) for number, holder in taken if holder))
    db.table("runs").insert(
        {
            "id": run_id,
            "plan_id": plan_id,
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
        "UPDATE plans SET state = 'confirmed', run_id = ?, version = version + 1 WHERE id = ?", [run_id, plan_id]
    )
    events.append(
        db,
        "run confirmed",
        now=now,
        person=by.user,
        run_id=run_id,
        detail={"plan": plan_id, "orders": len(ready), "state": RunState.RUNNING.value},
    )
    taken_here: list[tuple[str, Holder]] = []
    for place, line in enumerate(ready, start=1):
        # Asked anew for each: a line before this one may have taken the same order.
        holder = plans.holder_of(db, integration, line.order_id or "", line.copy, now=now)
        state = State.SKIPPED if holder else State.WAITING
        item_id = db.execute(
            "INSERT INTO items (run_id, position, integration_id, order_number, order_id, sendcloud_id, state, since, "
            "snapshot, checked_at, destination, holder, carrier, price, currency, copy, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                run_id,
                place,
                integration,
                line.order_number,
                line.order_id,
                line.sendcloud_id,
                state.value,
                now.isoformat(),
                dump(line.snapshot),
                plan.checked_at.isoformat() if plan.checked_at else None,
                line.destination,
                dump(holder) if holder else None,
                line.carrier,
                str(line.price) if line.price is not None else None,
                line.currency,
                line.copy,
                line.reason,
            ],
        ).lastrowid
        if holder:
            taken_here.append((line.order_number or line.typed, holder))
        what = "order skipped, somebody else has it" if holder else "order confirmed"
        on_purpose = {"copy": line.copy, "reason": line.reason} if line.copy > 1 else None
        events.append(db, what, now=now, person=by.user, order=_item(db, item_id), detail=on_purpose)
    runs.changed(db, run_id, now=now)
    return Confirmed(
        run_id,
        plan.channel,
        labels=len(ready) - len(taken_here),
        taken=tuple(taken_here),
        test_labels=plan.choices.test_labels,
    )


def _item(db: Database, item_id: int | None) -> Item:
    return item_from(next(iter(db.query("SELECT * FROM items WHERE id = ?", [item_id]))))
