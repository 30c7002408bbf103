"""What a look at Sendcloud tells of a plan while it goes on, and what turns up after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, holders, plan_ticks, plans
from bot.ledger.rows import line_row
from bot.ledger.sql import insert_all
from bot.model import EventKind, LineKind, PlanLine, PlanState


def progress(db: Database, plan_id: str, done: int) -> None:
    """Note that *done* lines of a plan that is being checked are looked up, for whoever watches."""
    db.execute(
        "UPDATE plans SET done = ?, version = version + 1 WHERE id = ? AND state = 'checking' AND done < ?",
        [done, plan_id, done],
    )


def found_late(db: Database, plan_id: str, lines: Sequence[PlanLine], *, now: datetime) -> bool:
    """Store orders that came in after a plan was checked, with no tick; False when there is nothing to add.

    Only lines that no order had are replaced, and only while the plan waits for a person.
    """
    plan = plans.load(db, plan_id)
    if plan is None or plan.state is not PlanState.READY:
        return False
    missing = {line.position: line for line in plan.of(LineKind.NOT_FOUND)}
    held = [holders.with_holder(db, plan.choices.integration_id, line, now=now) for line in lines]
    late = [plan_ticks.carried_over(missing[line.position], line) for line in held if line.position in missing]
    if not late:
        return False
    insert_all(db, "plan_lines", [line_row(plan_id, line) for line in late], replace=True)
    db.execute("UPDATE plans SET version = version + 1, tick_version = tick_version + 1 WHERE id = ?", [plan_id])
    events.append(db, EventKind.ORDERS_FOUND_LATE, now=now, detail={"plan": plan_id, "orders": len(late)})
    return True
