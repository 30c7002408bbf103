"""The reply about orders that failed."""

from __future__ import annotations

from datetime import timedelta

from bot.model import Cause, Holder, Retried, RunState, State
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    drawn,
    item,
    run,
)


def test_failures_are_grouped_by_cause_with_the_next_step() -> None:
    bad = Cause("phone", "Service error: Error 100: Missing required data: phone")
    orders = [item(1, State.REFUSED, cause=bad), item(2, State.REFUSED, cause=Cause("address", "no address"))]
    orders.append(item(3, State.REFUSED, cause=bad))

    text = drawn(run(*orders, state=RunState.DONE))["failures"].text

    assert text.splitlines() == [
        "3 orders without a label:",
        "• 1001, 1003: phone number missing or wrong. Sendcloud says: “Service error: Error 100: Missing required "
        "data: phone” Add a phone number in the shop or in Sendcloud, then retry. Some carriers want it in the form "
        "used inside the country.",
        "• 1002: address refused. Sendcloud says: “no address” Correct the address in the shop or in Sendcloud, then "
        "retry.",
    ]


def test_many_failures_of_one_cause_are_counted_and_listed_below_it() -> None:
    orders = [item(n, State.FAILED, cause=Cause("address", f"line {n % 2}")) for n in range(1, 9)]

    text = drawn(run(*orders, state=RunState.DONE))["failures"].text

    assert text.splitlines() == [
        "8 orders without a label:",
        "8 orders: address refused.",
        "Correct the address in the shop or in Sendcloud, then retry. "
        "Sendcloud had accepted, then the carrier refused.",
        "• 1001, 1003, 1005, 1007: “line 1”",
        "• 1002, 1004, 1006, 1008: “line 0”",
    ]


def test_a_retry_that_failed_again_says_who_tried_it_when_and_that_the_answer_was_the_same() -> None:
    bad = Cause("address", "no address")
    orders = [item(n, State.REFUSED, cause=bad, retried=Retried(COLLEAGUE, NOW, same=n < 3)) for n in (1, 2, 3)]
    orders.append(item(4, State.REFUSED, cause=bad))

    lines = drawn(run(*orders, state=RunState.DONE, round=2))["failures"].text.splitlines()

    when = f"<!date^{int(NOW.timestamp())}^{{date_short_pretty}} {{time}}|2026-11-23 09:00 UTC>"
    assert lines[1].startswith("• 1001, 1002: address refused.")
    assert lines[1].endswith(f" Tried again {when} by <@{COLLEAGUE}>: same answer.")
    assert lines[2].startswith("• 1003: ")
    assert lines[2].endswith(f" Tried again {when} by <@{COLLEAGUE}>.")
    assert lines[3].startswith("• 1004: ")
    assert "Tried again" not in lines[3]


def test_failures_say_how_many_lines_are_left_out() -> None:
    orders = [
        item(n, State.REFUSED, number="<" * 250 + str(n), cause=Cause("data", f"text {n}")) for n in range(1, 400)
    ]

    posts = [post for key, post in drawn(run(*orders, state=RunState.DONE)).items() if key.startswith("failures")]

    assert len(posts) == 20
    told = sum(post.text.count("“text ") for post in posts)
    assert f"{399 - told} more lines are left out here." in posts[-1].text


def test_the_second_page_of_a_list_says_that_it_goes_on_and_counts_nothing_again() -> None:
    old = NOW - timedelta(minutes=5)
    orders = [item(n, State.UNDECIDED, candidates=("ship-8",)) for n in range(1, 81)]
    orders += [item(n, State.UNKNOWN, since=old) for n in range(81, 161)]
    orders += [item(n, State.SKIPPED, holder=Holder(NOW, COLLEAGUE, "L-9")) for n in range(161, 241)]

    posts = drawn(run(*orders, state=RunState.DONE))

    for kind, first, more in (
        (
            "undecided",
            "Decide about 80 orders: Sendcloud gave no certain answer.",
            "Orders to decide about, continued:",
        ),
        ("undecided", "Sendcloud gave no clear answer for 80 orders.", "being checked, continued:"),
        ("skipped", "80 orders left out, because", "Orders left out, continued:"),
    ):
        pages = [post.text for key, post in posts.items() if key.startswith(kind)]
        assert sum(first in page for page in pages) == 1
        assert sum(more in page for page in pages) >= 1
        assert all(("continued:" in page) == (place > 0) for place, page in enumerate(pages))
