"""What a look at Sendcloud tells of a plan while it goes on, and what turns up after it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.checks import CheckKind
from bot.ledger import events, holders, plan_ticks, plans
from bot.ledger.rows import line_row
from bot.ledger.sql import insert_all
from bot.model import EventKind, LineKind, Person, PlanLine, PlanState

_UNKNOWN: Final = CheckKind.PAYMENT_UNKNOWN


def progress(db: Database, plan_id: str, done: int) -> None:
    """Note that *done* lines of a plan that is being checked are looked up, for whoever watches."""
    db.execute(
        "UPDATE plans SET done = ?, version = version + 1 WHERE id = ? AND state = 'checking' AND done < ?",
        [done, plan_id, done],
    )


def paid_words(db: Database, integration_id: int) -> frozenset[str]:
    """Return the words of a shop, folded, that people have said to mean paid."""
    rows = db.execute("SELECT word FROM paid_words WHERE integration_id = ?", [integration_id]).fetchall()
    return frozenset(row[0] for row in rows)


def count_as_paid(db: Database, plan_id: str, word: str, *, by: Person, now: datetime) -> bool:
    """Remember that a word of a plan's shop means paid, and have the plan's doubted orders looked at anew.

    False when the plan does not ask about that word, or waits for nobody.
    """
    plan = plans.load(db, plan_id)
    if plan is None or plan.state is not PlanState.READY or word not in {one for one, _ in plan.unknown_words or ()}:
        return False
    integration = plan.choices.integration_id
    row = {"integration_id": integration, "word": word, "person": by.user, "at": now}
    insert_all(db, "paid_words", [row], replace=True)
    doubted = [line.position for line in plan.lines if any(one.kind is _UNKNOWN for one in line.checks)]
    db.conn.executemany(
        "DELETE FROM plan_lines WHERE plan_id = ? AND position = ?", [(plan_id, position) for position in doubted]
    )
    db.execute("UPDATE plans SET unknown_words = NULL WHERE id = ?", [plan_id])
    detail = {"plan": plan_id, "word": word}
    rows = {"paid_words": (integration, word)}
    events.append(db, EventKind.COUNTED_AS_PAID, now=now, person=by.user, detail=detail, rows=rows)
    return plans.check_again(db, plan_id, now=now)


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
