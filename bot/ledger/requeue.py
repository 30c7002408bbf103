"""What people have asked for once more: orders of a run that go back into the queue."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlite_utils import Database

from bot.ledger import allowances, failures, holders, runs
from bot.ledger.limits_verdict import AboveLimits, OverDailyLimit, Priced
from bot.ledger.requeue_verdict import Queued, Taken, changed_since, free_for_others, judge_requeue
from bot.model import NO_LIMITS, EventKind, Holder, Item, Limits, Person, Run, RunState, Safety, State, failed


@dataclass(frozen=True)
class Requeued:
    """How many orders go on, and which ones somebody else has by now: order number and holder."""

    moved: int = 0
    taken: tuple[tuple[str, Holder], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.moved or self.taken)


@dataclass(frozen=True)
class ChangedSince:
    """Nothing was asked for: of the orders that somebody was shown these, by position, are not as they were."""

    run: Run
    changed: tuple[int, ...]


@dataclass(frozen=True)
class Asking:
    """Who asks once more, when and why, and the events that tell of it."""

    by: Person
    now: datetime
    of_order: EventKind
    of_run: EventKind
    limits: Limits
    reason: str | None = None


Refused = OverDailyLimit | AboveLimits
"""Nothing was asked for: the team's limits keep the person from it."""


def continue_run(
    db: Database, run_id: str, *, by: Person, now: datetime, limits: Limits = NO_LIMITS
) -> Requeued | Refused:
    """Continue a stopped run, or end the wait of a paused one."""
    run = runs.load(db, run_id)
    if run is None:
        return Requeued()
    if run.state is RunState.PAUSED:
        runs.become(db, run_id, RunState.RUNNING, EventKind.RUN_CONTINUED, now=now, person=by.user, continue_at=None)
        runs.changed(db, run_id, now=now)
        return Requeued(len(run.of(State.WAITING)))
    asking = Asking(by, now, EventKind.ORDER_CONTINUED, EventKind.RUN_CONTINUED, limits)
    return _requeue(db, run, run.of(State.STOPPED), asking)


def retry(
    db: Database, run_id: str, safety: Safety, *, by: Person, now: datetime, limits: Limits = NO_LIMITS
) -> Requeued | Refused:
    """Ask again for what was refused or has failed and can be asked for this safely."""
    run = runs.load(db, run_id)
    if run is None:
        return Requeued()
    asking = Asking(by, now, EventKind.ORDER_RETRIED, EventKind.RUN_RETRIED, limits)
    return _requeue(db, run, failed(run.items, safety), asking)


def retry_orders(
    db: Database, item_ids: Sequence[int], safety: Safety, *, by: Person, now: datetime, limits: Limits = NO_LIMITS
) -> tuple[Requeued, Refused | None]:
    """Ask again for orders of any runs, those of them that still have no label and can be asked for this safely.

    Return what became of them; where a limit forbids one run's, also that, and no further run's are asked for.
    """
    asking = Asking(by, now, EventKind.ORDER_RETRIED, EventKind.RUN_RETRIED, limits)
    moved, taken = 0, list[tuple[str, Holder]]()
    for run_id in sorted(failures.runs_of(db, item_ids)):
        run = runs.load(db, run_id)
        items = [item for item in failed(run.items, safety) if item.id in item_ids] if run else []
        if run is None or not items:
            continue
        done = _requeue(db, run, items, asking)
        if not isinstance(done, Requeued):
            return Requeued(moved, tuple(taken)), done
        moved += done.moved
        taken += done.taken
    return Requeued(moved, tuple(taken)), None


