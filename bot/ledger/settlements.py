"""What became of an order that was asked for. Each function is one transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.ledger import events, purchases, runs, unknown_errors
from bot.ledger.rows import item_from
from bot.ledger.sql import update
from bot.model import (
    Cause,
    EventKind,
    Item,
    Parcel,
    State,
)


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
    candidates: Sequence[str] = (),
) -> bool:
    """Store that a shipment exists for this order, whose label is being made. False when it was moved meanwhile.

    *kind*: accepted in an answer, or found later. *open_until*: when a request without an answer can be counted out;
    until then another shipment may still turn up. *candidates*: all shipments that an answer named for this order,
    where it named several.
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
        candidates=tuple(candidates),
    )


def refuse(db: Database, item: Item, cause: Cause, *, now: datetime) -> bool:
    """Store that Sendcloud refused this order and made nothing. False when the order was moved meanwhile."""
    return _ended_without(db, item, State.REFUSED, EventKind.LABEL_REFUSED, cause, now=now)


def _ended_without(
    db: Database, item: Item, state: State, kind: EventKind, cause: Cause, *, now: datetime
) -> bool:
    moved = runs.move(db, item, state, kind, now=now, cause=cause, next_look_at=None)
    if moved:
        unknown_errors.note(db, item, cause, now=now)
    return moved


def explain(db: Database, item_id: int, cause: Cause, *, now: datetime) -> None:
    """Add Sendcloud's words to a refusal that was stored without them; nothing where it has words or is over."""
    for row in db.query("SELECT * FROM items WHERE id = ? AND state = 'refused'", [item_id]):
        item = item_from(row)
        if item.cause is not None and not item.cause.text:
            update(db, "items", {"cause": cause}, "id = :by_id", {"by_id": item_id})
            events.append(db, EventKind.REFUSAL_EXPLAINED, now=now, order=item, detail={"cause": cause})
            unknown_errors.note(db, item, cause, now=now)
            runs.changed(db, item.run_id, now=now)


def unknown(
    db: Database, item: Item, *, next_look_at: datetime, open_until: datetime, may_ask_again: bool, now: datetime
) -> bool:
    """Store that no answer accounts for this order. False when the order was moved meanwhile.

    It is looked up from *next_look_at*, and until *open_until* its label may still turn up. *may_ask_again*: after that
    the engine may ask once more by itself, if it has not done so before.
    """
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


def release(db: Database, item: Item, snapshot: Sequence[str], *, now: datetime) -> bool:
    """Put an order back in the queue for which nothing was found to the end. False when it was moved meanwhile.

    It is looked up once more right before it is asked for again, since its turn may come late. Its last attempt stays
    with it: what turns up until then was made by that.
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
    purchases.hold_back_when_stopped(db, [item], now=now)
    return done


def hand_to_person(
    db: Database, item: Item, candidates: Sequence[str], *, cause: Cause | None = None, now: datetime
) -> bool:
    """Leave an order to a person, since looking it up gave no certain answer. False when it was moved meanwhile.

    *candidates*: the shipments that may be its own.
    """
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


def labelled(
    db: Database,
    item: Item,
    parcels: Sequence[Parcel],
    carrier: str | None,
    *,
    option: str | None = None,
    now: datetime,
) -> bool:
    """Store that the label is ready. False when the order was moved meanwhile.

    *option*: the shipping option that it was made with; kept where the plan had named another one, whose price then
    says nothing about this label.
    """
    planned = item.option_code
    came_by = option if planned and option and option != planned else None
    unknown: dict[str, Any] = {"option_label": None, "price": None, "currency": None, "price_is_rough": False}
    return runs.move(
        db,
        item,
        State.LABELLED,
        EventKind.LABEL_READY,
        now=now,
        parcels=tuple(parcels),
        carrier=carrier or item.carrier,
        came_by=came_by,
        next_look_at=None,
        cause=None,
        **(unknown if came_by else {}),
    )


def carrier_failed(db: Database, item: Item, cause: Cause, *, now: datetime) -> bool:
    """Store that the carrier refused what Sendcloud had accepted. False when the order was moved meanwhile."""
    return _ended_without(db, item, State.FAILED, EventKind.LABEL_FAILED, cause, now=now)
