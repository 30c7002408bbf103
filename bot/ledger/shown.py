"""What Slack was shown: written before a message is sent, completed by Slack's answer."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime

from sqlite_utils import Database

from bot.model import Shown


def of(db: Database, about: str) -> dict[str, Shown]:
    """Return the messages about a run or plan by their keys."""
    rows = db.query("SELECT * FROM shown WHERE about = ?", [about])
    return {row["key"]: Shown(**{**row, "at": datetime.fromisoformat(row["at"])}) for row in rows}


def note(
    db: Database, about: str, key: str, *, channel: str, ts: str | None, state: str, digest: str, now: datetime
) -> None:
    """Remember one message: ``posting`` before the call, ``posted`` after it, ``lost`` when Slack no longer has it,
    ``orphaned`` when it stands under a parent that is gone."""
    db.table("shown").upsert(
        {
            "about": about,
            "key": key,
            "channel": channel,
            "ts": ts,
            "state": state,
            "digest": digest,
            "at": now.isoformat(),
        },
        pk=("about", "key"),
    )


def note_all(db: Database, rows: Iterable[Shown]) -> None:
    """Remember several messages at once, so that no crash leaves some of them noted and others not."""
    for row in rows:
        note(
            db, row.about, row.key, channel=row.channel, ts=row.ts, state=row.state, digest=row.digest, now=row.at
        )  # fmt: skip


def doubt(db: Database, run_id: str, key: str) -> None:
    """Have a message of a run edited once more by whoever has the work: what it says is not known."""
    db.execute("UPDATE shown SET digest = '' WHERE about = ? AND key = ?", [run_id, key])
    db.execute("UPDATE runs SET version = version + 1 WHERE id = ?", [run_id])


def parent(db: Database, run_id: str) -> Shown | None:
    """Return the parent message of a run."""
    return of(db, run_id).get("parent")
