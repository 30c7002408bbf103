"""Which column of a table holds the order numbers where no heading says so, and what stands in and around its cells."""

from __future__ import annotations

import pytest

from bot.intake import Reading, learn, read_file

SMALL = learn([str(number) for number in range(1, 467)])


def certain(reading: Reading) -> str:
    return " ".join(wanted.typed for wanted in reading.certain)


def possible(reading: Reading) -> str:
    return " ".join(one.number for one in reading.possible)


@pytest.mark.parametrize(
    ("data", "numbers"),
    [
        ("1,101,Amsel\n2,102,Star\n3,103,Fink\n", "101 102 103"),
        ("Amsel,1012,101\nStar,1013,102\n", "101 102"),
        ("2,101\n1,102\n2,103\n", "101 102 103"),
        ("12.50,101\n8.00,102\n", "101 102"),
        ("101,2,12.50\n102,1,8.00\n", "101 102"),
        ("Order;101\nOrder;102\n", "101 102"),
        ("order_number,101,102,103\n", "101 102 103"),
        ("Order number: 101\nOrder number: 102\n", "101 102"),
        ("Order name,City\n101,Delft\n102,Gent\n", "101 102"),
        ("Order number\n101\nOrder number\n102\nTotal\n2\n", "101 102"),
        ("101\n102\nTotal: 2\n", "101 102"),
        ("101\n102\nPage 1 of 2\n", "101 102"),
    ],
)
def test_the_order_numbers_are_read_and_never_what_counts_pays_or_adds_up(data: str, numbers: str) -> None:
    assert certain(read_file(data.encode(), SMALL)) == numbers


def test_where_nobody_knows_which_column_is_meant_none_is_ticked_and_all_are_shown() -> None:
    reading = read_file(b"Amsel,1012,7101\nStar,1013,7102\n")
    assert (certain(reading), possible(reading)) == ("", "1012 7101 1013 7102")
    assert reading.possible[0].context == "Amsel 1012 7101"
    assert possible(read_file(b"1,1012,Delft\n2,1013,Gent\n", SMALL)) == "1 1012 2 1013"


@pytest.mark.parametrize(
    "data",
    [
        "Pos.;Artikel;Menge\n1;Tasse;101\n2;Teller;102\n",
        "SKU,Stock\n101,5\n102,6\n",
        "Phone\n0612345678\n0612345679\n",
        "Customer number\n101\n102\n",
        "Number,Street,City\n12,Main,Leeds\n14,Kade,Gent\n",
        "Rechnungsnummer;Betrag\n101;12\n102;13\n",
    ],
)
def test_a_table_of_something_else_holds_no_orders(data: str) -> None:
    assert read_file(data.encode(), SMALL).is_empty


@pytest.mark.parametrize(
    ("cell", "shown"),
    [
        ("101 (2 parcels)", "101"),
        ("#103 urgent", "#103"),
        ("101/102", "101 102"),
        ("101-103", "101 102 103"),
        ("1 001", ""),
        ("1001", ""),
    ],
)
def test_what_a_cell_may_be_meant_as_is_shown_beside_what_it_says(cell: str, shown: str) -> None:
    reading = read_file(f"Order number;Name\n{cell};Amsel\n".encode(), SMALL)
    assert (certain(reading), possible(reading)) == (cell, shown)


def test_a_total_below_a_list_is_told_by_its_line() -> None:
    reading = read_file(b"Order number\n101\nTotal\n1\n", SMALL)
    assert [str(one) for one in reading.not_understood] == ["line 3: Total", "line 4: 1"]


@pytest.mark.parametrize(
    ("data", "numbers", "told"),
    [
        ("Order numbers\n101, 102, 103\n104\n", "101 102 103 104", []),
        ("Order number\n101,Amsel\n102,Star\n", "101 102", []),
        ("Order number\n101,2\n102,1\n", "101 102", []),
        ("Order number\n1,001\n1,002\n", "1,001 1,002", []),
        ("Order number\n1,23457E+17\n102\n", "102", ["line 2: 1 23457E+17"]),
        ("Order number\n12,50\n102\n", "102", ["line 2: 12 50"]),
    ],
)
def test_no_number_is_lost_and_none_is_cut_off_below_a_heading_of_one_column(
    data: str, numbers: str, told: list[str]
) -> None:
    reading = read_file(data.encode(), SMALL)
    assert (certain(reading), [str(one) for one in reading.not_understood]) == (numbers, told)


@pytest.mark.parametrize(
    "below", ["\nReturns;Reason\n103;broken\n", "Cancelled orders;\n103;Fink\n", "\nKunde;Grund\n103;kaputt\n"]
)
def test_what_stands_below_another_heading_is_told_and_not_bought(below: str) -> None:
    reading = read_file(f"Order number;Name\n101;Amsel\n102;Star\n{below}".encode(), SMALL)
    assert certain(reading) == "101 102"
    assert [one.text for one in reading.not_understood] == ["103"]


def test_the_orders_of_two_tables_beside_each_other_are_all_read() -> None:
    reading = read_file(b"Order;Name;Order;Name\n101;Amsel;102;Star\n103;Fink;;\n", SMALL)
    assert sorted(certain(reading).split()) == ["101", "102", "103"]
    assert reading.not_understood == ()
