"""Which kinds of blocks Slack refused in this workspace lately, so that a new start need not find it out again."""

from __future__ import annotations

from datetime import datetime

from sqlite_utils import Database

from bot.ledger.sql import stamp


def note(db: Database, block: str, *, until: datetime) -> None:
    """Remember until when blocks of this type (*block*, such as ``data_table``) are not tried any more."""
    db.execute("INSERT OR REPLACE INTO refused_blocks (block, until) VALUES (?, ?)", [block, stamp(until)])


def noted(db: Database) -> dict[str, datetime]:
    """Return the types that were refused, each with the moment from which it is tried again."""
    rows = db.execute("SELECT block, until FROM refused_blocks")
    return {block: datetime.fromisoformat(until) for block, until in rows}
