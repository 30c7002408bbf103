"""``label-bot audit verify`` finds whatever was changed in the ledger, not only in its history."""

from __future__ import annotations

import contextlib
import shutil
import sqlite3
from datetime import timedelta
from pathlib import Path

import pytest

from bot.ledger import Database, audit, proof
from bot.ledger.store import as_made
from tests.clock import START
from tests.world import SHIPPING, World, world_at


async def bought(world: World) -> None:
    """Have two labels bought and the bot stopped; everything is in order."""
    world.orders("1001", "1002")
    await world.done(await world.run(world.agent, "1001 1002"))
    await world.stop_bot()
    assert audit.verify(world.database).problems == []


def change(world: World, statement: str) -> str:
    """Change a copy of the file as somebody with a database tool would; return what verifying it says."""
    changed = Path(shutil.copy(world.database, world.folder / "changed.db"))
    with contextlib.closing(sqlite3.connect(changed)) as connection:
        connection.execute(statement)
        connection.commit()
    return " ".join(audit.verify(changed).problems)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("UPDATE items SET price = '0.01' WHERE order_number = '1001'", "Order 1001 of run"),
        ("UPDATE items SET shipment_id = 'mine' WHERE order_number = '1002'", "Order 1002 of run"),
        ("UPDATE items SET state = 'skipped' WHERE order_number = '1002'", "Order 1002 of run"),
        ("DELETE FROM items WHERE order_number = '1002'", "has 1"),
        ("UPDATE runs SET person = 'U0COLLEAGUE'", "is not what the history says"),
        ("DROP INDEX one_live_label_per_order_and_copy", "The index one_live_label_per_order_and_copy is missing."),
        ("DROP TRIGGER events_are_never_removed", "The trigger events_are_never_removed is missing."),
        (
            "CREATE TRIGGER quiet BEFORE INSERT ON events BEGIN SELECT RAISE(IGNORE); END",
            "The trigger quiet is none of this program's.",
        ),
    ],
)
async def test_a_change_behind_the_bots_back_is_found(world: World, statement: str, found: str) -> None:
    await bought(world)
    assert found in change(world, statement)


async def test_an_order_that_somebody_wrote_in_is_found(world: World) -> None:
    await bought(world)
    told = change(
        world,
        "INSERT INTO items (run_id, position, order_number, state, since, integration_id, order_id, number_key) "
        "SELECT run_id, 3, '1003', 'labelled', since, integration_id, 'o-3', '1003' FROM items WHERE position = 1",
    )
    assert "Order 1003" in told


async def test_nothing_is_bought_while_rows_vanish_without_a_word(world: World) -> None:
    world.orders("1001")
    modal = await world.plan(world.agent, "1001")
    with sqlite3.connect(world.database) as connection:
        connection.execute("CREATE TRIGGER quiet BEFORE INSERT ON attempts BEGIN SELECT RAISE(IGNORE); END")
    connection.close()
    await modal.submit()
    await world.clock.run_for(5)

    assert world.sendcloud.bought == []
    with sqlite3.connect(world.database) as connection:
        connection.execute("DROP TRIGGER quiet")
    connection.close()
    await world.done(world.parents(SHIPPING)[0])
    assert world.sendcloud.bought == ["1001"]


async def everything(folder: Path) -> Path:
    """Return a ledger in which each table of the record has a row: approved, confirmed late, refused, delivered."""
    async with world_at(folder, LABEL_BOT_APPROVERS="S0LEADS", LABEL_BOT_APPROVAL_ABOVE="1") as world:
        world.orders("1001", kind="bad_address")
        order = START - timedelta(days=1)
        world.sendcloud.add_order("1002", created_at=order, payment_code="klarna_ok", payment_message="Klarna OK")
        await world.agent.command("/label ready", channel=SHIPPING)
        modal = await world.checked(world.agent)
        await world.agent.press(modal, "Count as paid")
        await world.until(lambda: modal.submit_text == "Ask for approval")
        await modal.submit()
        message = await world.until(lambda: next(iter(world.slack.messages(SHIPPING)), None))
        await world.press(world.slack.person("U0LEAD"), message, "Approve")
        run = await world.until(lambda: next(iter(world.parents()), None))
        await world.done(run)
        await world.press(world.agent, run, "Get documents")
        await world.until(lambda: world.rows("SELECT 1 FROM document_requests WHERE state = 'sent'"))
        await world.press(world.agent, run, "Cancel labels")
        modal = await world.until(
            lambda: now if (now := world.agent.modal) and now.submit_text == "Cancel labels" else None
        )
        await modal.submit()
        await world.until(lambda: world.rows("SELECT 1 FROM cancellations WHERE state = 'asked'"))
        await world.stop_bot()
        assert audit.verify(world.database).problems == []
        return world.database


