"""Where the thread of a run stood before, and why it goes on elsewhere."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import messages
from bot.ledger.sql import stamp
from bot.model import RunPlace, SlackMessage

_COLUMNS = "run_id, channel, ts, reason, left_at, moved_to, code"


def of(db: Database, run_id: str) -> list[RunPlace]:
    """Return the places that a run has left, the oldest first."""
    rows = db.query(f"SELECT {_COLUMNS} FROM run_places WHERE run_id = ? ORDER BY id", [run_id])
    return [RunPlace(**{**row, "left_at": datetime.fromisoformat(row["left_at"])}) for row in rows]


def leave(db: Database, place: RunPlace, noted: Iterable[SlackMessage]) -> None:
    """Note that a run leaves *place*, and what is known of its messages from then on, all at once."""
    db.execute(
        f"INSERT INTO run_places ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?)",
        [
            place.run_id,
            place.channel,
            place.ts,
            place.reason,
            stamp(place.left_at),
            place.moved_to,
            place.code,
        ],
    )
    messages.note(db, noted)
