"""Numbers in pieces, and numbers that stand around a list: thousands, telephones, totals, pages, quantities."""

from __future__ import annotations

import pytest

from bot.intake import Reading, learn, read_text, spellings_of

SMALL = learn([str(number) for number in range(1, 467)])


def certain(reading: Reading) -> list[str]:
    return [wanted.typed.replace("\u202f", " ") for wanted in reading.certain]


def possible(reading: Reading) -> set[str]:
    return {one.number for one in reading.possible}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("1 001\n1 002", ["1 001", "1 002"]),
        ("1 001, 1 250", ["1 001", "1 250"]),
        ("12\u202f001\n13\u202f250", ["12 001", "13 250"]),
        ("1,001, 1,002", ["1,001", "1,002"]),
        ("1,001; 1,002", ["1,001", "1,002"]),
        ("1,001,1,002", ["1,001", "1,002"]),
        ("#1,001,#1,002.", ["#1,001", "#1,002"]),
        ("998,999,1,000,1,001", ["998", "999", "1,000", "1,001"]),
        ("100,001,100,002", ["100,001", "100,002"]),
        ("12,13,100,101", ["12", "13", "100", "101"]),
        ("001,002,003", ["001", "002", "003"]),
        ("1 001 1 002", ["1 001", "1 002"]),
        ("12 250", ["12", "250"]),
        ("101\u00a0102\u00a0103", ["101", "102", "103"]),
    ],
)
@pytest.mark.parametrize("shop", [None, SMALL], ids=["unknown shop", "1, 2, 3"])
def test_a_thousand_is_never_bought_as_one(text: str, numbers: list[str], shop: object) -> None:
    assert certain(read_text(text, shop)) == numbers  # type: ignore[arg-type]


def test_a_shop_may_have_come_to_its_first_thousand_since() -> None:
    reading = read_text("1,100", SMALL)
    assert [(wanted.typed, wanted.rivals) for wanted in reading.certain] == [("1", ("1,100",)), ("100", ("1,100",))]
    assert possible(reading) == {"1,100"}


@pytest.mark.parametrize(
    "line",
    [
        "06 12 34 56 78",
        "030 123 456",
        "0151 23 45 67 89",
        "DE89 3704 0044 0532 0130 00",
        "NL91 ABNA 0417 1643 00",
        "4111 1111 1111 1111",
        "5500 0000 0000 0004",
        "3782 822463 10005",
    ],
)
def test_the_pieces_of_a_telephone_number_or_an_account_are_no_orders(line: str) -> None:
    assert certain(read_text(f"101\n102\n{line}", SMALL)) in (["101", "102"], [])
    assert certain(read_text(line, SMALL)) == []


@pytest.mark.parametrize(
    "text",
    [
        "0012 0013 0014",
        "012 013 014",
        "AB12 1001 1002 1003",
        "1234 5678 9012 3456",
        "4111 1234 2111 3111 5111",
        "4000 4100 4201 4702",
    ],
)
def test_orders_that_begin_with_zeros_or_letters_are_orders(text: str) -> None:
    assert certain(read_text(text)) == text.split()


@pytest.mark.parametrize(
    "line",
    [
        "Total: 3",
        "Totaal 3 bestellingen",
        "Page 1 of 2",
        "Seite 2",
        "- 2 -",
        "Week 47",
        "KW 47:",
        "Batch 3",
        "3 records found",
    ],
)
def test_totals_and_numbers_of_pages_around_a_list_are_read_as_what_they_are(line: str) -> None:
    for text in (f"{line}\n101\n102", f"101\n102\n{line}"):
        reading = read_text(text, SMALL)
        assert (certain(reading), possible(reading)) == (["101", "102"], set())


@pytest.mark.parametrize(
    "text",
    ["101 qty 2\n102 qty: 1", "101, aantal 2\n102, aantal 1", "101 (Menge: 2)\n102 (Menge: 1)", "qty 2: 101\n102"],
)
def test_a_quantity_before_its_number_is_told_and_never_bought(text: str) -> None:
    reading = read_text(text, SMALL)
    assert (certain(reading), possible(reading)) == (["101", "102"], set())
    assert "2" in map(str, reading.not_understood)


