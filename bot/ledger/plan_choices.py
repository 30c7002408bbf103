"""What somebody decides about the lines of a plan: which of several orders is meant, which get a second label."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.checks import is_ticked
from bot.ledger import doubles, events, holders, plans
from bot.ledger.rows import line_row
from bot.ledger.sql import insert_all, marks
from bot.model import (
    Candidate,
    EventKind,
    Holder,
    LineKind,
    Person,
    PlanLine,
    PlanState,
)


def pick(db: Database, plan_id: str, position: int, order_id: str, *, by: Person, now: datetime) -> bool:
    """Choose one of the orders that share a number, or another one than before.

    The line becomes ready, or labelled when somebody has the order.
    """
    plan = plans.load(db, plan_id)
    if plan is None or plan.state is not PlanState.READY:
        return False
    line = next((one for one in plan.lines if one.position == position and one.copy == 1), None)
    chosen = next((one for one in line.candidates if one.order_id == order_id), None) if line else None
    if line is None or chosen is None:
        return False
    picked = PlanLine(
        line.position,
        line.typed,
        LineKind.READY,
        ticked=is_ticked(chosen.checks),
        possible=line.possible,
        spellings=line.spellings,
        order_number=chosen.order_number,
        order_id=chosen.order_id,
        sendcloud_id=chosen.sendcloud_id,
        snapshot=chosen.snapshot,
        destination=chosen.destination,
        candidates=line.candidates,
        checks=chosen.checks,
        integration_id=line.integration_id,
        shop_name=line.shop_name,
        country=chosen.country,
        weight=chosen.weight,
    )
    if _has_label(db, chosen):
        picked = replace(picked, kind=LineKind.LABELLED, ticked=False, holder=Holder(at=None))
    picked = holders.with_holder(db, plan.choices.integration_id, picked, now=now)
    insert_all(db, "plan_lines", [line_row(plan_id, picked)], replace=True)
    db.execute("UPDATE plans SET tick_version = tick_version + 1, shown_again = NULL WHERE id = ?", [plan_id])
    events.append(
        db,
        EventKind.ORDER_PICKED,
        now=now,
        person=by.user,
        number=chosen.order_number,
        detail={"plan": plan_id, "order_id": order_id},
    )
    return True


def use_shop(db: Database, plan_id: str, integration_id: int, *, now: datetime) -> int:
    """Look the numbers that were not found up in the other shop that has them; return how many there are."""
    plan = plans.load(db, plan_id)
    if plan is None or plan.state is not PlanState.READY:
        return 0
    moved = [
        PlanLine(
            line.position,
            line.typed,
            possible=line.possible,
            spellings=line.spellings,
            integration_id=integration_id,
            shop_name=name,
        )
        for line in plan.of(LineKind.NOT_FOUND)
        for shop, name in line.other_shops
        if shop == integration_id
    ]
    insert_all(db, "plan_lines", [line_row(plan_id, line) for line in moved], replace=True)
    if moved:
        plans.check_again(db, plan_id, now=now)
    return len(moved)


def second_labels(
    db: Database, plan_id: str, positions: Sequence[int], reason: str, *, by: Person, now: datetime
) -> list[str]:
    """Make labelled orders of a plan ready once more, on purpose; return their numbers.

    Each becomes a copy of its own, so that the index that keeps accidents out lets exactly this one through.
    """
    plan = plans.load(db, plan_id)
    if plan is None or plan.state is not PlanState.READY:
        return []
    chosen = [line for line in plan.of(LineKind.LABELLED) if line.position in positions and line.order_id]
    for line in chosen:
        copy = _next_copy(db, plan.shop_of(line), line.order_id or "", now=now)
        beside = doubles.in_doubt(db, plan.shop_of(line), line.order_id or "", now=now)
        again = replace(
            line, kind=LineKind.READY, ticked=True, holder=None, copy=copy, reason=reason, beside=beside
        )
        insert_all(db, "plan_lines", [line_row(plan_id, again)], replace=True)
        events.append(
            db,
            EventKind.SECOND_LABEL_WANTED,
            now=now,
            person=by.user,
            number=line.order_number,
            detail={"plan": plan_id, "order_id": line.order_id, "copy": copy, "reason": reason},
        )
    if chosen:
        db.execute("UPDATE plans SET version = version + 1, tick_version = tick_version + 1 WHERE id = ?", [plan_id])
    return [line.order_number or line.typed for line in chosen]


def _next_copy(db: Database, integration_id: int, order_id: str, *, now: datetime) -> int:
    copy = 2
    while holders.holder_of(db, integration_id, order_id, copy, now=now) is not None:
        copy += 1
    return copy


def _has_label(db: Database, chosen: Candidate) -> bool:
    """Is there a live shipment that may be this order's, and that the ledger does not know to be another one's?"""
    others = db.execute(
        f"SELECT count(DISTINCT shipment_id) FROM items WHERE shipment_id IN {marks(chosen.live)} AND order_id <> ?",
        [*chosen.live, chosen.order_id],
    ).fetchone()[0]
    return len(chosen.live) > int(others)
