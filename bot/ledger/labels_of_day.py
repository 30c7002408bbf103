"""How many labels became ready on a day, and what they cost."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal

from sqlite_utils import Database

from bot.ledger.sql import stamp
from bot.model import AlikeOrders, LabelsOfDay, add_up


def between(db: Database, since: datetime, until: datetime, *, by: str | None = None) -> LabelsOfDay:
    """Return the labels that became ready from *since* until before *until*, and were not cancelled since.

    *by*: only what this person asked for, in a run of theirs or by asking once more; None for everybody's.
    """
    rows = db.execute(
        "SELECT count(*), max(1, json_array_length(items.parcels)) AS parcels, items.price, items.currency, "
        "items.price_is_rough, coalesce(json_extract(runs.choices, '$.test_labels'), 0) AS test "
        "FROM items JOIN runs ON runs.id = items.run_id "
        "WHERE items.state = 'labelled' AND items.since >= :since AND items.since < :until "
        "AND (:by IS NULL OR coalesce(items.pressed_by, runs.person) = :by) GROUP BY 2, 3, 4, 5, 6",
        {"since": stamp(since), "until": stamp(until), "by": by},
    ).fetchall()
    return add_up(
        AlikeOrders(orders, parcels, Decimal(price) if price is not None else None, currency, bool(rough), bool(test))
        for orders, parcels, price, currency, rough, test in rows
    )
