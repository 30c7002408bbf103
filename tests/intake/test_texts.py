"""Kinds of text that people paste: lists, requests, mails, tables. What is certain, and what is only possible."""

from __future__ import annotations

import pytest

from bot.intake import Reading, Why, learn, read_text


def certain(reading: Reading) -> str:
    return " ".join(wanted.typed for wanted in reading.certain)


def possible(reading: Reading) -> set[str]:
    return {one.number for one in reading.possible}


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        # lists with marks
        ("To send:\n1. 2001\n2. 2002\n3. 2003", "2001 2002 2003"),
        ("Ship these today please\n1) 2001\n2) 2002", "2001 2002"),
        ("1️⃣ 2001\n2️⃣ 2002", "2001 2002"),
        ("a. 2001\nb. 2002", "2001 2002"),
        ("1. 2001", "2001"),
        ("- 2001\n- 2002\n* 2003\n• 2004", "2001 2002 2003 2004"),
        ("[ ] 2001\n[x] 2002\n☐ 2003", "2001 2002 2003"),
        ("1 2001\n2 2002\n3 2003", "2001 2002 2003"),
        ("98. 2001\n99. 2002\n100. 2003", "2001 2002 2003"),
        # quantities
        ("2001 (3 pcs), 2002 x2, 4x 2003", "2001 2002 2003"),
        ("2001 2\n2002 1\n2003 4", "2001 2002 2003"),
        ("2001: 2\n2002: 1", "2001 2002"),
        ("2001 (2)\n2002 (1)", "2001 2002"),
        ("3 x 2001\n2002 × 2", "2001 2002"),
        ("2001 - 2 Stück", "2001"),
        # prices
        ("€ 24,90 2001", "2001"),
        ("2001 €24,90\n2002 € 1.024,90", "2001 2002"),
        ("24,90 EUR 2001", "2001"),
        ("€24,2001", "2001"),
        ("5001 12 € 5002 15 €", "5001 5002"),
        ("5001 € 12 5002 € 15", "5001 5002"),
        ("5001 12 EUR 5002 15 EUR 5003 8 EUR", "5001 5002 5003"),
        ("5001 EUR 12, 5002 EUR 15", "5001 5002"),
        ("5001, 12.50 EUR, 5002, 8 EUR, 5003", "5001 5002 5003"),
        ("bestelling 5001 - 12 €\nbestelling 5002 - € 9", "5001 5002"),
        # signs between
        ("2001，2002、2003；2004", "2001 2002 2003 2004"),
        ("> 2001 & 2002 + 2003", "2001 2002 2003"),
        ("✅ 2001\n◦ 2002\n→ 2003", "2001 2002 2003"),
        ("2001; 2002 / 2003", "2001 2002 2003"),
        # requests in the languages of the markets
        ("Can you please make labels for 2001, 2002 and 2003 today? Thanks!", "2001 2002 2003"),
        ("Kun je bestelling 2001 en 2002 vandaag verzenden?", "2001 2002"),
        ("Bitte Versandlabel für 2001 und 2002 erstellen", "2001 2002"),
        ("Bonjour, merci d'expédier les commandes 2001 et 2002", "2001 2002"),
        ("Por favor, enviar pedidos 2001 y 2002", "2001 2002"),
        ("Per favore spedire ordini 2001 e 2002", "2001 2002"),
        ("Proszę wysłać zamówienia 2001 i 2002", "2001 2002"),
        # order words in a sentence
        ("The customer of order no. 2001 rang about her parcel", "2001"),
        ("Bestellung Nr. 2001 ist für Frau Amsel", "2001"),
        ("numéro de commande : 2001, cliente pressée", "2001"),
        ("Somebody wrote about #2001, 2002 and #2003 again", "2001 2002 2003"),
        ("Zamówienie nr 2001 dla pani Wrony", "2001"),
        # tables
        ("Number of things\nOrder no;Name;Qty\n2001;Amsel;1\n2002;Star;3", "2001 2002"),
        ("| Order | Town |\n|:---|---:|\n| 2001 | Delft |\n| 2002 | Gent |", "2001 2002"),
        ("Pick list\nName\tOrder\nAmsel\t2001\nStar\t2002\nTotal\t2", "2001 2002"),
        ("2001\t3 Nov\tAmsel\t€ 12.50\t2 items", "2001"),
        ("1\t2001\tAmsel\n2\t2002\tStar", "2001 2002"),
        ("2001\t2002\t2003", "2001 2002 2003"),
        # mails
        ("Hi team,\n\n2001\n2002\n\nThanks,\nRobin", "2001 2002"),
        ("On 4 Nov 2026 at 10:15, Robin wrote:\n> please ship 2001\n> thanks", "2001"),
        ("Orders of today:\n2001\n2002\n\nKind regards\nRobin\n+31 20 1234567\n0612345678", "2001 2002"),
    ],
)
def test_what_is_meant_as_an_order_is_certain(text: str, numbers: str) -> None:
    assert certain(read_text(text)).replace("#", "") == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("My address changed to Kerkstraat 12, 1012 AB Amsterdam", {"12", "1012"}),
        ("Please deliver to\nRobin Amsel\n1012\nAmsterdam", {"1012"}),
        ("1012\nAmsterdam", {"1012"}),
        ("Ship to:\n10115\nBerlin", {"10115"}),
        ("Please send 2 items", set()),
        ("I need 500 labels for Monday", {"500"}),
        ("Can you send 250 of those", {"250"}),
        ("The parcel of 3 November 2026 has not come, call 0612345678", {"3", "2026", "0612345678"}),
        ("order 250 pieces", set()),
        ("order 1234 Elm Street", {"1234"}),
        ("order 12", {"12"}),
        ("We are open since 2019 and have 30 people", {"2019", "30"}),
        ("Robin, Kade 7\nRobin's flat 301", {"7", "301"}),
    ],
)
def test_other_numbers_of_prose_are_possible_and_never_certain(text: str, numbers: set[str]) -> None:
    reading = read_text(text)
    assert certain(reading) == ""
    assert possible(reading) == numbers


