"""Runs in the ledger: how a plan becomes one, and what people do with it."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import events, plans
from bot.ledger.rows import dump, item_from, request_from, run_from
from bot.model import (
    LIVE,
    MOVING,
    RETRYABLE,
    Cause,
    Holder,
    Item,
    LineKind,
    Person,
    Plan,
    PlanState,
    Run,
    RunState,
    State,
)


@dataclass(frozen=True)
class Confirmed:
    """The plan is a run now; *taken* are orders that somebody else was quicker with."""

    run_id: str
    channel: str
    labels: int
    taken: tuple[tuple[str, Holder], ...] = ()


@dataclass(frozen=True)
class AlreadyConfirmed:
    """Somebody pressed the button before."""

    run_id: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AllTaken:
    """Nothing is left to buy: somebody else has every order."""

    taken: tuple[tuple[str, Holder], ...]


@dataclass(frozen=True)
class NotReady:
    """The plan is being checked, could not be checked, or (None) is gone."""

    plan: Plan | None = None


@dataclass(frozen=True)
class OtherPicture:
    """Nothing was asked for: of the orders that somebody was shown these, by position, are not as they were."""

    run: Run
    changed: tuple[int, ...]


Confirmation = Confirmed | AlreadyConfirmed | AllTaken | NotReady


def confirm(db: Database, plan_id: str, run_id: str, *, by: Person, now: datetime) -> Confirmation:
    """Turn a ready plan into a run, once, and reserve its orders; the unique index decides about each."""
    plan = plans.load(db, plan_id)
    if plan is not None and plan.run_id is not None:
        first = load(db, plan.run_id)
        if first is not None:
            return AlreadyConfirmed(first.id, first.by.user, first.created_at)
    ready = plan.of(LineKind.READY) if plan is not None else []
    if plan is None or plan.state is not PlanState.READY or not ready:
        return NotReady(plan)
    integration = plan.choices.integration_id
    holders = {line.position: plans.holder_of(db, integration, line.order_id or "", line.copy) for line in ready}
    if all(holders.values()):
        taken = tuple((line.order_number or line.typed, holders[line.position]) for line in ready)
        return AllTaken(tuple((number, holder) for number, holder in taken if holder))
    db.table("runs").insert(
        {
            "id": run_id,
            "plan_id": plan_id,
            "user": by.user,
            "team": by.team,
            "channel": plan.channel,
            "choices": dump(plan.choices),
            "state": RunState.RUNNING.value,
            "created_at": now.isoformat(),
            "changed_at": now.isoformat(),
        }
    )
    # Confirmed by the person in front of the view: the answer to the click shows this version.
    db.execute(
        "UPDATE plans SET state = 'confirmed', run_id = ?, version = version + 1, shown_version = version + 1 "
        "WHERE id = ?",
        [run_id, plan_id],
    )
    events.append(
        db,
        "run confirmed",
        now=now,
        person=by.user,
        run_id=run_id,
        detail={"plan": plan_id, "orders": len(ready), "state": RunState.RUNNING.value},
    )
    taken_here: list[tuple[str, Holder]] = []
    for place, line in enumerate(ready, start=1):
        # Asked anew for each: a line before this one may have taken the same order.
        holder = plans.holder_of(db, integration, line.order_id or "", line.copy)
        state = State.SKIPPED if holder else State.WAITING
        item_id = db.execute(
            "INSERT INTO items (run_id, position, integration_id, order_number, order_id, sendcloud_id, state, since, "
            "snapshot, looked_at, destination, holder, carrier, price, currency, copy, reason) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                run_id,
                place,
                integration,
                line.order_number,
                line.order_id,
                line.sendcloud_id,
                state.value,
                now.isoformat(),
                dump(line.snapshot),
                plan.checked_at.isoformat() if plan.checked_at else None,
                line.destination,
                dump(holder) if holder else None,
                line.carrier,
                str(line.price) if line.price is not None else None,
                line.currency,
                line.copy,
                line.reason,
            ],
        ).lastrowid
        if holder:
            taken_here.append((line.order_number or line.typed, holder))
        what = "order skipped, somebody else has it" if holder else "order confirmed"
        on_purpose = {"copy": line.copy, "reason": line.reason} if line.copy > 1 else None
        events.append(db, what, now=now, person=by.user, order=_item(db, item_id), detail=on_purpose)
    changed(db, run_id, now=now)
    return Confirmed(run_id, plan.channel, labels=len(ready) - len(taken_here), taken=tuple(taken_here))


def _item(db: Database, item_id: int | None) -> Item:
    return item_from(next(iter(db.query("SELECT * FROM items WHERE id = ?", [item_id]))))


def load(db: Database, run_id: str) -> Run | None:
    """Return a run with its orders in the order given."""
    for row in db.query("SELECT * FROM runs WHERE id = ?", [run_id]):
        items = tuple(
            item_from(item) for item in db.query("SELECT * FROM items WHERE run_id = ? ORDER BY position", [run_id])
        )
        requests = tuple(
            request_from(one)
            for one in db.query("SELECT * FROM document_requests WHERE run_id = ? ORDER BY id", [run_id])
        )
        return run_from(row, items, requests)
    return None


def brief(db: Database, run_id: str) -> Run | None:
    """Return a run without its orders."""
    for row in db.query("SELECT * FROM runs WHERE id = ?", [run_id]):
        return run_from(row, (), ())
    return None


def changed(db: Database, run_id: str, *, now: datetime) -> None:
    """Note that a run looks different now, and close it when nothing in it moves any more."""
    db.execute("UPDATE runs SET version = version + 1, changed_at = ? WHERE id = ?", [now.isoformat(), run_id])
    marks = ", ".join("?" * len(MOVING))
    moving = db.execute(
        f"SELECT count(*) FROM items WHERE run_id = ? AND state IN ({marks})",
        [run_id, *MOVING],
    ).fetchone()[0]
    state = _state(db, run_id)
    if moving or state == RunState.DONE:
        return
    if not db.execute("SELECT 1 FROM items WHERE run_id = ? AND state = 'stopped'", [run_id]).fetchone():
        become(db, run_id, RunState.DONE, "run done", now=now, reason=None, resume_at=None)
    elif state != RunState.STOPPED:
        # Others of a stopped run were retried: those that were not asked for still wait for *Continue*.
        become(db, run_id, RunState.STOPPED, "run stands still again", now=now, resume_at=None)


def _state(db: Database, run_id: str) -> str:
    return str(db.execute("SELECT state FROM runs WHERE id = ?", [run_id]).fetchone()[0])


def become(
    db: Database,
    run_id: str,
    state: RunState,
    what: str,
    *,
    now: datetime,
    person: str | None = None,
    detail: Mapping[str, object] | None = None,
    **columns: object,
) -> None:
    """Put a run into a state. Nothing else does, so every transition has its event."""
    columns = {"state": state.value, **columns}
    sets = ", ".join(f"{name} = ?" for name in columns)
    db.execute(f"UPDATE runs SET {sets} WHERE id = ?", [*columns.values(), run_id])
    events.append(db, what, now=now, person=person, run_id=run_id, detail={"state": state.value, **(detail or {})})


def move(
    db: Database, item: Item, state: State, what: str, *, now: datetime, person: str | None = None, **columns: object
) -> bool:
    """Take one order from the state it was read in to another; False when it is no longer there."""
    columns = {"state": state.value, "since": now.isoformat(), **columns}
    sets = ", ".join(f"{name} = ?" for name in columns)
    done = db.execute(
        f"UPDATE items SET {sets} WHERE id = ? AND state = ? AND attempt_id IS ?",
        [*columns.values(), item.id, item.state.value, item.attempt_id],
    ).rowcount
    if done:
        told = {name: columns[name] for name in ("shipment_id", "attempt_id", "cause", "parcels") if columns.get(name)}
        events.append(db, what, now=now, person=person, order=item, detail={"state": state.value, **told})
    return bool(done)


def stop(db: Database, run_id: str, *, by: Person, now: datetime) -> Run | None:
    """Stop after the call in flight: orders nobody was asked for are let go. None when there is nothing to stop."""
    run = load(db, run_id)
    if run is None or run.state not in (RunState.RUNNING, RunState.PAUSED):
        return None
    become(
        db,
        run_id,
        RunState.STOPPED,
        "run stopped",
        now=now,
        person=by.user,
        stopped_by=by.user,
        reason=None,
        resume_at=None,
    )
    _let_go(db, run, person=by.user, now=now)
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
        "run stopped by a refusal",
        now=now,
        detail={"kind": cause.kind},
        stopped_by=None,
        reason=dump(cause),
        resume_at=None,
    )
    _let_go(db, run, person=None, now=now)
    changed(db, run_id, now=now)


def _let_go(db: Database, run: Run, *, person: str | None, now: datetime) -> None:
    for item in run.of(State.WAITING):
        move(db, item, State.STOPPED, "order not asked for, the run was stopped", now=now, person=person)


def pause(db: Database, run_id: str, cause: Cause, *, until: datetime, now: datetime) -> None:
    """Hold a run that goes on by itself at *until*."""
    if _state(db, run_id) in (RunState.RUNNING, RunState.PAUSED):
        become(
            db,
            run_id,
            RunState.PAUSED,
            "run paused",
            now=now,
            detail={"kind": cause.kind, "until": until.isoformat()},
            reason=dump(cause),
            resume_at=until.isoformat(),
            trouble=trouble(db, run_id) + 1,
        )
    changed(db, run_id, now=now)


def stray_shipment(db: Database, run_id: str, shipment_id: str, *, now: datetime) -> None:
    """Note a shipment in an answer that belongs to no order of the call."""
    events.append(db, "shipment that nobody asked for", now=now, run_id=run_id, detail={"shipment_id": shipment_id})


def trouble(db: Database, run_id: str) -> int:
    """Return how many calls in a row went wrong."""
    row = db.execute("SELECT trouble FROM runs WHERE id = ?", [run_id]).fetchone()
    return int(row[0]) if row else 0


def resume_due(db: Database, *, now: datetime) -> None:
    """Set paused runs going whose time has come."""
    for row in db.execute(
        "SELECT id FROM runs WHERE state = 'paused' AND resume_at <= ?", [now.isoformat()]
    ).fetchall():
        become(db, row[0], RunState.RUNNING, "run goes on", now=now, resume_at=None)
        changed(db, row[0], now=now)


def went_well(db: Database, run_id: str) -> None:
    """A call was answered: forget earlier trouble."""
    db.execute("UPDATE runs SET trouble = 0, reason = NULL WHERE id = ? AND state = 'running'", [run_id])


def again(
    db: Database,
    run_id: str,
    states: Sequence[State],
    what: str,
    *,
    by: Person,
    now: datetime,
    reason: str | None = None,
    only: Collection[int] | None = None,
) -> tuple[int, list[tuple[str, Holder]]]:
    """Put orders that are in *states* back in the queue; they are looked up before anything is asked.

    *only*: no others than those at these positions. Return how many go on and which ones somebody else has by now.
    """
    run = load(db, run_id)
    if run is None:
        return 0, []
    moved, taken = 0, []
    for item in run.of(*states):
        if only is not None and item.position not in only:
            continue
        # Of an undecided order the last request is still open: what it made, if anything, is looked for first, and
        # another unknown outcome would be the second one.
        open_request = item.state is State.UNDECIDED
        # One that was adopted early and failed leaves its request open until it can be counted out.
        still_open = item.state is State.FAILED and item.decide_at is not None and item.decide_at > now
        holder = None if item.state in LIVE else plans.holder_of(db, item.integration_id, item.order_id, item.copy)
        if holder:
            moved_here = move(
                db,
                item,
                State.SKIPPED,
                "order skipped, somebody else has it",
                now=now,
                person=by.user,
                holder=dump(holder),
            )
            taken.append((item.order_number, holder))
        else:
            moved_here = move(
                db,
                item,
                State.WAITING,
                what,
                now=now,
                person=by.user,
                looked_at=None,
                batch="",
                cause=None,
                candidates="[]",
                look_at=None,
                decide_at=item.decide_at.isoformat() if still_open and item.decide_at else None,
                looks=0,
                may_ask_again=0,
                # Nobody was asked since a stop: what was open before it still is.
                attempt_id=item.attempt_id if open_request or item.state is State.STOPPED else None,
                asked_again=item.asked_again + open_request,
                # What the person was shown stands in the way no longer: to ask again was decided in the face of it.
                **({"snapshot": dump([*item.snapshot, *item.candidates]), "reason": reason} if open_request else {}),
                **({"shipment_id": None} if open_request and item.candidates else {}),
            )
            moved += moved_here
    if moved or taken:
        detail = {"orders": moved, **({"reason": reason} if reason else {})}
        become(
            db,
            run_id,
            RunState.RUNNING,
            what.replace("order", "run", 1),
            now=now,
            person=by.user,
            detail=detail,
            resume_at=None,
            trouble=0,
            round=run.round + 1,
        )
        if not db.execute("SELECT 1 FROM items WHERE run_id = ? AND state = 'stopped'", [run_id]).fetchone():
            db.execute("UPDATE runs SET stopped_by = NULL, reason = NULL WHERE id = ?", [run_id])
        changed(db, run_id, now=now)
    return moved, taken


def go_on(db: Database, run_id: str, *, by: Person, now: datetime) -> tuple[int, list[tuple[str, Holder]]]:
    """Continue a stopped run, or end the wait of a paused one."""
    run = load(db, run_id)
    if run is not None and run.state is RunState.PAUSED:
        become(db, run_id, RunState.RUNNING, "run goes on", now=now, person=by.user, resume_at=None)
        changed(db, run_id, now=now)
        return len(run.of(State.WAITING)), []
    return again(db, run_id, [State.STOPPED], "order goes on", by=by, now=now)


def retry(db: Database, run_id: str, *, by: Person, now: datetime) -> tuple[int, list[tuple[str, Holder]]]:
    """Ask again for what was refused or has failed."""
    return again(db, run_id, RETRYABLE, "order to be asked for again", by=by, now=now)


def ask_again(
    db: Database, run_id: str, shown: Mapping[int, str], *, by: Person, reason: str, now: datetime
) -> OtherPicture | None:
    """Ask again for undecided orders, knowing that a label may exist: for those that the person was *shown*.

    *shown* is the doubt about each, by its position. Where one of them is not as it was shown, nothing is asked for.
    """
    run = load(db, run_id)
    if run is None:
        raise KeyError(run_id)
    standing = {item.position: item.doubt for item in run.of(State.UNDECIDED)}
    changed_since = tuple(position for position, doubt in sorted(shown.items()) if standing.get(position) != doubt)
    if changed_since or not shown:
        return OtherPicture(run, changed_since)
    what = "order to be asked for again knowingly"
    again(db, run_id, [State.UNDECIDED], what, by=by, now=now, reason=reason, only=shown.keys())
    return None


def request_documents(db: Database, run_id: str, *, by: Person, now: datetime) -> bool:
    """Write down that somebody wants the documents; False when a request is being served."""
    if db.execute("SELECT 1 FROM document_requests WHERE run_id = ? AND state = 'waiting'", [run_id]).fetchone():
        return False
    before = db.execute(
        "SELECT count(*) FROM document_requests WHERE run_id = ? AND state = 'sent'", [run_id]
    ).fetchone()[0]
    db.table("document_requests").insert(
        {"run_id": run_id, "user": by.user, "at": now.isoformat(), "state": "waiting", "reprint": int(bool(before))}
    )
    events.append(db, "documents asked for", now=now, person=by.user, run_id=run_id, detail={"reprint": bool(before)})
    changed(db, run_id, now=now)
    return True


def documents_to_send(db: Database) -> list[tuple[int, str]]:
    """Return request and run of the documents that somebody waits for, oldest first."""
    rows = db.execute("SELECT id, run_id FROM document_requests WHERE state = 'waiting' ORDER BY id").fetchall()
    return [(row[0], row[1]) for row in rows]


def documents_sent(db: Database, request_id: int, run_id: str, *, problem: str | None, now: datetime) -> None:
    """The documents are in the thread, or (with *problem*) could not be put there."""
    db.execute(
        "UPDATE document_requests SET state = ?, problem = ?, ended_at = ? WHERE id = ?",
        ["failed" if problem else "sent", problem, now.isoformat(), request_id],
    )
    events.append(
        db,
        "documents not sent" if problem else "documents sent",
        now=now,
        run_id=run_id,
        detail={"problem": problem} if problem else {},
    )
    changed(db, run_id, now=now)


SET_GOING = ("run goes on", "run to be asked for again", "run to be asked for again knowingly")
DECIDED = ("run to be asked for again knowingly", "run to be looked up again")

CAUSES = {
    "stop": ("run stopped", "run stopped by a refusal", "run stands still again", "run done", *SET_GOING),
    "continue": SET_GOING,
    "retry": ("run to be asked for again",),
    "look_again": DECIDED,
    "ask_again": DECIDED,
    "documents": ("documents asked for",),
}
"""For each press that can come second, the events of which the newest left it nothing to do."""


def first(db: Database, run_id: str, action: str) -> tuple[str, datetime] | None:
    """Return who left an action nothing to do, and when; None when that was nobody, or nobody's doing by now."""
    marks = ", ".join("?" * len(CAUSES[action]))
    row = db.execute(
        f"SELECT person, at FROM events WHERE run_id = ? AND what IN ({marks}) ORDER BY seq DESC LIMIT 1",
        [run_id, *CAUSES[action]],
    ).fetchone()
    return (row[0], datetime.fromisoformat(row[1])) if row and row[0] else None


def to_show(db: Database) -> list[tuple[str, int]]:
    """Return runs whose newest version is not in Slack yet, with that version."""
    rows = db.execute("SELECT id, version FROM runs WHERE shown_version < version ORDER BY created_at, id").fetchall()
    return [(row[0], row[1]) for row in rows]


def shown(db: Database, run_id: str, version: int) -> None:
    """Remember that Slack shows this version of a run."""
    db.execute("UPDATE runs SET shown_version = max(shown_version, ?) WHERE id = ?", [version, run_id])


def active(db: Database) -> list[str]:
    """Return the runs that have something to buy now, oldest first."""
    rows = db.execute(
        "SELECT id FROM runs WHERE state = 'running' "
        "AND EXISTS (SELECT 1 FROM items WHERE run_id = runs.id AND state = 'waiting') ORDER BY created_at"
    ).fetchall()
    return [row[0] for row in rows]
