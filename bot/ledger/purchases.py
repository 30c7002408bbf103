"""The steps before and around a call to buy: look, claim, ask, give back. Each is one transaction."""

from __future__ import annotations

import itertools
from collections.abc import Collection, Mapping, Sequence
from datetime import datetime
from typing import Final

from sqlite_utils import Database

from bot.clock import Counted
from bot.ledger import events, runs
from bot.ledger.rows import item_from, items_from
from bot.ledger.sql import among, insert, marks, stamp, update
from bot.model import (
    CHUNK,
    CallOutcome,
    EventKind,
    Holder,
    Item,
    RunState,
    State,
    same_number_key,
)


def next_orders(db: Database, run_id: str, most: int = CHUNK) -> list[Item]:
    """Return the next orders to ask for: at most *most* of one shop, kept apart where a call was split.

    An order that competes with one that is being asked for this moment waits until that call has ended: what turns up
    under their number could be either's.
    """
    busy = _asked_for(db)
    rows = db.execute(
        "SELECT integration_id, number_key, order_id, batch FROM items "
        "WHERE run_id = ? AND state = 'waiting' ORDER BY position",
        [run_id],
    )
    first = next((row for row in rows if busy.isdisjoint(_names(*row[:3]))), None)
    if first is None:
        return []
    of_it = db.query(
        "SELECT * FROM items WHERE run_id = ? AND state = 'waiting' AND batch = ? AND integration_id = ? "
        "ORDER BY position",
        [run_id, first[3], first[0]],
    )
    free = (row for row in of_it if busy.isdisjoint(_names(row["integration_id"], row["number_key"], row["order_id"])))
    return list(items_from(itertools.islice(free, most)))


_Name = tuple[int, str, str]


def _names(integration_id: int, number_key: str, order_id: str) -> tuple[_Name, _Name]:
    """Return by what two orders compete: the number or the order id, of one shop."""
    return (integration_id, "number", number_key), (integration_id, "id", order_id)


def _asked_for(db: Database, *, but: int = 0) -> set[_Name]:
    """Return the names of all orders that are being asked for this moment by any run, except in attempt *but*."""
    rows = db.execute(
        "SELECT items.integration_id, number_key, order_id FROM attempts JOIN items ON items.attempt_id = attempts.id "
        "WHERE attempts.ended_at IS NULL AND attempts.id <> ? AND items.state = 'claimed'",
        [but],
    )
    return {name for row in rows for name in _names(*row)}


def numbers_in_flight(db: Database, integration_id: int) -> set[str]:
    """Return the numbers, by their key, of a shop's orders that are being asked for this moment."""
    return {name for shop, what, name in _asked_for(db) if shop == integration_id and what == "number"}


def waiting(db: Database, run_id: str) -> list[Item]:
    """Return all orders of a run that are still to be asked for."""
    rows = db.query("SELECT * FROM items WHERE run_id = ? AND state = 'waiting' ORDER BY position", [run_id])
    return list(items_from(rows))


def pictures(db: Database, first: Item, most: int) -> list[tuple[int, datetime | None]]:
    """Return when the orders that wait with the *first* one were looked at, with the item's id, *most* at most."""
    rows = db.execute(
        "SELECT id, checked_at FROM items WHERE run_id = ? AND state = 'waiting' AND batch = ? AND integration_id = ? "
        "AND position >= ? ORDER BY position LIMIT ?",
        [first.run_id, first.batch, first.integration_id, first.position, most],
    )
    return [(number, datetime.fromisoformat(at) if at else None) for number, at in rows]


def count_waiting(db: Database, run_id: str) -> int:
    """Return how many orders of a run are still to be asked for."""
    row = db.execute("SELECT count(*) FROM items WHERE run_id = ? AND state = 'waiting'", [run_id]).fetchone()
    return int(row[0])


def looked_up(db: Database, item: Item, snapshot: Sequence[str], *, now: datetime) -> None:
    """Store which shipments an order has before anything is asked."""
    columns = {"snapshot": tuple(snapshot), "checked_at": now}
    update(db, "items", columns, "id = :by_id AND state = 'waiting'", {"by_id": item.id})