@pytest.mark.parametrize(
    ("text", "numbers"),
    [
        ("2001 € 2002 €", {"2001", "2002"}),
        ("CHF2001, CHF2002", {"CHF2001", "CHF2002"}),
        ("the parcel of 2001 cost 12 € 2002 is still open", {"2001", "12", "2002"}),
        ("7 120 € 8", {"7", "120", "8"}),
    ],
)
def test_a_number_that_may_be_a_price_or_an_order_is_shown_and_never_lost(text: str, numbers: set[str]) -> None:
    reading = read_text(text)
    assert possible(reading) | {one.typed for one in reading.certain} == numbers
    assert {"2002", "120"}.isdisjoint(one.typed for one in reading.certain)


def test_a_quantity_in_a_list_is_told_as_what_it_is() -> None:
    assert [str(one) for one in read_text("2001 (3 pcs), 2002 x2").not_understood] == ["3 pcs", "x2"]


def test_a_possible_number_comes_with_the_words_around_it() -> None:
    (one, *_) = read_text("My new address is Kerkstraat 1012 in Amsterdam, thanks a lot").possible
    assert (one.number, one.why) == ("1012", Why.PROSE)
    assert "Kerkstraat 1012 in Amsterdam" in one.context


def test_the_words_around_a_number_are_whole() -> None:
    text = "Hello, I also saw 1004 in the list, and 2 items of 1008. Call me on my mobile"
    one, other = (one for one in read_text(text).possible if one.number in ("1004", "1008"))
    assert (one.number, one.context) == ("1004", "Hello, I also saw 1004 in the list, and 2 items of…")
    assert (other.number, other.context) == ("1008", "…in the list, and 2 items of 1008. Call me on my mobile")


def test_where_no_space_is_near_the_words_around_a_number_are_cut_all_the_same() -> None:
    (one,) = (one for one in read_text(f"see {'x' * 50}, 1004, {'y' * 50} please").possible if one.number == "1004")
    assert one.context.startswith("…")
    assert "1004" in one.context
    assert one.context.endswith("…")
    assert len(one.context) < 75


def test_an_ascii_dash_is_looked_up_beside_what_was_typed() -> None:
    for dash in "\u2010\u2011\u2013\u2014\u2212\uff0d\u00ad":
        (wanted,) = read_text(f"AB{dash}77").certain
        assert wanted.spellings[0] == f"AB{dash}77"
        assert "AB-77" in wanted.spellings


def test_a_range_is_a_number_of_its_own_and_offers_the_orders_it_spans() -> None:
    reading = read_text("3001-3003")
    assert certain(reading) == "3001-3003"
    assert [(one.number, one.why, one.within) for one in reading.possible] == [
        (number, Why.RANGE, "3001-3003") for number in ("3001", "3002", "3003")
    ]
    assert possible(read_text("orders 3001 to 3004")) == {"3002", "3003"}
    assert read_text("111-2222222-3333333").possible == ()
    assert read_text("1-99999").possible == ()


def test_where_one_number_and_several_are_both_possible_both_readings_are_kept() -> None:
    (one,) = read_text("1,001").certain
    assert one.typed == "1,001"
    assert "1001" in one.spellings
    assert one.rivals == ("1", "001")
    several = read_text("100,200,300")
    assert certain(several) == "100 200 300"
    assert {wanted.rivals for wanted in several.certain} == {("100,200,300",)}


def test_the_shops_own_numbers_tell_which_of_two_readings_is_meant() -> None:
    four = learn(["1001", "1002", "2003"])
    (one,) = read_text("1,001", four).certain
    assert one.rivals == ()
    three = learn(["100", "200", "301"])
    assert [wanted.rivals for wanted in read_text("100,200,300", three).certain] == [(), (), ()]


def test_what_has_the_shops_own_pattern_is_certain_in_any_text() -> None:
    shop = learn(["WEB-1001", "WEB-1002", "WEB-1250"])
    text = "Robin asks where WEB-1003 is, she lives at Kade 7 near room B-12"
    assert certain(read_text(text, shop)) == "WEB-1003"
    assert certain(read_text(text)) == ""


def test_a_number_behind_an_order_word_has_the_length_that_the_shops_numbers_have() -> None:
    shop = learn(["100001", "100002", "100003"])
    assert certain(read_text("Robin asks about order 100004", shop)) == "100004"
    assert possible(read_text("Robin asks about order 2026", shop)) == {"2026"}
    assert learn(["1", "2"]) is None
