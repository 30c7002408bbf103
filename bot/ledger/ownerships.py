"""Who sees to which failure: taken, handed over, dismissed. It decides nothing about what is bought."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, runs
from bot.ledger.ownership_rows import of
from bot.ledger.rows import items_from
from bot.ledger.sql import among, stamp
from bot.model import EventKind, Item, Person
from bot.model.failures import OPEN
from bot.model.ownership import Ownership, OwnerState


@dataclass(frozen=True)
class Taken:
    """*mine*: the numbers of the orders that are the presser's from now on. *others*: number and owner of those that
    somebody has already. Orders that are open no longer are in neither."""

    mine: tuple[str, ...]
    others: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True)
class NotAsShown:
    """Nothing was written. *now*: what holds of the failure; None where nothing was said, or it is open no longer."""

    now: Ownership | None


def take(db: Database, item_ids: Sequence[int], *, by: Person, now: datetime) -> Taken:
    """Make somebody the owner of those of these orders that are open and have none."""
    before = of(db, item_ids)
    mine: list[str] = []
    others: list[tuple[str, str]] = []
    for item in _open(db, item_ids):
        said = before.get(item.id)
        if said is not None and said.owner is not None:
            if said.owner != by.user:
                others.append((item.order_number, said.owner))
            continue
        taken = Ownership(item.id, OwnerState.TAKEN, by.user, by.user, now)
        _say(db, item, taken, EventKind.FAILURE_TAKEN, now=now)
        mine.append(item.order_number)
    return Taken(tuple(mine), tuple(others))


def take_of_run(db: Database, run_id: str, *, by: Person, now: datetime) -> Taken:
    """Do so for all that is open of one run."""
    rows = db.execute(f"SELECT id FROM items WHERE run_id = ? AND state IN {among(OPEN)}", [run_id]).fetchall()
    return take(db, [row[0] for row in rows], by=by, now=now)


def hand_over(
    db: Database, item_id: int, to: str, *, seen: str | None, by: Person, now: datetime
) -> str | NotAsShown:
    """Make *to* the owner of an order that *seen* (None: nobody) owned when somebody looked; return its number."""
    said = of(db, [item_id]).get(item_id)
    for item in _open(db, [item_id]):
        if (said.owner if said else None) == seen:
            given = Ownership(item.id, OwnerState.TAKEN, to, by.user, now)
            _say(db, item, given, EventKind.FAILURE_HANDED_OVER, now=now)
            return item.order_number
    return NotAsShown(said)


def dismiss(
    db: Database, item_id: int, reason: str, *, seen: datetime, by: Person, now: datetime
) -> str | NotAsShown:
    """Note that nobody has to see to an order that failed at *seen*; return its number."""
    said = of(db, [item_id]).get(item_id)
    for item in _open(db, [item_id]):
        if item.since == seen and not (said is not None and said.dismisses(item.since)):
            gone = Ownership(item.id, OwnerState.DISMISSED, None, by.user, now, reason)
            _say(db, item, gone, EventKind.FAILURE_DISMISSED, now=now)
            return item.order_number
    return NotAsShown(said)


def _open(db: Database, item_ids: Sequence[int]) -> tuple[Item, ...]:
    rows = db.query(
        "SELECT items.* FROM json_each(?) JOIN items ON items.id = json_each.value "
        f"WHERE state IN {among(OPEN)} ORDER BY items.id",
        [json.dumps(list(item_ids))],
    )
    return items_from(rows)


def _say(db: Database, item: Item, said: Ownership, kind: EventKind, *, now: datetime) -> None:
    db.execute(
        "INSERT OR REPLACE INTO failure_owners (item_id, state, owner, person, at, reason) VALUES (?, ?, ?, ?, ?, ?)",
        [said.item_id, said.state.value, said.owner, said.person, stamp(said.at), said.reason],
    )
    detail = {"owner": said.owner} if said.owner else {}
    events.append(db, kind, now=now, person=said.person, order=item, detail=detail)
    runs.changed(db, item.run_id, now=now)
