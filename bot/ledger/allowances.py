"""How much of the team's limits is left for a person, and what a press that buys meets of them."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from decimal import Decimal

from sqlite_utils import Database

from bot.ledger.limits_verdict import (
    AboveLimits,
    OverDailyLimit,
    Priced,
    day_of,
    judge_buying,
    left_of_day,
    needs_approval,
)
from bot.ledger.sql import among, stamp
from bot.model import Allowance, Limits, Person, Plan, State

ENDED_WITHOUT = (State.REFUSED, State.FAILED, State.SKIPPED, State.STOPPED, State.CANCELLED)
"""States of an order that has no label and is not about to get one. It counts for nobody; asked for once more, it
counts for whoever pressed."""


def of(db: Database, plan: Plan, limits: Limits, *, by: Person, now: datetime) -> Allowance:
    """Return what confirming the ticked lines of *plan* would meet; *plan* may come without its lines."""
    if limits == Limits():
        return Allowance()
    parcels = plan.choices.parcels
    wanted = [
        # The price is that of all parcels of an order.
        Priced(count * parcels, count * Decimal(price) if price is not None else None, currency)
        for count, price, currency in db.execute(
            "SELECT count(*), price, currency FROM plan_lines WHERE plan_id = ? AND kind = 'ready' AND ticked = 1 "
            "GROUP BY price, currency",
            [plan.id],
        ).fetchall()
    ]
    return Allowance(
        needs_approval=needs_approval(wanted, limits, free=plan.choices.test_labels),
        left_today=left_of_day(limits, had_today(db, limits, by=by.user, now=now)),
        until=day_of(now, limits.zone)[1] if limits.daily is not None else None,
    )


def refused(
    db: Database,
    wanted: Iterable[Priced],
    limits: Limits,
    *,
    by: Person,
    approved: bool = False,
    free: bool = False,
    now: datetime,
) -> OverDailyLimit | AboveLimits | None:
    """Return what keeps a person from having labels bought by a press now; None when nothing does.

    *approved*, *free*: see `judge_buying`.
    """
    had = had_today(db, limits, by=by.user, now=now)
    return judge_buying(list(wanted), limits, had_today=had, approved=approved, free=free, now=now)


def had_today(db: Database, limits: Limits, *, by: str, now: datetime) -> int:
    """Return how many labels count for a person's day: of what they confirmed or asked for once more today, what did
    not end without a label. 0 where nobody counts."""
    if limits.daily is None:
        return 0
    begun, ends = (stamp(moment) for moment in day_of(now, limits.zone))
    counted = f"items.state NOT IN {among(ENDED_WITHOUT)}"
    rows = db.execute(
        "SELECT sum(json_extract(runs.choices, '$.parcels')) FROM runs JOIN items ON items.run_id = runs.id "
        f"WHERE runs.person = ? AND runs.created_at >= ? AND runs.created_at < ? AND pressed_by IS NULL AND {counted} "
        "UNION ALL "
        "SELECT sum(json_extract(runs.choices, '$.parcels')) FROM items JOIN runs ON runs.id = items.run_id "
        f"WHERE pressed_by = ? AND pressed_at >= ? AND pressed_at < ? AND {counted}",
        [by, begun, ends, by, begun, ends],
    ).fetchall()
    return sum(int(labels or 0) for (labels,) in rows)
