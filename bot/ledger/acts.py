"""What a click on a button of a run does."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlite_utils import Database

from bot.ledger import clicks, document_requests, lookups, requeue, runs
from bot.ledger.requeue import Refused, Requeued
from bot.model import NO_LIMITS, Holder, Limits, Person, RunAct, Safety, Wanted


@dataclass(frozen=True)
class Done:
    """It was done. *taken*: orders that were left out, since somebody else has them by now: number and holder."""

    taken: tuple[tuple[str, Holder], ...] = ()


@dataclass(frozen=True)
class CameSecond:
    """Nothing was left to do. *first*: who had left it so, and when; None when that was nobody."""

    first: tuple[str, datetime] | None


def carry_out(
    db: Database, act: RunAct, run_id: str, *, by: Person, now: datetime, limits: Limits = NO_LIMITS
) -> Done | CameSecond | Refused:
    """Do to a run what somebody clicked; return that it was done, who had left nothing to do, or which of the team's
    limits forbids it."""
    taken: tuple[tuple[str, Holder], ...] = ()
    match act:
        case RunAct.STOP:
            done = runs.stop(db, run_id, by=by, now=now) is not None
        case RunAct.CONTINUE | RunAct.RETRY | RunAct.RETRY_FIXED:
            if act is RunAct.CONTINUE:
                requeued = requeue.continue_run(db, run_id, by=by, now=now, limits=limits)
            else:
                safety = Safety.SAFE if act is RunAct.RETRY else Safety.FIX_FIRST
                requeued = requeue.retry(db, run_id, safety, by=by, now=now, limits=limits)
            if not isinstance(requeued, Requeued):
                return requeued
            done, taken = bool(requeued), requeued.taken
        case RunAct.LOOK_AGAIN:
            done = bool(lookups.look_again(db, run_id, by=by.user, now=now))
        case RunAct.DOCUMENTS:
            return get_documents(db, run_id, None, by=by, now=now)
    return Done(taken) if done else CameSecond(clicks.first(db, run_id, act))


def get_documents(db: Database, run_id: str, wanted: Wanted | None, *, by: Person, now: datetime) -> Done | CameSecond:
    """Ask for the documents of a run, as somebody chose them or, with None, as its channel wants them."""
    if document_requests.add(db, run_id, by=by, now=now, wanted=wanted):
        return Done()
    return CameSecond(clicks.first(db, run_id, RunAct.DOCUMENTS))
