"""Fixes as they stand: what is shown of them, and what is to be done next."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.ledger.rows import fixes_from, item_from
from bot.ledger.sql import stamp
from bot.model import Fix, Item


def of_run(db: Database, run_id: str) -> tuple[Fix, ...]:
    """Return the fixes of the orders of a run, oldest first."""
    return fixes_from(db.query("SELECT * FROM fixes WHERE run_id = ? ORDER BY id", [run_id]))


def of_item(db: Database, item_id: int) -> tuple[Fix, ...]:
    """Return the fixes of one order of a run, oldest first."""
    return fixes_from(db.query("SELECT * FROM fixes WHERE item_id = ? ORDER BY id", [item_id]))


def item_of(db: Database, one: Fix) -> Item:
    """Return the order that a fix is about, as it is now."""
    return item_from(next(iter(db.query("SELECT * FROM items WHERE id = ?", [one.item_id]))))


def load(db: Database, fix_id: int) -> Fix:
    """Return a fix. Raises `KeyError` for none."""
    for one in fixes_from(db.query("SELECT * FROM fixes WHERE id = ?", [fix_id])):
        return one
    raise KeyError(fix_id)


def due(db: Database, *, now: datetime, most: int) -> list[tuple[Fix, Item]]:
    """Return the fixes whose time has come, those that waited longest first."""
    rows = db.query(
        "SELECT * FROM fixes WHERE next_look_at IS NOT NULL AND next_look_at <= ? ORDER BY next_look_at, id LIMIT ?",
        [stamp(now), most],
    )
    return [(one, item_of(db, one)) for one in fixes_from(rows)]
