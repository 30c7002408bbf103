"""Sheets as people make them: headings of two rows, several tables, sums without a word, orders that are cancelled."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from bot.intake import Reading, learn, read_file
from tests.intake.workbook_kit import Cell, workbook

SMALL = learn([str(number) for number in range(1, 467)])

Rows = Sequence[Sequence[Cell]]


def certain(reading: Reading) -> str:
    return " ".join(wanted.typed for wanted in reading.certain)


def possible(reading: Reading) -> str:
    return " ".join(one.number for one in reading.possible)


@pytest.mark.parametrize("shop", [None, SMALL], ids=["unknown shop", "1, 2, 3"])
@pytest.mark.parametrize(
    ("rows", "numbers"),
    [
        ([["Order", None, "Customer"], ["Number", "Date", "Name"], [17, "3 Nov", "A"], [18, "3 Nov", "B"]], "17 18"),
        ([["Customer", "Order", None], ["Name", "Date", "Number"], ["A", "3 Nov", 17], ["B", "4 Nov", 18]], "17 18"),
        ([["Order", None, "Customer", None], ["Number", "Date", "Name", "Number"], [17, "x", "A", 44]], "17"),
        ([["Order", "Qty"], ["number", None], [17, 2], [18, 1]], "17 18"),
        ([["Order", "Qty"], [17, 2], [None, None], ["Product", "Number"], ["Soap", 44]], "17"),
        ([["Customer order no.", "Our order no."], [900, 17], [901, 18]], "17 18"),
        ([["N.º da encomenda", "Qtd"], [17, 2]], "17"),
        ([["Αριθμός παραγγελίας", "Ποσότητα"], [17, 2]], "17"),
    ],
)
def test_the_orders_of_a_sheet_are_those_of_its_column(rows: Rows, numbers: str, shop: object) -> None:
    reading = read_file(workbook({"Sheet": rows}), shop)  # type: ignore[arg-type]
    assert (certain(reading), possible(reading)) == (numbers, "")


@pytest.mark.parametrize("shop", [None, SMALL], ids=["unknown shop", "1, 2, 3"])
def test_the_counts_of_a_pivot_table_are_not_bought(shop: object) -> None:
    rows: Rows = [["Row Labels", "Count of Order"], [17, 1], [18, 2], ["Grand Total", 3]]
    reading = read_file(workbook({"Sheet": rows}), shop)  # type: ignore[arg-type]
    assert not {"1", "2", "3"} & set(certain(reading).split())
    assert {"17", "18"} <= set(certain(reading).split()) | set(possible(reading).split())


def test_what_a_sheet_calls_cancelled_refunded_or_on_hold_waits_for_a_tick() -> None:
    rows: Rows = [["Order", "Status"], [17, "Paid"], [18, "Cancelled"], [19, "On hold"], [20, "Storniert"], [21, ""]]
    reading = read_file(workbook({"Sheet": rows}))
    assert (certain(reading), possible(reading)) == ("17 21", "18 19 20")
    assert [one.context for one in reading.possible] == ["18: Cancelled", "19: On hold", "20: Storniert"]


def test_a_last_row_that_counts_the_others_and_adds_them_up_waits_for_a_tick() -> None:
    rows: Rows = [["Order", "Qty", "Price"], [17, 2, 10.5], [18, 1, 4.5], [2, 3, 15]]
    reading = read_file(workbook({"Sheet": rows}), SMALL)
    assert (certain(reading), possible(reading)) == ("17 18", "2")


def test_a_last_row_that_only_looks_like_a_count_is_an_order() -> None:
    assert certain(read_file(b"Order,Qty\n17,2\n18,1\n2,7\n")) == "17 18 2"
    assert certain(read_file(b"Order\n17\n18\n2\n")) == "17 18 2"
