"""The steps of a cancellation. Each is one transaction, with its event."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, runs
from bot.ledger.cancellation_rows import item_of, load, of_run
from bot.ledger.rows import cancellations_from, items_from
from bot.ledger.sql import insert, marks, update
from bot.model import (
    Cancellation,
    CancelRefusal,
    CancelSaid,
    CancelState,
    Cause,
    EventKind,
    Item,
    Person,
    State,
    Wished,
    judge_wish,
)


@dataclass(frozen=True)
class ToBeCancelled:
    """Labels that are to be cancelled from now on: which press on their run it was, and how many they are."""

    press: int
    labels: int


@dataclass(frozen=True)
class NothingToCancel:
    """Nothing was written: none of the labels is as it was shown. *by*, *at*: who was first, where somebody was."""

    by: str | None = None
    at: datetime | None = None


def want(
    db: Database, run_id: str, shown: Mapping[int, str], *, by: Person, now: datetime
) -> ToBeCancelled | NothingToCancel:
    """Write down that somebody wants labels of a run cancelled: those that they were shown and that are still so.

    *shown*: the shipment by the id of its order here.
    """
    items = items_from(db.query("SELECT * FROM items WHERE run_id = ? ORDER BY position", [run_id]))
    before = {one.item_id: one for one in of_run(db, run_id)}
    seen = [item for item in items if item.id in shown]
    wished = [item for item in seen if judge_wish(item, before.get(item.id), shown[item.id], now=now) is Wished.OPEN]
    if not wished:
        return _who_was_first(before[item.id] for item in seen if item.id in before)
    last = db.execute("SELECT coalesce(max(press), 0) FROM cancellations WHERE run_id = ?", [run_id]).fetchone()
    press = int(last[0]) + 1
    for item in wished:
        _begin(db, item, press, by=by, now=now)
    runs.changed(db, run_id, now=now)
    return ToBeCancelled(press, len(wished))


def want_some(
    db: Database, item_ids: Iterable[int], *, by: Person, now: datetime
) -> ToBeCancelled | NothingToCancel:
    """Write down that somebody wants these labels cancelled, of whatever runs: those that still can be.

    Whoever is labelled keeps its shipment, so the order tells which label somebody saw.
    """
    ids = list(item_ids)
    found = items_from(db.query(f"SELECT * FROM items WHERE id IN {marks(ids)} AND state = 'labelled'", ids))
    shown: dict[str, dict[int, str]] = {}
    for item in found:
        shown.setdefault(item.run_id, {})[item.id] = item.shipment_id or ""
    told = [want(db, run_id, of_it, by=by, now=now) for run_id, of_it in shown.items()]
    taken = [one for one in told if isinstance(one, ToBeCancelled)]
    if taken:
        return ToBeCancelled(max(one.press for one in taken), sum(one.labels for one in taken))
    return next((one for one in told if isinstance(one, NothingToCancel)), NothingToCancel())


def _who_was_first(earlier: Iterable[Cancellation]) -> NothingToCancel:
    first = next((one for one in earlier if one.is_open or one.state is CancelState.CANCELLED), None)
    return NothingToCancel(first.person, first.at) if first else NothingToCancel()


def _begin(db: Database, item: Item, press: int, *, by: Person, now: datetime) -> None:
    row = {
        "item_id": item.id,
        "run_id": item.run_id,
        "press": press,
        "shipment_id": item.shipment_id,
        "person": by.user,
        "at": now,
        "state": CancelState.WAITING,
        "since": now,
        "next_look_at": now,
    }
    one = insert(db, "cancellations", row)
    detail = {"shipment_id": item.shipment_id, "press": press}
    events.append(
        db,
        EventKind.CANCELLATION_WANTED,
        now=now,
        person=by.user,
        order=item,
        detail=detail,
        rows={"cancellations": one},
    )


def send(db: Database, one: Cancellation, *, token: int, now: datetime) -> bool:
    """Write down that Sendcloud is asked now, before it is. False where the cancellation has gone on meanwhile."""
    columns = {"asks": one.asks + 1, "token": token, "next_look_at": None}
    return _move(db, one, CancelState.ASKING, EventKind.CANCELLATION_SENT, now=now, **columns)


def not_sent(db: Database, one: Cancellation, *, again_at: datetime, now: datetime) -> None:
    """Write down that Sendcloud was surely not asked after all."""
    asked = max(one.asks - 1, 0)
    kind = EventKind.CANCELLATION_NOT_SENT
    _move(db, one, CancelState.WAITING, kind, now=now, asks=asked, token=None, next_look_at=again_at)


def unclear(
    db: Database, one: Cancellation, said: CancelSaid, *, cause: Cause | None = None, look_at: datetime, now: datetime
) -> None:
    """Write down that nobody knows yet what came of it. *cause*: Sendcloud's words, where it said something."""
    columns = {"said": said, "cause": cause, "token": None, "next_look_at": look_at}
    _move(db, one, CancelState.UNCLEAR, EventKind.CANCELLATION_UNCLEAR, now=now, **columns)