def test_the_order_to_which_a_link_leads_is_shown_and_not_ticked() -> None:
    reading = read_text(
        "101\nhttps://shop.example.com/admin/orders/102?tab=1\nhttps://shop.example.com/products/103", SMALL
    )
    assert (certain(reading), possible(reading)) == (["101"], {"102"})


@pytest.mark.parametrize(
    ("typed", "looked_up"),
    [
        ("order:1001", "1001"),
        ("Order1001", "1001"),
        ("order-1001", "1001"),
        ("order_id=1001", "1001"),
        ("Bestell-Nr.:1001", "1001"),
        ("Bestellnr.1001", "1001"),
        ("bestelling:#1001", "1001"),
    ],
)
def test_a_number_is_looked_up_without_what_it_is_called_too(typed: str, looked_up: str) -> None:
    assert spellings_of(typed)[0] == typed
    assert looked_up in spellings_of(typed)


@pytest.mark.parametrize("typed", ["qty:2", "invoice#1001", "tel:1001", "kw:47"])
def test_the_number_of_something_else_is_not_looked_up(typed: str) -> None:
    assert not {"2", "1001", "47"} & set(spellings_of(typed))


def test_the_words_around_a_number_are_those_around_it_behind_an_emoji_too() -> None:
    (one,) = read_text("Hello :package: I saw 104 in the list").possible
    assert one.context == "Hello :package: I saw 104 in the list"


def test_the_sign_that_excel_writes_above_a_pasted_table_is_no_order() -> None:
    assert certain(read_text("sep=;\nOrder;Name\n101;A")) == ["101"]


def test_numbers_with_letters_are_told_apart_and_offered_as_a_range_like_others() -> None:
    web = learn(["W-1001", "W-1002", "W-1003"])
    assert certain(read_text("W-1001/W-1002", web)) == ["W-1001", "W-1002"]
    assert possible(read_text("W-1001/W-1002")) == {"W-1001", "W-1002"}
    assert possible(read_text("W-1001–W-1003", web)) == {"W-1001", "W-1002", "W-1003"}
    assert possible(read_text("please ship W-1001 to W-1004", web)) == {"W-1002", "W-1003"}
    assert possible(read_text("W-1001-2 A-1/B-2 AB-7", web)) == set()
    assert [wanted.rivals for wanted in read_text("W-1001 AB-7", web).certain] == [(), ()]


WEB = learn(["W-1001", "W-1002", "W-1003", "w-1004"])


@pytest.mark.parametrize(("given", "own"), [("W1005", "W-1005"), ("w_1005", "w-1005"), ("#W1005", "W-1005")])
def test_a_number_is_also_looked_up_as_the_shop_writes_it(given: str, own: str) -> None:
    (one,) = read_text(given, WEB).certain
    assert (one.typed, one.spellings[0]) == (given, given)
    assert own in one.spellings
    assert own not in spellings_of(given)


def test_a_number_with_more_signs_than_the_shop_writes_is_also_looked_up_without_them() -> None:
    shop = learn(["SO1001", "SO1002", "SO1003"])
    assert spellings_of("SO-1004", shop) == ("SO-1004", "#SO-1004", "SO1004", "#SO1004")
    assert spellings_of("WEB-1004", shop) == spellings_of("WEB-1004")


def test_only_a_sign_tells_where_one_run_of_digits_ends() -> None:
    shop = learn(["WEB-2026-101", "WEB-2026-102", "WEB-2026-1003"])
    assert "WEB-2026-104" in spellings_of("WEB2026/104", shop)
    assert spellings_of("WEB2026104", shop) == spellings_of("WEB2026104")


def test_in_words_the_shops_number_without_its_sign_is_possible_and_looked_up_as_the_shop_writes_it() -> None:
    (one,) = read_text("Where is W1005? asks Amsel", WEB).possible
    assert "W-1005" in one.spellings
