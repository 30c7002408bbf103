"""What each person chose in *Create labels* the last time, so that the form opens with it."""

from __future__ import annotations

from dataclasses import fields
from datetime import datetime
from typing import Final

from pydantic import TypeAdapter
from sqlite_utils import Database

from bot.ledger.sql import insert_all
from bot.model import LastChoices, Person

_COLUMNS: Final = tuple(field.name for field in fields(LastChoices))
_CHOICES: Final = TypeAdapter(LastChoices)


def remember(db: Database, by: Person, chosen: LastChoices, *, now: datetime) -> None:
    """Keep what somebody chose, in place of what they chose before."""
    row = {"person": by.user, "team": by.team, **{name: getattr(chosen, name) for name in _COLUMNS}, "at": now}
    insert_all(db, "last_choices", [row], replace=True)


def of(db: Database, by: Person) -> LastChoices:
    """Return what somebody chose the last time; nothing for somebody who has not used the form yet."""
    rows = db.query(f"SELECT {', '.join(_COLUMNS)} FROM last_choices WHERE person = ? AND team = ?", [by.user, by.team])
    return next((_CHOICES.validate_python(row) for row in rows), LastChoices())
