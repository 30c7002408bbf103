"""However a carrier spells the customer, the customer is not in what is kept and shown of its words."""

from __future__ import annotations

import html
import json
import unicodedata
from collections.abc import Callable
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.engine.mask import LONGEST_TEXT, MASK, mask, public_link

NAME, STREET, CODE = "Zoë Größenberger", "Übungsstraße", "9471 QX"
PRIVATE = {NAME, STREET, f"{STREET} 17", "Łódź", CODE, "zoe.groessenberger@example.com", "+31 6 5550 1234"}
UNMISTAKABLE = ("größenb", "groessenb", "grossenb", "grosenb", "übungss", "uebungss", "ubungss", "9471")

SPELLINGS: dict[str, Callable[[str], str]] = {
    "as it is": lambda text: text,
    "in capitals": str.upper,
    "ss for ß": lambda text: text.replace("ß", "ss"),
    "ue for ü": lambda text: text.replace("ü", "ue").replace("Ü", "Ue").replace("ö", "oe").replace("ß", "ss"),
    "without signs": lambda text: text.replace("ü", "u").replace("Ü", "U").replace("ö", "o").replace("ß", "ss"),
    "sharp s as one": lambda text: text.replace("ö", "o").replace("Ü", "U").replace("ß", "s"),
    "decomposed": lambda text: unicodedata.normalize("NFD", text),
    "cut": lambda text: " ".join(word[:7] for word in text.split()),
    "for HTML": lambda text: html.escape(text).encode("ascii", "xmlcharrefreplace").decode(),
    "for a URL": quote_plus,
    "for a path": quote,
    "for JSON": lambda text: json.dumps(text)[1:-1],
    "read as Windows-1252": lambda text: text.encode("utf-8").decode("cp1252", errors="replace"),
    "the other way round": lambda text: " ".join(reversed(text.split())),
    "joined": lambda text: "".join(text.split()),
    "with dashes": lambda text: "-".join(text.split()),
    "with invisible characters": lambda text: "\u200b".join(text),
    "full width": lambda text: "".join(chr(ord(one) + 0xFEE0) if "!" <= one <= "~" else one for one in text),
}


@pytest.mark.parametrize("spelling", SPELLINGS)
@pytest.mark.parametrize("value", [NAME, STREET, f"{STREET} 17", CODE])
def test_a_customer_in_any_spelling_is_masked(spelling: str, value: str) -> None:
    spelled = SPELLINGS[spelling](value)

    told = mask(f"Delivery to {spelled} was refused, code R-77.", PRIVATE)

    assert MASK in told
    assert "R-77" in told
    assert "was refused" in told
    flat = unicodedata.normalize("NFKC", told).casefold()
    assert [one for one in UNMISTAKABLE if one in flat] == []


def test_what_says_nothing_of_the_customer_is_kept() -> None:
    said = "The house number of the street is missing. Needed: 1 to 8 characters (error 100)."

    assert mask(said, {"Ede", "Main Street 12", "12", "Amber"}) == said


def test_a_house_number_is_hidden_beside_its_street_only() -> None:
    assert mask("Kerkstraat 12 is unknown; 12 characters at most.", {"Kerkstraat 12"}) == (
        f"{MASK} is unknown; 12 characters at most."
    )


@pytest.mark.parametrize(
    "url",
    [
        "https://tracking.example.com/?code=9471QX&n=1",
        "https://tracking.example.com/9471%20QX/3SABCD",
        "https://tracking.example.com/zo%C3%AB-gr%C3%B6%C3%9Fenberger",
    ],
)
def test_a_link_that_tells_of_the_customer_is_none(url: str) -> None:
    assert public_link(url, PRIVATE) is None


def test_a_link_that_tells_nothing_stays() -> None:
    assert public_link("https://tracking.example.com/3SABCD0001", PRIVATE) == "https://tracking.example.com/3SABCD0001"


@given(st.text(max_size=2_000), st.sets(st.text(max_size=30), max_size=5))
def test_whatever_is_said_can_be_stored(text: str, private: set[str]) -> None:
    told = mask(text, private)

    assert len(told) <= LONGEST_TEXT
    told.encode("utf-8")
