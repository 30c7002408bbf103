"""The ledger read from the shell: a connection that cannot write, rows for people and for files."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from sqlite_utils import Database

from bot.intake import spellings_of
from bot.ledger import anchors, events, proof
from bot.ledger import unknown_errors as unknown
from bot.ledger.anchors import Anchor
from bot.ledger.sql import among, marks
from bot.ledger.store import as_made
from bot.model import ABOUT_FROZEN, same_number_key

T = TypeVar("T")
Row = dict[str, Any]


class Unreadable(Exception):
    """The file is no ledger, or cannot be read now."""


@dataclass(frozen=True)
class Verdict:
    """What checking the chain showed: how many events there are, what is wrong with them, the newest one's hash."""

    events: int
    problems: list[str]
    head: str


def list_runs(path: Path) -> list[Row]:
    """Return one row a run, newest first: who, when, where, its state and its orders by state."""
    question = (
        "SELECT run, confirmed_at, confirmed_by AS person, channel, state, orders, labelled, "
        "refused + failed AS failed, unknown + undecided AS unclear, "
        "waiting + claimed + accepted + skipped + stopped AS other FROM runs_with_counts ORDER BY confirmed_at DESC"
    )
    return _ask(path, lambda db: list(db.query(question)))


def order_events(path: Path, order: str) -> list[Row]:
    """Return every event of an order, by its number with or without ``#`` or by its id, oldest first; those of a plan
    in which it was frozen, too: who was asked about it, and what they decided."""
    spellings = spellings_of(order) or (order,)
    keys = [same_number_key(one) for one in spellings]

    def question(db: Database) -> list[Row]:
        return list(
            db.query(
                f"SELECT * FROM events WHERE number_key IN {marks(keys)} "
                "UNION SELECT events.* FROM items JOIN events USING (number_key, order_id) WHERE items.order_id = ? "
                f"UNION SELECT * FROM events WHERE kind IN {among(ABOUT_FROZEN)} AND json_extract(detail, '$.frozen') "
                "IN (SELECT frozen_plans.id FROM frozen_plans, json_each(orders) "
                f"WHERE json_extract(value, '$.number') IN {marks(spellings)} "
                "OR json_extract(value, '$.order_id') = ?) ORDER BY seq",
                [*keys, order, *spellings, order],
            )
        )

    return _ask(path, question)


def unknown_errors(path: Path) -> list[Row]:
    """Return the refusals whose words are in no catalogue, the most frequent first."""
    return _ask(path, unknown.listed)


def every_event(path: Path) -> Iterator[Row]:
    """Yield every event, oldest first, one row at a time. Raises `Unreadable`."""
    with _opened(path) as db:
        yield from events.all_rows(db)


def verify(path: Path, noted: Sequence[Anchor] = ()) -> Verdict:
    """Return what is wrong with the ledger at *path*: see `judge`. Raises `Unreadable`."""
    return _ask(path, lambda db: judge(db, noted))


def judge(db: Database, noted: Sequence[Anchor] = ()) -> Verdict:
    """Return what is wrong with an open ledger.

    The chain of its events is computed anew and compared with the anchors *noted* elsewhere, every proved table with
    the events, and the schema with that of an empty ledger.
    """
    count, head = events.head(db)
    total = db.execute("SELECT count(*) FROM events").fetchone()[0]
    problems = [*events.broken_links(db), *anchors.differences(db, noted)]
    problems += [*proof.schema_differences(db, as_made()), *proof.differences(db)]
    return Verdict(total, problems, head if count else "")


def _ask(path: Path, question: Callable[[Database], T]) -> T:
    with _opened(path) as db:
        return question(db)


@contextmanager
def _opened(path: Path) -> Iterator[Database]:
    """Open a ledger that cannot be written, and read it as it is at this moment, whatever the bot adds meanwhile."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)
        try:
            connection.execute("PRAGMA busy_timeout = 5000")
            connection.execute("BEGIN")
            connection.text_factory = _text
            yield Database(connection)
        finally:
            connection.close()
    except sqlite3.Error as exc:
        raise Unreadable(f"{path} cannot be read as a ledger: {exc}.") from exc


def _text(stored: bytes) -> str | bytes:
    """Text that somebody damaged must not hide the event that it belongs to."""
    try:
        return stored.decode()
    except UnicodeDecodeError:
        return stored
