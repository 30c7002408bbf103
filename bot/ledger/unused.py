"""Labels of an age at which they should have been scanned."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.ledger.questions import sightings_where
from bot.ledger.sql import stamp
from bot.model import Sighting, Wished
from bot.model.unused import UNUSED_FROM, UNUSED_UNTIL

MOST: Final = 3_000
"""Labels that are asked about at once, the oldest first: 30 calls."""


def old_enough(db: Database, *, now: datetime) -> tuple[list[Sighting], int]:
    """Return the labels that were bought 5 to 42 days ago and can still be asked to be cancelled, the oldest first, and
    how many more there are than are returned. Test labels cost nothing and are left out."""
    span = [stamp(now - UNUSED_UNTIL), stamp(now - UNUSED_FROM)]
    where = "items.state = 'labelled' AND items.since >= ? AND items.since <= ? ORDER BY items.since LIMIT ?"
    seen = sightings_where(db, where, [*span, MOST], now=now)
    more = 0
    if len(seen) == MOST:
        counted = "SELECT count(*) FROM items WHERE state = 'labelled' AND since >= ? AND since <= ?"
        more = int(db.execute(counted, span).fetchone()[0]) - MOST
    return [one for one in seen if one.wished is Wished.OPEN and not one.test_labels], more
