"""Is the record what this program wrote? The tables against the last event of each row, the schema as it was made."""

from __future__ import annotations

import hashlib
import json
import sqlite3
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlite_utils import Database


@dataclass(frozen=True)
class Proved:
    """What is proved of a table. *columns*: those that only change together with an event; *key*: which name a row,
    *row*: how a sentence does."""

    key: tuple[str, ...]
    row: str
    columns: tuple[str, ...]


PROVED: Final = {
    "items": Proved(
        ("id",),
        "Order {order_number} of run {run_id}",
        (
            "id", "run_id", "position", "order_number", "copy", "reason", "beside", "state", "since", "carrier",
            "option_label", "shipment_id", "parcels", "price", "currency", "price_is_rough", "cause", "holder",
            "option_code", "came_by", "integration_id", "order_id", "sendcloud_id", "number_key", "destination",
            "candidates", "attempt_id", "asked_again", "may_ask_again", "country", "weight", "contract_id",
            "pressed_by", "pressed_at",
        ),
    ),
    "runs": Proved(
        ("id",),
        "Run {id}",
        (
            "id", "plan_id", "state", "person", "team", "channel", "created_at", "approved_by", "stopped_by", "cause",
            "choices", "round",
        ),
    ),
    "attempts": Proved(
        ("id",),
        "Request {id} to Sendcloud, of run {run_id},",
        (
            "id", "run_id", "orders", "claimed_at", "ended_at", "outcome", "http_status", "request", "token", "send_by",
            "boot", "send_by_counted",
        ),
    ),
    "plans": Proved(
        ("id",),
        "Plan {id}",
        ("id", "person", "team", "channel", "created_at", "choices", "cut", "run_id"),
    ),
    "frozen_plans": Proved(
        ("id",),
        "Frozen plan {id}, of plan {plan_id},",
        (
            "id", "plan_id", "state", "late", "person", "team", "channel", "asked_at", "expires_at", "labels",
            "decided_by", "decided_at", "reason", "changes", "choices", "orders", "digest", "run_id",
        ),
    ),
    "document_requests": Proved(
        ("id",),
        "Request {id} for documents",
        (
            "id", "run_id", "person", "at", "state", "reprint", "problem", "ended_at", "position", "wanted",
            "handed_out", "shipment_id", "order_number",
        ),
    ),
    "cancellations": Proved(
        ("id",),
        "Cancellation {id}, of run {run_id},",
        (
            "id", "item_id", "run_id", "press", "shipment_id", "person", "at", "state", "since", "said", "refusal",
            "cause", "asks", "token",
        ),
    ),
    "fixes": Proved(
        ("id",),
        "Fix {id}, of run {run_id},",
        (
            "id", "item_id", "run_id", "person", "team", "at", "state", "since", "hashes", "problem", "code", "retry",
        ),
    ),
    "paid_words": Proved(
        ("integration_id", "word"),
        "The word “{word}” for paid, of shop {integration_id},",
        ("integration_id", "word", "person", "at"),
    ),
}  # fmt: skip
"""Every table of what was wanted, approved, asked for, bought and cancelled. The README says which others are not
proved, and why.

A column that comes later joins its table here. While it is NULL in a row, the row's digest is what it was before.
"""

Key = str | int | tuple[str | int, ...]

_SAID: Final = "CASE WHEN json_valid(cause) THEN json_remove(cause, '$.text') ELSE cause END"
_PART: Final = {
    ("items", "cause"): f"{_SAID} AS cause",
    ("cancellations", "cause"): f"{_SAID} AS cause",
    ("runs", "cause"): f"CASE WHEN state <> 'running' THEN {_SAID} END AS cause",
}
"""The part of a column that has an event for each change: words are blanked after some days (see `_words`), and a run
that goes well forgets why it stood still."""

_MADE_BY_SQLITE: Final = "sqlite_%"


