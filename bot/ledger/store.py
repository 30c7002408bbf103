"""One SQLite file, one thread that speaks to it, and transactions that start as writers."""

from __future__ import annotations

import asyncio
import os
import sqlite3
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar

from sqlite_utils import Database

from bot.ledger.schema import known_migrations, migrations

P = ParamSpec("P")
T = TypeVar("T")

Tracer = Callable[[str, Sequence[Any] | dict[str, Any] | None], None]

BUSY_MILLISECONDS = 5_000


class LedgerUnavailable(Exception):
    """The ledger cannot be read or written now: locked for too long, disk full, file gone."""


class LeaseLost(Exception):
    """Another process has taken over the work; this one must not write as if it still had it."""


class NewerLedger(Exception):
    """The file was written by a newer label-bot than this one."""


def connect(path: Path | str, *, create: bool = True, tracer: Tracer | None = None) -> Database:
    """Open the ledger at *path* with the settings that every connection needs.

    *tracer* is told every statement and its parameters.

    Raises `LedgerUnavailable` when the file cannot be opened.
    """
    mode = "rwc" if create else "rw"
    try:
        _for_its_owner_alone(Path(path), create=create)
        connection = sqlite3.connect(f"{Path(path).absolute().as_uri()}?mode={mode}", uri=True, isolation_level=None)
        connection.execute(f"PRAGMA busy_timeout = {BUSY_MILLISECONDS}")
        connection.execute("PRAGMA journal_mode = WAL")
        connection.execute("PRAGMA synchronous = FULL")
        connection.execute("PRAGMA foreign_keys = ON")
        # What is blanked is gone from the file as well, not only from what a query shows.
        connection.execute("PRAGMA secure_delete = ON")
    except (sqlite3.Error, OSError) as exc:
        raise LedgerUnavailable(f"The ledger {path} cannot be opened: {exc}.") from exc
    return Database(connection, tracer=tracer)


def _for_its_owner_alone(path: Path, *, create: bool) -> None:
    """Have nobody else on the host read the ledger; SQLite gives what it puts beside the file the same mode."""
    if create and not path.exists():
        os.close(os.open(path, os.O_CREAT | os.O_RDWR, 0o600))
    elif path.exists() and path.stat().st_mode & 0o077 and path.stat().st_uid == os.geteuid():
        path.chmod(0o600)


def prepare(db: Database) -> None:
    """Bring the schema up to date. Raises `NewerLedger` when it is ahead of this program."""
    applied = {migration.name for migration in migrations.applied(db)}
    unknown = sorted(applied - known_migrations())
    if unknown:
        raise NewerLedger(
            f"The ledger was written by a newer label-bot (it knows {', '.join(unknown)}). "
            "Nothing was changed. Start that version, or restore an older backup of the ledger."
        )
    migrations.apply(db)


def as_made() -> Database:
    """Return an empty ledger in memory, with today's schema, to compare others with."""
    db = Database(memory=True)
    migrations.apply(db)
    return db


@contextmanager
def writing(db: Database) -> Iterator[Database]:
    """Run a block as one transaction that holds the write lock from its first line.

    ``Database.atomic()`` begins DEFERRED, and the upgrade from reader to writer fails at once when somebody wrote in
    between, whatever the busy time-out says. With BEGIN IMMEDIATE the wait happens here, before anything was read.
    """
    db.execute("BEGIN IMMEDIATE")
    try:
        yield db
        db.execute("COMMIT")
    except BaseException:  # whatever it is: nothing is half written, and it is raised again
        if db.conn.in_transaction:
            db.execute("ROLLBACK")
        raise


