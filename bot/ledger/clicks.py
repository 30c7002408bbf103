"""Presses on buttons: which were carried out, as Slack may deliver one again much later, and who came first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

P = ParamSpec("P")
T = TypeVar("T")


class Repeated(Exception):
    """This press was carried out before; nothing was done now."""


def once(
    db: Database,
    press: str,
    at: datetime,
    change: Callable[Concatenate[Database, P], T],
    /,
    *args: P.args,
    **kwargs: P.kwargs,
) -> T:
    """Make one change as the effect of a press, and note the press with it, so that neither is there alone.

    Raises `Repeated`.
    """
    noted = db.execute("INSERT INTO clicks (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING", [press, at.isoformat()])
    if not noted.rowcount:
        raise Repeated
    return change(db, *args, **kwargs)


def forget(db: Database, *, before: datetime) -> None:
    """Forget clicks from before *before*: Slack does not deliver them any more."""
    db.execute("DELETE FROM clicks WHERE at < ?", [before.isoformat()])


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