def ask_again(
    db: Database,
    run_id: str,
    shown: Mapping[int, str],
    *,
    by: Person,
    reason: str,
    now: datetime,
    limits: Limits = NO_LIMITS,
) -> ChangedSince | Refused | None:
    """Ask again for undecided orders, knowing that a label may exist: for those that the person was *shown*.

    *shown* is the doubt about each, by its position. Where one of them is not as it was shown, nothing is asked for.
    Raises `KeyError` when there is no such run.
    """
    run = runs.load(db, run_id)
    if run is None:
        raise KeyError(run_id)
    changed = changed_since(run, shown)
    if changed or not shown:
        return ChangedSince(run, changed)
    asking = Asking(by, now, EventKind.ORDER_BOUGHT_AGAIN, EventKind.RUN_BOUGHT_AGAIN, limits, reason)
    done = _requeue(db, run, [item for item in run.of(State.UNDECIDED) if item.position in shown], asking)
    return None if isinstance(done, Requeued) else done


def _requeue(db: Database, run: Run, items: Iterable[Item], asking: Asking) -> Requeued | Refused:
    """Put orders of a run back in the queue, unless somebody else has them by now, or a limit forbids it."""
    verdicts = [(item, _judged(db, item, asking)) for item in items]
    refused = _refused(db, run, [item for item, verdict in verdicts if isinstance(verdict, Queued)], asking)
    if refused is not None:
        return refused
    moved, taken = 0, []
    for item, verdict in verdicts:
        match verdict:
            case Taken(holder=other):
                taken_now = EventKind.ORDER_TAKEN
                runs.move(db, item, State.SKIPPED, taken_now, now=asking.now, person=asking.by.user, holder=other)
                taken.append((item.order_number, other))
            case Queued() as queued:
                moved += _queue(db, item, queued, asking)
    done = Requeued(moved, tuple(taken))
    if done:
        _set_going(db, run, moved, asking)
    return done


def _judged(db: Database, item: Item, asking: Asking) -> Taken | Queued:
    holder = None
    if free_for_others(item, asking.now):
        holder = holders.holder_of(db, item.integration_id, item.order_id, item.copy, now=asking.now)
    return judge_requeue(item, holder, reason=asking.reason, now=asking.now)


def _refused(db: Database, run: Run, items: Iterable[Item], asking: Asking) -> Refused | None:
    """Return which limit keeps the person from asking for these orders; those that count already do so once."""
    choices = run.choices
    return allowances.refused(
        db,
        [Priced(choices.parcels, item.price, item.currency, counted=_is_counted(item)) for item in items],
        asking.limits,
        by=asking.by,
        approved=run.approved_by is not None,
        free=choices.test_labels,
        now=asking.now,
    )


def _is_counted(item: Item) -> bool:
    return item.state not in allowances.ENDED_WITHOUT


def _queue(db: Database, item: Item, queued: Queued, asking: Asking) -> bool:
    # A shipment is told in the event of an order only where it is news.
    columns: dict[str, Any] = {} if queued.shipment_id == item.shipment_id else {"shipment_id": queued.shipment_id}
    if not _is_counted(item):
        columns |= {"pressed_by": asking.by.user, "pressed_at": asking.now}
    return runs.move(
        db,
        item,
        State.WAITING,
        asking.of_order,
        now=asking.now,
        person=asking.by.user,
        checked_at=None,
        batch="",
        cause=None,
        candidates=(),
        next_look_at=None,
        looks=0,
        may_ask_again=False,
        attempt_id=queued.attempt_id,
        open_until=queued.open_until,
        asked_again=queued.asked_again,
        snapshot=queued.snapshot,
        reason=queued.reason,
        **columns,
    )


def _set_going(db: Database, run: Run, moved: int, asking: Asking) -> None:
    nobody_waits = not runs.has_orders(db, run.id, State.STOPPED)
    runs.become(
        db,
        run.id,
        RunState.RUNNING,
        asking.of_run,
        now=asking.now,
        person=asking.by.user,
        detail={"orders": moved, **({"reason": asking.reason} if asking.reason else {})},
        continue_at=None,
        failures=0,
        round=run.round + 1,
        **({"stopped_by": None, "cause": None} if nobody_waits else {}),
    )
    runs.changed(db, run.id, now=asking.now)
