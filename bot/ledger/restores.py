"""What a ledger knows of having been a backup: when it was made, and when a bot first went on with it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from bot.ledger import events
from bot.ledger.sql import stamp
from bot.model import EventKind

DRAWN_ANEW: Final = timedelta(days=7)
"""How long before the backup a run may have changed last, and still be pressed, retried or stopped after it."""

DRAWN_ANEW_MOST: Final = 100
"""Runs that are drawn anew; each takes a few of the edits that Slack allows in a minute."""


@dataclass(frozen=True)
class Restored:
    """This ledger was copied at *made_at* and taken up at *at*; what happened in between it does not know."""

    made_at: datetime
    at: datetime


def mark(db: Database, *, made_at: datetime) -> None:
    """Mark a copy as one, made at *made_at*. No event says so: its chain ends as that of the original does."""
    db.execute("INSERT INTO restores (made_at) VALUES (?)", [stamp(made_at)])
    # Whoever works on the original does not work on the copy. The token stays: it must only grow.
    db.execute("UPDATE lease SET until = ?", [stamp(made_at)])


def found_out(db: Database) -> None:
    """Note that this ledger turned out to be a copy, made at the latest when its last event was written."""
    if db.execute("SELECT 1 FROM restores WHERE at IS NULL").fetchone() is not None:
        return
    newest = db.execute("SELECT at FROM events ORDER BY seq DESC LIMIT 1").fetchone()
    if newest is not None:
        db.execute("INSERT INTO restores (made_at) VALUES (?)", [newest[0]])


def taken_up(db: Database, *, now: datetime) -> None:
    """Note that a bot goes on with a copy, in the transaction that gives it the work. Nothing on any other ledger."""
    for row in db.execute("SELECT id, made_at FROM restores WHERE at IS NULL").fetchall():
        db.execute("UPDATE restores SET at = ? WHERE id = ?", [stamp(now), row[0]])
        # What had not reached Slack when the copy was made may have reached it since: it is looked for first.
        db.execute(
            "UPDATE messages SET state = 'posting', noted_at = ? WHERE state = 'lost' AND kind <> 'signpost'", [row[1]]
        )
        _draw_anew(db, made_at=datetime.fromisoformat(row[1]))
        events.append(db, EventKind.LEDGER_RESTORED, now=now, detail={"made_at": row[1]})


def count_anew(db: Database, *, since: datetime, now: datetime) -> None:
    """Have a copy that was taken up after *since* wait from now on, by a clock that is another than it was then."""
    db.execute("UPDATE restores SET at = ? WHERE at > ?", [stamp(now), stamp(since)])


def _draw_anew(db: Database, *, made_at: datetime) -> None:
    """Have recent runs told as this ledger knows them: Slack may have been shown something newer since."""
    since = stamp(made_at - DRAWN_ANEW)
    for (run_id,) in db.execute(
        "SELECT id FROM runs WHERE changed_at >= ? ORDER BY changed_at DESC LIMIT ?", [since, DRAWN_ANEW_MOST]
    ).fetchall():
        db.execute("UPDATE runs SET shown_version = version - 1 WHERE id = ?", [run_id])
        # What each message says is open.
        db.execute(
            "UPDATE messages SET digest = NULL WHERE about = ? AND state = 'posted' AND kind = 'thread'", [run_id]
        )


def latest(db: Database) -> Restored | None:
    """Return the last time that this ledger was restored; None when it never was."""
    row = db.execute("SELECT made_at, at FROM restores WHERE at IS NOT NULL ORDER BY id DESC LIMIT 1").fetchone()
    return Restored(datetime.fromisoformat(row[0]), datetime.fromisoformat(row[1])) if row else None
