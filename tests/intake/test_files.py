"""Kinds of files that shops and marketplaces export: where the table is, what is no row of it, what is no table."""

from __future__ import annotations

import pytest

from bot.intake import FileProblem, Reading, Row, UnreadableFile, read_file


def certain(reading: Reading) -> str:
    return " ".join(wanted.typed for wanted in reading.certain)


def not_understood(reading: Reading) -> list[str]:
    return [str(one) for one in reading.not_understood]


@pytest.mark.parametrize(
    ("data", "numbers", "told"),
    [
        # a stray quotation mark
        ('order id\tname\tqty\nA-1\tmug\t1\nA-2\t"sun mug\t1\nA-3\tmug\t1\n', "A-1 A-2 A-3", []),
        ('Order number,Item,Qty\n1,"12" plate,1\n2,mug,1\n3,14" plate,2\n4,mug,1\n', "1 2 3 4", []),
        ('order,size,qty\n11,"12,1\n12,x,1\n13,14",2\n14,y,1\n', "11 12 13 14", []),
        ('Order,Note\n11,"two\nlines"\n12,"a ""b"""\n', "11 12", []),
        # rows that are no orders
        ("Order no,Buyer,Total\n11,A,1\n12,B,2\nTotal,,3\n", "11 12", []),
        ("Town,Order no,Total\nX,11,1\nTotal,2,3\n", "11", []),
        ("Order no,Buyer,Total\n11,A,1\n\n3 record(s) downloaded\nSeller: shop\n", "11", []),
        ("Order no,Buyer,Total\n11,A,1\n1,record(s) downloaded,from 1 to 2,\n", "11", []),
        ("Order no,Buyer\n11,A\nOrder no,Buyer\n12,B\n", "11 12", []),
        ("Bestellnummer;Ort\n11;A\nSumme;1\n", "11", []),
        # titles above
        ("Shop report\nJune,2026,\nOrder no,Buyer,Total\n11,A,5\n", "11", []),
        ("Orders,,\n,,\nBuyer,Order number,Total\nA,11,5\n", "11", []),
        # a row that cannot be read is told by its line
        ("Price,Reference,State\n12,50,QWERTYUI,paid\n13,00,ASDFGHJK,paid\n", "", ["line 2: 50", "line 3: 00"]),
        ("Order no,Note\n1,001,x\n", "", ["line 2: 1"]),
        ("Order no,Buyer\n,A\n12,B\n", "12", ["line 2: no number"]),
        ("Order no,Buyer\n#N/A,A\n#BEZUG!,B\n12,C\n#####,D\n", "12", ["#N/A", "#BEZUG!", "#####"]),
        ("Order no,Buyer\n1.5E+12,A\n12,B\n", "12", ["1.5E+12"]),
        # what a spreadsheet writes
        ('Order no,Buyer\n"=""0012""",A\n="0013",B\n', "0012 0013", []),
        # numbers in every cell
        ("1001,1002,1003\n", "1001 1002 1003", []),
        ("1001;1002\n1003;1004\n", "1001 1002 1003 1004", []),
        # separators
        ("Order no|Items\n11|a, b, c; d\n12|a, b; c\n", "11 12", []),
        ("Order no\tItems\n11\ta, b, c\n12\ta\n", "11 12", []),
        ("Items;Order no\na, b, c, d;11\na, b;12\n", "11 12", []),
        # several lines of one order, and several numbers in a cell
        ("Name,Item\n#11,a\n#11,b\n#12,c\n", "#11 #12", []),
        ("Order no,Buyer\n1101; 1102,A\n1103,B\n", "1101 1102 1103", []),
    ],
)
def test_the_orders_of_a_table_are_read_and_the_rest_is_told(data: str, numbers: str, told: list[str]) -> None:
    reading = read_file(data.encode())
    assert (certain(reading), not_understood(reading), reading.twice) == (numbers, told, ())


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
def test_a_table_is_read_in_any_usual_encoding(encoding: str) -> None:
    data = "Bestellnummer;Straße\r\n1001;Fähre\r\n1002;Düne\r\n".encode(encoding)
    assert certain(read_file(data)) == "1001 1002"


@pytest.mark.parametrize(
    ("cell", "looked_up"),
    [('"1,001"', "1001"), ("1.001", "1001"), ("12\u202f001", "12001"), ("1 001", "1001"), ("AB–7", "AB-7")],
)
def test_other_spellings_are_looked_up_beside_what_was_written(cell: str, looked_up: str) -> None:
    (wanted,) = read_file(f"Order number;x\n{cell};a\n".encode()).certain
    assert wanted.spellings[0] == cell.strip('"')
    assert looked_up in wanted.spellings
    assert wanted.rivals == ()


def test_a_thousand_is_never_looked_up_as_one() -> None:
    (wanted,) = read_file(b"Order number\n1.000\n").certain
    assert "1" not in wanted.spellings


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"<html><body><table><tr><td>11</td></tr></table>", FileProblem.SPREADSHEET),
        (b"\xef\xbb\xbf  <!DOCTYPE html><p>11", FileProblem.SPREADSHEET),
        (b'<?xml version="1.0"?><Workbook><Row/></Workbook>', FileProblem.SPREADSHEET),
        (b"{\\rtf1 11\\par}", FileProblem.NOT_TEXT),
        (b'{"orders": [11]}', FileProblem.NOT_TEXT),
        (b"\x1f\x8b\x08\x00", FileProblem.NOT_TEXT),
        (b"1\n" * 250_001, FileProblem.TOO_LARGE),
        (b" " * 10_000_001, FileProblem.TOO_LARGE),
    ],
)
def test_what_is_no_table_is_refused_by_what_it_is(data: bytes, problem: FileProblem) -> None:
    with pytest.raises(UnreadableFile) as raised:
        read_file(data)
    assert raised.value.problem is problem


def test_lines_of_a_log_are_no_order_numbers() -> None:
    reading = read_file(b"2026-11-03 10:00:00 INFO started pid 4242\n2026-11-03 10:00:01 WARN retry 3\n")
    assert reading.certain == ()


def test_every_line_of_a_table_is_counted_as_what_it_is() -> None:
    data = 'Report\n\nOrder no,Note\n11,a\n11,b\n,c\n12,"two\nlines"\n,,\nTotal,3\n'
    assert read_file(data.encode()).rows == {
        Row.TITLE: 1, Row.HEADING: 1, Row.ORDER: 2, Row.SAME_ORDER: 1, Row.NOT_UNDERSTOOD: 1, Row.CONTINUED: 1,
        Row.RULER: 1, Row.FOOTER: 1,
    }  # fmt: skip
