"""Whose turn it is to work on the ledger: one process at a time, known by a token that only grows."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.ledger import events, restores
from bot.ledger.sql import stamp
from bot.model import EventKind

KEEPS = timedelta(seconds=8)
"""How long a silent holder is believed to be alive."""


def take(db: Database, owner: str, *, now: datetime) -> int | None:
    """Become the worker and return the new fencing token; None while somebody else is."""
    row = db.execute("SELECT owner, token, until FROM lease WHERE name = 'worker'").fetchone()
    if row is not None and row[0] != owner and now < datetime.fromisoformat(row[2]) <= now + KEEPS:
        # Further ahead than a holder ever writes, the time is that of a clock which was set back since: the token
        # keeps whoever wrote it from spending or overwriting.
        return None
    token = (row[1] if row else 0) + 1
    db.execute(
        "INSERT INTO lease (name, owner, token, until) VALUES ('worker', ?, ?, ?) ON CONFLICT (name) DO UPDATE "
        "SET owner = excluded.owner, token = excluded.token, until = excluded.until",
        [owner, token, stamp(now + KEEPS)],
    )
    restores.taken_up(db, now=now)
    events.append(db, EventKind.WORK_TAKEN_UP, now=now, detail={"token": token})
    return token


def keep(db: Database, token: int, *, now: datetime) -> bool:
    """Say that the holder of *token* is alive; False when somebody else has taken over."""
    return bool(
        db.execute(
            "UPDATE lease SET until = ? WHERE name = 'worker' AND token = ?", [stamp(now + KEEPS), token]
        ).rowcount
    )


def hand_over(db: Database, token: int, *, now: datetime) -> None:
    """Let the next process begin at once."""
    db.execute("UPDATE lease SET until = ? WHERE name = 'worker' AND token = ?", [stamp(now), token])
