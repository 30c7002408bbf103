"""Whose turn it is to work on the ledger: one process at a time, known by a token that only grows."""

from __future__ import annotations

from datetime import datetime, timedelta

from sqlite_utils import Database

from bot.clock import STEP, Counted
from bot.ledger import doubts, events, restores
from bot.ledger.ledger_file import Seen
from bot.ledger.sql import stamp
from bot.model import EventKind

KEEPS = timedelta(seconds=8)
"""How long a silent holder is believed to be alive."""


def take(
    db: Database,
    owner: str,
    *,
    now: datetime,
    counted: Counted | None = None,
    seen: Seen | None = None,
    unanswered: timedelta = timedelta(0),
) -> int | None:
    """Become the worker and return the new fencing token; None while somebody else is.

    *counted*: the present moment as the machine counts it. *seen*: which file this is, and how far it had come when a
    bot last worked on it; a ledger that does not fit that is a copy, and counts as restored. *unanswered*: how long a
    restored ledger waits for what it does not know of.
    """
    row = db.execute(
        "SELECT owner, token, until, boot, until_counted, file FROM lease WHERE name = 'worker'"
    ).fetchone()
    if row is not None and row[0] != owner and _is_alive(row[2], row[3], row[4], now=now, counted=counted):
        return None
    if row is not None and seen is not None and row[5] is not None and not _fits(db, row[5], seen):
        restores.found_out(db)
    if row is not None and not _same_clock(row[2], row[3], row[4], now=now, counted=counted):
        doubts.count_anew(db, now=now)
        last_alive = datetime.fromisoformat(row[2]) - KEEPS
        restores.count_anew(db, since=last_alive - unanswered, now=now)
    token = (row[1] if row else 0) + 1
    db.execute(
        "INSERT INTO lease (name, owner, token, until, boot, until_counted, file) VALUES ('worker', ?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (name) DO UPDATE SET owner = excluded.owner, token = excluded.token, until = excluded.until, "
        "boot = excluded.boot, until_counted = excluded.until_counted, file = excluded.file",
        [owner, token, *_until(now, counted), seen.file if seen else None],
    )
    restores.taken_up(db, now=now)
    events.append(db, EventKind.WORK_TAKEN_UP, now=now, detail={"token": token})
    return token


def _is_alive(
    until: str, boot: str | None, until_counted: float | None, *, now: datetime, counted: Counted | None
) -> bool:
    if counted is not None and boot == counted.boot and until_counted is not None:
        return counted.seconds < until_counted
    # Further ahead than a holder ever writes, the time is that of a clock which was set back since: the token
    # keeps whoever wrote it from spending or overwriting.
    return now < datetime.fromisoformat(until) <= now + KEEPS


def _same_clock(
    until: str, boot: str | None, until_counted: float | None, *, now: datetime, counted: Counted | None
) -> bool:
    """Return whether what the last holder wrote down can be counted on by this process's clock.

    Nobody knows after another start of the machine, or when the host's clock was set in between.
    """
    if counted is None:
        return True
    if boot != counted.boot or until_counted is None:
        return False
    gone_by = timedelta(seconds=counted.seconds - until_counted)
    return abs(now - datetime.fromisoformat(until) - gone_by) < STEP


def _fits(db: Database, file: str, seen: Seen) -> bool:
    return file == seen.file and events.head(db)[0] >= seen.events


def _until(
    now: datetime, counted: Counted | None, keeps: timedelta = KEEPS
) -> tuple[str, str | None, float | None]:
    if counted is None:
        return stamp(now + keeps), None, None
    return stamp(now + keeps), counted.boot, counted.seconds + keeps.total_seconds()


def keep(db: Database, token: int, *, now: datetime, counted: Counted | None = None) -> bool:
    """Say that the holder of *token* is alive; False when somebody else has taken over."""
    return bool(
        db.execute(
            "UPDATE lease SET until = ?, boot = ?, until_counted = ? WHERE name = 'worker' AND token = ?",
            [*_until(now, counted), token],
        ).rowcount
    )


def hand_over(db: Database, token: int, *, now: datetime, counted: Counted | None = None) -> None:
    """Let the next process begin at once."""
    db.execute(
        "UPDATE lease SET until = ?, boot = ?, until_counted = ? WHERE name = 'worker' AND token = ?",
        [*_until(now, counted, timedelta(0)), token],
    )
