"""Presses that were carried out. Slack may deliver one again, long after it was answered and its effect undone."""

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
    noted = db.execute("INSERT INTO presses (id, at) VALUES (?, ?) ON CONFLICT DO NOTHING", [press, at.isoformat()])
    if not noted.rowcount:
        raise Repeated
    return change(db, *args, **kwargs)


def forget(db: Database, *, before: datetime) -> None:
    """Forget presses from before *before*: Slack does not deliver them any more."""
    db.execute("DELETE FROM presses WHERE at < ?", [before.isoformat()])
