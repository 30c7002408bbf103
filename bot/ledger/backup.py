"""A copy of the ledger, made while the bot runs, that another bot can go on with."""

from __future__ import annotations

import contextlib
import os
import shutil
import sqlite3
import tempfile
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from bot.ledger import restores
from bot.ledger.audit import Verdict, judge
from bot.ledger.store import LedgerUnavailable, NewerLedger, connect, prepare, writing


class NotBackedUp(Exception):
    """No copy was made; the text says why and what to do. Whatever had the copy's name is as it was."""


def make(path: Path, target: Path, *, force: bool = False, now: datetime) -> Verdict:
    """Copy the ledger at *path* to the new file *target* (with *force*, over it) and return what its chain says.

    SQLite's online backup (sqlite.org/backup.html) copies one moment of the file, committed but not yet checkpointed
    changes included, and nobody who writes waits for it. The copy is one file, in today's schema, and knows that it
    is a copy. Raises `NotBackedUp`.
    """
    _may_be_written(path, target, force=force)
    try:
        with _partial(target) as partial:
            _copy(path, partial)
            verdict = _finish(partial, made_at=now)
            shutil.copymode(path, partial)
            partial.replace(target)
    except sqlite3.Error as exc:
        raise NotBackedUp(f"{path} could not be copied to {target}: {exc}.") from exc
    except OSError as exc:
        raise NotBackedUp(f"{target} cannot be written: {exc.strerror}.") from exc
    except (LedgerUnavailable, NewerLedger) as exc:
        raise NotBackedUp(str(exc)) from exc
    return verdict


def _may_be_written(path: Path, target: Path, *, force: bool) -> None:
    if target.exists() and target.samefile(path):
        raise NotBackedUp(f"{target} is the ledger itself. Name another file.")
    if target.exists() and not force:
        raise NotBackedUp(f"{target} exists already. Name another file, or overwrite it with --force.")
    for beside in (f"{target}-wal", f"{target}-shm", f"{target}-journal"):
        # SQLite would apply what it finds there to the new file, and ruin it.
        if Path(beside).exists():
            raise NotBackedUp(f"{beside} belongs to a database that is or was in use. Name another file.")


@contextlib.contextmanager
def _partial(target: Path) -> Iterator[Path]:
    """Yield a new file beside *target*, and leave nothing of it behind."""
    handle, name = tempfile.mkstemp(prefix=f".{target.name}.", suffix=".partial", dir=target.absolute().parent)
    os.close(handle)
    try:
        yield Path(name)
    finally:
        for leftover in (name, f"{name}-wal", f"{name}-shm", f"{name}-journal"):
            Path(leftover).unlink(missing_ok=True)


def _copy(path: Path, partial: Path) -> None:
    source = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    with contextlib.closing(source), contextlib.closing(sqlite3.connect(partial)) as copy:
        source.execute("PRAGMA busy_timeout = 5000")
        source.backup(copy)


def _finish(partial: Path, *, made_at: datetime) -> Verdict:
    """Mark the copy as one, check it, and fold it into one file."""
    db = connect(partial, create=False)
    with contextlib.closing(db):
        found = [str(row[0]) for row in db.execute("PRAGMA quick_check(3)")]
        if found != ["ok"]:
            raise NotBackedUp(f"The copy is damaged, and so the ledger may be: {'; '.join(found)}.")
        if not db["events"].exists():
            raise NotBackedUp("The file is no ledger.")
        prepare(db)
        with writing(db):
            restores.mark(db, made_at=made_at)
        verdict = judge(db)
        db.execute("PRAGMA journal_mode = DELETE")
    return verdict
