"""How a channel wants its documents: what was chosen there the last time, so that **Get documents** is one press."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime

from sqlite_utils import Database

from bot.ledger.rows import wanted_from
from bot.ledger.sql import insert_all
from bot.model import ALL_DOCUMENTS, Form, Person, Wanted


def remember(db: Database, channel: str, wanted: Wanted, *, by: Person, now: datetime) -> None:
    """Keep what somebody chose in a channel, in place of what was chosen there before.

    From which label on, and which were handed out, is a matter of one run. ZPL is never kept: a label that was asked
    for as ZPL comes as nothing else any more.
    """
    if wanted.form is Form.ZPL:
        return
    kept = replace(wanted, first=None, unprinted=False)
    row = {"channel": channel, "wanted": kept, "person": by.user, "at": now}
    insert_all(db, "print_choices", [row], replace=True)


def of(db: Database, channel: str) -> Wanted:
    """Return how a channel wants its documents; all of them as they were made where nobody has chosen."""
    row = db.execute("SELECT wanted FROM print_choices WHERE channel = ?", [channel]).fetchone()
    return wanted_from(row[0]) if row else ALL_DOCUMENTS