FREE = {
    "items": {"batch", "snapshot", "checked_at", "next_look_at", "looks", "open_until"},
    "runs": {"changed_at", "continue_at", "failures", "list_problem", "version", "shown_version"},
    "attempts": set[str](),
    "plans": {
        "state", "checked_at", "cause", "twice", "not_understood", "eager_feedback", "shop_failing_since",
        "shop_failed_with", "shop_failed_at", "unknown_words", "holds_words", "view_id", "aside_view_id", "version",
        "shown_version", "tick_version", "done", "ticks_from", "shown_again",
    },
    "frozen_plans": {"told", "version", "shown_version"},
    "document_requests": set[str](),
    "cancellations": {"next_look_at", "looks"},
    "paid_words": set[str](),
}  # fmt: skip
"""Columns that change without an event: how far the bot is with its work, and what stands on a screen just now."""


def told_after(db: Database, statement: str) -> str:
    """Return what verifying says of the ledger after a change, and undo it."""
    db.execute("BEGIN")
    try:
        assert db.execute(statement).rowcount > 0, statement
        return " ".join(proof.differences(db))
    finally:
        db.execute("ROLLBACK")


def other(column: str, kind: str) -> str:
    """Return another value for a column, as SQL."""
    if column == "cause":
        return """'{"kind": "own", "text": ""}'"""
    return f"coalesce({column}, '') || 'x'" if kind == "TEXT" else f"coalesce({column}, 0) + 100"


async def test_whatever_is_changed_in_a_row_of_the_record_is_found_and_so_is_a_row_more_or_less(tmp_path: Path) -> None:
    file = await everything(tmp_path)
    with contextlib.closing(sqlite3.connect(file, isolation_level=None)) as connection:
        connection.execute("PRAGMA ignore_check_constraints = ON")
        for (index,) in connection.execute("SELECT name FROM sqlite_master WHERE sql LIKE 'CREATE UNIQUE%'").fetchall():
            connection.execute(f"DROP INDEX {index}")
        db = Database(connection)
        for table, free in FREE.items():
            columns = {column.name: str(column.type) for column in db.table(table).columns}
            one = f"rowid = (SELECT min(rowid) FROM {table})" if table != "paid_words" else "1"
            unseen = {
                name
                for name, kind in columns.items()
                if told_after(db, f"UPDATE {table} SET {name} = {other(name, kind)} WHERE {one}") == ""
            }
            assert unseen == free, table
            assert "is missing, though the history has it" in told_after(db, f"DELETE FROM {table} WHERE {one}")
            unique = {*proof.PROVED[table].key, "plan_id", "position", "run_id"}
            values = [other(name, kind) if name in unique else name for name, kind in columns.items()]
            assert "no event made it" in told_after(
                db, f"INSERT INTO {table} ({', '.join(columns)}) SELECT {', '.join(values)} FROM {table} WHERE {one}"
            )


async def test_a_carriers_words_are_proved_while_they_are_kept_and_may_be_blanked(world: World) -> None:
    world.orders("1001", kind="bad_address")
    await world.done(await world.run(world.agent, "1001"))
    await world.stop_bot()
    assert world.rows("SELECT 1 FROM items WHERE json_extract(cause, '$.text') <> ''")

    assert "in other words" in change(world, "UPDATE items SET cause = json_set(cause, '$.text', 'He moved.')")
    assert "is not what" in change(world, "UPDATE items SET cause = json_set(cause, '$.kind', 'own')")
    assert change(world, "UPDATE items SET cause = json_set(cause, '$.text', '')") == ""


def test_every_table_is_proved_or_the_readme_says_why_it_is_not() -> None:
    told = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")
    made = {name for name in as_made().table_names() if not name.startswith(("sqlite_", "_sqlite_"))}

    assert set(proof.PROVED) < made
    assert {table for table in made if f"`{table}`" not in told} == set()
