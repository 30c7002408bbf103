"""What is open: orders that got no label and need a person, over all runs. Every list of them asks here."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Final

from sqlite_utils import Database

from bot.ledger.rows import choices_from, item_from
from bot.ledger.sql import among
from bot.model import LIVE, Failure
from bot.model.failures import OPEN

MOST: Final = 1_000
"""Failures of one list. What is beyond is said to be more."""


def open_failures(db: Database, *, most: int = MOST) -> tuple[tuple[Failure, ...], bool]:
    """Return the open failures, the oldest first, and whether there are more than *most*.

    Of an order that failed in several runs the last one counts, and none where a run has, or may have, its label.
    """
    rows = list(
        db.query(
            "SELECT items.*, runs.person AS run_person, runs.channel AS run_channel, runs.choices AS run_choices, "
            "messages.ts AS thread, messages.channel AS thread_channel, failure_owners.owner "
            "FROM items JOIN runs ON runs.id = items.run_id "
            "LEFT JOIN messages ON messages.about = runs.id AND messages.key = 'parent' "
            "LEFT JOIN failure_owners ON item_id = items.id "
            f"WHERE items.state IN {among(OPEN)} "
            "AND (failure_owners.state IS NULL OR failure_owners.state = 'taken' OR failure_owners.at < items.since) "
            "AND NOT EXISTS (SELECT 1 FROM items AS other "
            "WHERE other.order_id = items.order_id AND other.integration_id = items.integration_id "
            "AND other.copy = items.copy AND other.id <> items.id "
            f"AND (other.state IN {among(LIVE)} OR other.id > items.id)) ORDER BY items.since, items.id LIMIT ?",
            [most + 1],
        )
    )
    found = tuple(
        Failure(
            item=item_from(row),
            by=row["run_person"],
            shop=choices_from(row["run_choices"]).shop_name,
            channel=row["thread_channel"] or row["run_channel"],
            ts=row["thread"],
            owner=row["owner"],
        )
        for row in rows[:most]
    )
    return found, len(rows) > most


def runs_of(db: Database, item_ids: Sequence[int]) -> dict[str, str]:
    """Return the runs that these orders are of, with the channel of each."""
    rows = db.execute(
        "SELECT DISTINCT runs.id, runs.channel FROM json_each(?) JOIN items ON items.id = json_each.value "
        "JOIN runs ON runs.id = items.run_id",
        [json.dumps(list(item_ids))],
    ).fetchall()
    return {str(run): str(channel) for run, channel in rows}


def number_of(db: Database, item_id: int) -> str:
    """Return the number of an order of a run; empty where there is none."""
    row = db.execute("SELECT order_number FROM items WHERE id = ?", [item_id]).fetchone()
    return str(row[0]) if row else ""
