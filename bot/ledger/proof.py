"""Is the record what this program wrote? The tables against the last event of each row, the schema as it was made."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlite_utils import Database

_OF_ORDERS: Final = (
    "run_id", "position", "order_number", "copy", "reason", "state", "since", "carrier", "shipment_id", "parcels",
    "price", "currency", "holder", "integration_id", "order_id",
)  # fmt: skip
_OF_RUNS: Final = ("id", "plan_id", "person", "team", "channel", "created_at", "choices", "state")
"""What of an order and of a run is proved: everything that only changes together with an event."""

_MADE_BY_SQLITE: Final = "sqlite_%"


def row_of_order(db: Database, item_id: int) -> str:
    """Return the digest of what an order of a run is now, as the event that made it so keeps it."""
    return _digest(db, "items", _OF_ORDERS, item_id)


def row_of_run(db: Database, run_id: str) -> str:
    """Return the same of a run."""
    return _digest(db, "runs", _OF_RUNS, run_id)


def _digest(db: Database, table: str, columns: Sequence[str], key: object) -> str:
    row = db.execute(f"SELECT {', '.join(columns)} FROM {table} WHERE id = ?", [key]).fetchone()
    return hashed(row) if row is not None else ""


def hashed(row: Sequence[object]) -> str:
    """Return 16 hex digits that another row hardly has."""
    return hashlib.sha256(json.dumps(row, ensure_ascii=False, default=repr).encode()).hexdigest()[:16]


def differences(db: Database) -> Iterator[str]:
    """Yield a sentence for each order and run that is not what its last event left, or has lost its row or event."""
    orders, runs, announced = _as_told(db)
    counted: dict[str, int] = {}
    for item_id, *row in db.execute(f"SELECT id, {', '.join(_OF_ORDERS)} FROM items"):
        told = orders.pop(item_id, None)
        counted[row[0]] = counted.get(row[0], 0) + 1
        if told != hashed(row):
            what = "no event made it" if told is None else "it was changed without an event"
            yield f"Order {row[2]} of run {row[0]} is not what the history says: {what}."
    for row in db.execute(f"SELECT {', '.join(_OF_RUNS)} FROM runs"):
        told = runs.pop(row[0], None)
        if told != hashed(row):
            what = "no event made it" if told is None else "it was changed without an event"
            yield f"Run {row[0]} is not what the history says: {what}."
    yield from (f"The row of an order is missing: number {item_id} in the table of orders." for item_id in orders)
    yield from (f"Run {run_id} is missing, though the history has it." for run_id in runs)
    for run_id, said in announced.items():
        if said != counted.get(run_id, 0):
            yield f"Run {run_id} was confirmed with {said} orders and has {counted.get(run_id, 0)}."


def _as_told(db: Database) -> tuple[dict[int, str], dict[str, str], dict[str, int]]:
    """Return the digests that the last event of each order and run keeps, and how many orders each run began with."""
    orders: dict[int, str] = {}
    runs: dict[str, str] = {}
    announced: dict[str, int] = {}
    for run_id, kind, detail in db.execute("SELECT run_id, kind, detail FROM events ORDER BY seq"):
        said = _read(detail)
        row, item = said.get("row"), said.get("item")
        if isinstance(row, str) and isinstance(item, int):
            orders[item] = row
        elif isinstance(row, str) and isinstance(run_id, str):
            runs[run_id] = row
        if kind == "run_confirmed" and isinstance(run_id, str) and isinstance(said.get("orders"), int):
            announced[run_id] = said["orders"]
    return orders, runs, announced


def _read(detail: object) -> dict[str, Any]:
    try:
        said = json.loads(detail) if isinstance(detail, str | bytes) else None
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def schema_differences(db: Database, as_made: Database) -> Iterator[str]:
    """Yield a sentence for each table, index, trigger and view that is missing, altered or foreign in *db*.

    *as_made*: an empty ledger of this program. Views that somebody added change nothing and are left out.
    """
    here, made = _schema(db), _schema(as_made)
    for name, (kind, sql) in made.items():
        if name not in here:
            yield f"The {kind} {name} is missing."
        elif here[name] != (kind, sql):
            yield f"The {kind} {name} is not as this program made it."
    for name, (kind, _) in here.items():
        if name not in made and kind != "view":
            yield f"The {kind} {name} is none of this program's."


def _schema(db: Database) -> dict[str, tuple[str, str]]:
    rows: sqlite3.Cursor = db.execute(
        "SELECT name, type, sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE ?", [_MADE_BY_SQLITE]
    )
    return {str(name): (str(kind), " ".join(str(sql).replace('"', "").split())) for name, kind, sql in rows}
