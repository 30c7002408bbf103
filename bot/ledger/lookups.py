"""Orders that are looked at again: what is due, what was found, and what may belong to another order."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import runs
from bot.ledger.rows import items_from
from bot.ledger.sql import among, marks, stamp, update
from bot.model import (
    OUTCOME_OPEN,
    RETRYABLE,
    EventKind,
    FailedBefore,
    Item,
    RunState,
    State,
    same_number_key,
)
from bot.model.trouble import Trouble


def due(db: Database, state: State, *, now: datetime, most: int) -> list[Item]:
    """Return orders in *state* that are to be looked at by now, those that waited longest first."""
    rows = db.query(
        "SELECT * FROM items WHERE state = ? AND next_look_at <= ? ORDER BY next_look_at LIMIT ?",
        [state.value, stamp(now), most],
    )
    return list(items_from(rows))


def next_due(db: Database, state: State) -> datetime | None:
    """Return when the next order in *state* is to be looked at; None for never."""
    (next_look_at,) = db.execute(
        "SELECT min(next_look_at) FROM items WHERE state = ? AND next_look_at IS NOT NULL", [state.value]
    ).fetchone()
    return datetime.fromisoformat(next_look_at) if next_look_at else None


def look_later(db: Database, item: Item, *, next_look_at: datetime, looked: bool = True) -> None:
    """Have an order looked at again at *next_look_at*, since nothing is decided. *looked*: this look counts as one."""
    db.execute(
        "UPDATE items SET next_look_at = ?, looks = looks + ? WHERE id = ? AND state = ?",
        [stamp(next_look_at), int(looked), item.id, item.state.value],
    )


def look_now(db: Database, shipment_id: str, *, now: datetime) -> bool:
    """Have an accepted shipment looked at now, as somebody says that it changed; False when there is none that waits.

    This look is one on top: who says so may be wrong, and the others are as many as without a word.
    """
    changed = db.execute(
        "UPDATE items SET next_look_at = ?, looks = max(looks - 1, 0) "
        "WHERE shipment_id = ? AND state = ? AND next_look_at > ?",
        [stamp(now), shipment_id, State.ACCEPTED.value, stamp(now)],
    )
    return changed.rowcount > 0


def look_again(db: Database, run_id: str, *, by: str, now: datetime) -> int:
    """Have every undecided order of a run looked up once more, now; return how many there are."""
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


def known_shipments(db: Database, shipment_ids: Sequence[str], *, but: int) -> set[str]:
    """Return which of these shipments belong to another order of the ledger."""
    if not shipment_ids:
        return set()
    rows = db.execute(
        f"SELECT shipment_id FROM items WHERE id <> ? AND shipment_id IN {marks(shipment_ids)}", [but, *shipment_ids]
    ).fetchall()
    return {row[0] for row in rows}


def has_competing_order(db: Database, item: Item) -> bool:
    """Is there another order (or copy) of this number and destination whose own outcome is open just now?

    A shipment tells neither order id nor copy, so what is new can be either's. Destinations that were hashed with
    different keys may be one.
    """
    row = db.execute(
        "SELECT 1 FROM items WHERE id <> ? AND integration_id = ? AND number_key = ? "
        "AND (destination IS NULL OR ? IS NULL OR destination = ? OR substr(destination, 1, 9) <> substr(?, 1, 9)) "
        f"AND state IN {among(OUTCOME_OPEN)}",
        [
            item.id,
            item.integration_id,
            same_number_key(item.order_number),
            item.destination,
            item.destination,
            item.destination,
        ],
    ).fetchone()
    return row is not None


def owners(db: Database, shipment_ids: Sequence[str]) -> dict[str, tuple[int, str]]:
    """Return of each of these shipments that the ledger knows the shop and the order it was made for."""
    if not shipment_ids:
        return {}
    rows = db.execute(
        f"SELECT shipment_id, integration_id, order_id FROM items WHERE shipment_id IN {marks(shipment_ids)}",
        [*shipment_ids],
    ).fetchall()
    return {row[0]: (row[1], row[2]) for row in rows}


def failed_before(db: Database, integration_id: int, order_ids: Sequence[str]) -> dict[str, FailedBefore]:
    """Return of these orders of a shop those that got no label the last time, with when and why, by order id."""
    rows = db.execute(
        "SELECT items.order_id, items.since, json_extract(items.cause, '$.kind') FROM items JOIN ("
        "SELECT max(items.id) AS last FROM items JOIN json_each(?) ON items.order_id = json_each.value "
        "WHERE items.integration_id = ? GROUP BY items.order_id) ON items.id = last "
        f"WHERE items.cause IS NOT NULL AND state IN {among(RETRYABLE)}",
        [json.dumps(list(order_ids)), integration_id],
    ).fetchall()
    return {row[0]: FailedBefore(datetime.fromisoformat(row[1]), Trouble(row[2])) for row in rows}


def label_cancelled(db: Database, integration_id: int, order_ids: Sequence[str]) -> set[str]:
    """Return of these orders of a shop, by their ids, those whose last label was cancelled."""
    rows = db.execute(
        "SELECT items.order_id FROM items JOIN ("
        "SELECT max(items.id) AS last FROM items JOIN json_each(?) ON items.order_id = json_each.value "
        "WHERE items.integration_id = ? GROUP BY items.order_id) ON items.id = last WHERE state = ?",
        [json.dumps(list(order_ids)), integration_id, State.CANCELLED],
    ).fetchall()
    return {row[0] for row in rows}


def used_before(db: Database, integration_id: int, orders: Mapping[str, str]) -> set[str]:
    """Return of these orders of a shop, as number by order id, those whose number another order of it had in a run."""
    rows = db.execute(
        "SELECT DISTINCT json_each.key FROM json_each(?) JOIN items ON items.number_key = json_each.value "
        "WHERE items.integration_id = ? AND items.order_id <> json_each.key",
        [json.dumps({one: same_number_key(number) for one, number in orders.items()}), integration_id],
    ).fetchall()
    return {row[0] for row in rows}


def accepted_between(db: Database, integration_id: int, *, after: datetime, until: datetime) -> set[str]:
    """Return the shipments of a shop that came to be accepted between two moments and have no label yet."""
    rows = db.execute(
        "SELECT shipment_id FROM items WHERE state = 'accepted' AND next_look_at IS NOT NULL AND integration_id = ? "
        "AND since > ? AND since <= ?",
        [integration_id, stamp(after), stamp(until)],
    ).fetchall()
    return {row[0] for row in rows}


def adopted_early(db: Database, *, now: datetime, most: int) -> list[Item]:
    """Return orders whose shipment was found before their request could be counted out, which it can be now."""
    rows = db.query(
        f"SELECT * FROM items WHERE state IN {among((State.ACCEPTED, State.LABELLED))} AND open_until <= ? "
        "ORDER BY open_until LIMIT ?",
        [stamp(now), most],
    )
    return list(items_from(rows))


def close_window(db: Database, item: Item, *, again_at: datetime | None = None) -> None:
    """Settle for the shipment that was found before its request could be counted out, since no other turned up.

    *again_at*: Sendcloud could not be asked; look once more then.
    """
    found_by = {"by_id": item.id, "by_state": item.state}
    update(db, "items", {"open_until": again_at}, "id = :by_id AND state = :by_state", found_by)
