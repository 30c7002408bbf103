"""Who has an order already."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.ledger.sql import among, stamp
from bot.model import (
    CANCEL_OPEN,
    LIVE,
    Holder,
    LineKind,
    PlanLine,
)


def holder_of(db: Database, integration_id: int, order_id: str, copy: int = 1, *, now: datetime) -> Holder | None:
    """Return who has this order in a live state, when a run of the bot has it.

    One whose shipment failed is held as long, too, as the request behind it may still be carried out.
    """
    row = db.execute(
        "SELECT items.state, items.since, runs.person, runs.id, "
        f"EXISTS (SELECT 1 FROM cancellations WHERE item_id = items.id AND state IN {among(CANCEL_OPEN)}) "
        "FROM items JOIN runs ON runs.id = items.run_id "
        "WHERE integration_id = ? AND order_id = ? AND copy = ? "
        f"AND (items.state IN {among(LIVE)} OR items.state = 'failed' AND items.open_until > ?)",
        [integration_id, order_id, copy, stamp(now)],
    ).fetchone()
    if row is None:
        return None
    at, cancelling = datetime.fromisoformat(row[1]), True if row[4] else None
    return Holder(at=at, person=row[2], run_id=row[3], state=row[0], cancelling=cancelling)


def with_holder(db: Database, integration: int, line: PlanLine, *, now: datetime) -> PlanLine:
    """Return a line of a plan as labelled and unticked where a run has its order, otherwise as it is."""
    if line.kind not in (LineKind.READY, LineKind.LABELLED) or line.order_id is None:
        return line
    shop = line.integration_id if line.integration_id is not None else integration
    held = holder_of(db, shop, line.order_id, line.copy, now=now)
    if held is None:
        return line
    return replace(line, kind=LineKind.LABELLED, ticked=False, holder=held)
