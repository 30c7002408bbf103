"""The parent message of a run."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from hypothesis import given

from bot.model import Cause, Item, Run, RunState, State
from bot.slack import ids
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
)


@given(runs())
@quick
def test_the_counts_on_the_parent_add_up_to_what_was_asked_for(one: Run) -> None:
    text = drawn(one)["parent"].text
    counts = next(line for line in text.splitlines() if " labelled" in line and " of " in line)
    labelled_part, *others = counts.rstrip(".").split(", ")
    number, total = map(int, re.findall(r"\d+", labelled_part))

    assert total == len(one.items)
    assert number + sum(int(part.split()[0]) for part in others) == total


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

    assert text.startswith(f"{word}: <@{ASKER}> asked for")
    assert sum(text.count(name) for name in ("Running", "Paused", "Stopped", "Done")) == 1


def test_the_parent_tells_the_whole_story() -> None:
    orders = [labelled(n) for n in range(1, 13)] + [item(n, State.REFUSED) for n in range(13, 16)]
    orders += [item(16, State.ACCEPTED, since=NOW)] + [item(n, State.WAITING) for n in range(17, 21)]

    text = drawn(run(*orders))["parent"].text

    assert "asked for 20 labels." in text
    assert "12 of 20 labelled, 3 failed, 1 with the label being made, 4 waiting." in text
    assert "Demo shop" in text
    assert "About 10 s left." in text


def test_the_time_left_counts_what_is_looked_up_and_is_not_guessed_for_a_slow_carrier() -> None:
    def left(*orders: Item) -> list[str]:
        return re.findall("About (.*) left", drawn(run(*orders))["parent"].text)

    until = NOW + timedelta(seconds=110)
    assert left(item(1, State.UNKNOWN, open_until=until), item(2, State.WAITING)) == ["2 min"]
    assert left(item(1, State.UNKNOWN, open_until=NOW), item(2, State.WAITING)) == []
    assert left(item(1, State.ACCEPTED, since=NOW - timedelta(seconds=15))) == ["10 s"]
    assert left(item(1, State.ACCEPTED, since=NOW - timedelta(seconds=16))) == []


def test_a_stopped_run_says_where_it_stopped_and_by_whom() -> None:
    orders = [labelled(n) for n in range(1, 41)] + [item(n, State.STOPPED) for n in range(41, 101)]

    post = drawn(run(*orders, state=RunState.STOPPED, stopped_by=COLLEAGUE))["parent"]

    assert f"<@{COLLEAGUE}> stopped the run after 40 of 100; 60 were held back." in post.text
    assert buttons(post) == {"Continue": ids.CONTINUE_RUN, "Get documents": ids.GET_DOCUMENTS}


def test_a_run_stopped_by_a_refusal_says_why_who_and_what_next() -> None:
    one = run(item(1, State.STOPPED), state=RunState.STOPPED, cause=Cause("payment"))

    text = drawn(one)["parent"].text

    assert "The run stopped after 0 of 1; 1 was held back." in text
    assert "Sendcloud wants a valid payment method. Who can mend it: The owner of the Sendcloud account. Next:" in text
    assert "Continue goes on with the rest." in text


@pytest.mark.parametrize("kind", ["sender", "brand", "option", "shop"])
def test_where_only_another_choice_helps_nobody_is_sent_to_continue(kind: str) -> None:
    one = run(item(1, State.STOPPED), state=RunState.STOPPED, cause=Cause(kind))

    for post in (drawn(one)["parent"], drawn(one)["halted:1"]):
        assert "Continue goes on" not in post.text
        assert "tart " in post.text.split("Next: ")[1]


def test_a_paused_run_says_when_it_tries_again() -> None:
    one = run(item(1, State.WAITING), state=RunState.PAUSED, cause=Cause("unreachable"), continue_at=NOW)

    post = drawn(one)["parent"]

    assert "Sendcloud cannot be reached." in post.text
    assert f"Next try: <!date^{int(NOW.timestamp())}^" in post.text
    assert buttons(post) == {"Stop": ids.STOP_RUN, "Continue": ids.CONTINUE_RUN}
