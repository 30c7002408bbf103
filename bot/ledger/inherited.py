"""The times that a process finds in the ledger when it takes up the work, put right where a clock was set since.

Times in the ledger are the clock's of the process that wrote them. Somebody may have set the host's clock since, ahead
(a request would be given up too early, and its label bought twice) or back (nothing would be due for hours).
"""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from bot.clock import Counted
from bot.ledger.sql import among, stamp
from bot.model import State

FURTHEST: Final = timedelta(minutes=10)
"""How far ahead the engine ever plans a look, or a paused run its next try; further ahead was another clock's time."""


LONGEST_REST: Final = timedelta(hours=4)
"""How far ahead a shipment is looked at whose cancellation is followed up."""

WATCHED: Final = (State.UNKNOWN, State.ACCEPTED)
"""States in which an order is looked at again and again."""


def recount(db: Database, *, unanswered: timedelta, now: datetime, counted: Counted | None) -> None:
    """Put waiting times right: no look waits more than `FURTHEST`, and no open request is given up too early.

    *unanswered*: how long after its send-by time a request may still be carried out. *counted*: the present moment as
    the machine counts it, which nobody can set.
    """
    if counted is not None:
        _windows(db, unanswered, now, counted)
    latest, last_look = stamp(now + FURTHEST), stamp(now + LONGEST_REST)
    for statement in (
        f"UPDATE items SET next_look_at = :now WHERE state IN {among(WATCHED)} AND next_look_at > :latest",
        "UPDATE runs SET continue_at = :now WHERE state = 'paused' AND continue_at > :latest",
        "UPDATE doubts SET next_look_at = :now WHERE next_look_at > :latest",
        "UPDATE fixes SET next_look_at = :now WHERE next_look_at > :latest",
        "UPDATE cancellations SET next_look_at = :now WHERE next_look_at > :last_look",
    ):
        db.execute(statement, {"now": stamp(now), "latest": latest, "last_look": last_look})
    # A look, a message or a place from the future is of unknown age.
    for statement in (
        "UPDATE items SET checked_at = NULL WHERE state = 'waiting' AND checked_at > :now",
        "UPDATE messages SET noted_at = :now WHERE noted_at > :now",
        "UPDATE messages SET editing_since = :now WHERE editing_since > :now",
        "UPDATE run_places SET left_at = :now WHERE left_at > :now",
    ):
        db.execute(statement, {"now": stamp(now)})


def anything_open(db: Database, *, now: datetime) -> bool:
    """Return whether a request is under way, looked up, or may still be carried out."""
    row = db.execute(
        f"SELECT EXISTS (SELECT 1 FROM items WHERE state IN {among((State.UNKNOWN,))} AND next_look_at IS NOT NULL) "
        "OR EXISTS (SELECT 1 FROM attempts WHERE ended_at IS NULL) "
        "OR EXISTS (SELECT 1 FROM items WHERE open_until > ?)",
        [stamp(now)],
    ).fetchone()
    return bool(row[0])


def _windows(db: Database, unanswered: timedelta, now: datetime, counted: Counted) -> None:
    """Set until when requests without a clear answer may still be carried out."""
    rows = db.execute(
        "SELECT items.id, attempts.boot, attempts.send_by_counted FROM items "
        "JOIN attempts ON attempts.id = items.attempt_id WHERE items.open_until IS NOT NULL"
    ).fetchall()
    for item_id, boot, send_by in rows:
        # Of a request that left before the machine was started anew nobody knows how long ago that was.
        ago = counted.seconds - send_by if boot == counted.boot and send_by is not None else 0.0
        open_until = now + unanswered - timedelta(seconds=ago)
        db.execute("UPDATE items SET open_until = ? WHERE id = ?", [stamp(open_until), item_id])