class Ledger:
    """The file as the running bot uses it: functions of this room, carried out one after the other off the loop."""

    def __init__(self, path: Path | str) -> None:
        self.path = Path(path)
        self.tracer: Tracer | None = None
        """Is told every statement and its parameters, when it is set before the ledger is opened."""
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="ledger")
        self._db: Database | None = None
        self._asked: list[_Asked] = []
        """What the next visit of the thread carries out."""

    async def open(self) -> None:
        """Open and migrate. Raises `LedgerUnavailable` or `NewerLedger`."""

        def first() -> None:
            db = connect(self.path, tracer=self.tracer)
            try:
                prepare(db)
            except sqlite3.Error as exc:
                raise LedgerUnavailable(f"The ledger {self.path} cannot be used: {exc}.") from exc
            self._db = db

        await asyncio.get_running_loop().run_in_executor(self._thread, first)

    async def close(self) -> None:
        """Finish what was begun, then let go of the file."""

        db, self._db = self._db, None
        self._hand_over()
        if db is not None:
            await asyncio.get_running_loop().run_in_executor(self._thread, db.close)
        self._thread.shutdown()

    async def read(self, question: Callable[Concatenate[Database, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Return what *question* does, asked within one transaction, so that nobody writes between its reads."""

        def work(db: Database) -> T:
            with db.atomic():
                return question(db, *args, **kwargs)

        return await self._do(work)

    async def write(self, change: Callable[Concatenate[Database, P], T], /, *args: P.args, **kwargs: P.kwargs) -> T:
        """Make one change, whole or not at all, and return what *change* does."""

        def work(db: Database) -> T:
            with writing(db):
                return change(db, *args, **kwargs)

        return await self._do(work)

    async def write_as(
        self, token: int, change: Callable[Concatenate[Database, P], T], /, *args: P.args, **kwargs: P.kwargs
    ) -> T:
        """Make one change as `write` does, as the holder of the lease with this fencing token. Raises `LeaseLost`."""

        def work(db: Database) -> T:
            with writing(db):
                if not holds(db, token):
                    raise LeaseLost("Another process works on this ledger now.")
                return change(db, *args, **kwargs)

        return await self._do(work)

    async def empty_log(self) -> None:
        """Move everything from the write-ahead log into the file, and leave nothing behind in it.

        Where somebody reads just then it is left for the next time.
        """

        def work(db: Database) -> None:
            db.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()

        await self._do(work)

    async def _do(self, work: Callable[[Database], T]) -> T:
        db = self._db
        if db is None:
            raise LedgerUnavailable("The ledger is not open.")

        def here() -> T:
            try:
                return work(db)
            except sqlite3.OperationalError as exc:
                raise LedgerUnavailable(f"The ledger cannot be used now: {exc}.") from exc

        loop = asyncio.get_running_loop()
        asked = _Asked(here, loop.create_future())
        if not self._asked:
            loop.call_soon(self._hand_over)
        self._asked.append(asked)
        # A cancelled caller must not leave a half-known write behind: the thread finishes what it has begun. What it
        # then fails of concerns nobody, and asyncio need not report it.
        asked.answer.add_done_callback(lambda done: done.cancelled() or done.exception())
        answer: T = await asyncio.shield(asked.answer)
        return answer

    def _hand_over(self) -> None:
        """Have the thread carry out what was asked since it was last sent, in one visit.

        Each second many rooms look at once for what is due; to send the thread for each of them costs more than the
        looks do.
        """
        asked, self._asked = self._asked, []
        if asked:
            loop = asyncio.get_running_loop()
            loop.run_in_executor(self._thread, _carry_out, asked).add_done_callback(lambda _: _tell(asked))


class _Asked:
    """One piece of work for the ledger's thread, and who waits for what comes of it."""

    def __init__(self, work: Callable[[], Any], answer: asyncio.Future[Any]) -> None:
        self.work = work
        self.answer = answer
        self.result: Any = None
        self.fault: BaseException | None = None


def _carry_out(asked: Sequence[_Asked]) -> None:
    for one in asked:
        try:
            one.result = one.work()
        except BaseException as exc:  # noqa: BLE001  # raised where it was asked for
            one.fault = exc


def _tell(asked: Sequence[_Asked]) -> None:
    for one in asked:
        if one.fault is None:
            one.answer.set_result(one.result)
        else:
            one.answer.set_exception(one.fault)


def holds(db: Database, token: int) -> bool:
    """Is *token* the newest fencing token that was given out?"""
    row = db.execute("SELECT token FROM lease WHERE name = 'worker'").fetchone()
    return row is not None and row[0] == token
