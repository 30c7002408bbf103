"""Lists of runs: where each stands in numbers, without reading its orders one by one."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from sqlite_utils import Database

from bot.ledger import doubles
from bot.ledger.rows import choices_from
from bot.ledger.sql import stamp
from bot.model import Person, RunOverview, RunState, State

_RUNS: Final = (
    "SELECT runs.id, runs.person, runs.state, runs.choices, runs.created_at, "
    "runs.failures > 0 AND runs.cause IS NOT NULL AS is_trying, "
    "coalesce(parent.channel, runs.channel) AS channel, parent.ts, (SELECT request.person FROM document_requests "
    "AS request WHERE request.run_id = runs.id AND request.state = 'waiting' AND request.position IS NULL) AS waiting "
    "FROM runs LEFT JOIN messages AS parent ON parent.about = runs.id AND parent.key = 'parent' "
)


def latest(db: Database, channels: Sequence[str], *, most: int) -> tuple[RunOverview, ...]:
    """Return the latest runs of everybody, the newest first. *channels*: of these alone; of all where it is empty."""
    rows = db.query(
        # The time that every run is after has the index searched; it cannot be read from end to end then.
        f"{_RUNS} WHERE runs.created_at > '' AND (:channels = '[]' OR runs.channel IN "
        "(SELECT value FROM json_each(:channels))) ORDER BY runs.created_at DESC, runs.id LIMIT :most",
        {"channels": json.dumps(list(channels)), "most": most},
    )
    return _overviews(db, list(rows))


def of_person(db: Database, by: Person, *, since: datetime, most: int) -> tuple[RunOverview, ...]:
    """Return the runs that a person has confirmed *since* then, the newest first."""
    rows = db.query(
        f"{_RUNS} WHERE runs.person = ? AND runs.created_at >= ? ORDER BY runs.created_at DESC, runs.id LIMIT ?",
        [by.user, stamp(since), most],
    )
    return _overviews(db, list(rows))


def _overviews(db: Database, rows: Sequence[Mapping[str, Any]]) -> tuple[RunOverview, ...]:
    counts: dict[str, dict[State, int]] = {}
    for run_id, state, orders in db.execute(
        "SELECT run_id, state, count(*) FROM items WHERE run_id IN (SELECT value FROM json_each(?)) GROUP BY 1, 2",
        [json.dumps([row["id"] for row in rows])],
    ).fetchall():
        counts.setdefault(run_id, {})[State(state)] = orders
    return tuple(_overview(db, row, counts.get(row["id"], {})) for row in rows)


def _overview(db: Database, row: Mapping[str, Any], by_state: Mapping[State, int]) -> RunOverview:
    state = RunState(row["state"])
    return RunOverview(
        id=row["id"],
        by=row["person"],
        channel=row["channel"],
        ts=row["ts"],
        choices=choices_from(row["choices"]),
        state=state,
        waits=state is RunState.PAUSED or (state is RunState.RUNNING and bool(row["is_trying"])),
        created_at=datetime.fromisoformat(row["created_at"]),
        by_state=by_state,
        doubles=doubles.of_run(db, row["id"]),
        documents_for=row["waiting"],
    )