def digests(db: Database, rows: Mapping[str, Key]) -> dict[str, str]:
    """Return the digest of what rows are now, as the event that made them so keeps it. *rows*: the key, by table."""
    found: dict[str, str] = {}
    for table, key in rows.items():
        keys = key if isinstance(key, tuple) else (key,)
        where = " AND ".join(f"{name} = ?" for name in PROVED[table].key)
        for row in db.query(f"{_select(table)} WHERE {where}", keys):
            found[_name(table, row)] = hashed(row)
    return found


def _select(table: str) -> str:
    columns = ", ".join(_PART.get((table, name), name) for name in PROVED[table].columns)
    return f"SELECT {columns} FROM {table}"


def _name(table: str, row: Mapping[str, object]) -> str:
    return "/".join([table, *(str(row[name]) for name in PROVED[table].key)])


def hashed(row: Mapping[str, object]) -> str:
    """Return the first 16 hex digits of the SHA-256 of a row, as JSON of the columns that are not NULL."""
    said = {name: value for name, value in sorted(row.items()) if value is not None}
    return hashlib.sha256(json.dumps(said, ensure_ascii=False, default=repr).encode()).hexdigest()[:16]


@dataclass(frozen=True)
class _Told:
    """What the history says. *rows*: the last digest of each row, by table and key. *words*: those of a carrier about
    an order, or their SHA-256, by its id. *announced*: with how many orders each run was confirmed."""

    rows: dict[str, str]
    words: dict[str, str | None]
    announced: dict[str, int]


def differences(db: Database) -> Iterator[str]:
    """Yield a sentence for each row that is not what its last event left, or has lost its event, or is gone."""
    told = _as_told(db)
    missing = dict(told.rows)
    for table, proved in PROVED.items():
        for row in db.query(_select(table)):
            said = missing.pop(_name(table, row), None)
            if said != hashed(row):
                what = "no event made it" if said is None else "it was changed without an event"
                yield f"{proved.row.format(**row)} is not what the history says: {what}."
    for name in missing:
        table, _, key = name.partition("/")
        yield f"The row {key} of the table {table} is missing, though the history has it."
    yield from _words(db, told)
    for run_id, said_orders in told.announced.items():
        orders = db.execute("SELECT count(*) FROM items WHERE run_id = ?", [run_id]).fetchone()[0]
        if orders != said_orders:
            yield f"Run {run_id} was confirmed with {said_orders} orders and has {orders}."


def _as_told(db: Database) -> _Told:
    told = _Told({}, {}, {})
    for run_id, kind, detail in db.execute("SELECT run_id, kind, detail FROM events ORDER BY seq"):
        said = _read(detail)
        rows, cause, orders = said.get("rows"), said.get("cause"), said.get("orders")
        if isinstance(rows, dict):
            told.rows.update(rows)
            if isinstance(cause, dict):
                told.words.update(dict.fromkeys(rows, cause.get("said") or cause.get("text")))
        if kind == "run_confirmed" and isinstance(run_id, str) and isinstance(orders, int):
            told.announced[run_id] = orders
    return told


def _read(detail: object) -> dict[str, Any]:
    try:
        said = json.loads(detail) if isinstance(detail, str | bytes) else None
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}


def _words(db: Database, told: _Told) -> Iterator[str]:
    """Yield a sentence for each order or cancellation with other words of a carrier or of Sendcloud than the history
    knows of."""
    for table, about, sentence in _QUOTING:
        rows = db.query(
            f"SELECT id, run_id, {about}, json_extract(cause, '$.text') AS text FROM {table} "
            "WHERE json_valid(cause) AND json_extract(cause, '$.text') <> ''"
        )
        for row in rows:
            text = str(row["text"])
            if told.words.get(_name(table, row)) not in (text, hashlib.sha256(text.encode()).hexdigest()):
                yield sentence.format(**row)


_QUOTING: Final = (
    ("items", "order_number", "Order {order_number} of run {run_id} failed in other words than the history says."),
    (
        "cancellations",
        "shipment_id",
        "The cancellation of shipment {shipment_id} of run {run_id} was refused in other words than the history says.",
    ),
)


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