def glanced(db: Database, unchanged: Sequence[Item], changed: Sequence[Item], *, now: datetime) -> None:
    """Store that orders look as they did when they were looked at, and that others have to be looked at anew."""
    for items, checked_at in ((unchanged, stamp(now)), (changed, None)):
        ids = [item.id for item in items]
        db.execute(
            f"UPDATE items SET checked_at = ? WHERE state = 'waiting' AND id IN {marks(ids)}", [checked_at, *ids]
        )


def skip(db: Database, item: Item, holder: Holder, *, now: datetime) -> None:
    """Leave an order alone that has a label already."""
    runs.move(db, item, State.SKIPPED, EventKind.ORDER_LABELLED_ALREADY, now=now, holder=holder)
    runs.changed(db, item.run_id, now=now)


class ClaimRefused(Exception):
    """An order changed between being read and being claimed; the claim is undone as a whole."""


def claim(
    db: Database,
    run_id: str,
    items: Sequence[Item],
    request: Mapping[str, object],
    *,
    token: int,
    send_by: datetime,
    now: datetime,
    counted: Counted | None = None,
) -> int | None:
    """Write down what is about to be asked for, before it is asked, and return the id of the attempt.

    None, and nothing is written, when the run is not running. Raises `ClaimRefused` when an order has changed since it
    was read, or competes with one that is being asked for. *request*: the body of the call. *token*: the fencing token
    of the lease. *send_by*: when the call must have left. *counted*: the present moment as the machine counts it.
    """
    state = db.execute("SELECT state FROM runs WHERE id = ?", [run_id]).fetchone()
    if state is None or state[0] != RunState.RUNNING:
        return None
    attempt = insert(
        db,
        "attempts",
        {
            "run_id": run_id,
            "token": token,
            "claimed_at": now,
            "send_by": send_by,
            "boot": counted.boot if counted else None,
            "send_by_counted": counted.seconds + (send_by - now).total_seconds() if counted else None,
            "request": dict(request),
            "orders": len(items),
        },
    )
    asked, busy = {"attempts": attempt}, _asked_for(db, but=attempt)
    for item in items:
        if not runs.move(db, item, State.CLAIMED, EventKind.ORDER_CLAIMED, now=now, attempt_id=attempt, rows=asked):
            raise ClaimRefused(item.order_number)
        asked = {}
        if not busy.isdisjoint(_names(item.integration_id, same_number_key(item.order_number), item.order_id)):
            raise ClaimRefused(item.order_number)
    runs.changed(db, run_id, now=now)
    return attempt


def claimed(db: Database, attempt: int) -> list[Item]:
    """Return the orders of an attempt that are still unaccounted for, as claimed."""
    return _of_attempt(db, attempt, State.CLAIMED)


def claimed_at(db: Database, attempt: int | None) -> datetime | None:
    """Return when an attempt was claimed."""
    row = db.execute("SELECT claimed_at FROM attempts WHERE id = ?", [attempt]).fetchone()
    return datetime.fromisoformat(row[0]) if row else None


_NEWEST: Final = "id > (SELECT coalesce(max(id), 0) - 100 FROM attempts)"
"""The newest hundred calls: more were not sent within a minute, nor in flight."""


def sent_since(db: Database, moment: datetime, *, but: Collection[int]) -> list[datetime]:
    """Return when calls were claimed after *moment*, except by holders of the work with these tokens; 100 at most."""
    found: list[datetime] = []
    for claimed_at, token in db.execute(f"SELECT claimed_at, token FROM attempts WHERE {_NEWEST} ORDER BY id DESC"):
        at = datetime.fromisoformat(claimed_at)
        if at <= moment:
            break
        if token not in but:
            found.append(at)
    return found


