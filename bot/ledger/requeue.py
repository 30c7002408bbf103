"""What people have asked for once more: orders of a run that go back into the queue."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import plans, runs
from bot.ledger.rows import dump
from bot.model import LIVE, RETRYABLE, Holder, Person, Run, RunState, State


@dataclass(frozen=True)
class ChangedSince:
    """Nothing was asked for: of the orders that somebody was shown these, by position, are not as they were."""

    run: Run
    changed: tuple[int, ...]


def requeue(
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
    run = runs.load(db, run_id)
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
        still_open = item.state is State.FAILED and item.open_until is not None and item.open_until > now
        holder = None
        if item.state not in LIVE and not still_open:
            holder = plans.holder_of(db, item.integration_id, item.order_id, item.copy, now=now)
        if holder:
            moved_here = runs.move(
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
            moved_here = runs.move(
                db,
                item,
                State.WAITING,
                what,
                now=now,
                person=by.user,
                checked_at=None,
                batch="",
                cause=None,
                candidates="[]",
                next_look_at=None,
                open_until=item.open_until.isoformat() if still_open and item.open_until else None,
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
        runs.become(
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
        runs.changed(db, run_id, now=now)
    return moved, taken


def go_on(db: Database, run_id: str, *, by: Person, now: datetime) -> tuple[int, list[tuple[str, Holder]]]:
    """Continue a stopped run, or end the wait of a paused one."""
    run = runs.load(db, run_id)
    if run is not None and run.state is RunState.PAUSED:
        runs.become(db, run_id, RunState.RUNNING, "run goes on", now=now, person=by.user, resume_at=None)
        runs.changed(db, run_id, now=now)
        return len(run.of(State.WAITING)), []
    return requeue(db, run_id, [State.STOPPED], "order goes on", by=by, now=now)


def retry(db: Database, run_id: str, *, by: Person, now: datetime) -> tuple[int, list[tuple[str, Holder]]]:
    """Ask again for what was refused or has failed."""
    return requeue(db, run_id, RETRYABLE, "order to be asked for again", by=by, now=now)


def ask_again(
    db: Database, run_id: str, shown: Mapping[int, str], *, by: Person, reason: str, now: datetime
) -> ChangedSince | None:
    """Ask again for undecided orders, knowing that a label may exist: for those that the person was *shown*.

    *shown* is the doubt about each, by its position. Where one of them is not as it was shown, nothing is asked for.
    """
    run = runs.load(db, run_id)
    if run is None:
        raise KeyError(run_id)
    standing = {item.position: item.doubt for item in run.of(State.UNDECIDED)}
    changed_since = tuple(position for position, doubt in sorted(shown.items()) if standing.get(position) != doubt)
    if changed_since or not shown:
        return ChangedSince(run, changed_since)
    what = "order to be asked for again knowingly"
    requeue(db, run_id, [State.UNDECIDED], what, by=by, now=now, reason=reason, only=shown.keys())
    return None
