"""The steps of a purchase in the ledger: claim, settle, look up, watch. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.ledger import events, runs
from bot.ledger.rows import item_from, items_from
from bot.ledger.sql import among, insert, marks, stamp, update
from bot.model import (
    CHUNK,
    OUTCOME_OPEN,
    Cause,
    EventKind,
    Holder,
    Item,
    Parcel,
    RunState,
    State,
    same_number_key,
)


def next_chunk(db: Database, run_id: str) -> list[Item]:
    """Return the next orders to ask for in one call: at most 20, kept apart where an earlier call was split."""
    first = db.execute(
        "SELECT batch FROM items WHERE run_id = ? AND state = 'waiting' ORDER BY position LIMIT 1", [run_id]
    ).fetchone()
    if first is None:
        return []
    rows = db.query(
        "SELECT * FROM items WHERE run_id = ? AND state = 'waiting' AND batch = ? ORDER BY position LIMIT ?",
        [run_id, first[0], CHUNK],
    )
    return list(items_from(rows))


def looked_up(db: Database, item: Item, snapshot: Sequence[str], *, now: datetime) -> None:
    """Store which shipments an order has before anything is asked."""
    columns = {"snapshot": tuple(snapshot), "checked_at": now}
    update(db, "items", columns, "id = :by_id AND state = 'waiting'", {"by_id": item.id})


def waiting(db: Database, run_id: str) -> list[Item]:
    """Return all orders of a run that are still to be asked for."""
    rows = db.query("SELECT * FROM items WHERE run_id = ? AND state = 'waiting' ORDER BY position", [run_id])
    return list(items_from(rows))


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


def claim(
    db: Database,
    run_id: str,
    items: Sequence[Item],
    request: Mapping[str, object],
    *,
    token: int,
    send_by: datetime,
    now: datetime,
) -> int | None:
    """Write down what is about to be asked for, before it is asked. None when any of it is not ours to ask for now."""
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
            "request": dict(request),
            "orders": len(items),
        },
    )
    for item in items:
        if not runs.move(db, item, State.CLAIMED, EventKind.ORDER_CLAIMED, now=now, attempt_id=attempt):
            raise ClaimRefused(item.order_number)
    runs.changed(db, run_id, now=now)
    return attempt


class ClaimRefused(Exception):
    """An order changed between being read and being claimed; the claim is undone as a whole."""


def _of_attempt(db: Database, attempt: int, *states: State) -> list[Item]:
    rows = db.query(
        f"SELECT * FROM items WHERE attempt_id = ? AND state IN {among(states)} ORDER BY position", [attempt]
    )
    return list(items_from(rows))


def end_attempt(db: Database, attempt: int, outcome: str, http_status: int | None, *, now: datetime) -> None:
    """Note how a call ended."""
    columns = {"ended_at": now, "outcome": outcome, "http_status": http_status}
    update(db, "attempts", columns, "id = :by_id AND ended_at IS NULL", {"by_id": attempt})


def give_back(
    db: Database,
    items: Sequence[Item],
    why: str,
    *,
    batches: Mapping[int, str] | None = None,
    now: datetime,
) -> None:
    """Undo the claim on orders that Sendcloud surely did not process.

    *why*: the outcome of the call. *batches*: by the id of an order, what keeps a split call apart.
    """
    for item in items:
        runs.move(
            db,
            item,
            State.WAITING,
            EventKind.CLAIM_GIVEN_BACK,
            now=now,
            detail={"why": why},
            attempt_id=None,
            **({"batch": batches[item.id]} if batches and item.id in batches else {}),
        )
    _hold_back_when_stopped(db, items, now=now)


def _hold_back_when_stopped(db: Database, items: Sequence[Item], *, now: datetime) -> None:
    """Orders that come back to a run which was stopped meanwhile are let go like the others."""
    for item in items:
        row = next(iter(db.query("SELECT * FROM items WHERE id = ?", [item.id])))
        stopped = db.execute("SELECT 1 FROM runs WHERE id = ? AND state = 'stopped'", [item.run_id]).fetchone()
        if stopped and row["state"] == State.WAITING:
            runs.move(db, item_from(row), State.STOPPED, EventKind.ORDER_HELD_BACK, now=now)


def claimed_at(db: Database, attempt: int | None) -> datetime | None:
    """Return when an attempt was claimed."""
    row = db.execute("SELECT claimed_at FROM attempts WHERE id = ?", [attempt]).fetchone()
    return datetime.fromisoformat(row[0]) if row else None


def split(db: Database, items: Sequence[Item]) -> None:
    """Have each of these orders asked for in a call of its own."""
    for place, item in enumerate(items):
        db.execute("UPDATE items SET batch = ? WHERE id = ? AND state = 'waiting'", [f"{item.batch}.{place}", item.id])


def claimed(db: Database, attempt: int) -> list[Item]:
    """Return the orders of an attempt that are still unaccounted for, as claimed."""
    return _of_attempt(db, attempt, State.CLAIMED)


def accept(
    db: Database,
    item: Item,
    shipment_id: str,
    parcels: Sequence[Parcel],
    *,
    watch_at: datetime,
    now: datetime,
    kind: EventKind = EventKind.LABEL_ACCEPTED,
    open_until: datetime | None = None,
    **more: Any,
) -> bool:
    """A shipment exists for this order; its label is being made.

    *kind*: accepted in an answer, or found later. *open_until*: when a request without an answer can be counted out;
    until then another shipment may still turn up.
    """
    return runs.move(
        db,
        item,
        State.ACCEPTED,
        kind,
        now=now,
        shipment_id=shipment_id,
        parcels=tuple(parcels),
        next_look_at=watch_at,
        looks=0,
        open_until=open_until,
        cause=None,
        **more,
    )


def refuse(db: Database, item: Item, cause: Cause, *, now: datetime) -> bool:
    """Sendcloud said no to this order; nothing was made."""
    return runs.move(db, item, State.REFUSED, EventKind.LABEL_REFUSED, now=now, cause=cause, next_look_at=None)


def explain(db: Database, item_id: int, cause: Cause, *, now: datetime) -> None:
    """Add the words to a refusal that was stored without them."""
    for row in db.query("SELECT * FROM items WHERE id = ? AND state = 'refused'", [item_id]):
        item = item_from(row)
        if item.cause is not None and not item.cause.text:
            update(db, "items", {"cause": cause}, "id = :by_id", {"by_id": item_id})
            events.append(db, EventKind.REFUSAL_EXPLAINED, now=now, order=item, detail={"cause": cause})
            runs.changed(db, item.run_id, now=now)


def unknown(
    db: Database, item: Item, *, next_look_at: datetime, open_until: datetime, may_ask_again: bool, now: datetime
) -> bool:
    """No answer accounts for this order: it will be looked up until *open_until*."""
    return runs.move(
        db,
        item,
        State.UNKNOWN,
        EventKind.OUTCOME_UNKNOWN,
        now=now,
        next_look_at=next_look_at,
        looks=0,
        open_until=open_until,
        may_ask_again=may_ask_again and item.asked_again == 0,
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


def due(db: Database, state: State, *, now: datetime, most: int) -> list[Item]:
    """Return orders in *state* that are to be looked at by now, those that waited longest first."""
    rows = db.query(
        "SELECT * FROM items WHERE state = ? AND next_look_at <= ? ORDER BY next_look_at LIMIT ?",
        [state.value, stamp(now), most],
    )
    return list(items_from(rows))


def look_later(db: Database, item: Item, *, next_look_at: datetime, looked: bool = True) -> None:
    """Nothing decided yet; look again at *next_look_at*. A try that saw nothing at all is not a look."""
    db.execute(
        "UPDATE items SET next_look_at = ?, looks = looks + ? WHERE id = ? AND state = ?",
        [stamp(next_look_at), int(looked), item.id, item.state.value],
    )


def known_shipments(db: Database, shipment_ids: Sequence[str], *, but: int) -> set[str]:
    """Return which of these shipments belong to another order of the ledger."""
    if not shipment_ids:
        return set()
    rows = db.execute(
        f"SELECT shipment_id FROM items WHERE id <> ? AND shipment_id IN {marks(shipment_ids)}", [but, *shipment_ids]
    ).fetchall()
    return {row[0] for row in rows}


def adopted_early(db: Database, *, now: datetime, most: int) -> list[Item]:
    """Return orders whose shipment was found before their request could be counted out, which it can be now."""
    rows = db.query(
        "SELECT * FROM items WHERE state IN ('accepted', 'labelled') AND open_until <= ? ORDER BY open_until LIMIT ?",
        [stamp(now), most],
    )
    return list(items_from(rows))


def close_window(db: Database, item: Item, *, again_at: datetime | None = None) -> None:
    """Nothing else turned up: the shipment that was found is the one. Or it could not be seen: look at *again_at*."""
    found_by = {"by_id": item.id, "by_state": item.state}
    update(db, "items", {"open_until": again_at}, "id = :by_id AND state = :by_state", found_by)


def has_competing_order(db: Database, item: Item) -> bool:
    """Is there another order (or copy) of this number and destination whose own outcome is open just now?

    A shipment tells neither order id nor copy, so what is new can be either's.
    """
    row = db.execute(
        "SELECT 1 FROM items WHERE id <> ? AND integration_id = ? AND number_key = ? "
        f"AND (destination IS NULL OR ? IS NULL OR destination = ?) AND state IN {among(OUTCOME_OPEN)}",
        [
            item.id,
            item.integration_id,
            same_number_key(item.order_number),
            item.destination,
            item.destination,
        ],
    ).fetchone()
    return row is not None


def release(db: Database, item: Item, snapshot: Sequence[str], *, now: datetime) -> bool:
    """Looked up to the end and found nothing: ask again by itself, once.

    It is looked up once more right before, since its turn may come late. Its last attempt stays with it: what turns up
    until then was made by that.
    """
    done = runs.move(
        db,
        item,
        State.WAITING,
        EventKind.ORDER_RELEASED,
        now=now,
        snapshot=tuple(snapshot),
        checked_at=None,
        next_look_at=None,
        open_until=None,
        asked_again=item.asked_again + 1,
        may_ask_again=False,
    )
    _hold_back_when_stopped(db, [item], now=now)
    return done


def hand_to_person(
    db: Database, item: Item, candidates: Sequence[str], *, cause: Cause | None = None, now: datetime
) -> bool:
    """Looked up to the end without a certain answer: a person decides."""
    return runs.move(
        db,
        item,
        State.UNDECIDED,
        EventKind.OUTCOME_UNDECIDED,
        now=now,
        candidates=tuple(candidates),
        cause=cause,
        next_look_at=None,
        open_until=None,
    )


def look_again(db: Database, run_id: str, *, by: str, now: datetime) -> int:
    """Look up every undecided order of a run once more, now."""
    run = runs.load(db, run_id)
    moved = 0
    for item in run.of(State.UNDECIDED) if run else []:
        moved += runs.move(
            db,
            item,
            State.UNKNOWN,
            EventKind.ORDER_TO_LOOK_UP_AGAIN,
            now=now,
            person=by,
            next_look_at=now,
            looks=0,
            open_until=now,
            may_ask_again=False,
            candidates=(),
        )
    if run and moved:
        state = RunState.RUNNING if run.state is RunState.DONE else run.state
        runs.become(db, run_id, state, EventKind.RUN_TO_LOOK_UP_AGAIN, now=now, person=by, detail={"orders": moved})
        runs.changed(db, run_id, now=now)
    return moved


def labelled(db: Database, item: Item, parcels: Sequence[Parcel], carrier: str | None, *, now: datetime) -> bool:
    """The label is ready."""
    return runs.move(
        db,
        item,
        State.LABELLED,
        EventKind.LABEL_READY,
        now=now,
        parcels=tuple(parcels),
        carrier=carrier or item.carrier,
        next_look_at=None,
        cause=None,
    )


def carrier_failed(db: Database, item: Item, cause: Cause, *, now: datetime) -> bool:
    """The carrier refused after Sendcloud had accepted."""
    return runs.move(db, item, State.FAILED, EventKind.LABEL_FAILED, now=now, cause=cause, next_look_at=None)
