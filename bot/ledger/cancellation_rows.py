"""Cancellations as they stand: what is shown of them, and what is to be done next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from bot.ledger.rows import cancellations_from, item_from
from bot.ledger.sql import marks, stamp
from bot.model import Cancellation, CancelState, Item


def of_run(db: Database, run_id: str) -> tuple[Cancellation, ...]:
    """Return the cancellations of a run, oldest first."""
    return cancellations_from(db.query("SELECT * FROM cancellations WHERE run_id = ? ORDER BY id", [run_id]))


def newest(db: Database, item_ids: Iterable[int]) -> dict[int, Cancellation]:
    """Return the newest cancellation of each of these orders of runs that has one, by the order's id here."""
    ids = list(item_ids)
    if not ids:
        return {}
    rows = db.query(f"SELECT * FROM cancellations WHERE item_id IN {marks(ids)} ORDER BY id", ids)
    return {one.item_id: one for one in cancellations_from(rows)}


Pair = tuple[Cancellation, Item]
"""A cancellation and the order that it is about."""


def due(db: Database, *, now: datetime, most_asked: int, most_looked_at: int) -> tuple[list[Pair], list[Pair]]:
    """Return what Sendcloud is to be asked for, and whose shipments are to be looked at, what waited longest first."""
    return _due(db, "=", now=now, most=most_asked), _due(db, "<>", now=now, most=most_looked_at)


def _due(db: Database, is_waiting: str, *, now: datetime, most: int) -> list[Pair]:
    rows = db.query(
        f"SELECT * FROM cancellations WHERE next_look_at IS NOT NULL AND next_look_at <= ? AND state {is_waiting} ? "
        "ORDER BY next_look_at, id LIMIT ?",
        [stamp(now), CancelState.WAITING, most],
    )
    return [(one, item_of(db, one)) for one in cancellations_from(rows)]


def item_of(db: Database, one: Cancellation) -> Item:
    """Return the order that a cancellation is about, as it is now."""
    return item_from(next(iter(db.query("SELECT * FROM items WHERE id = ?", [one.item_id]))))


def load(db: Database, cancellation_id: int) -> tuple[Cancellation, Item]:
    """Return a cancellation and the order that it is about. Raises `KeyError` for none."""
    for one in cancellations_from(db.query("SELECT * FROM cancellations WHERE id = ?", [cancellation_id])):
        return one, item_of(db, one)
    raise KeyError(cancellation_id)
