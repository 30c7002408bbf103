"""What people ask the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.ledger.events import either_case
from bot.ledger.rows import choices_from, item_from
from bot.model import Sighting


def sightings(db: Database, spellings: Sequence[str]) -> list[Sighting]:
    """Return every place where a run has this order number, in any of its spellings, newest first."""
    keys = either_case(spellings)
    marks = ", ".join("?" * len(keys))
    rows = db.query(
        "SELECT items.*, runs.user AS run_user, runs.created_at AS run_at, runs.channel AS run_channel, "
        "runs.choices AS run_choices, "
        "messages.ts AS thread, messages.channel AS thread_channel FROM items JOIN runs ON runs.id = items.run_id "
        "LEFT JOIN messages ON messages.about = runs.id AND messages.key = 'parent' "
        f"WHERE items.order_number COLLATE NOCASE IN ({marks}) ORDER BY runs.created_at DESC, items.id DESC LIMIT 50",
        keys,
    )
    return [
        Sighting(
            item=item_from(row),
            by=row["run_user"],
            run_at=datetime.fromisoformat(row["run_at"]),
            channel=row["thread_channel"] or row["run_channel"],
            ts=row["thread"],
            test_labels=choices_from(row["run_choices"]).test_labels,
        )
        for row in rows
    ]
