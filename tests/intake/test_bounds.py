"""Whatever somebody pastes or attaches: no error, no line lost without a word, twice the steps for twice as much."""

from __future__ import annotations

import sys
from collections.abc import Callable
from types import FrameType
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.intake import LONGEST_NUMBER, Reading, UnreadableFile, learn, read_file, read_text

SHOP = learn(["WEB-1001", "WEB-1002", "WEB-1003", "1001", "1002", "1003"])

PIECES = st.sampled_from(
    [
        "1001", "#1002", "1,001", "5001-5003", "order", "Bestellung", "nr.", "1. ", "(2 items)", "x3",
        "2026-11-03", "09:14", "€20.00", '"', "'", "\n", "\n", "\t", ",", ";", "|", " ", "=\"007\"", "#N/A",
        "1.2E+11", "Order number", "Total", "> ", "- ", "+31 6 12345678", "Kerkstraat 12", "1012 AB",
        "\u200b", "\ud800", "\x00", "é", "١٢٣", "Regards", "WEB-1001", "to", "and", ":100:", "@x", "<", "²",
    ]
)  # fmt: skip
TEXTS = st.lists(PIECES, max_size=40).map("".join)


def check(reading: Reading) -> None:
    keys = [wanted.typed.strip().casefold() for wanted in reading.certain]
    assert len(set(keys)) == len(keys)
    spelled = [*(one.spellings for one in reading.certain), *(one.spellings for one in reading.possible)]
    assert all(spellings and all(0 < len(one) <= LONGEST_NUMBER for one in spellings) for spellings in spelled)


@given(st.one_of(TEXTS, st.text()), st.sampled_from([None, SHOP]))
def test_any_text_is_read(text: str, shop: Any) -> None:
    check(read_text(text, shop))


@given(st.one_of(TEXTS.map(lambda text: text.encode("utf-8", "replace")), st.binary()))
def test_any_file_is_read_or_refused(data: bytes) -> None:
    try:
        check(read_file(data, SHOP))
    except UnreadableFile:
        return


@given(st.lists(st.tuples(st.integers(0, 10**9), st.sampled_from(["a", '"a', '12"', "", "x,y", "Total"])), max_size=30))
def test_no_line_of_a_table_is_lost_without_a_word(rows: list[tuple[int, str]]) -> None:
    lines = ["Order number,Note", *(f"{number},{note}" for number, note in rows)]
    reading = read_file("\n".join(lines).encode())
    assert sum(reading.rows.values()) == len(lines)
    words = " ".join([*(wanted.typed for wanted in reading.certain), *map(str, reading.not_understood)])
    assert all(str(number) in words for number, _ in rows)


@pytest.mark.parametrize("piece", [" ", "\t", "\u00a0", "0 ", "Total ", "1 001, ", "AB12 ", "W-1/", "order ", "no "])
def test_a_long_line_is_read_like_any_other(piece: str) -> None:
    check(read_text(piece * (60_000 // len(piece)) + "1001"))
    check(read_file(("Order number\n" + piece * (60_000 // len(piece)) + "1001\n").encode()))


def steps(work: Callable[[], object]) -> int:
    """Return how many lines of Python and calls of built-in functions *work* takes."""
    count = 0

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal count
        count += 1
        return trace

    def profile(frame: FrameType, event: str, argument: object) -> None:
        nonlocal count
        count += event == "c_call"

    before, profiler = sys.gettrace(), sys.getprofile()
    sys.settrace(trace)
    sys.setprofile(profile)
    try:
        work()
    finally:
        sys.settrace(before)
        sys.setprofile(profiler)
    return count


@pytest.mark.parametrize(
    "piece",
    ['"', '"\n', 'a,"b\n', '"a\n', '",', ",", "1,", "x ", "1\n", "1,A\n", "\t1\n", "order,a\n1,b\nc\n", "1\tA\nfoo\n",
     "1. 2\n", "' \"", "1,111,", "order 1001, ", "1-2 ", "*1", "> 1\n", "#", "0 ", "Total ", "AB12 "],
)  # fmt: skip
@pytest.mark.parametrize("read", [lambda text: read_file(text.encode()), read_text], ids=["file", "text"])
def test_twice_as_much_takes_no_more_than_about_twice_the_steps(read: Callable[[str], Reading], piece: str) -> None:
    once, twice = (steps(lambda size=size: read(piece * size)) for size in (400, 800))  # type: ignore[misc]
    assert twice < 2.6 * once + 5_000
