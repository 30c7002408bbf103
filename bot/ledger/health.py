"""Whether the ledger file is sound, asked without changing it."""

from __future__ import annotations

import sqlite3
from pathlib import Path

from sqlite_utils import Database

from bot.ledger.schema import known_migrations, migrations


def complaints(path: Path) -> list[str]:
    """Return one sentence for each thing wrong with the ledger at *path*, which must exist; none means sound."""
    try:
        connection = sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True)
    except sqlite3.Error as error:
        return [f"It cannot be opened: {error}."]
    try:
        return _complaints(Database(connection))
    except sqlite3.Error as error:
        return [f"It cannot be read: {error}."]
    finally:
        connection.close()


def _complaints(db: Database) -> list[str]:
    found: list[str] = []
    verdict = [str(row[0]) for row in db.execute("PRAGMA quick_check(3)")]
    if verdict != ["ok"]:
        found.append(f"SQLite finds it damaged: {'; '.join(verdict)}.")
    if not db["_sqlite_migrations"].exists() and db.table_names():
        found.append("It is an SQLite file of something else.")
    applied = {migration.name for migration in migrations.applied(db)} if not found else set()
    if unknown := sorted(applied - known_migrations()):
        found.append(f"A newer label-bot wrote it (it knows {', '.join(unknown)}).")
    return found