def last_was_clear(db: Database) -> bool:
    """Return whether the call that ended last was answered for every order of it, and none is open; False for none."""
    row = db.execute(
        f"SELECT run_id, claimed_at, outcome FROM attempts WHERE {_NEWEST} "
        "ORDER BY ended_at IS NULL DESC, ended_at DESC"
    ).fetchone()
    if row is None or row[2] not in (CallOutcome.ANSWERED, CallOutcome.REJECTED):
        return False
    unclear = db.execute(
        "SELECT 1 FROM events WHERE run_id = ? AND kind = ? AND at >= ? LIMIT 1",
        [row[0], EventKind.OUTCOME_UNKNOWN, row[1]],
    )
    return unclear.fetchone() is None


def split(db: Database, items: Sequence[Item]) -> None:
    """Have each of these orders asked for in a call of its own."""
    for item in items:
        batch = f"{item.batch}.{item.id}"
        db.execute("UPDATE items SET batch = ? WHERE id = ? AND state = 'waiting'", [batch, item.id])


def give_back(
    db: Database,
    items: Sequence[Item],
    outcome: CallOutcome,
    *,
    batches: Mapping[int, str] | None = None,
    now: datetime,
) -> None:
    """Undo the claim on orders that Sendcloud surely did not process.

    *outcome*: how their call ended. *batches*: by the id of an order, what keeps a split call apart.
    """
    for item in items:
        runs.move(
            db,
            item,
            State.WAITING,
            EventKind.CLAIM_GIVEN_BACK,
            now=now,
            detail={"outcome": outcome},
            attempt_id=None,
            batch=(batches or {}).get(item.id, item.batch),
        )
    hold_back_when_stopped(db, items, now=now)


def hold_back_when_stopped(db: Database, items: Sequence[Item], *, now: datetime) -> None:
    """Hold back those of *items* that wait again in a run which was stopped meanwhile."""
    for item in items:
        row = next(iter(db.query("SELECT * FROM items WHERE id = ?", [item.id])))
        stopped = db.execute("SELECT 1 FROM runs WHERE id = ? AND state = 'stopped'", [item.run_id]).fetchone()
        if stopped and row["state"] == State.WAITING:
            runs.move(db, item_from(row), State.STOPPED, EventKind.ORDER_HELD_BACK, now=now)


def end_attempt(db: Database, attempt: int, outcome: CallOutcome, http_status: int | None, *, now: datetime) -> None:
    """Note how a call ended, once. *http_status*: None where no answer came."""
    columns = {"ended_at": now, "outcome": outcome, "http_status": http_status}
    if update(db, "attempts", columns, "id = :by_id AND ended_at IS NULL", {"by_id": attempt}):
        run_id = db.execute("SELECT run_id FROM attempts WHERE id = ?", [attempt]).fetchone()[0]
        detail = {"attempt_id": attempt, "outcome": outcome, "http_status": http_status}
        events.append(
            db, EventKind.CALL_ENDED, now=now, run_id=run_id, detail=detail, rows={"attempts": attempt}
        )


def abandoned(db: Database, token: int) -> list[tuple[int, datetime, list[Item]]]:
    """Return open attempts of other holders of the work than *token*, with their send-by times and orders."""
    return _open(db, "token <> ?", token)


def left_open(db: Database, run_id: str) -> list[tuple[int, datetime, list[Item]]]:
    """Return open attempts of one run, with their send-by times and orders."""
    return _open(db, "run_id = ?", run_id)


def _open(db: Database, which: str, value: int | str) -> list[tuple[int, datetime, list[Item]]]:
    rows = db.execute(f"SELECT id, send_by FROM attempts WHERE ended_at IS NULL AND {which}", [value]).fetchall()
    return [(row[0], datetime.fromisoformat(row[1]), claimed(db, row[0])) for row in rows]


def _of_attempt(db: Database, attempt: int, *states: State) -> list[Item]:
    rows = db.query(
        f"SELECT * FROM items WHERE attempt_id = ? AND state IN {among(states)} ORDER BY position", [attempt]
    )
    return list(items_from(rows))
