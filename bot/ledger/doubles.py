"""Two labels of one order, the second wanted while nobody knew whether the first one exists: told on both runs."""

from __future__ import annotations

from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.ledger.sql import among, stamp
from bot.model import Double, Item, State

_OPEN: Final = (State.CLAIMED, State.UNKNOWN, State.UNDECIDED)
_COMING: Final = (State.WAITING, State.CLAIMED, State.UNKNOWN, State.ACCEPTED, State.UNDECIDED)


def in_doubt(db: Database, integration_id: int, order_id: str, *, now: datetime) -> str | None:
    """Return the run that asked for a label of this order and does not know whether it got one; None for none."""
    row = db.execute(
        "SELECT run_id FROM items WHERE integration_id = ? AND order_id = ? "
        f"AND (state IN {among(_OPEN)} OR state = 'failed' AND open_until > ?) ORDER BY id DESC LIMIT 1",
        [integration_id, order_id, stamp(now)],
    ).fetchone()
    return str(row[0]) if row is not None else None


def of_run(db: Database, run_id: str) -> tuple[Double, ...]:
    """Return the orders of a run that another run has as well, in the order of their numbers."""
    rows = db.execute(
        "SELECT mine.order_number, mine.state, other.run_id, other.state FROM items AS mine JOIN items AS other "
        "ON other.run_id = mine.beside AND other.integration_id = mine.integration_id "
        "AND other.order_id = mine.order_id WHERE mine.run_id = :run AND mine.beside IS NOT NULL "
        "UNION ALL "
        "SELECT mine.order_number, mine.state, other.run_id, other.state FROM items AS other JOIN items AS mine "
        "ON mine.run_id = other.beside AND mine.integration_id = other.integration_id "
        "AND mine.order_id = other.order_id WHERE other.beside = :run",
        {"run": run_id},
    ).fetchall()
    return tuple(Double(number, run, _both(State(mine), State(theirs))) for number, mine, run, theirs in sorted(rows))


def _both(mine: State, theirs: State) -> bool | None:
    if mine is State.LABELLED and theirs is State.LABELLED:
        return True
    return None if {mine, theirs} & set(_COMING) else False


def others_of(db: Database, item: Item) -> list[str]:
    """Return the runs that tell about an order of this run, too."""
    rows = db.execute(
        "SELECT run_id FROM items WHERE beside = ? AND integration_id = ? AND order_id = ?",
        [item.run_id, item.integration_id, item.order_id],
    ).fetchall()
    return [*([item.beside] if item.beside else []), *(str(row[0]) for row in rows)]
