"""The history that only grows: every event carries the hash of the one before it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from sqlite_utils import Database

from bot.ledger import proof
from bot.ledger.rows import events_from
from bot.ledger.sql import dump, insert, marks, stamp
from bot.model import Cause, Event, EventKind, Item, same_number_key
from bot.model.trouble import OWN_WORDS

COLUMNS: Final = (
    "seq", "at", "kind", "person", "run_id", "order_number", "detail", "integration_id", "order_id", "number_key",
    "previous",
)  # fmt: skip
"""What the hash of an event is made of: every other column, in the order of the table."""


def append(
    db: Database,
    kind: EventKind,
    *,
    now: datetime,
    person: str | None = None,
    run_id: str | None = None,
    order: Item | None = None,
    number: str | None = None,
    detail: Mapping[str, object] | None = None,
    rows: Mapping[str, proof.Key] | None = None,
) -> None:
    """Add one event to the end of the chain, inside the caller's transaction and after what it tells was written.

    *order*: whose run, shop, number and id the event is about; *number* where there is only a number. *detail*: values
    of the model, stored as JSON. *rows*: keys, by table, of rows that it changed besides that of *order* or, without
    one, of the run; `audit verify` finds whatever becomes of them without an event.
    """
    newest, previous = head(db)
    seq = newest + 1
    # Numbers are never used again: events that somebody cut off leave a gap, however long the bot goes on after it.
    given = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    seq = max(seq, given[0] + 1) if given else seq
    number = order.order_number if order else number
    told = {name: _without_words(value) for name, value in (detail or {}).items()}
    row: dict[str, Any] = {
        "seq": seq,
        "at": stamp(now),
        "kind": kind.value,
        "person": person,
        "run_id": order.run_id if order else run_id,
        "order_number": number,
        "detail": dump(told | _rows(db, order, run_id, rows or {})),
        "integration_id": order.integration_id if order else None,
        "order_id": order.order_id if order else None,
        "number_key": same_number_key(number) if number else None,
        "previous": previous,
    }
    row["hash"] = digest(row)
    insert(db, "events", row)


def _rows(
    db: Database, order: Item | None, run_id: str | None, more: Mapping[str, proof.Key]
) -> dict[str, object]:
    about: dict[str, proof.Key] = dict(more)
    if order is not None:
        about["items"] = order.id
    elif run_id is not None:
        about["runs"] = run_id
    return {"rows": proof.digests(db, about)} if about else {}


def _without_words(value: object) -> object:
    """Return a value as the chain keeps it for good: of a carrier's words their digest, of anything else all of it."""
    if not isinstance(value, Cause) or not value.text or value.kind in OWN_WORDS:
        return value
    told = {"kind": value.kind, "code": value.code, "said": hashlib.sha256(value.text.encode()).hexdigest()}
    return told | ({"fields": value.fields} if value.fields else {})


def digest(row: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hex, of everything an event says and of the hash before it."""
    # Only a changed file holds anything but text and numbers here; with its repr the hash is never the stored one.
    said = json.dumps([row[name] for name in COLUMNS], ensure_ascii=False, separators=(",", ":"), default=repr)
    return hashlib.sha256(said.encode()).hexdigest()


def all_rows(db: Database) -> Iterator[dict[str, Any]]:
    """Yield every event as a row, oldest first."""
    yield from db.query("SELECT * FROM events ORDER BY seq")


def of_number(db: Database, spellings: Iterable[str], *, most: int = 200) -> list[Event]:
    """Return the events of an order number, oldest first; the newest *most* when there are more."""
    keys = [same_number_key(one) for one in spellings]
    rows = db.query(
        f"SELECT * FROM events WHERE number_key IN {marks(keys)} ORDER BY seq DESC LIMIT ?",
        [*keys, most],
    )
    return events_from(rows)[::-1]


def broken_links(db: Database) -> list[str]:
    """Return a sentence for each event that does not fit the chain; none means nothing was altered.

    Cut off at the end is invisible to the chain alone; compare the head with one noted elsewhere for that.
    """
    problems: list[str] = []
    previous, expected = "", 1
    for row in all_rows(db):
        if row["seq"] < expected:
            problems.append(f"Event {row['seq']} was put in: the first event has the number 1.")
        elif row["seq"] > expected:
            last = row["seq"] - 1
            gone = f"Event {expected} is" if last == expected else f"Events {expected} to {last} are"
            problems.append(f"{gone} missing: after event {expected - 1} comes event {row['seq']}.")
        elif row["previous"] != previous:
            problems.append(
                f"Event {row['seq']} does not follow event {expected - 1}: one of them was altered or put in."
            )
        if digest(row) != row["hash"]:
            problems.append(f"Event {row['seq']} ({row['kind']}, {row['at']}) was changed after it was written.")
        previous, expected = row["hash"], row["seq"] + 1
    tail = db.execute("SELECT seq FROM sqlite_sequence WHERE name = 'events'").fetchone()
    if tail is not None and tail[0] >= expected:
        problems.append(f"The last events are missing: {tail[0]} were written, {expected - 1} is the newest here.")
    return problems


def head(db: Database) -> tuple[int, str]:
    """Return number and hash of the newest event; 0 and an empty text when there is none."""
    row = db.execute("SELECT seq, hash FROM events WHERE seq = (SELECT max(seq) FROM events)").fetchone()
    return (row[0], row[1]) if row else (0, "")
