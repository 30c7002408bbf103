"""What people paste and the files they attach, read as order numbers."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake import (
    LONGEST_NUMBER,
    FileProblem,
    Reading,
    Row,
    UnreadableFile,
    join,
    read_file,
    read_text,
    spellings_of,
)
from bot.intake.spellings import is_sign
from bot.model import TEXT_FIELD

NUMBERS = ("1001", "1002", "1003")


def not_understood(reading: Reading) -> tuple[str, ...]:
    return tuple(map(str, reading.not_understood))


def typed(reading: Reading) -> tuple[str, ...]:
    return tuple(wanted.typed for wanted in reading.certain)


@pytest.mark.parametrize(
    "text",
    [
        "1001 1002 1003",
        "1001, 1002;1003",
        "1001\n1002\n\n1003\n",
        "1001\r\n1002\r\n1003",
        "\u200b1001\u00a01002\u20281003\ufeff",
        "1. 1001\n2. 1002\n3. 1003",
        "orders 1001, 1002 and 1003",
        "1001\tAmber\n1002\tBeryl\n1003\tCoral",
        "Order\tName\n1001\tAmber\n1002\tBeryl\n1003\tCoral",
        "“1001” ‘1002’ '1003'",
    ],
)
def test_however_they_are_pasted_the_numbers_are_found(text: str) -> None:
    found = [
        tuple(spelling for spelling in wanted.spellings if spelling in NUMBERS) for wanted in read_text(text).certain
    ]
    assert found == [("1001",), ("1002",), ("1003",)]


@pytest.mark.parametrize(
    ("given_as", "looked_up"),
    [
        ("1001", "#1001"),
        ("#1001", "1001"),
        ("<tel:1001|1001>", "1001"),
        ("(1001)", "1001"),
        ("1001.", "1001"),
        ("1001.0", "1001"),
        ("１００１", "1001"),
        ("*1001*", "1001"),
        ("n°1001", "1001"),
        ("order#1001", "1001"),
        ("1001x2", "1001"),
        ("2x1001", "1001"),
    ],
)
def test_a_number_is_looked_up_as_typed_first_and_then_as_it_may_be_meant(given_as: str, looked_up: str) -> None:
    spellings = spellings_of(given_as)
    assert spellings[0] == given_as
    assert looked_up in spellings


def test_words_with_which_labels_are_asked_for_are_read_as_what_they_are() -> None:
    reading = read_text("1001 please")
    assert (typed(reading), reading.possible, reading.not_understood) == (("1001",), (), ())


def test_a_number_of_letters_alone_is_a_number_where_no_digits_stand_beside_it() -> None:
    assert typed(read_text("SO-ABC\nXYZ")) == ("SO-ABC", "XYZ")


def test_a_number_with_a_space_in_it_can_be_given_in_quotation_marks() -> None:
    assert typed(read_text('"WEB 1001" 1002')) == ("WEB 1001", "1002")


def test_the_same_text_twice_is_kept_once_and_told() -> None:
    reading = read_text("1001 ab-7 1001 AB-7")
    assert (typed(reading), reading.twice) == (("1001", "ab-7"), ("1001", "AB-7"))


def test_a_number_that_excel_has_ruined_is_not_guessed() -> None:
    assert not_understood(read_text("1.00123E+11")) == ("1.00123E+11",)


def test_a_number_longer_than_sendcloud_allows_is_not_understood() -> None:
    assert not_understood(read_text("9" * (LONGEST_NUMBER + 1))) == ("9" * (LONGEST_NUMBER + 1),)
    assert typed(read_text("9" * LONGEST_NUMBER)) == ("9" * LONGEST_NUMBER,)


def test_a_text_as_long_as_the_field_is_marked_as_perhaps_cut() -> None:
    assert read_text("1" * 9 + " " + "2" * (TEXT_FIELD - 10)).cut
    assert not read_text("1001").cut


@pytest.mark.parametrize(
    "data",
    [
        b"1001\n1002\n1003\n",
        b"order number\n1001\n1002\n1003\n",
        b"\xef\xbb\xbfOrder;Name\n1001;Amber\n1002;Beryl\n1003;Coral\n",
        "Date,Order Number\n2026-11-01,1001\n2026-11-01,1002\n2026-11-02,1003\n".encode("utf-16"),
        "Bestellnummer\tStadt\n1001\tKöln\n1002\tKöln\n1003\tBern\n".encode("cp1252"),
        b'Name,Email\r\n"1001","a,b@example.com"\r\n"1002",""\r\n"1003",""\r\n',
        b"Reference\r1001\r1002\r1003\r",
    ],
)
def test_a_file_in_any_usual_form_gives_its_numbers(data: bytes) -> None:
    assert typed(read_file(data)) == NUMBERS


@pytest.mark.parametrize(
    ("data", "column"),
    [
        ("Name;Order;City\nWilhelmina;1001;X\nAleida;1002;Y\nBregje;1003;Z\n", "Order"),
        ("Street,Number,Order\nKade,7002,1001\nKade,7,1002\nKade,8,1003\n", "Order"),
        ("Ref;Order ID;Order Number\na1;b1;1001\na2;b2;1002\na3;b3;1003\n", "Order Number"),
        ("Orders;Bestelnummer\n3;1001\n3;1002\n3;1003\n", "Bestelnummer"),
        ("Number;Reference\n1;1001\n2;1002\n3;1003\n", "Reference"),
        ("Nom;N° de commande\nA;1001\nB;1002\nC;1003\n", "N° de commande"),
        ("Customer name;Shop order number\nA;1001\nB;1002\nC;1003\n", "Shop order number"),
        ("Naam;Huisnummer;Pakbon\nA;1;1001\nB;2;1002\nC;3;1003\n", "3"),
        ("Wilhelmina;1001\nAleida;1002\nBregje;1003\n", "2"),
        ("2026-11-01;1001\n2026-11-01;1002\n2026-11-02;1003\n", "2"),
        ("1001;Via Roma 1;no\n1002;Via Roma 2;no\n1003;Via Roma 3;no\n", "1"),
        ("Name,Email\n1001,a@example.com\n1002,\n1003,\n", "Name"),
        ("sep=;\r\nOrder;Name\r\n1001;A,B\r\n1002;C,D\r\n1003;E,F\r\n", "Order"),
        ('"sep=\t"\nOrder\tName\n1001\tA\n1002\tB\n1003\tC\n', "Order"),
        ('Name,Order\nA,"1001\n1002"\nB,1003\n', "Order"),
        ('"1001\n1002"\n1003\n', None),
        ("sep=,\nOrder\n1001\n1002\n1003\n", None),
    ],
)
def test_of_several_columns_the_one_with_order_numbers_is_read_and_named(data: str, column: str | None) -> None:
    reading = read_file(data.encode())
    assert (typed(reading), reading.not_understood, reading.column) == (NUMBERS, (), column)


@pytest.mark.parametrize("data", [b"Name;City\nWilhelmina;X\n", b"Street,Number,City\nKade,7002,X\nKade,7,Y\n"])
def test_names_and_house_numbers_are_not_taken_for_order_numbers_where_nothing_else_is(data: bytes) -> None:
    assert read_file(data).is_empty


def test_a_number_with_spaces_in_the_first_column_is_read_whole_whatever_stands_beside_it() -> None:
    reading = read_file(b"A B 1006;5\nA B 1007;2\n")
    assert (typed(reading), reading.column) == (("A B 1006", "A B 1007"), "1")


def test_an_unknown_heading_is_told_and_not_taken_for_a_number() -> None:
    reading = read_file(b"Pakbon\n1001\n1002\n")
    assert (typed(reading), not_understood(reading)) == (("1001", "1002"), ("line 1: Pakbon",))


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"PK\x03\x04 and so on", FileProblem.NOT_TEXT),
        (b"\xd0\xcf\x11\xe0 and so on", FileProblem.SPREADSHEET),
        (b"%PDF-1.7", FileProblem.NOT_TEXT),
        (b"\x89PNG\r\n\x1a\n\0\0", FileProblem.NOT_TEXT),
        (b"\xff\xfe1\0\x00", FileProblem.NOT_TEXT),
        (b"\x81\x8d\x8f", FileProblem.NOT_TEXT),
    ],
)
def test_a_file_that_is_no_list_says_what_it_seems_to_be(data: bytes, problem: FileProblem) -> None:
    with pytest.raises(UnreadableFile) as raised:
        read_file(data)
    assert raised.value.problem is problem


def test_what_stands_in_the_text_and_in_the_file_is_kept_once() -> None:
    reading = join([read_text("1001 1002"), read_file(b"1002\n1003\n")])
    assert (typed(reading), reading.twice) == (NUMBERS, ("1002",))


@given(st.text())
def test_any_text_is_read_without_trouble_and_nothing_of_it_is_kept_twice(text: str) -> None:
    reading = read_text(text)
    keys = [wanted.typed.casefold() for wanted in reading.certain]
    assert len(set(keys)) == len(keys)
    assert all(wanted.spellings for wanted in reading.certain)
    assert all(0 < len(spelling) <= LONGEST_NUMBER for wanted in reading.certain for spelling in wanted.spellings)


@given(st.binary())
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        reading = read_file(data)
    except UnreadableFile:
        return
    assert all(wanted.spellings for wanted in reading.certain)


@given(
    st.lists(st.integers(min_value=0, max_value=10**12).map(str), max_size=60),
    st.sampled_from([" ", "\n", ", ", ";", "\r\n"]),
)
def test_numbers_come_back_in_the_order_given_with_every_repetition_counted(numbers: list[str], between: str) -> None:
    reading = read_text(between.join(numbers))
    assert typed(reading) == tuple(dict.fromkeys(numbers))
    assert len(reading.certain) + len(reading.twice) == len(numbers)


@given(st.text(alphabet=st.characters(categories=["L", "N", "P", "S"]), min_size=1, max_size=40))
def test_any_printable_number_in_a_file_is_looked_up_as_it_stands(number: str) -> None:
    quoted = '"' + number.replace('"', '""') + '"'
    reading = read_file(f"order number\n{quoted}\n".encode())
    if reading.certain:
        assert reading.certain[0].spellings[0] == number
    else:
        repeats_heading = reading.rows[Row.HEADING] == 2
        assert repeats_heading or is_sign(number) or [one.text for one in reading.not_understood] == [number]
