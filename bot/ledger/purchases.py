"""The steps of a purchase in the ledger: claim, settle, look up, watch. Each is one transaction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.ledger import events, runs
from bot.ledger.rows import dump, item_from
from bot.model import CHUNK, Cause, Holder, Item, Parcel, RunState, State


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
    return [item_from(row) for row in rows]


def looked_up(db: Database, item: Item, snapshot: Sequence[str], *, now: datetime) -> None:
    """Store which shipments an order has before anything is asked."""
    db.execute(
        "UPDATE items SET snapshot = ?, checked_at = ? WHERE id = ? AND state = 'waiting'",
        [dump(list(snapshot)), now.isoformat(), item.id],
    )


def waiting(db: Database, run_id: str) -> list[Item]:
    """Return all orders of a run that are still to be asked for."""
    rows = db.query("SELECT * FROM items WHERE run_id = ? AND state = 'waiting' ORDER BY position", [run_id])
    return [item_from(row) for row in rows]


def glanced(db: Database, unchanged: Sequence[Item], changed: Sequence[Item], *, now: datetime) -> None:
    """Store that orders look as they did when they were looked at, and that others have to be looked at anew."""
    for items, checked_at in ((unchanged, now.isoformat()), (changed, None)):
        marks = ", ".join("?" * len(items))
        db.execute(
            f"UPDATE items SET checked_at = ? WHERE state = 'waiting' AND id IN ({marks})",
            [checked_at, *(item.id for item in items)],
        )


def skip(db: Database, item: Item, holder: Holder, *, now: datetime) -> None:
    """Leave an order alone that has a label already."""
    runs.move(db, item, State.SKIPPED, "order skipped, it has a label", now=now, holder=dump(holder))
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
    attempt = db.execute(
        "INSERT INTO attempts (run_id, token, claimed_at, send_by, request, orders) VALUES (?, ?, ?, ?, ?, ?)",
        [run_id, token, now.isoformat(), send_by.isoformat(), dump(request), len(items)],
    ).lastrowid
    for item in items:
        if not runs.move(db, item, State.CLAIMED, "order claimed", now=now, attempt_id=attempt):
            raise ClaimRefused(item.order_number)
    runs.changed(db, run_id, now=now)
    return attempt


class ClaimRefused(Exception):
    """An order changed between being read and being claimed; the claim is undone as a whole."""


def _of_attempt(db: Database, attempt: int, *states: State) -> list[Item]:
    marks = ", ".join("?" * len(states))
    rows = db.query(
        f"SELECT * FROM items WHERE attempt_id = ? AND state IN ({marks}) ORDER BY position",
        [attempt, *states],
    )
    return [item_from(row) for row in rows]


def end_attempt(db: Database, attempt: int, outcome: str, http_status: int | None, *, now: datetime) -> None:
    """Note how a call ended."""
    db.execute(
        "UPDATE attempts SET ended_at = ?, outcome = ?, http_status = ? WHERE id = ? AND ended_at IS NULL",
        [now.isoformat(), outcome, http_status, attempt],
    )


def give_back(
    db: Database,
    items: Sequence[Item],
    why: str,
    *,
    batches: Mapping[int, str] | None = None,
    now: datetime,
) -> None:
    """Undo the claim on orders that Sendcloud surely did not process. *batches* keeps a split call apart."""
    for item in items:
        runs.move(
            db,
            item,
            State.WAITING,
            f"claim given back: {why}",
            now=now,
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
            runs.move(db, item_from(row), State.STOPPED, "order held back, the run was stopped", now=now)


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
    what: str = "label accepted",
    open_until: datetime | None = None,
    **more: Any,
) -> bool:
    """A shipment exists for this order; its label is being made.

    *open_until*: when a request without an answer can be counted out. Until then another shipment may still turn up.
    """
    return runs.move(
        db,
        item,
        State.ACCEPTED,
        what,
        now=now,
        shipment_id=shipment_id,
        parcels=dump(list(parcels)),
        next_look_at=watch_at.isoformat(),
        looks=0,
        open_until=open_until.isoformat() if open_until else None,
        cause=None,
        **more,
    )


def refuse(db: Database, item: Item, cause: Cause, *, now: datetime) -> bool:
    """Sendcloud said no to this order; nothing was made."""
    return runs.move(db, item, State.REFUSED, "label refused", now=now, cause=dump(cause), next_look_at=None)


def explain(db: Database, item_id: int, cause: Cause, *, now: datetime) -> None:
    """Add the words to a refusal that was stored without them."""
    for row in db.query("SELECT * FROM items WHERE id = ? AND state = 'refused'", [item_id]):
        item = item_from(row)
        if item.cause is not None and not item.cause.text:
            db.execute("UPDATE items SET cause = ? WHERE id = ?", [dump(cause), item_id])
            events.append(db, "refusal explained", now=now, order=item, detail={"cause": dump(cause)})
            runs.changed(db, item.run_id, now=now)


def unknown(
    db: Database, item: Item, *, next_look_at: datetime, open_until: datetime, may_ask_again: bool, now: datetime
) -> bool:
    """No answer accounts for this order: it will be looked up until *open_until*."""
    return runs.move(
        db,
        item,
        State.UNKNOWN,
        "outcome unknown",
        now=now,
        next_look_at=next_look_at.isoformat(),
        looks=0,
        open_until=open_until.isoformat(),
        may_ask_again=int(may_ask_again and item.asked_again == 0),
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
        [state.value, now.isoformat(), most],
    )
    return [item_from(row) for row in rows]


def look_later(db: Database, item: Item, *, next_look_at: datetime, looked: bool = True) -> None:
    """Nothing decided yet; look again at *next_look_at*. A try that saw nothing at all is not a look."""
    db.execute(
        "UPDATE items SET next_look_at = ?, looks = looks + ? WHERE id = ? AND state = ?",
        [next_look_at.isoformat(), int(looked), item.id, item.state.value],
    )


def known_shipments(db: Database, shipment_ids: Sequence[str], *, but: int) -> set[str]:
    """Return which of these shipments belong to another order of the ledger."""
    if not shipment_ids:
        return set()
    marks = ", ".join("?" * len(shipment_ids))
    rows = db.execute(
        f"SELECT shipment_id FROM items WHERE id <> ? AND shipment_id IN ({marks})",
        [but, *shipment_ids],
    ).fetchall()
    return {row[0] for row in rows}


def adopted_early(db: Database, *, now: datetime, most: int) -> list[Item]:
    """Return orders whose shipment was found before their request could be counted out, which it can be now."""
    rows = db.query(
        "SELECT * FROM items WHERE state IN ('accepted', 'labelled') AND open_until <= ? ORDER BY open_until LIMIT ?",
        [now.isoformat(), most],
    )
    return [item_from(row) for row in rows]


def close_window(db: Database, item: Item, *, again_at: datetime | None = None) -> None:
    """Nothing else turned up: the shipment that was found is the one. Or it could not be seen: look at *again_at*."""
    db.execute(
        "UPDATE items SET open_until = ? WHERE id = ? AND state = ?",
        [again_at.isoformat() if again_at else None, item.id, item.state.value],
    )


def has_competing_order(db: Database, item: Item) -> bool:
    """Is there another order (or copy) of this number and destination whose own outcome is open just now?

    A shipment tells neither order id nor copy, so what is new can be either's.
    """
    row = db.execute(
        "SELECT 1 FROM items WHERE id <> ? AND integration_id = ? AND order_number = ? COLLATE NOCASE "
        "AND (destination IS NULL OR ? IS NULL OR destination = ?) AND state IN ('claimed', 'unknown', 'undecided')",
        [item.id, item.integration_id, item.order_number, item.destination, item.destination],
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
        "order released, to be asked for again",
        now=now,
        snapshot=dump(list(snapshot)),
        checked_at=None,
        next_look_at=None,
        open_until=None,
        asked_again=item.asked_again + 1,
        may_ask_again=0,
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
        "outcome undecided, a person decides",
        now=now,
        candidates=dump(list(candidates)),
        cause=dump(cause) if cause else None,
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
            "to be looked up again",
            now=now,
            person=by,
            next_look_at=now.isoformat(),
            looks=0,
            open_until=now.isoformat(),
            may_ask_again=0,
            candidates="[]",
        )
    if run and moved:
        state = RunState.RUNNING if run.state is RunState.DONE else run.state
        runs.become(db, run_id, state, "run to be looked up again", now=now, person=by, detail={"orders": moved})
        runs.changed(db, run_id, now=now)
    return moved


def labelled(db: Database, item: Item, parcels: Sequence[Parcel], carrier: str | None, *, now: datetime) -> bool:
    """The label is ready."""
    return runs.move(
        db,
        item,
        State.LABELLED,
        "label ready",
        now=now,
        parcels=dump(list(parcels)),
        carrier=carrier or item.carrier,
        next_look_at=None,
        cause=None,
    )


def carrier_failed(db: Database, item: Item, cause: Cause, *, now: datetime) -> bool:
    """The carrier refused after Sendcloud had accepted."""
    return runs.move(db, item, State.FAILED, "label failed", now=now, cause=dump(cause), next_look_at=None)
