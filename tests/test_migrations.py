"""Ledgers of released versions: today's bot opens each, changes none of its history and goes on where it ended."""

from __future__ import annotations

import contextlib
import re
import sqlite3
from pathlib import Path

import pytest

from bot import __version__
from bot.ledger import Database, audit, health
from bot.ledger.store import connect, prepare
from bot.model import State
from bot.sandbox.process import command, free_port
from tests.released_ledger import FOLDER, NUMBERS, dump, order_id
from tests.world import SHIPPING, World

DUMPS = sorted(FOLDER.glob("ledger-*.sql"))


def load(dumped: Path, path: Path) -> None:
    with contextlib.closing(sqlite3.connect(path)) as connection:
        connection.executescript(dumped.read_text(encoding="utf-8"))


def schema(db: Database) -> dict[str, str]:
    rows = db.execute("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY name").fetchall()
    return {name: " ".join(sql.replace('"', "").split()) for name, sql in rows}


def test_this_version_has_a_ledger_that_later_ones_are_tested_with(tmp_path: Path) -> None:
    kept = FOLDER / f"ledger-{__version__}.sql"

    assert kept in DUMPS, "run: python -m tests.released_ledger"
    loaded = tmp_path / "loaded.db"
    load(kept, loaded)
    with contextlib.closing(sqlite3.connect(loaded)) as connection:
        # Written by this very Python, so that only what is in the ledger counts.
        held = "\n".join(connection.iterdump()) + "\n"
    assert held == dump(tmp_path), "a released step was changed; before its release, write the file anew"


def test_whatever_has_a_state_is_in_one_that_is_known(tmp_path: Path) -> None:
    with contextlib.closing(connect(tmp_path / "new.db")) as db:
        prepare(db)
        states = db.execute(
            "SELECT tables.sql, columns.name, tables.name FROM sqlite_master AS tables "
            "JOIN pragma_table_info(tables.name) AS columns WHERE tables.type = 'table' "
            "AND columns.name IN ('kind', 'outcome', 'shipping', 'shown_again', 'state')"
        ).fetchall()
    free = {f"{table}.{column}" for sql, column, table in states if f"CHECK ({column} IN (" not in sql}

    assert len(states) >= 10
    assert free == set()


@pytest.mark.parametrize("dumped", DUMPS, ids=lambda path: path.stem)
def test_a_released_ledger_comes_to_todays_schema_with_its_history_untouched(dumped: Path, tmp_path: Path) -> None:
    old, new = tmp_path / "old.db", tmp_path / "new.db"
    load(dumped, old)
    before = list(audit.every_event(old))
    with contextlib.closing(connect(old)) as db, contextlib.closing(connect(new)) as fresh:
        prepare(db)
        prepare(fresh)
        assert schema(db) == schema(fresh)
    assert list(audit.every_event(old)) == before
    assert audit.verify(old).problems == []
    assert health.complaints(old) == []


@pytest.mark.parametrize("dumped", DUMPS, ids=lambda path: path.stem)
async def test_a_bot_goes_on_with_a_released_ledger(dumped: Path, tmp_path: Path) -> None:
    world = World(tmp_path)
    load(dumped, world.database)
    for number in NUMBERS:
        world.sendcloud.add_order(number, order_id=order_id(number))
    try:
        await world.open()
        (parent,) = await world.until(lambda: world.slack.messages(SHIPPING))
        await world.done(parent)
        # 1001 has its label, and 1002 was refused; what became of 1004 and 1005 is found out before they are asked for.
        assert world.states() == {number: "refused" if number == "1002" else "labelled" for number in NUMBERS}
        assert sorted(world.sendcloud.bought) == ["1003", "1004", "1005"]
        world.check()
    finally:
        await world.close()
    assert audit.verify(world.database).problems == []


async def test_a_ledger_of_a_newer_version_stops_the_start_with_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    with contextlib.closing(connect(path)) as db:
        prepare(db)
        db.execute(
            "INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('label-bot', 'm0099_next', '')"
        )
    settings = {
        "SLACK_BOT_TOKEN": "xoxb-1",
        "SLACK_SIGNING_SECRET": "signing-secret",
        "SLACK_API_URL": "http://127.0.0.1:9/api/",
        "SENDCLOUD_PUBLIC_KEY": "public-value",
        "SENDCLOUD_SECRET_KEY": "secret-value",
        "SENDCLOUD_API_URL": "http://127.0.0.1:9/api/v3",
        "LABEL_BOT_DATABASE": str(path),
        "LABEL_BOT_PORT": str(free_port()),
    }
    status, printed = await command("run", settings=settings, home=tmp_path)

    assert status == 1
    assert "written by a newer label-bot" in printed
    assert "m0099_next" in printed
    assert "Traceback" not in printed


def test_people_read_labels_runs_failures_and_spend_in_views(tmp_path: Path) -> None:
    path = tmp_path / "ledger.db"
    load(DUMPS[-1], path)
    with contextlib.closing(connect(path)) as db:
        label = next(db.query("SELECT * FROM labels WHERE order_number = '1001'"))
        run = next(db.query("SELECT * FROM runs_with_counts"))
        failure = next(db.query("SELECT * FROM failures"))
        spend = next(db.query("SELECT * FROM spend_by_day"))

    assert (label["state"], label["carrier"], label["parcel_ids"], label["tracking_numbers"]) == (
        "labelled", "PostNL", "3001", "3SABCD"
    )  # fmt: skip
    assert (label["run"], label["confirmed_by"], label["thread_ts"]) == ("L-7F3A", "U0AGENT", "1795338000.000100")
    assert (run["orders"], run["labelled"], run["refused"], run["waiting"]) == (5, 1, 1, 1)
    assert sum(run[state] for state in State) == run["orders"]
    assert (failure["order_number"], failure["trouble"], failure["said"]) == (
        "1002", "address", "The house number is missing."
    )  # fmt: skip
    assert (spend["day"], spend["labels"], spend["labels_with_price"]) == ("2026-11-22", 1, 0)


def test_no_statement_repeats_a_set_of_states() -> None:
    """Which states there are, and which belong together, stands in Python alone; SQL is made from it."""
    rooms = [path for room in ("bot/ledger", "bot/engine") for path in (FOLDER.parents[1] / room).rglob("*.py")]
    repeated = [path.name for path in rooms if re.search(r"\bIN \('", path.read_text(encoding="utf-8"))]

    assert repeated == []
