"""Labels of an age at which they should have been scanned."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.ledger import cancellation_rows
from bot.ledger.rows import choices_from, item_from
from bot.ledger.sql import stamp
from bot.model import Sighting, Wished, judge_wish
from bot.model.unused import UNUSED_FROM, UNUSED_UNTIL

MOST: Final = 3_000
"""Labels that are asked about at once, the oldest first: 30 calls."""


def old_enough(db: Database, *, now: datetime) -> tuple[list[Sighting], int]:
    """Return the labels that were bought 5 to 42 days ago and can still be asked to be cancelled, the oldest first, and
    how many more there are than are returned. Test labels cost nothing and are left out."""
    span = [stamp(now - UNUSED_UNTIL), stamp(now - UNUSED_FROM)]
    found = db.query(
        "SELECT items.*, runs.person AS run_person, runs.created_at AS run_at, runs.channel AS run_channel, "
        "runs.choices AS run_choices, messages.ts AS thread, messages.channel AS thread_channel "
        "FROM items JOIN runs ON runs.id = items.run_id "
        "LEFT JOIN messages ON messages.about = runs.id AND messages.key = 'parent' "
        "WHERE items.state = 'labelled' AND items.since >= ? AND items.since <= ? ORDER BY items.since LIMIT ?",
        [*span, MOST],
    )
    rows = [(row, item_from(row)) for row in found]
    before = cancellation_rows.newest(db, [item.id for _, item in rows])
    seen = [
        Sighting(
            item=item,
            by=row["run_person"],
            run_at=datetime.fromisoformat(row["run_at"]),
            channel=row["thread_channel"] or row["run_channel"],
            ts=row["thread"],
            cancellation=before.get(item.id),
            wished=judge_wish(item, before.get(item.id), item.shipment_id, now=now),
        )
        for row, item in rows
        if not choices_from(row["run_choices"]).test_labels
    ]
    more = 0
    if len(rows) == MOST:
        counted = "SELECT count(*) FROM items WHERE state = 'labelled' AND since >= ? AND since <= ?"
        more = int(db.execute(counted, span).fetchone()[0]) - MOST
    return [one for one in seen if one.wished is Wished.OPEN], more
