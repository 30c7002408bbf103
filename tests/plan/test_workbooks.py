"""A workbook: its sheets are named in the plan, those that were read and those that were not."""

from __future__ import annotations

from tests.intake.workbook_kit import Cell, workbook
from tests.world import World


async def test_a_workbook_of_several_sheets_says_which_of_them_were_read(world: World) -> None:
    world.orders("1001", "1002", "1003")
    modal = await world.form(world.agent)
    sheets: dict[str, list[list[Cell]]] = {
        "Monday": [["Order number"], ["1001"]],
        "Tuesday": [["Order number"], ["1002"]],
        "Prices": [["Article", "Price"], ["Cup", 3.5]],
        "Old": [["Order number"], ["1003"]],
    }
    modal.attach("Order file", "orders.xlsx", workbook(sheets, hidden=["Old"]))
    assert await modal.submit() == {}

    plain = (await world.checked(world.agent)).plain()

    assert "You gave 2 entries: 2 ready." in plain
    assert "Read from the workbook: “Monday”, “Tuesday”." in plain
    assert "Not read, since hidden or without order numbers: “Old”, “Prices”." in plain


async def test_a_workbook_of_one_sheet_needs_no_word_about_it(world: World) -> None:
    world.orders("1001")
    modal = await world.form(world.agent)
    modal.attach("Order file", "orders.xlsx", workbook({"Sheet1": [["Order number"], ["1001"]]}))
    assert await modal.submit() == {}

    assert "workbook" not in (await world.checked(world.agent)).plain()


async def test_sheets_beyond_as_many_as_are_read_are_not_said_to_hold_no_orders(world: World) -> None:
    world.orders("1001")
    modal = await world.form(world.agent)
    sheets: dict[str, list[list[Cell]]] = {f"Day {n}": [["Order number"], [str(1000 + n)]] for n in range(1, 23)}
    modal.attach("Order file", "orders.xlsx", workbook(sheets))
    assert await modal.submit() == {}

    plain = (await world.checked(world.agent)).plain()

    assert "and 10 more. Not read, since there are too many sheets: “Day 21”, “Day 22”." in plain
    assert "without order numbers" not in plain


async def test_a_workbook_whose_only_numbers_are_hidden_is_not_passed_over_without_a_word(world: World) -> None:
    world.orders("1001")
    modal = await world.form(world.agent, "1001")
    sheets: dict[str, list[list[Cell]]] = {"Sheet1": [], "Old": [["Order number"], ["1003"]]}
    modal.attach("Order file", "orders.xlsx", workbook(sheets, hidden=["Old"]))
    assert await modal.submit() == {}

    plain = (await world.checked(world.agent)).plain()

    assert "Nothing was read from the workbook. Not read, since hidden or without order numbers: “Old”." in plain
