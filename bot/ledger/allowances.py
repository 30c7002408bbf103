"""How much of the team's limits is left for a person, and what a plan meets of them."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlite_utils import Database

from bot.ledger.approval_verdict import Priced, day_of, needs_approval
from bot.ledger.sql import among, stamp
from bot.model import Allowance, Limits, Person, Plan, State

ENDED_WITHOUT = (State.REFUSED, State.FAILED, State.SKIPPED, State.STOPPED)
"""States of an order that has no label and is not about to get one. One that is retried counts again, once."""


def of(db: Database, plan: Plan, limits: Limits, *, by: Person, now: datetime) -> Allowance:
    """Return what confirming the ticked lines of *plan* would meet; *plan* may come without its lines."""
    if limits == Limits():
        return Allowance()
    parcels = plan.choices.parcels
    prices = [
        # The price is that of all parcels of an order.
        Priced(count * parcels, count * Decimal(price) if price is not None else None, currency)
        for count, price, currency in db.execute(
            "SELECT count(*), price, currency FROM plan_lines WHERE plan_id = ? AND kind = 'ready' AND ticked = 1 "
            "GROUP BY price, currency",
            [plan.id],
        ).fetchall()
    ]
    return Allowance(
        needs_approval=needs_approval(prices, limits, free=plan.choices.test_labels),
        left_today=left_today(db, limits, by=by.user, now=now),
        until=day_of(now, limits.zone)[1] if limits.daily is not None else None,
    )


def left_today(db: Database, limits: Limits, *, by: str, now: datetime) -> int | None:
    """Return how many labels a person may still have today; None without a limit."""
    if limits.daily is None:
        return None
    begun, ends = day_of(now, limits.zone)
    row = db.execute(
        "SELECT coalesce(sum(json_extract(runs.choices, '$.parcels')), 0) FROM runs "
        "JOIN items ON items.run_id = runs.id "
        "WHERE runs.person = ? AND runs.created_at >= ? AND runs.created_at < ? "
        f"AND items.state NOT IN {among(ENDED_WITHOUT)}",
        [by, stamp(begun), stamp(ends)],
    ).fetchone()
    return max(limits.daily - int(row[0]), 0)
