"""The thread of a run as it is drawn: what it says, which buttons it has, and what it keeps to."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from bot.model import Cause, Choices, Run, RunState, State
from bot.slack.screens import thread
from tests.slack.drawing_kit import (
    ASKER,
    COLLEAGUE,
    HOSTILE,
    NOW,
    check_post,
    drawn,
    item,
    labelled,
    nodes,
    quick,
    run,
    runs,
    words_in,
)


@given(runs())
@quick
def test_every_message_keeps_slacks_limits_and_its_own_counsel(one: Run) -> None:
    for post in thread.draw(one, now=NOW):
        check_post(post)
        check_post(thread.resolved(post.key, one))
    assert thread.draw(one, now=NOW) == thread.draw(one, now=NOW)


@given(runs(most=1000))
@settings(quick, max_examples=8)
def test_a_thousand_orders_keep_them_too(one: Run) -> None:
    posts = drawn(one)
    for post in posts.values():
        check_post(post)
    if one.of(State.LABELLED) and one.state is not RunState.RUNNING:
        assert any(key.startswith("labels:") for key in posts)


@given(runs())
@quick
def test_only_the_end_and_the_trouble_of_a_round_mention_the_requester_besides_the_parent(one: Run) -> None:
    for key, post in drawn(one).items():
        if key != "parent" and not key.startswith(("end:", "halted:", "paused:")):
            assert "<@" not in post.text
            assert not [node for node in nodes(post.blocks) if node.get("type") == "user"]


def test_every_order_number_is_shown_as_it_is() -> None:
    for number in HOSTILE:
        one = run(labelled(1, number=number), state=RunState.DONE)
        shown = words_in(drawn(one)["labels:1"].blocks)
        if number.isprintable() and number.strip() == number:
            assert number in shown


def test_whoever_asked_is_told_that_a_refusal_ended_a_round() -> None:
    orders = [labelled(1), item(2, State.UNKNOWN, since=NOW), item(3, State.STOPPED)]
    one = run(*orders, state=RunState.STOPPED, cause=Cause("payment", "No method."), round=2)

    post = drawn(one)["halted:2"]

    assert post.text.startswith(
        f"<@{ASKER}>: the run stopped, and nothing more is bought. 1 of 3 labels ready: 1 ready · "
    )
    assert "What was sent to Sendcloud before still ends." in post.text
    assert "Sendcloud wants a valid payment method. Ask the owner of the Sendcloud account to" in post.text
    assert "“No method.”" in post.text
    assert "Continue goes on with the rest." in post.text
    assert "gone on since" in thread.resolved("halted:2", run(item(1, State.WAITING), round=3)).text


def test_a_pause_is_told_at_once_in_one_message_until_an_answer_came() -> None:
    paused = run(item(1, State.WAITING), state=RunState.PAUSED, cause=Cause("unreachable"), continue_at=NOW, failures=1)
    trying = replace(paused, state=RunState.RUNNING, continue_at=None)
    going = replace(trying, cause=None, failures=0)

    date = f"<!date^{int(NOW.timestamp())}^"
    assert drawn(paused)["paused:1"].text.startswith(f"<@{ASKER}>: Sendcloud is down. I keep trying; next at {date}")
    assert drawn(paused)["paused:1"].text.endswith(". 1 order waits, nothing is lost.")
    told = "Sendcloud is down. I am trying again now. 1 order waits, nothing is lost."
    assert drawn(trying)["paused:1"].text == f"<@{ASKER}>: {told}"
    assert f"Paused · 1 to go\n{told}" in drawn(trying)["parent"].text
    assert "paused:1" not in drawn(going)
    assert "Running · " in drawn(going)["parent"].text
    assert "It has gone on since" in thread.resolved("paused:1", going).text


def test_the_end_is_told_when_nothing_but_stragglers_is_left() -> None:
    late = item(14, State.UNKNOWN, since=NOW - timedelta(seconds=61), open_until=NOW + timedelta(seconds=60))
    others = [labelled(1), item(2, State.REFUSED)]

    assert drawn(run(*others, late))["end:1"].text == (
        f"<@{ASKER}>: 1 of 3 labels ready, 1 needs you, 1 still to come: 1014."
    )
    assert "end:1" not in drawn(run(*others, replace(late, since=NOW - timedelta(seconds=60))))
    assert "end:1" not in drawn(run(*others, late, item(15, State.WAITING)))
    assert "end:1" not in drawn(run(late))
    again = run(*others, replace(late, state=State.WAITING))
    assert thread.resolved("end:1", again).text == "Not over yet: 1 of 3 labels ready, 1 needs you."


def test_being_asked_to_slow_down_and_the_stop_of_a_person_mention_nobody() -> None:
    paused = run(item(1, State.WAITING), state=RunState.PAUSED, cause=Cause("throttled"), continue_at=NOW)
    stopped = run(item(1, State.STOPPED), state=RunState.STOPPED, stopped_by=COLLEAGUE)

    assert list(drawn(paused)) == ["parent"]
    assert list(drawn(stopped)) == ["parent"]


def test_what_was_posted_and_is_over_is_said_to_be_over() -> None:
    mended = run(labelled(1), state=RunState.DONE, round=2)
    going = run(item(1, State.WAITING), round=2)
    looking = run(item(1, State.UNKNOWN, since=NOW))

    assert thread.resolved("failures", mended).text == "The failures that were listed here are resolved."
    assert thread.resolved("failures:b", going).text == "The failed orders are being tried again."
    assert thread.resolved("undecided", looking).text == "1 order is being checked once more."
    told = thread.resolved("undecided", mended).text
    assert told.startswith("Nothing is to be decided here any more. Sendcloud had given no certain answer")
    assert told.endswith("so they were checked, and what became of them was found.")
    again = run(labelled(1), labelled(2, asked_again=1), state=RunState.DONE)
    told = thread.resolved("undecided", again).text
    assert told.endswith("so they were checked: 1 order was sent once more, and any other was found.")
    assert "<@" not in thread.resolved("end:1", going).text


def test_the_end_mentions_the_requester_once() -> None:
    orders = [labelled(n) for n in range(1, 19)] + [item(19, State.REFUSED), item(20, State.UNDECIDED)]

    post = drawn(run(*orders, state=RunState.DONE, round=2))["end:2"]

    assert post.text == f"<@{ASKER}>: 18 of 20 labels ready, 2 need you."
    assert len([one for one in nodes(post.blocks) if one.get("type") == "user"]) == 1


def test_every_message_of_a_test_run_says_so() -> None:
    orders = [labelled(1), item(2, State.REFUSED), item(3, State.UNDECIDED), item(4, State.SKIPPED)]
    choices = Choices(7, "Demo shop", test_labels=True)
    one = run(*orders, state=RunState.DONE, choices=choices)

    for post in (*drawn(one).values(), thread.resolved("end:1", one)):
        assert "free sendcloud:letter" in post.text