def ask_again(db: Database, one: Cancellation, *, at: datetime, now: datetime) -> None:
    """Have Sendcloud asked once more, since nothing shows that it was asked at all."""
    columns = {"said": CancelSaid.LOST, "cause": None, "token": None, "next_look_at": at}
    _move(db, one, CancelState.WAITING, EventKind.CANCELLATION_UNCLEAR, now=now, **columns)


def taken(db: Database, one: Cancellation, said: CancelSaid | None, *, look_at: datetime, now: datetime) -> None:
    """Write down that Sendcloud has it and that it is not certain yet; one that was so is only looked at later."""
    if one.state is CancelState.ASKED:
        look_later(db, one, at=look_at, looked=True)
        return
    columns = {"said": said, "cause": None, "token": None, "next_look_at": look_at, "looks": 0}
    _move(db, one, CancelState.ASKED, EventKind.CANCELLATION_TAKEN, now=now, **columns)


def refused(
    db: Database, one: Cancellation, why: CancelRefusal, cause: Cause | None, said: CancelSaid | None, *, now: datetime
) -> None:
    """Write down that the label stays, and why."""
    columns = {"refusal": why, "cause": cause, "said": said, "token": None, "next_look_at": None}
    _move(db, one, CancelState.REFUSED, EventKind.CANCELLATION_REFUSED, now=now, **columns)


def cancelled(db: Database, one: Cancellation, said: CancelSaid | None, *, now: datetime) -> None:
    """Write down that the label is surely gone; its order may be bought again from now on."""
    columns = {"said": said, "cause": None, "token": None, "next_look_at": None}
    if not _change(db, one, CancelState.CANCELLED, now=now, **columns):
        return
    item, kind = item_of(db, one), EventKind.LABEL_CANCELLED
    touched, told = {"cancellations": one.id}, _told(one, columns)
    # Whoever has the order otherwise keeps it: only the label that this cancellation is about is gone.
    is_its_own = item.state is State.LABELLED and item.shipment_id == one.shipment_id
    if not is_its_own or not runs.move(db, item, State.CANCELLED, kind, now=now, detail=told, rows=touched):
        events.append(db, kind, now=now, order=item, detail=told, rows=touched)
    runs.changed(db, one.run_id, now=now)


def look_later(db: Database, one: Cancellation, *, at: datetime, looked: bool) -> None:
    """Have the shipment looked at again. *looked*: it could be read."""
    columns = {"next_look_at": at, "looks": one.looks + looked}
    update(db, "cancellations", columns, "id = :by_id AND state = :by_state", {"by_id": one.id, "by_state": one.state})


def set_aside(db: Database, cancellation_id: int, *, at: datetime, now: datetime) -> None:
    """Have one that could not be handled looked at later, whatever state it was left in."""
    one, _ = load(db, cancellation_id)
    if one.state is CancelState.ASKING:
        unclear(db, one, CancelSaid.LOST, look_at=at, now=now)
    elif one.is_open:
        look_later(db, one, at=at, looked=False)


def take_over(db: Database, token: int, *, now: datetime) -> None:
    """Look for the outcome of what earlier holders of the work than *token* had asked for when they went away."""
    rows = db.query("SELECT * FROM cancellations WHERE state = 'asking' AND token <> ?", [token])
    for one in cancellations_from(rows):
        unclear(db, one, CancelSaid.LOST, look_at=now, now=now)


def _move(
    db: Database, one: Cancellation, state: CancelState, kind: EventKind, *, now: datetime, **columns: object
) -> bool:
    if not _change(db, one, state, now=now, **columns):
        return False
    told, touched = _told(one, columns), {"cancellations": one.id}
    events.append(db, kind, now=now, order=item_of(db, one), detail=told, rows=touched)
    runs.changed(db, one.run_id, now=now)
    return True


def _change(db: Database, one: Cancellation, state: CancelState, *, now: datetime, **columns: object) -> bool:
    """Take a cancellation from the state it was read in to another; False when it is in that no longer."""
    found_by = {"by_id": one.id, "by_state": one.state}
    where = "id = :by_id AND state = :by_state"
    return bool(update(db, "cancellations", {"state": state, "since": now, **columns}, where, found_by))


def _told(one: Cancellation, columns: Mapping[str, object]) -> dict[str, object]:
    said = {name: columns[name] for name in ("said", "refusal", "cause") if columns.get(name)}
    return {"shipment_id": one.shipment_id, "press": one.press, **said}
