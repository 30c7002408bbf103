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
                "SELECT seq, at, kind, person, order_number, detail FROM events"
                " WHERE seq > ? ORDER BY seq DESC LIMIT ?",
                (seq, EVENTS_SHOWN),
            ).fetchall()
    except sqlite3.Error:
        return []
    return [_event(row) for row in reversed(rows)]


def _event(row: tuple[Any, ...]) -> Json:
    seq, at, kind, person, number, detail = row
    return {
        "seq": seq,
        "at": at,
        "what": str(kind).replace("_", " "),
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
    said = ((name.replace("_", " "), _plain(value)) for name, value in values.items())
    return ", ".join(f"{name} {value}" for name, value in said if value)[:160]


def _plain(value: object) -> str:
    """Returns a value in words: the text of what has one, how many of a list."""
    if isinstance(value, dict):
        return str(value.get("text") or value.get("kind") or "")
    if isinstance(value, list):
        return str(len(value)) if value else ""
    return "" if value is None else str(value)
