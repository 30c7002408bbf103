"""How a plan becomes a run, once, and its orders are reserved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import doubles, events, holders, plans, runs, ticks
from bot.ledger.buying_verdict import Buy, ShowAgain, what_to_buy
from bot.ledger.confirmation_verdict import (
    AllTaken,
    AlreadyConfirmed,
    NotReady,
    Reservation,
    Reserve,
    judge_confirmation,
)
from bot.ledger.rows import item_from
from bot.ledger.sql import insert
from bot.model import EventKind, Holder, OnScreen, Person, Plan, PlanState, RunState, State, same_number_key


@dataclass(frozen=True)
class Confirmed:
    """The plan is a run now; *taken* are orders that somebody else was quicker with."""

    run_id: str
    channel: str
    labels: int
    taken: tuple[tuple[str, Holder], ...] = ()
    test_labels: bool = False


Confirmation = Confirmed | AlreadyConfirmed | AllTaken | NotReady | ShowAgain


def confirm(
    db: Database, plan_id: str, run_id: str, *, by: Person, now: datetime, screen: OnScreen | None = None
) -> Confirmation:
    """Turn a ready plan into a run, once, and reserve its orders.

    *screen*: what stood above the button that was pressed; where it differs from the plan nothing is bought, and the
    plan is to be shown again. None where no screen was pressed: what the ledger has ticked counts.
    Should two confirmations reserve the same order all the same, the unique index refuses the second one.
    """
    plan = plans.load(db, plan_id)
    run = runs.brief(db, plan.run_id) if plan is not None and plan.run_id is not None else None
    if screen is not None and plan is not None and plan.state is PlanState.READY:
        match what_to_buy(plan, screen):
            case ShowAgain() as differs:
                ticks.show_again(db, plan_id, screen, differs.why)
                return differs
            case Buy(positions):
                lines = tuple(replace(line, ticked=line.position in positions) for line in plan.lines)
                plan = replace(plan, lines=lines)
    holds_from_now = Holder(at=now, person=by.user, run_id=run_id, state=State.WAITING)
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
    """Return who has the order of a ticked line, by its position."""
    held: dict[int, Holder] = {}
    if plan is None:
        return held
    for line in plan.ticked():
        holder = holders.holder_of(db, plan.shop_of(line), line.order_id or "", line.copy, now=now)
        if holder is not None:
            held[line.position] = holder
    return held


def _begin(db: Database, run_id: str, verdict: Reserve, *, by: Person, now: datetime) -> None:
    plan = verdict.plan
    insert(
        db,
        "runs",
        {
            "id": run_id,
            "plan_id": plan.id,
            "person": by.user,
            "team": by.team,
            "channel": plan.channel,
            "choices": plan.choices,
            "state": RunState.RUNNING,
            "created_at": now,
            "changed_at": now,
        },
    )
    # The answer to the click shows it in the view; where the plan stands as a message, that has yet to say so.
    db.execute(
        "UPDATE plans SET state = 'confirmed', run_id = ?, version = version + 1 WHERE id = ?", [run_id, plan.id]
    )
    events.append(
        db,
        EventKind.RUN_CONFIRMED,
        now=now,
        person=by.user,
        run_id=run_id,
        detail={"plan": plan.id, "orders": len(verdict.orders), "state": RunState.RUNNING},
    )


def _reserve(
    db: Database, run_id: str, position: int, order: Reservation, plan: Plan, *, by: Person, now: datetime
) -> None:
    line, holder = order.line, order.holder
    state = State.SKIPPED if holder else State.WAITING
    row = {
        "run_id": run_id,
        "position": position,
        "integration_id": plan.shop_of(line),
        "order_number": line.order_number,
        "number_key": same_number_key(line.order_number),
        "order_id": line.order_id,
        "sendcloud_id": line.sendcloud_id,
        "state": state,
        "since": now,
        "option_code": line.option_code or plan.choices.planned_option,
        "snapshot": line.snapshot,
        "checked_at": plan.checked_at,
        "destination": line.destination,
        "holder": holder,
        "carrier": line.carrier,
        "price": line.price,
        "currency": line.currency,
        "copy": line.copy,
        "reason": line.reason,
        "beside": doubles.in_doubt(db, plan.shop_of(line), line.order_id or "", now=now) if line.copy > 1 else None,
    }
    item_id = insert(db, "items", row)
    item = item_from(next(iter(db.query("SELECT * FROM items WHERE id = ?", [item_id]))))
    kind = EventKind.ORDER_TAKEN if holder else EventKind.ORDER_CONFIRMED
    on_purpose = {"copy": line.copy, "reason": line.reason} if line.copy > 1 else {}
    events.append(db, kind, now=now, person=by.user, order=item, detail={"state": state, **on_purpose})
