"""The steps of a fix. Each is one transaction, with its event. No value of an order comes here: names and hashes do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, requeue, runs
from bot.ledger.fix_rows import item_of, of_item
from bot.ledger.rows import item_from
from bot.ledger.sql import insert, update
from bot.model import (
    EventKind,
    Fix,
    FixProblem,
    FixRetry,
    FixState,
    Item,
    Limits,
    Person,
    Safety,
    fixable,
)
from bot.model.trouble import Field


@dataclass(frozen=True)
class Taken:
    """The fix is written down; whoever has the values sends them by *send_by*."""

    fix_id: int
    send_by: datetime


@dataclass(frozen=True)
class BeingFixed:
    """Nothing was written: somebody else is fixing the order."""

    by: str
    at: datetime


@dataclass(frozen=True)
class GoneOn:
    """Nothing was written: the order is not as it was when the form was drawn. *item*: as it is now."""

    item: Item


def take(
    db: Database,
    item_id: int,
    hashes: Mapping[Field, str],
    *,
    seen: str,
    send_by: datetime,
    by: Person,
    now: datetime,
) -> Taken | BeingFixed | GoneOn:
    """Write down that somebody changes these fields of an order. *seen*: see `shown`; nothing is written where the
    order has gone on since. Raises `KeyError` for none."""
    item = next((item_from(row) for row in db.query("SELECT * FROM items WHERE id = ?", [item_id])), None)
    if item is None:
        raise KeyError(item_id)
    other = next((one for one in of_item(db, item_id) if one.is_open), None)
    if other is not None:
        return BeingFixed(other.person, other.at)
    if not fixable(item) or shown(item) != seen:
        return GoneOn(item)
    row = {
        "item_id": item.id,
        "run_id": item.run_id,
        "person": by.user,
        "team": by.team,
        "at": now,
        "state": FixState.TAKEN,
        "since": now,
        "hashes": dict(hashes),
        "next_look_at": send_by,
    }
    fix_id = insert(db, "fixes", row)
    detail = {"fields": sorted(hashes), "seen": {"state": item.state, "since": item.since}}
    events.append(db, EventKind.FIX_TAKEN, now=now, person=by.user, order=item, detail=detail, rows={"fixes": fix_id})
    runs.changed(db, item.run_id, now=now)
    return Taken(fix_id, send_by)


def shown(item: Item) -> str:
    """Return a short name for what somebody saw of an order: which state, since when."""
    return f"{item.state}@{item.since.isoformat(timespec='milliseconds')}"


def sending(db: Database, one: Fix, *, look_at: datetime, now: datetime) -> bool:
    """Write down that Sendcloud is told now, before it is. False where the fix has gone on meanwhile."""
    return _move(db, one, FixState.SENDING, EventKind.FIX_SENDING, now=now, next_look_at=look_at)


def sent(db: Database, one: Fix, *, now: datetime) -> bool:
    """Write down that Sendcloud was told, or may have been; from now on the order is read."""
    return _move(db, one, FixState.SENT, EventKind.FIX_SENT, now=now, next_look_at=now, looks=0)


def failed(db: Database, one: Fix, problem: FixProblem, *, code: str | None = None, now: datetime) -> bool:
    """Write down that nothing came of it, and why."""
    columns = {"problem": problem, "code": code, "next_look_at": None}
    return _move(db, one, FixState.FAILED, EventKind.FIX_FAILED, now=now, **columns)


def look_later(db: Database, one: Fix, *, at: datetime) -> None:
    """Have the order read again."""
    columns = {"next_look_at": at, "looks": one.looks + 1}
    update(db, "fixes", columns, "id = :by_id AND state = :by_state", {"by_id": one.id, "by_state": one.state})


def saved(db: Database, one: Fix, *, limits: Limits, now: datetime) -> bool:
    """Write down that the order shows the change, and put it back among those that wait, with the same stroke."""
    by = Person(one.person, one.team)
    came = _retried(requeue.retry_orders(db, [one.item_id], Safety.FIX_FIRST, by=by, now=now, limits=limits))
    return _move(db, one, FixState.SAVED, EventKind.FIX_SAVED, now=now, retry=came, next_look_at=None)


def _retried(done: tuple[requeue.Requeued, requeue.Refused | None]) -> FixRetry:
    requeued, refused = done
    if refused is not None:
        return FixRetry.LIMIT
    if requeued.taken:
        return FixRetry.TAKEN
    return FixRetry.QUEUED if requeued.moved else FixRetry.MOVED


def _move(db: Database, one: Fix, state: FixState, kind: EventKind, *, now: datetime, **columns: object) -> bool:
    found_by = {"by_id": one.id, "by_state": one.state}
    where = "id = :by_id AND state = :by_state"
    if not update(db, "fixes", {"state": state, "since": now, **columns}, where, found_by):
        return False
    told = {name: columns[name] for name in ("problem", "code", "retry") if columns.get(name)}
    detail = {"fields": sorted(one.hashes), **told}
    touched = {"fixes": one.id}
    events.append(db, kind, now=now, person=None, order=item_of(db, one), detail=detail, rows=touched)
    runs.changed(db, one.run_id, now=now)
    return True
