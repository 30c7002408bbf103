"""Who wants the documents of a run, and whether they have them."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, runs
from bot.model import Person


def add(db: Database, run_id: str, *, by: Person, now: datetime) -> bool:
    """Write down that somebody wants the documents; False when a request is being served."""
    if db.execute("SELECT 1 FROM document_requests WHERE run_id = ? AND state = 'waiting'", [run_id]).fetchone():
        return False
    before = db.execute(
        "SELECT count(*) FROM document_requests WHERE run_id = ? AND state = 'sent'", [run_id]
    ).fetchone()[0]
    db.table("document_requests").insert(
        {"run_id": run_id, "user": by.user, "at": now.isoformat(), "state": "waiting", "reprint": int(bool(before))}
    )
    events.append(db, "documents asked for", now=now, person=by.user, run_id=run_id, detail={"reprint": bool(before)})
    runs.changed(db, run_id, now=now)
    return True


def waiting(db: Database) -> list[tuple[int, str]]:
    """Return request and run of the documents that somebody waits for, oldest first."""
    rows = db.execute("SELECT id, run_id FROM document_requests WHERE state = 'waiting' ORDER BY id").fetchall()
    return [(row[0], row[1]) for row in rows]


def end(db: Database, request_id: int, run_id: str, *, problem: str | None, now: datetime) -> None:
    """The documents are in the thread, or (with *problem*) could not be put there."""
    db.execute(
        "UPDATE document_requests SET state = ?, problem = ?, ended_at = ? WHERE id = ?",
        ["failed" if problem else "sent", problem, now.isoformat(), request_id],
    )
    events.append(
        db,
        "documents not sent" if problem else "documents sent",
        now=now,
        run_id=run_id,
        detail={"problem": problem} if problem else {},
    )
    runs.changed(db, run_id, now=now)
