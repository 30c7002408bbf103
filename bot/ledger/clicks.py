"""Clicks: which were carried out, as Slack may deliver one again much later, and who came first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from bot.model import RunAct

P = ParamSpec("P")
T = TypeVar("T")


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

    Return what *change* returns. Raises `Repeated`.
    """
    noted = db.execute("INSERT INTO clicks (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING", [click, at.isoformat()])
    if not noted.rowcount:
        raise Repeated
    return change(db, *args, **kwargs)


def forget(db: Database, *, before: datetime) -> None:
    """Forget clicks from before *before*: Slack does not deliver them any more."""
    db.execute("DELETE FROM clicks WHERE at < ?", [before.isoformat()])


SET_GOING = ("run goes on", "run to be asked for again", "run to be asked for again knowingly")

LEFT_NOTHING = {
    RunAct.STOP: ("run stopped", "run stopped by a refusal", "run stands still again", "run done", *SET_GOING),
    RunAct.CONTINUE: SET_GOING,
    RunAct.RETRY: ("run to be asked for again",),
    RunAct.LOOK_AGAIN: ("run to be asked for again knowingly", "run to be looked up again"),
    RunAct.DOCUMENTS: ("documents asked for",),
}
"""The events of which the newest left an act nothing to do."""


def first(db: Database, run_id: str, act: RunAct) -> tuple[str, datetime] | None:
    """Return who left an act nothing to do, and when; None when that was nobody, or nobody's doing by now."""
    marks = ", ".join("?" * len(LEFT_NOTHING[act]))
    row = db.execute(
        f"SELECT person, at FROM events WHERE run_id = ? AND what IN ({marks}) ORDER BY seq DESC LIMIT 1",
        [run_id, *LEFT_NOTHING[act]],
    ).fetchone()
    return (row[0], datetime.fromisoformat(row[1])) if row and row[0] else None
