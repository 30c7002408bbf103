"""The latest events of the bot's ledger, read from its file as data; nothing of the bot is imported for it."""

from __future__ import annotations

import json
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

Json = dict[str, Any]
EVENTS_SHOWN = 60


def events_after(path: Path, seq: int) -> list[Json]:
    """Returns the newest events after the one numbered *seq*, oldest first; none while the file cannot be read."""
    if not path.is_file():
        return []
    try:
        with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True, timeout=0.5)) as db:
            rows = db.execute(
                "SELECT seq, at, what, person, order_number, detail FROM events"
                " WHERE seq > ? ORDER BY seq DESC LIMIT ?",
                (seq, EVENTS_SHOWN),
            ).fetchall()
    except sqlite3.Error:
        return []
    return [_event(row) for row in reversed(rows)]


def _event(row: tuple[Any, ...]) -> Json:
    seq, at, what, person, number, detail = row
    return {
        "seq": seq,
        "at": at,
        "what": str(what).replace("_", " "),
        "person": person,
        "order": number,
        "detail": _short(detail),
    }


def _short(detail: str) -> str:
    """Returns the detail of an event in one short line."""
    try:
        values = json.loads(detail)
    except ValueError:
        return ""
    if not isinstance(values, dict):
        return ""
    simple = [
        f"{name} {value}" for name, value in values.items() if isinstance(value, str | int | float) and value != ""
    ]
    return ", ".join(simple)[:160]
