"""Who wants the documents of a run, or the label of one order, and whether they have them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, print_choices, runs
from bot.ledger.rows import item_from, requests_from
from bot.ledger.sql import insert, update
from bot.model import (
    ALL_DOCUMENTS,
    Choices,
    DocumentRequest,
    EventKind,
    HeldLabel,
    Item,
    Person,
    RequestState,
    Run,
    RunState,
    State,
    Wanted,
    from_ranges,
)


def add(db: Database, run_id: str, *, by: Person, now: datetime, wanted: Wanted | None = None) -> bool:
    """Write down that somebody wants documents; False when a request is being served.

    *wanted*: what was chosen, which the run's channel keeps; None for what it keeps from before.
    """
    waiting = "SELECT 1 FROM document_requests WHERE run_id = ? AND position IS NULL AND state = 'waiting'"
    if db.execute(waiting, [run_id]).fetchone():
        return False
    (channel,) = db.execute("SELECT channel FROM runs WHERE id = ?", [run_id]).fetchone()
    if wanted is None:
        wanted = print_choices.of(db, channel)
    else:
        print_choices.remember(db, channel, wanted, by=by, now=now)
    sent = "SELECT 1 FROM document_requests WHERE run_id = ? AND position IS NULL AND state = 'sent'"
    reprint = not wanted.unprinted and db.execute(sent, [run_id]).fetchone() is not None
    _add(db, run_id, by=by, now=now, reprint=reprint, wanted=wanted)
    runs.changed(db, run_id, now=now)
    return True


def add_one(db: Database, run_id: str, position: int, *, by: Person, now: datetime) -> Item | None:
    """Write down that somebody wants the label of one order for themselves; return the order.

    None when it has no label. While such a request of theirs waits, that one is enough.
    """
    item = _item(db, run_id, position)
    if item is None or item.state is not State.LABELLED:
        return None
    waiting = (
        "SELECT 1 FROM document_requests WHERE run_id = ? AND position = ? AND person = ? AND state = 'waiting'"
    )
    if not db.execute(waiting, [run_id, position, by.user]).fetchone():
        _add(db, run_id, by=by, now=now, reprint=position in handed_out(db, run_id), item=item)
    return item


def add_outside(db: Database, shipment_id: str, number: str, *, by: Person, now: datetime) -> None:
    """Write down that somebody wants a label that was made outside the bot, for themselves; once while it waits."""
    waiting = "SELECT 1 FROM document_requests WHERE shipment_id = ? AND person = ? AND state = 'waiting'"
    if db.execute(waiting, [shipment_id, by.user]).fetchone():
        return
    row = {
        "person": by.user,
        "at": now,
        "state": RequestState.WAITING,
        "reprint": False,
        "position": 1,
        "shipment_id": shipment_id,
        "order_number": number,
    }
    request_id = insert(db, "document_requests", row)
    detail, rows = {"shipment_id": shipment_id}, {"document_requests": request_id}
    events.append(
        db, EventKind.DOCUMENTS_ASKED_FOR, now=now, person=by.user, number=number, detail=detail, rows=rows
    )


def served(db: Database, request_id: int) -> tuple[Run, DocumentRequest] | None:
    """Return a request that waits, and the run it is about: for a label made outside the bot one with that order alone,
    whose parcels are not known."""
    rows = db.query("SELECT * FROM document_requests WHERE id = ? AND state = 'waiting'", [request_id])
    for request in requests_from(rows):
        run = runs.load(db, request.run_id) if request.run_id else _outside(request)
        return (run, request) if run is not None else None
    return None


def _outside(request: DocumentRequest) -> Run:
    item = Item(
        id=0,
        run_id="",
        position=request.position or 1,
        integration_id=0,
        order_number=request.order_number,
        order_id="",
        sendcloud_id=None,
        copy=1,
        state=State.LABELLED,
        since=request.at,
        shipment_id=request.shipment_id,
    )
    return Run(
        id="",
        by=Person(request.by, ""),
        channel="",
        choices=Choices(integration_id=0, shop_name=""),
        state=RunState.DONE,
        created_at=request.at,
        changed_at=request.at,
        items=(item,),
    )


def _item(db: Database, run_id: str, position: int) -> Item | None:
    rows = db.query("SELECT * FROM items WHERE run_id = ? AND position = ?", [run_id, position])
    return next((item_from(row) for row in rows), None)


def _add(
    db: Database,
    run_id: str,
    *,
    by: Person,
    now: datetime,
    reprint: bool,
    wanted: Wanted = ALL_DOCUMENTS,
    item: Item | None = None,
) -> None:
    chosen = None if wanted == ALL_DOCUMENTS else wanted
    request_id = insert(
        db,
        "document_requests",
        {
            "run_id": run_id,
            "person": by.user,
            "at": now,
            "state": RequestState.WAITING,
            "reprint": reprint,
            "position": item.position if item else None,
            "wanted": chosen,
        },
    )
    events.append(
        db,
        EventKind.DOCUMENTS_ASKED_FOR,
        now=now,
        person=by.user,
        run_id=run_id,
        order=item,
        detail={"reprint": reprint, **({"wanted": chosen} if chosen else {})},
        rows={"document_requests": request_id},
    )


def handed_out(db: Database, run_id: str) -> frozenset[int]:
    """Return the positions of the orders of a run whose labels Slack took in a file."""
    rows = db.execute("SELECT handed_out FROM document_requests WHERE run_id = ? AND state = 'sent'", [run_id])
    return frozenset().union(*(from_ranges(text) for (text,) in rows.fetchall()))


def labels_of(db: Database, orders: Sequence[tuple[str, int, str]]) -> list[HeldLabel]:
    """Return the newest label of each of these orders that has one, by its run, its shop and its id in the shop."""
    found: list[HeldLabel] = []
    for run_id, integration_id, order_id in orders:
        row = db.execute(
            "SELECT order_number, position FROM items WHERE run_id = ? AND integration_id = ? AND order_id = ? "
            "AND state = 'labelled' ORDER BY copy DESC LIMIT 1",
            [run_id, integration_id, order_id],
        ).fetchone()
        if row is not None:
            found.append(HeldLabel(row[0], run_id, row[1]))
    return found


def waiting(db: Database) -> list[tuple[int, str]]:
    """Return the id of each request that somebody waits for, oldest first, and what its messages are about: a run or,
    for a label made outside the bot, the request itself."""
    question = "SELECT id, ifnull(run_id, 'label-' || id) FROM document_requests WHERE state = 'waiting' ORDER BY id"
    rows = db.execute(question).fetchall()
    return [(row[0], row[1]) for row in rows]


def end(
    db: Database, request: DocumentRequest, *, problem: str | None, now: datetime, handed_out: str | None = None
) -> None:
    """End a request: Slack has its documents or, with *problem*, a sentence, could not be given them.

    *handed_out*: the positions of the orders whose labels Slack took.
    """
    state = RequestState.FAILED if problem else RequestState.SENT
    columns = {"state": state, "problem": problem, "ended_at": now, "handed_out": None if problem else handed_out}
    update(db, "document_requests", columns, "id = :by_id", {"by_id": request.id})
    events.append(
        db,
        EventKind.DOCUMENTS_NOT_SENT if problem else EventKind.DOCUMENTS_SENT,
        now=now,
        run_id=request.run_id or None,
        order=_item(db, request.run_id, request.position) if request.position is not None else None,
        number=request.order_number or None,
        detail={"problem": problem} if problem else {},
        rows={"document_requests": request.id},
    )
    if request.position is None:
        runs.changed(db, request.run_id, now=now)
