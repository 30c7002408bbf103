"""What people ask the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.ledger import cancellation_rows
from bot.ledger.rows import choices_from, item_from
from bot.ledger.sql import marks
from bot.model import Sighting, judge_wish, same_number_key

_MOST: Final = 50
"""Places of one order number that are told at once."""


def numbers_of_shop(db: Database, integration_id: int, *, most: int = 500) -> list[str]:
    """Return the order numbers of a shop that runs had last, as many as tell how its numbers look."""
    question = (
        "SELECT order_number FROM items WHERE integration_id = ? AND id > (SELECT max(id) FROM items) - ? "
        "ORDER BY id DESC LIMIT ?"
    )
    return [str(row["order_number"]) for row in db.query(question, [integration_id, 20 * most, most])]


_PLACES: Final = (
    "SELECT items.*, runs.person AS run_person, runs.created_at AS run_at, runs.channel AS run_channel, "
    "runs.choices AS run_choices, "
    "messages.ts AS thread, messages.channel AS thread_channel FROM items JOIN runs ON runs.id = items.run_id "
    "LEFT JOIN messages ON messages.about = runs.id AND messages.key = 'parent' "
)


def sightings(db: Database, spellings: Sequence[str], *, now: datetime) -> list[Sighting]:
    """Return the places where a run has this order number, in any of its spellings: the newest 50, newest first."""
    keys = [same_number_key(one) for one in spellings]
    return sightings_where(db, f"items.number_key IN {marks(keys)} ORDER BY items.id DESC LIMIT {_MOST}", keys, now=now)


def sightings_where(db: Database, where: str, values: Sequence[object], *, now: datetime) -> list[Sighting]:
    """Return the orders of runs that the condition *where* finds, as it sorts them, with their cancellations."""
    rows = [(row, item_from(row)) for row in db.query(f"{_PLACES} WHERE {where}", values)]
    before = cancellation_rows.newest(db, [item.id for _, item in rows])
    return [
        Sighting(
            item=item,
            by=row["run_person"],
            run_at=datetime.fromisoformat(row["run_at"]),
            channel=row["thread_channel"] or row["run_channel"],
            ts=row["thread"],
            test_labels=choices_from(row["run_choices"]).test_labels,
            cancellation=before.get(item.id),
            wished=judge_wish(item, before.get(item.id), item.shipment_id, now=now),
        )
        for row, item in rows
    ]
