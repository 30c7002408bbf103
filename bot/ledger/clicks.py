"""Clicks: which were carried out, as Slack may deliver one again much later, and who came first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, Final, ParamSpec, TypeVar

from sqlite_utils import Database

from bot.ledger.sql import among, insert, stamp
from bot.model import EventKind, RunAct

P = ParamSpec("P")
T = TypeVar("T")

SET_GOING: Final = (EventKind.RUN_CONTINUED, EventKind.RUN_RETRIED, EventKind.RUN_BOUGHT_AGAIN)

LEFT_NOTHING: Final = {
    RunAct.STOP: (
        EventKind.RUN_STOPPED, EventKind.RUN_HALTED, EventKind.RUN_STANDS_STILL, EventKind.RUN_DONE, *SET_GOING
    ),
    RunAct.CONTINUE: SET_GOING,
    RunAct.RETRY: (EventKind.RUN_RETRIED,),
    RunAct.RETRY_FIXED: (EventKind.RUN_RETRIED,),
    RunAct.LOOK_AGAIN: (EventKind.RUN_BOUGHT_AGAIN, EventKind.RUN_TO_LOOK_UP_AGAIN),
    RunAct.DOCUMENTS: (EventKind.DOCUMENTS_ASKED_FOR,),
}  # fmt: skip
"""The events of which the newest left an act nothing to do."""


class Repeated(Exception):
    """This click was carried out before; nothing was done now."""


def once(
    db: Database,
    click: str,
    at: datetime,
    change: Callable[Concatenate[Database, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Make one change as the effect of a click, and note the click with it, so that neither is there alone.

    *click*: the id of the click. Returns what *change* returns. Raises `Repeated`.
    """
    if db.execute("SELECT 1 FROM clicks WHERE id = ?", [click]).fetchone():
        raise Repeated
    insert(db, "clicks", {"id": click, "at": at})
    return change(db, *args, **kwargs)


def forget(db: Database, *, before: datetime) -> None:
    """Forget clicks from before *before*: Slack does not deliver them any more."""
    db.execute("DELETE FROM clicks WHERE at < ?", [stamp(before)])


def first(db: Database, run_id: str, act: RunAct) -> tuple[str, datetime] | None:
    """Return who left an act nothing to do, and when; None when that was nobody, or nobody's doing by now."""
    row = db.execute(
        f"SELECT person, at FROM events WHERE run_id = ? AND kind IN {among(LEFT_NOTHING[act])} "
        "AND order_number IS NULL ORDER BY seq DESC LIMIT 1",
        [run_id],
    ).fetchone()
    return (row[0], datetime.fromisoformat(row[1])) if row and row[0] else None
