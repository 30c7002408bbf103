"""Who wants the documents of a run, and whether they have them."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, runs
from bot.ledger.sql import insert, update
from bot.model import EventKind, Person, RequestState


def add(db: Database, run_id: str, *, by: Person, now: datetime) -> bool:
    """Write down that somebody wants the documents; False when a request is being served."""
    if db.execute("SELECT 1 FROM document_requests WHERE run_id = ? AND state = 'waiting'", [run_id]).fetchone():
        return False
    before = db.execute("SELECT 1 FROM document_requests WHERE run_id = ? AND state = 'sent'", [run_id]).fetchone()
    reprint = before is not None
    request_id = insert(
        db,
        "document_requests",
        {"run_id": run_id, "person": by.user, "at": now, "state": RequestState.WAITING, "reprint": reprint},
    )
    events.append(
        db,
        EventKind.DOCUMENTS_ASKED_FOR,
        now=now,
        person=by.user,
        run_id=run_id,
        detail={"reprint": reprint},
        rows={"document_requests": request_id},
    )
    runs.changed(db, run_id, now=now)
    return True


def waiting(db: Database) -> list[tuple[int, str]]:
    """Return the id and the run of each request that somebody waits for, oldest first."""
    rows = db.execute("SELECT id, run_id FROM document_requests WHERE state = 'waiting' ORDER BY id").fetchall()
    return [(row[0], row[1]) for row in rows]


def end(db: Database, request_id: int, run_id: str, *, problem: str | None, now: datetime) -> None:
    """End a request: its documents are in the thread or, with *problem*, a sentence, could not be put there."""
    state = RequestState.FAILED if problem else RequestState.SENT
    columns = {"state": state, "problem": problem, "ended_at": now}
    update(db, "document_requests", columns, "id = :by_id", {"by_id": request_id})
    events.append(
        db,
        EventKind.DOCUMENTS_NOT_SENT if problem else EventKind.DOCUMENTS_SENT,
        now=now,
        run_id=run_id,
        detail={"problem": problem} if problem else {},
        rows={"document_requests": request_id},
    )
    runs.changed(db, run_id, now=now)
