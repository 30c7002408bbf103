"""What stands in a list or behind a word for orders, and is not wanted; and that nothing given is lost by it."""

from __future__ import annotations

import pytest

from bot.intake import Reading, learn, read_file, read_text

SMALL = learn([str(number) for number in range(1, 467)])


def certain(reading: Reading) -> str:
    return " ".join(wanted.typed for wanted in reading.certain)


def possible(reading: Reading) -> set[str]:
    return {one.number for one in reading.possible}


@pytest.mark.parametrize(
    ("text", "wanted", "others"),
    [
        ("Do not ship these:\n- 1017\n- 1018\n\nShip these:\n- 1019", "1019", {"1017", "1018"}),
        ("Done:\n- 1017\n- 1018\nTo ship:\n- 1019\n- 1020", "1019 1020", {"1017", "1018"}),
        ("Waiting for stock:\n* 1017\n* 1018", "", {"1017", "1018"}),
        ("Robin wrote:\n- 1017\n- 1018", "1017 1018", set()),
        ("1017 ✅\n1018 ❌\n1019 ✅", "1017 1019", {"1018"}),
        ("1017\n1018 :x:\n1019 ✖️", "1017", {"1018", "1019"}),
        ("1017\n1018 (cancelled)\n1019", "1017 1019", {"1018"}),
        ("1017\n1018 bitte nicht versenden\n1019", "1017 1019", {"1018"}),
        ("Returned orders 1017, 1018", "", {"1017", "1018"}),
        ("Shipped orders 1017 and 1018", "", {"1017", "1018"}),
        ("Order 1017 has already been sent. Order 1018 has not.", "1018", {"1017"}),
        ("Bestellung 1017 ist schon verschickt", "", {"1017"}),
        ("ship 1017 in 2025 and 1018 in 2026", "1017 1018", {"2025", "2026"}),
        ("1017 or 1018", "", {"1017", "1018"}),
        ("please ship order 1017 or order 1018", "", {"1017", "1018"}),
        ("please ship 1017 and 1018 today or tomorrow", "1017 1018", set()),
        ("please ship 1017 on the 4th, 1018 on the 3rd", "1017 1018", {"4th", "3rd"}),
    ],
)
def test_what_is_not_wanted_waits_for_a_tick(text: str, wanted: str, others: set[str]) -> None:
    reading = read_text(text)
    assert certain(reading) == wanted
    assert others <= possible(reading)


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("17 - Robin\n18 - Amber\n19 - Star", {"17", "18", "19"}),
        ("17: 2 candles\n18: 3 candles", {"17", "18"}),
        ("17+18", {"17", "18"}),
        ("Robin, order 17\nAmber, order 18", {"17", "18"}),
        ("Robin, order 1017\nAmber, order 1018", {"1017", "1018"}),
    ],
)
@pytest.mark.parametrize("shop", [None, SMALL], ids=["unknown shop", "1, 2, 3"])
def test_no_number_of_a_list_is_lost(text: str, numbers: set[str], shop: object) -> None:
    reading = read_text(text, shop)  # type: ignore[arg-type]
    found = {wanted.typed.removeprefix("order ") for wanted in reading.certain} | possible(reading)
    assert numbers <= found


def test_a_list_may_begin_anywhere() -> None:
    assert certain(read_text("17. 2001\n18. 2002\n19. 2003")) == "2001 2002 2003"
    assert certain(read_text("7) 45\n8) 46", SMALL)) == "45 46"


def test_a_zero_width_space_separates_two_numbers() -> None:
    assert certain(read_text("1017\u200b1018")) == "1017 1018"


def test_an_order_is_no_heading_of_a_file() -> None:
    reading = read_file(b"Robin;order 1017\nAmber;order 1018\n")
    assert {"1017", "1018"} <= {one for wanted in reading.certain for one in wanted.spellings} | possible(reading)


@pytest.mark.parametrize(
    ("text", "wanted", "others"),
    [
        ("17\n18\n19\n= 3", "17 18 19", set()),
        ("(3) 17 18 19", "17 18 19", set()),
        ("17, 18, 19 (3)", "17 18 19", set()),
        ("17, 18, 19 (4)", "17 18 19 (4)", set()),
        ("1017 100\n1018 250\n1019 75", "1017 1018 1019", {"100", "250", "75"}),
        ("1017 500g\n1018 2.5kg", "1017 1018", {"500g"}),
        ("3/11 1017\n4/11 1018", "1017 1018", {"3/11", "4/11"}),
        ("1017 1/2\n1018 2/2", "1017 1018", set()),
        ("17/18", "", {"17", "18"}),
        ("09:00 1017\n10:30 1018", "1017 1018", set()),
        ("1017 👍\n1018 👎", "1017", {"1018"}),
    ],
)
def test_counts_weights_fractions_and_days_are_no_orders(text: str, wanted: str, others: set[str]) -> None:
    reading = read_text(text, SMALL)
    assert certain(reading) == wanted
    assert others <= possible(reading)
