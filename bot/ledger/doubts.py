"""Messages of which nobody knows when, or whether, Slack carried them out: each is looked at once more, later on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

from sqlite_utils import Database

from bot.ledger import messages
from bot.ledger.sql import stamp
from bot.model import SlackMessage

LATE: Final = timedelta(seconds=45)
"""How long after its answer was given up a call may still be carried out, or stay hidden from who lists messages."""


@dataclass(frozen=True)
class Doubt:
    """The message *key* about *about* (a run, a plan) may stand twice in *channel*, in this thread, or with old words.

    *since* is when that began, *next_look_at* when to look.
    """

    id: int
    about: str
    key: str
    channel: str
    thread_ts: str | None
    since: datetime
    next_look_at: datetime


def note(db: Database, about: str, key: str, *, channel: str, thread_ts: str | None, now: datetime) -> None:
    """Write down a doubt, or that it came up again. Whoever has one may say so, with or without the lease."""
    db.execute(
        "INSERT INTO doubts (about, key, channel, thread_ts, since, next_look_at) VALUES (?, ?, ?, ?, ?, ?) "
        "ON CONFLICT (about, key, channel, ifnull(thread_ts, '')) DO UPDATE SET next_look_at = excluded.next_look_at",
        [about, key, channel, thread_ts, stamp(now), stamp(now + LATE)],
    )


def of(db: Database, about: str, *, now: datetime) -> list[Doubt]:
    """Return the doubts about a run or plan that are due, the oldest first."""
    rows = db.query("SELECT * FROM doubts WHERE about = ? AND next_look_at <= ?", [about, stamp(now)])
    return sorted(map(_doubt, rows), key=lambda doubt: doubt.since)


def due(db: Database, *, now: datetime) -> list[str]:
    """Return the runs and plans about which there are doubts that are due."""
    rows = db.execute("SELECT about FROM doubts WHERE next_look_at <= ? ORDER BY next_look_at", [stamp(now)]).fetchall()
    return list(dict.fromkeys(row[0] for row in rows))


def put_off(db: Database, doubt: Doubt, *, until: datetime) -> None:
    """Have a doubt looked at later; one that came up again meanwhile keeps its time."""
    db.execute(
        "UPDATE doubts SET next_look_at = ? WHERE id = ? AND next_look_at = ?",
        [stamp(until), doubt.id, stamp(doubt.next_look_at)],
    )


def count_anew(db: Database, *, now: datetime) -> None:
    """Give every call in doubt all of `LATE` from now on: by this clock nobody knows how long ago it was made."""
    db.execute("UPDATE doubts SET next_look_at = ?", [stamp(now + LATE)])


def end(db: Database, doubt: Doubt, changed: Iterable[SlackMessage]) -> None:
    """Note what a look showed of these messages, and drop the doubt unless it came up again meanwhile."""
    db.execute("DELETE FROM doubts WHERE id = ? AND next_look_at = ?", [doubt.id, stamp(doubt.next_look_at)])
    changed = list(changed)
    messages.note(db, changed)
    if changed:
        messages.show_again(db, doubt.about)


def _doubt(row: dict[str, Any]) -> Doubt:
    return Doubt(
        **{
            **row,
            "since": datetime.fromisoformat(row["since"]),
            "next_look_at": datetime.fromisoformat(row["next_look_at"]),
        }
    )
