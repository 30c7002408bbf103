"""``label-bot audit verify`` finds whatever was changed in the ledger, not only in its history."""

from __future__ import annotations

import sqlite3

import pytest

from bot.ledger import audit
from tests.world import SHIPPING, World


async def bought(world: World) -> None:
    """Have two labels bought and the bot stopped; everything is in order."""
    world.orders("1001", "1002")
    await world.done(await world.run(world.agent, "1001 1002"))
    await world.stop_bot()
    assert audit.verify(world.database).problems == []


def change(world: World, statement: str) -> str:
    """Change the file as somebody with a database tool would; return what verifying it says."""
    with sqlite3.connect(world.database) as connection:
        connection.execute(statement)
    connection.close()
    return " ".join(audit.verify(world.database).problems)


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
