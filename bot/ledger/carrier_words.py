"""Carriers' and Sendcloud's own words about orders, runs and plans: kept for some days, then blanked.

They stand beside the chain of events, which holds their digest for good.
"""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.ledger.sql import HAS_WORDS, stamp


def forget(db: Database, *, before: datetime) -> int:
    """Blank the words that were said before *before*; return in how many places there were any."""
    places = (("items", "since"), ("cancellations", "since"), ("runs", "changed_at"), ("plans", "created_at"))
    return sum(
        db.execute(
            f"UPDATE {table} SET cause = json_set(cause, '$.text', '') WHERE {HAS_WORDS} AND {column} < ?",
            [stamp(before)],
        ).rowcount
        for table, column in places
    )
