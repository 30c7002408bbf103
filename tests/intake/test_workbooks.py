"""Workbooks of Excel: the sheets with order numbers, and files that are too large or no workbook."""

from __future__ import annotations

import pytest

from bot.intake import FileProblem, Flaw, NotUnderstood, UnreadableFile, read_file
from tests.intake.workbook_kit import Cell, packed, sheet_with, workbook


def typed(data: bytes) -> list[str]:
    return [wanted.typed for wanted in read_file(data).certain]


def test_whole_numbers_of_excel_have_no_fraction() -> None:
    assert typed(workbook({"Blad1": [["Order number", "Town"], [1001, "X"], [1002.0, "Y"]]})) == ["1001", "1002"]


def test_text_keeps_its_zeros_and_the_heading_may_stand_below_a_title() -> None:
    rows: list[list[Cell]] = [["Orders from 1 to 30 November"], [], ["Town", "Order number"], ["X", "001234"]]
    reading = read_file(workbook({"Export": rows}))
    assert [wanted.typed for wanted in reading.certain] == ["001234"]
    assert (reading.column, reading.sheets) == ("Order number", ("Export",))


def test_all_sheets_with_a_heading_of_order_numbers_are_read_and_the_others_are_named() -> None:
    data = workbook(
        {"May": [["Order number"], [1001]], "Notes": [["call"], [7]], "June": [["Order number"], [1002]], "Old": [[9]]},
        hidden=["Old"],
    )
    reading = read_file(data)
    assert [wanted.typed for wanted in reading.certain] == ["1001", "1002"]
    assert reading.sheets == ("May", "June")
    assert {one.name for one in reading.passed_over} == {"Notes", "Old"}


def test_errors_and_numbers_longer_than_excel_keeps_are_not_guessed() -> None:
    rows: list[list[Cell]] = [
        ["Order number", "x"],
        ["#N/A", "a"],
        [1234567890123456789, "b"],
        [1001, "c"],
        [None, "d"],
    ]
    reading = read_file(workbook({"Sheet1": rows}))
    assert [wanted.typed for wanted in reading.certain] == ["1001"]
    assert [one.flaw for one in reading.not_understood] == [
        Flaw.NO_NUMBER,
        Flaw.SHORTENED,
        Flaw.NO_NUMBER,
    ]
    assert reading.not_understood[-1] == NotUnderstood("", Flaw.NO_NUMBER, 5)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (packed({"S": sheet_with("")}, more={"xl/media/a.bin": b"\0" * 51_000_000}), FileProblem.TOO_LARGE),
        (
            packed(
                {"S": sheet_with('<row r="1"><c r="A1"><v>1</v></c></row><row><c r="XFD1048576"><v>1</v></c></row>')}
            ),
            FileProblem.TOO_LARGE,
        ),
        (packed({"S": "<worksheet><sheetData><row>"}), FileProblem.NOT_TEXT),
        (b"PK\x03\x04 and so on", FileProblem.NOT_TEXT),
        (packed({"S": sheet_with("")})[:-40], FileProblem.NOT_TEXT),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 and so on", FileProblem.SPREADSHEET),
    ],
)
def test_what_is_too_large_or_no_workbook_is_refused(data: bytes, problem: FileProblem) -> None:
    assert len(data) < 200_000
    with pytest.raises(UnreadableFile) as raised:
        read_file(data)
    assert raised.value.problem is problem
