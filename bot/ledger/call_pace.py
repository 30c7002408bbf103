"""How fast the calls of a run follow each other, for what is told about the time that is left."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.model import CallPace

LATEST: Final = 16
"""Calls that count: twice as many as may be in flight, so that what was slower or faster before is soon forgotten."""

_NEWEST: Final = 200
"""Requests of all runs that are looked through for them."""


def of_run(db: Database, run_id: str) -> CallPace | None:
    """Return the latest answered calls of a run, oldest first; None before the first."""
    rows = db.execute(
        "SELECT claimed_at, ended_at FROM attempts WHERE run_id = ? AND outcome = 'answered' "
        "AND id > (SELECT coalesce(max(id), 0) FROM attempts) - ? ORDER BY id DESC LIMIT ?",
        [run_id, _NEWEST, LATEST],
    ).fetchall()
    calls = tuple((datetime.fromisoformat(begun), datetime.fromisoformat(ended)) for begun, ended in reversed(rows))
    return CallPace(calls) if calls else None
