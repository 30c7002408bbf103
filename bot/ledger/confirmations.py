"""How a plan becomes a run, once, and its orders are reserved."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import allowances, doubles, events, holders, plans, runs, ticks
from bot.ledger.buying_verdict import Buy, ShowAgain, what_to_buy
from bot.ledger.confirmation_verdict import (
    AllTaken,
    AlreadyConfirmed,
    NotReady,
    Reservation,
    Reserve,
    judge_confirmation,
)
from bot.ledger.limits_verdict import AboveLimits, OverDailyLimit, Priced
from bot.ledger.rows import item_from
from bot.ledger.sql import insert
from bot.model import (
    NO_LIMITS,
    EventKind,
    FrozenPlan,
    Holder,
    Limits,
    OnScreen,
    Person,
    Plan,
    PlanState,
    Run,
    RunState,
    State,
    same_number_key,
)


@dataclass(frozen=True)
class Confirmed:
    """The plan is a run now; *taken* are orders that somebody else was quicker with."""

    run_id: str
    channel: str
    labels: int
    taken: tuple[tuple[str, Holder], ...] = ()
    test_labels: bool = False


@dataclass(frozen=True)
class NeedsApproval:
    """Nothing was bought: a second person has to approve this plan."""

    plan: Plan


Confirmation = Confirmed | AlreadyConfirmed | AllTaken | NotReady | ShowAgain | OverDailyLimit | NeedsApproval


def confirm(
    db: Database,
    plan_id: str,
    run_id: str,
    *,
    by: Person,
    now: datetime,
    screen: OnScreen | None = None,
    limits: Limits = NO_LIMITS,
) -> Confirmation:
    """Turn a ready plan into a run, once, and reserve its orders, as far as the team's limits allow.

    *screen*: see `pressed`. Should two confirmations reserve the same order all the same, the unique index refuses the
    second one.
    """
    plan = pressed(db, plan_id, screen)
    if isinstance(plan, ShowAgain):
        return plan
    run = runs.brief(db, plan.run_id) if plan is not None and plan.run_id is not None else None
    match judged(db, plan, run, run_id, by=by, now=now):
        case Reserve() as verdict:
            return refused(db, verdict, limits, by=by, now=now) or reserve(db, run_id, verdict, by=by, now=now)
        case AlreadyConfirmed() | AllTaken() | NotReady() as verdict:
            return verdict


def pressed(db: Database, plan_id: str, screen: OnScreen | None) -> Plan | ShowAgain | None:
    """Return a plan with what a press would buy of it ticked, and nothing else; None when it is gone.

    *screen*: what stood above the button that was pressed; where it differs from the plan nothing is bought, and the
    plan is to be shown again. None where no screen was pressed: what the ledger has ticked counts.
    """
    plan = plans.load(db, plan_id)
    if screen is None or plan is None or plan.state is not PlanState.READY:
        return plan
    match what_to_buy(plan, screen):
        case ShowAgain() as differs:
            ticks.show_again(db, plan_id, screen, differs.why)
            return differs
        case Buy(positions):
            ticks.untick(db, plan_id, {line.position for line in plan.ticked()} - positions)
            lines = tuple(replace(line, ticked=line.position in positions) for line in plan.lines)
            return replace(plan, lines=lines)


def refused(
    db: Database, verdict: Reserve, limits: Limits, *, by: Person, now: datetime
) -> OverDailyLimit | NeedsApproval | None:
    """Return which of the team's limits keeps a person from buying alone what a plan would reserve; None for none."""
    plan = verdict.plan
    wanted = [
        Priced(plan.choices.parcels, one.line.price, one.line.currency, counted=one.holder is not None)
        for one in verdict.orders
    ]
    met = allowances.refused(db, wanted, limits, by=by, free=plan.choices.test_labels, now=now)
    return NeedsApproval(plan) if isinstance(met, AboveLimits) else met


def reserve(
    db: Database, run_id: str, verdict: Reserve, *, by: Person, now: datetime, frozen: FrozenPlan | None = None
) -> Confirmed:
    """Begin the run that a plan becomes, and reserve its orders. *frozen*: what the plan was before, if frozen."""
    approved_by = frozen.approved_by if frozen is not None else None
    _begin(db, run_id, verdict, by=by, now=now, frozen=frozen)
    for position, order in enumerate(verdict.orders, start=1):
        _reserve(db, run_id, position, order, verdict.plan, by=by, now=now, approved_by=approved_by)
    runs.changed(db, run_id, now=now)
    return Confirmed(
        run_id,
        verdict.plan.channel,
        labels=verdict.labels,
        taken=verdict.taken,
        test_labels=verdict.plan.choices.test_labels,
    )


def judged(
    db: Database, plan: Plan | None, run: Run | None, run_id: str, *, by: Person, now: datetime
) -> Reserve | AlreadyConfirmed | AllTaken | NotReady:
    """Return what confirming a plan would do, by who has its orders now."""
    holds_from_now = Holder(at=now, person=by.user, run_id=run_id, state=State.WAITING)
    return judge_confirmation(plan, run, _held(db, plan, now=now), holds_from_now=holds_from_now)


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


def _begin(
    db: Database, run_id: str, verdict: Reserve, *, by: Person, now: datetime, frozen: FrozenPlan | None
) -> None:
    plan, approved_by = verdict.plan, frozen.approved_by if frozen is not None else None
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
            "approved_by": approved_by,
            "created_at": now,
            "changed_at": now,
        },
    )
    # The answer to the click shows it in the view; where the plan stands as a message, that has yet to say so.
    db.execute(
        "UPDATE plans SET state = 'confirmed', run_id = ?, version = version + 1 WHERE id = ?", [run_id, plan.id]
    )
    detail = {"plan": plan.id, "orders": len(verdict.orders), "state": RunState.RUNNING, **_approval(approved_by)}
    rows = {"plans": plan.id}
    if frozen is not None:
        detail["frozen"] = frozen.id
        rows["frozen_plans"] = frozen.id
    events.append(db, EventKind.RUN_CONFIRMED, now=now, person=by.user, run_id=run_id, detail=detail, rows=rows)


def _approval(approved_by: str | None) -> dict[str, object]:
    return {"approved_by": approved_by} if approved_by else {}


def _reserve(
    db: Database,
    run_id: str,
    position: int,
    order: Reservation,
    plan: Plan,
    *,
    by: Person,
    now: datetime,
    approved_by: str | None,
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
        "option_label": line.option_label,
        "price": line.price,
        "currency": line.currency,
        "price_is_rough": line.price_is_rough or line.like_orders > 0,
        "country": line.country,
        "weight": line.weight,
        "contract_id": line.contract_id,
        "copy": line.copy,
        "reason": line.reason,
        "beside": doubles.in_doubt(db, plan.shop_of(line), line.order_id or "", now=now) if line.copy > 1 else None,
    }
    item_id = insert(db, "items", row)
    item = item_from(next(iter(db.query("SELECT * FROM items WHERE id = ?", [item_id]))))
    kind = EventKind.ORDER_TAKEN if holder else EventKind.ORDER_CONFIRMED
    approval = {} if holder else _approval(approved_by)
    on_purpose = {"copy": line.copy, "reason": line.reason} if line.copy > 1 else {}
    events.append(db, kind, now=now, person=by.user, order=item, detail={"state": state, **on_purpose, **approval})
