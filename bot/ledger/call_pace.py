"""How fast the calls of a run follow each other, for what is told about the time that is left."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlite_utils import Database

LATEST: Final = 16
"""Calls that count: twice as many as may be in flight, so that what was slower or faster before is soon forgotten."""

_NEWEST: Final = 200
"""Requests of all runs that are looked through for them."""


def seconds_a_call(db: Database, run_id: str) -> float | None:
    """Return the seconds from one answered call of a run to the next, over the latest of them; None before the first.

    With several calls in flight that is less than each of them takes.
    """
    rows = db.execute(
        "SELECT claimed_at, ended_at FROM attempts WHERE run_id = ? AND outcome = 'answered' "
        "AND id > (SELECT coalesce(max(id), 0) FROM attempts) - ? ORDER BY id DESC LIMIT ?",
        [run_id, _NEWEST, LATEST],
    ).fetchall()
    if not rows:
        return None
    begun = min(datetime.fromisoformat(row[0]) for row in rows)
    ended = max(datetime.fromisoformat(row[1]) for row in rows)
    return max((ended - begun).total_seconds(), 0.0) / len(rows)
