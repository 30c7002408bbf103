"""Messages of which nobody knows when, or whether, Slack carried them out: each is looked at once more, later on.

A doubt is a row of ``shown`` that is about doubt itself, so that finding those that are due costs the same however many
messages there are. Its key names what it is about, the place and the message; the row goes when the look was taken.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from bot.ledger import shown
from bot.model import Shown

_ABOUT: Final = "doubt"

LATE: Final = timedelta(seconds=45)
"""How long after its answer was given up a call may still be carried out, or stay hidden from who lists messages."""


@dataclass(frozen=True)
class Doubt:
    """A message about *about* (a run, a plan) may stand in *channel*, in this thread, twice or with old words.

    *since* is when that began, *due* when to look.
    """

    about: str
    key: str
    channel: str
    thread_ts: str | None
    since: datetime
    due: datetime

    @property
    def row_key(self) -> str:
        """Its name among all doubts."""
        return f"{self.about} {self.channel} {self.thread_ts or '-'} {self.key}"


def note(db: Database, about: str, key: str, *, channel: str, thread_ts: str | None, now: datetime) -> None:
    """Write down a doubt, or that it came up again. Whoever has one may say so, with or without the lease."""
    doubt = Doubt(about, key, channel, thread_ts, now, now + LATE)
    db.execute(
        "INSERT INTO shown (about, key, channel, ts, state, digest, at) VALUES (?, ?, ?, ?, 'posting', ?, ?) "
        "ON CONFLICT (about, key) DO UPDATE SET at = excluded.at",
        [_ABOUT, doubt.row_key, channel, thread_ts, doubt.since.isoformat(), doubt.due.isoformat()],
    )


def of(db: Database, about: str, *, now: datetime) -> list[Doubt]:
    """Return the doubts about a run or plan that are due, the oldest first."""
    rows = db.execute(
        "SELECT key, channel, ts, digest, at FROM shown WHERE about = ? AND key >= ? AND key < ? AND at <= ?",
        # The character after the space ends what begins with this name and a space.
        [_ABOUT, f"{about} ", f"{about}!", now.isoformat()],
    ).fetchall()
    found = [
        Doubt(about, key.split(" ", 3)[3], channel, ts, datetime.fromisoformat(since), datetime.fromisoformat(due))
        for key, channel, ts, since, due in rows
    ]
    return sorted(found, key=lambda doubt: doubt.since)


def due(db: Database, *, now: datetime) -> list[str]:
    """Return the runs and plans about which there are doubts that are due."""
    rows = db.execute("SELECT key FROM shown WHERE about = ? AND at <= ?", [_ABOUT, now.isoformat()]).fetchall()
    return list(dict.fromkeys(row[0].partition(" ")[0] for row in rows))


def put_off(db: Database, doubt: Doubt, *, until: datetime) -> None:
    """Look later."""
    db.execute(
        "UPDATE shown SET at = ? WHERE about = ? AND key = ? AND at = ?",
        [until.isoformat(), _ABOUT, doubt.row_key, doubt.due.isoformat()],
    )


def settle(db: Database, doubt: Doubt, rows: Iterable[Shown]) -> None:
    """The look was taken, and this is what is known now; a doubt that came up again in the meantime stays."""
    db.execute(
        "DELETE FROM shown WHERE about = ? AND key = ? AND at = ?", [_ABOUT, doubt.row_key, doubt.due.isoformat()]
    )
    rows = list(rows)
    shown.note_all(db, rows)
    if rows:
        db.execute("UPDATE runs SET version = version + 1 WHERE id = ?", [doubt.about])
        db.execute("UPDATE plans SET version = version + 1 WHERE id = ?", [doubt.about])
