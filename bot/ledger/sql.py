"""Values as SQL writes them: sets, times, JSON, and rows that are written by the names of their columns."""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import is_dataclass
from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any, Final

from sqlite_utils import Database

Stored = str | int | float | None
"""What a cell holds."""


HAS_WORDS: Final = "json_extract(cause, '$.text') <> ''"
"""Rows whose cause quotes somebody."""


def among(members: Iterable[str]) -> str:
    """Return the members of a closed set as SQL, ``('waiting', 'claimed')``, to follow ``IN``.

    SQLite uses a partial index only for a query that spells its condition out, so these are no parameters.
    """
    return str(tuple(str(member) for member in members)).replace(",)", ")")


def marks(values: Sequence[object]) -> str:
    """Return one ``?`` for each value, between parentheses, to follow ``IN``."""
    return f"({', '.join('?' * len(values))})"


def stamp(moment: datetime) -> str:
    """Return a time as the ledger stores it: UTC, to the millisecond. As text it sorts as in time."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def dump(value: object) -> str:
    """Return a value of the model as JSON: objects without the fields that are None, times and money as text."""
    return json.dumps(value, ensure_ascii=False, default=plain)


def plain(value: object) -> object:
    """Return what JSON has no word for in words it has: a dataclass, a time, an amount of money.

    Raises `TypeError` for anything else, so that nothing is stored that cannot be read back.
    """
    if isinstance(value, datetime):
        return stamp(value)
    if isinstance(value, Decimal):
        return str(value)
    if is_dataclass(value):
        return {name: one for name, one in vars(value).items() if one is not None}
    raise TypeError(f"{type(value).__name__} is nothing that the ledger stores")


def stored(value: object) -> Stored:
    """Return a value of the model as a cell: text, a number or NULL as it is, a time as text, the rest as JSON."""
    match value:
        case None:
            return None
        case StrEnum():
            return value.value
        case str():
            return value
        case int():
            return int(value)
        case float():
            return value
        case datetime():
            return stamp(value)
        case Decimal():
            return str(value)
        case _:
            return dump(value)


def insert(db: Database, table: str, row: Mapping[str, object]) -> int:
    """Add one row, its values given by the names of their columns; return its rowid."""
    cursor = db.execute(_insert(table, row), {name: stored(value) for name, value in row.items()})
    if cursor.rowcount != 1:
        # A trigger that is none of ours can swallow a row without a word; whatever stands on it must not go on.
        raise sqlite3.OperationalError(f"a row of {table} was not stored")
    return int(cursor.lastrowid or 0)


def insert_all(db: Database, table: str, rows: Sequence[Mapping[str, object]], *, replace: bool = False) -> None:
    """Add rows that all have the same columns; with *replace* over those with the same primary key."""
    if rows:
        statement = _insert(table, rows[0], "INSERT OR REPLACE" if replace else "INSERT")
        db.conn.executemany(statement, [{name: stored(value) for name, value in row.items()} for row in rows])


def _insert(table: str, row: Mapping[str, object], verb: str = "INSERT") -> str:
    return f"{verb} INTO {table} ({', '.join(row)}) VALUES ({', '.join(f':{name}' for name in row)})"


def update(
    db: Database, table: str, columns: Mapping[str, object], where: str, found_by: Mapping[str, Any] | None = None
) -> int:
    """Set *columns* of the rows for which *where* holds; return how many. Its parameters begin with ``by_``."""
    sets = ", ".join(f"{name} = :{name}" for name in columns)
    values = {name: stored(value) for name, value in columns.items()}
    keys = {name: stored(value) for name, value in (found_by or {}).items()}
    return db.execute(f"UPDATE {table} SET {sets} WHERE {where}", {**values, **keys}).rowcount
