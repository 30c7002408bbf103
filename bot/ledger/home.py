"""What App Home shows of plans."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlite_utils import Database

from bot.ledger import plan_pages
from bot.ledger.sql import stamp
from bot.model import OpenQuestion, Person, PlanPage

STANDS: Final = timedelta(days=1)
"""For how long a plan stands in App Home."""

_MOST: Final = 10
"""Plans, and questions, that are shown."""


def open_plans(db: Database, by: Person, *, now: datetime) -> tuple[PlanPage, ...]:
    """Return a person's plans of the last day that are no run yet, counted; those that another replaced left out."""
    rows = db.execute(
        "SELECT id FROM plans WHERE person = ? AND created_at >= ? AND state <> 'confirmed' AND team = ? "
        "AND (state <> 'failed' OR cause IS NOT NULL) ORDER BY created_at DESC LIMIT ?",
        [by.user, stamp(now - STANDS), by.team, _MOST],
    ).fetchall()
    pages = (plan_pages.counted(db, row[0]) for row in rows)
    return tuple(page for page in pages if page is not None)


def mark(db: Database) -> tuple[object, ...]:
    """Return what is another value after every event and every message in Slack."""
    seq, noted = "SELECT max(seq) FROM events", "SELECT max(noted_at) FROM messages"
    return tuple(db.execute(question).fetchone()[0] for question in (seq, noted))


def open_questions(db: Database, by: Person, *, now: datetime) -> tuple[OpenQuestion, ...]:
    """Return the plans that wait for a second person, each with the message that *by* sees: their own private one, or
    that in the channel."""
    rows = db.execute(
        "SELECT frozen_plans.person, plans.person, labels, expires_at, "
        "coalesce(own.channel, shown.channel, frozen_plans.channel), coalesce(own.ts, shown.ts) "
        "FROM frozen_plans JOIN plans ON plans.id = plan_id "
        "LEFT JOIN messages AS own ON own.about = frozen_plans.id AND own.key = 'approval:' || ? "
        "LEFT JOIN messages AS shown ON shown.about = frozen_plans.id AND shown.key = 'approval' "
        "WHERE frozen_plans.state = 'asked' AND expires_at > ? ORDER BY expires_at",
        [by.user, stamp(now)],
    ).fetchall()
    return tuple(
        OpenQuestion(asked_by, made_by, labels, datetime.fromisoformat(expires_at), channel, ts)
        for asked_by, made_by, labels, expires_at, channel, ts in rows
    )
