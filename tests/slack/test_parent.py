"""The parent message of a run."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given

from bot.model import CallPace, Cause, Item, Run, RunState, State
from bot.slack import ids
from bot.slack.screens.causes import advise
from tests.slack.drawing_kit import (
    ASKER,
    COLLEAGUE,
    NOW,
    buttons,
    drawn,
    item,
    labelled,
    quick,
    run,
    runs,
    words_in,
)


@given(runs())
@quick
def test_the_counts_on_the_parent_add_up_to_what_was_asked_for(one: Run) -> None:
    text = drawn(one)["parent"].text
    number, total = map(int, re.findall(r"^(\d+) of (\d+) labels? ready", text, re.MULTILINE)[0])
    line = next(line for line in text.splitlines() if line.startswith(("Running", "Paused", "Stopped", "Done")))
    parts = [part.split(maxsplit=1) for part in line.split(" · ")[1:] if not part.startswith("about")]

    assert total == len(one.items)
    assert sum(int(count) for count, _ in parts) == total
    assert sum(int(count) for count, what in parts if what == "ready") == number


@pytest.mark.parametrize(
    ("state", "orders", "word"),
    [
        (RunState.RUNNING, [item(1, State.WAITING)], "Running"),
        (RunState.PAUSED, [item(1, State.WAITING)], "Paused"),
        (RunState.STOPPED, [item(1, State.STOPPED)], "Stopped"),
        (RunState.DONE, [labelled(1), item(2, State.SKIPPED)], "Done"),
        (RunState.DONE, [labelled(1), item(2, State.REFUSED), item(3, State.UNDECIDED)], "Done, 2 need attention"),
    ],
)
def test_the_parent_has_exactly_one_state_word(state: RunState, orders: list[object], word: str) -> None:
    text = drawn(run(*orders, state=state))["parent"].text  # type: ignore[arg-type]  # parametrize knows no better

    assert f"\n{word} · " in text
    assert f"<@{ASKER}> asked for" in text
    assert sum(text.count(name) for name in ("Running", "Paused", "Stopped", "Done")) == 1


def test_the_parent_tells_the_whole_story() -> None:
    orders = [labelled(n) for n in range(1, 13)] + [item(n, State.REFUSED) for n in range(13, 16)]
    orders += [item(16, State.ACCEPTED, since=NOW)] + [item(n, State.WAITING) for n in range(17, 21)]

    text = drawn(run(*orders))["parent"].text

    assert f"<@{ASKER}> asked for 20 labels." in text
    assert text.startswith("12 of 20 labels ready, 3 need you\n")
    assert "Running · 12 ready · 3 failed · 1 bought, PDF on its way · 4 to go · about 10 s\n" in text
    assert "Orders 1001, 1002, 1003, 1004, 1005, 1006, 1007, 1008, 1009, 1010 and 10 more\n" in text
    assert "Demo shop" in text


def test_a_run_under_way_says_what_is_bought_what_is_to_go_and_how_long_it_takes() -> None:
    orders = [item(n, State.ACCEPTED, since=NOW) for n in range(240)]
    orders += [item(n, State.WAITING) for n in range(240, 466)]

    assert "240 bought, PDFs on their way · 226 to go · about 50 s" in drawn(run(*orders))["parent"].text
    # As long as the latest calls of the run really took.
    for seconds, left in ((0.4, "about 10 s"), (2.0, "about 30 s"), (20.0, "about 5 min")):
        pace = CallPace(((NOW - timedelta(seconds=seconds), NOW),))
        told = drawn(replace(run(*orders), call_pace=pace))["parent"].text
        assert f"226 to go · {left}\n" in told


@pytest.mark.parametrize(
    ("orders", "bar"),
    [
        ([labelled(1)], "🟩" * 12),
        ([item(1, State.WAITING)], "⬜" * 12),
        ([labelled(n) for n in range(465)] + [item(466, State.REFUSED)], "🟩" * 11 + "🟥"),
        ([labelled(1)] + [item(n, State.REFUSED) for n in range(2, 900)], "🟩" + "🟥" * 11),
        ([labelled(1), item(2, State.UNDECIDED)] + [item(n, State.WAITING) for n in range(3, 900)], "🟩🟥" + "⬜" * 10),
    ],
)
def test_the_bar_shows_done_trouble_and_to_go_and_forgets_none(orders: list[Item], bar: str) -> None:
    post = drawn(run(*orders))["parent"]

    assert bar in words_in(post.blocks).splitlines()
    assert bar not in post.text


def test_the_parent_stays_short_however_long_the_order_numbers_are() -> None:
    orders = [item(n, State.REFUSED, number="x" * 250 + str(n)) for n in range(1000)]

    post = drawn(run(*orders, state=RunState.STOPPED, cause=Cause("payment", "y" * 3000)))["parent"]

    assert len(post.text) < 3_000
    assert len(words_in(post.blocks)) < 3_000
    assert "and 999 more" in post.text


def test_a_stop_that_came_too_late_stays_told() -> None:
    one = run(*(labelled(n) for n in range(300)), state=RunState.DONE, stopped_by=COLLEAGUE)

    assert "Stop came too late: all 300 were bought." in drawn(one)["parent"].text


def test_the_time_left_counts_what_is_looked_up_and_is_not_guessed_for_a_slow_carrier() -> None:
    def left(*orders: Item) -> list[str]:
        return re.findall("about (.*)", drawn(run(*orders))["parent"].text)

    until = NOW + timedelta(seconds=110)
    assert left(item(1, State.UNKNOWN, open_until=until), item(2, State.WAITING)) == ["2 min"]
    assert left(item(1, State.UNKNOWN, open_until=NOW), item(2, State.WAITING)) == []
    assert left(item(1, State.ACCEPTED, since=NOW - timedelta(seconds=15))) == ["10 s"]
    slow = item(1, State.ACCEPTED, since=NOW - timedelta(seconds=16))
    assert left(slow) == []
    # One slow carrier keeps nobody from knowing when the others are bought.
    assert left(slow, *(item(n, State.WAITING) for n in range(2, 202))) == ["40 s"]


def test_a_stopped_run_says_where_it_stopped_and_by_whom() -> None:
    orders = [labelled(n) for n in range(1, 41)] + [item(n, State.STOPPED) for n in range(41, 101)]

    post = drawn(run(*orders, state=RunState.STOPPED, stopped_by=COLLEAGUE))["parent"]

    assert f"<@{COLLEAGUE}> stopped the run after 40 of 100; 60 were held back." in post.text
    assert buttons(post) == {
        "Continue": ids.CONTINUE_RUN,
        "Get documents": ids.GET_DOCUMENTS,
        "Print options…": ids.PRINT_OPTIONS,
        "Hand-over list": ids.HAND_OVER,
        "Cancel labels": ids.CANCEL_LABELS,
    }


def test_a_run_stopped_by_a_refusal_says_why_who_and_what_next() -> None:
    one = run(item(1, State.STOPPED), state=RunState.STOPPED, cause=Cause("payment"))

    text = drawn(one)["parent"].text

    assert "The run stopped after 0 of 1; 1 was held back." in text
    assert "Sendcloud wants a valid payment method. Ask the owner of the Sendcloud account to add" in text
    assert "Continue goes on with the rest." in text


@pytest.mark.parametrize("kind", ["sender", "brand", "option", "shop"])
def test_where_only_another_choice_helps_nobody_is_sent_to_continue(kind: str) -> None:
    one = run(item(1, State.STOPPED), state=RunState.STOPPED, cause=Cause(kind))

    for post in (drawn(one)["parent"], drawn(one)["halted:1"]):
        assert "Continue goes on" not in post.text
        assert "tart " in advise(Cause(kind)).next_step
        assert advise(Cause(kind)).next_step in post.text


def test_a_paused_run_says_when_it_tries_again() -> None:
    one = run(item(1, State.WAITING), state=RunState.PAUSED, cause=Cause("unreachable"), continue_at=NOW)

    post = drawn(one)["parent"]

    assert f"Sendcloud is down. I keep trying; next at <!date^{int(NOW.timestamp())}^" in post.text
    assert "1 order waits, nothing is lost." in post.text
    assert buttons(post) == {"Stop": ids.STOP_RUN, "Continue": ids.CONTINUE_RUN}
