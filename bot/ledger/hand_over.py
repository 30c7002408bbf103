"""The labels of a day, as they are handed over to the carriers."""

from __future__ import annotations

import json
from datetime import date, datetime
from typing import Final

from sqlite_utils import Database

from bot.ledger.sql import stamp
from bot.model import HandedOver, HandOverList

MOST: Final = 20_000
"""Orders of one list; ten runs of the largest kind. What is beyond is said to be missing."""


def of_day(db: Database, day: date, *, since: datetime, until: datetime) -> HandOverList:
    """Return the labels that became ready from *since* until before *until*, which is what *day* means to the team.

    An order whose label was cancelled since has another state by now, and is none of them.
    """
    rows = db.execute(
        "SELECT items.order_number, items.carrier, coalesce(items.came_by, items.option_label, items.option_code, ''), "
        "json_extract(runs.choices, '$.shop_name'), items.shipment_id, items.parcels, items.since, runs.id, "
        "coalesce(json_extract(runs.choices, '$.test_labels'), 0) "
        "FROM items JOIN runs ON runs.id = items.run_id "
        "WHERE items.state = 'labelled' AND items.since >= ? AND items.since < ? "
        "ORDER BY items.since, items.id LIMIT ?",
        [stamp(since), stamp(until), MOST + 1],
    ).fetchall()
    accepted = db.execute("SELECT count(*) FROM items WHERE state = 'accepted' AND next_look_at IS NOT NULL").fetchone()
    real = [_handed(*row[:-1]) for row in rows[:MOST] if not row[-1]]
    return HandOverList(
        day,
        tuple(real),
        accepted=int(accepted[0]),
        test_labels=sum(bool(row[-1]) for row in rows[:MOST]),
        cut=len(rows) > MOST,
    )


def _handed(
    number: str, carrier: str | None, option: str, shop: str, shipment: str | None, parcels: str, since: str, run: str
) -> HandedOver:
    both = tuple((int(one["id"]), str(one.get("tracking_number") or "")) for one in json.loads(parcels))
    return HandedOver(number, carrier or "", option, shop, shipment or "", both, datetime.fromisoformat(since), run)
