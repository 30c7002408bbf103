"""Runs in the ledger: their states, and what is to be done and shown of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.ledger import call_pace, cancellation_rows, doubles, events, fix_rows, ownership_rows
from bot.ledger.proof import Key
from bot.ledger.retries import with_retries
from bot.ledger.rows import items_from, requests_from, run_from
from bot.ledger.sql import among, stamp, update
from bot.model import MOVING, Cause, EventKind, Item, Person, Run, RunState, State
from bot.model.failures import OPEN

_TOLD: Final = ("shipment_id", "attempt_id", "cause", "parcels")
"""What of an order its events say, besides its state."""


def load(db: Database, run_id: str) -> Run | None:
    """Return a run with its orders in the order given."""
    for row in db.query("SELECT * FROM runs WHERE id = ?", [run_id]):
        items = items_from(db.query("SELECT * FROM items WHERE run_id = ? ORDER BY position", [run_id]))
        if row["round"] > 1:
            items = with_retries(db, run_id, items)
        requests = db.query("SELECT * FROM document_requests WHERE run_id = ? ORDER BY id", [run_id])
        pace = call_pace.of_run(db, run_id) if row["state"] == RunState.RUNNING else None
        run = run_from(row, items, requests_from(requests))
        said = tuple(ownership_rows.of(db, [item.id for item in items if item.state in OPEN]).values())
        beside, wishes = doubles.of_run(db, run_id), cancellation_rows.of_run(db, run_id)
        changes = fix_rows.of_run(db, run_id)
        more = replace(run, doubles=beside, cancellations=wishes, ownerships=said, fixes=changes)
        return replace(more, call_pace=pace)
    return None


def brief(db: Database, run_id: str) -> Run | None:
    """Return a run without its orders."""
    for row in db.query("SELECT * FROM runs WHERE id = ?", [run_id]):
        return run_from(row, (), ())
    return None


def oldest_order(db: Database, run_id: str) -> datetime | None:
    """Return when the oldest order of a run was placed; None where that is not known of each of them."""
    at, unknown = db.execute(
        "SELECT min(ordered_at), count(*) FILTER (WHERE ordered_at IS NULL) FROM plan_lines "
        "WHERE plan_id = (SELECT plan_id FROM runs WHERE id = ?) AND order_id IS NOT NULL",
        [run_id],
    ).fetchone()
    return datetime.fromisoformat(at) if at and not unknown else None


def changed(db: Database, run_id: str, *, now: datetime) -> None:
    """Note that a run looks different now, and close it when nothing in it moves any more."""
    db.execute("UPDATE runs SET version = version + 1, changed_at = ? WHERE id = ?", [stamp(now), run_id])
    state = _state(db, run_id)
    if state == RunState.DONE or has_orders(db, run_id, *MOVING):
        return
    if not has_orders(db, run_id, State.STOPPED):
        become(db, run_id, RunState.DONE, EventKind.RUN_DONE, now=now, cause=None, continue_at=None)
    elif state != RunState.STOPPED:
        # Others of a stopped run were retried: those that were held back still wait for *Continue*.
        become(db, run_id, RunState.STOPPED, EventKind.RUN_STANDS_STILL, now=now, continue_at=None)


def has_orders(db: Database, run_id: str, *states: State) -> bool:
    """Does a run have an order in one of these states?"""
    row = db.execute(f"SELECT 1 FROM items WHERE run_id = ? AND state IN {among(states)} LIMIT 1", [run_id]).fetchone()
    return row is not None


def _state(db: Database, run_id: str) -> str:
    return str(db.execute("SELECT state FROM runs WHERE id = ?", [run_id]).fetchone()[0])


def become(
    db: Database,
    run_id: str,
    state: RunState,
    kind: EventKind,
    *,
    now: datetime,
    person: str | None = None,
    detail: Mapping[str, object] | None = None,
    **columns: object,
) -> None:
    """Put a run into a state and set *columns* with it. Nothing else does, so every transition has its event."""
    update(db, "runs", {"state": state, **columns}, "id = :by_id", {"by_id": run_id})
    events.append(db, kind, now=now, person=person, run_id=run_id, detail={"state": state, **(detail or {})})


def move(
    db: Database,
    item: Item,
    state: State,
    kind: EventKind,
    *,
    now: datetime,
    person: str | None = None,
    detail: Mapping[str, object] | None = None,
    rows: Mapping[str, Key] | None = None,
    **columns: object,
) -> bool:
    """Take one order from the state it was read in to another, and set *columns* with it, values of the model.

    *detail*, *rows*: what else its event tells, see `events.append`.
    False, and nothing is changed, when it is in that state no longer or another request for it is open.
    """
    done = update(
        db,
        "items",
        {"state": state, "since": now, **columns},
        "id = :by_id AND state = :by_state AND attempt_id IS :by_attempt",
        {"by_id": item.id, "by_state": item.state, "by_attempt": item.attempt_id},
    )
    if done:
        for run_id in doubles.others_of(db, item):
            db.execute("UPDATE runs SET version = version + 1 WHERE id = ?", [run_id])
        told = {name: columns[name] for name in _TOLD if columns.get(name)}
        said = {"state": state, **told, **(detail or {})}
        events.append(db, kind, now=now, person=person, order=item, detail=said, rows=rows)
    return bool(done)


def stop(db: Database, run_id: str, *, by: Person, now: datetime) -> Run | None:
    """Stop a run after the call in flight, and hold back the orders that were not asked for yet.

    Return the run as it was, None when there is nothing to stop.
    """
    run = load(db, run_id)
    if run is None or run.state not in (RunState.RUNNING, RunState.PAUSED):
        return None
    become(
        db,
        run_id,
        RunState.STOPPED,
        EventKind.RUN_STOPPED,
        now=now,
        person=by.user,
        stopped_by=by.user,
        cause=None,
        continue_at=None,
    )
    _hold_back(db, run, person=by.user, now=now)
    changed(db, run_id, now=now)
    return load(db, run_id)


def halt(db: Database, run_id: str, cause: Cause, *, now: datetime) -> None:
    """Stop a run for a reason that concerns every order of it, such as wrong keys."""
    run = load(db, run_id)
    if run is None or run.state not in (RunState.RUNNING, RunState.PAUSED):
        return
    become(
        db,
        run_id,
        RunState.STOPPED,
        EventKind.RUN_HALTED,
        now=now,
        detail={"kind": cause.kind},
        stopped_by=None,
        cause=cause,
        continue_at=None,
    )
    _hold_back(db, run, person=None, now=now)
    changed(db, run_id, now=now)


def _hold_back(db: Database, run: Run, *, person: str | None, now: datetime) -> None:
    for item in run.of(State.WAITING):
        move(db, item, State.STOPPED, EventKind.ORDER_HELD_BACK, now=now, person=person)


def pause(db: Database, run_id: str, cause: Cause, *, until: datetime, now: datetime) -> None:
    """Hold a run that goes on by itself at *until*.

    One that is held already is held until the later moment: calls that were in flight together and went wrong together
    went wrong once.
    """
    state, continue_at = db.execute("SELECT state, continue_at FROM runs WHERE id = ?", [run_id]).fetchone()
    if state in (RunState.RUNNING, RunState.PAUSED):
        if continue_at is not None:
            until = max(until, datetime.fromisoformat(continue_at))
        become(
            db,
            run_id,
            RunState.PAUSED,
            EventKind.RUN_PAUSED,
            now=now,
            detail={"kind": cause.kind, "until": until},
            cause=cause,
            continue_at=until,
            failures=failures(db, run_id) + 1,
        )
    changed(db, run_id, now=now)


def stray_shipment(db: Database, run_id: str, shipment_id: str, *, now: datetime) -> None:
    """Note a shipment in an answer that belongs to no order of the call."""
    events.append(db, EventKind.UNREQUESTED_SHIPMENT, now=now, run_id=run_id, detail={"shipment_id": shipment_id})


def failures(db: Database, run_id: str) -> int:
    """Return how many calls in a row went wrong before those in flight now, of which one may have done so already."""
    row = db.execute("SELECT failures - (state = 'paused') FROM runs WHERE id = ?", [run_id]).fetchone()
    return int(row[0]) if row else 0


def any_rested(db: Database, *, now: datetime) -> bool:
    """Say whether the time of a paused run has come."""
    found = db.execute("SELECT 1 FROM runs WHERE state = 'paused' AND continue_at <= ? LIMIT 1", [stamp(now)])
    return found.fetchone() is not None


def continue_due(db: Database, *, now: datetime) -> None:
    """Set paused runs going whose time has come."""
    for row in db.execute("SELECT id FROM runs WHERE state = 'paused' AND continue_at <= ?", [stamp(now)]).fetchall():
        become(db, row[0], RunState.RUNNING, EventKind.RUN_CONTINUED, now=now, continue_at=None)
        changed(db, row[0], now=now)


def went_well(db: Database, run_id: str) -> None:
    """Forget earlier failures of a run, since a call was answered."""
    db.execute("UPDATE runs SET failures = 0, cause = NULL WHERE id = ? AND state = 'running'", [run_id])


def to_show(db: Database) -> list[tuple[str, int]]:
    """Return runs whose newest version is not in Slack yet, with that version."""
    # The plus has the few found and then sorted; without it all runs are read in the order of their times.
    rows = db.execute("SELECT id, version FROM runs WHERE shown_version < version ORDER BY +created_at, id").fetchall()
    return [(row[0], row[1]) for row in rows]


def shown(db: Database, run_id: str, version: int) -> None:
    """Remember that Slack shows this version of a run."""
    db.execute("UPDATE runs SET shown_version = max(shown_version, ?) WHERE id = ?", [version, run_id])


def list_problem(db: Database, run_id: str, problem: str | None) -> None:
    """Note why Slack does not take the file of all orders of a run, as a sentence; None when it has taken it."""
    db.execute(
        "UPDATE runs SET list_problem = :problem, version = version + 1 "
        "WHERE id = :id AND list_problem IS NOT :problem",
        {"id": run_id, "problem": problem},
    )


def active(db: Database) -> list[str]:
    """Return the runs that have something to buy now, oldest first."""
    rows = db.execute(
        "SELECT id FROM runs WHERE state = 'running' "
        "AND EXISTS (SELECT 1 FROM items WHERE run_id = runs.id AND state = 'waiting') ORDER BY created_at"
    ).fetchall()
    return [row[0] for row in rows]
