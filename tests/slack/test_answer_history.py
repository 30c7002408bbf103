"""The private answer to /label history."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model import CallOutcome, Event, EventKind
from bot.slack.screens import answer_history
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    check_answer,
    foreign_words,
    quick,
)

events = st.builds(
    Event,
    seq=st.integers(1, 9),
    at=st.just(NOW),
    kind=st.sampled_from(EventKind),
    person=st.sampled_from((None, COLLEAGUE)),
    run_id=st.one_of(st.none(), foreign_words),
    detail=st.dictionaries(
        st.sampled_from(("shipment_id", "cause", "reason", "outcome")),
        st.one_of(foreign_words, st.fixed_dictionaries({"kind": foreign_words, "text": foreign_words})),
    ),
)  # fmt: skip


@given(foreign_words, st.lists(events, max_size=200))
@quick
def test_a_history_is_taken_by_slack(number: str, found: list[Event]) -> None:
    check_answer(answer_history.history(number, found))


def test_a_history_tells_every_event_oldest_first() -> None:
    cause = {"kind": "address", "text": "x"}
    told = [
        Event(1, NOW, EventKind.ORDER_CONFIRMED, person=COLLEAGUE, run_id="L-1"),
        Event(2, NOW + timedelta(minutes=1), EventKind.LABEL_REFUSED, run_id="L-1", detail={"cause": cause}),
        Event(3, NOW + timedelta(minutes=2), EventKind.LABEL_ACCEPTED, run_id="L-1", detail={"shipment_id": "ship-1"}),
    ]

    text, _ = answer_history.history("1001", told)

    assert text.startswith("3 entries about order 1001, oldest first:")
    first, second, third = text.splitlines()[1:]
    assert first.endswith(f": order confirmed, by <@{COLLEAGUE}>, run L-1")
    assert second.endswith(": label refused, run L-1, Address refused")
    assert third.endswith(": bought, run L-1, shipment ship-1")


def test_every_kind_of_event_has_its_words() -> None:
    assert set(answer_history.EVENTS) == set(EventKind)
    assert len(set(answer_history.EVENTS.values())) == len(EventKind)
    assert set(answer_history.CALLS) == set(CallOutcome)


def test_a_history_says_why_a_claim_was_given_back() -> None:
    told = [Event(1, NOW, EventKind.CLAIM_GIVEN_BACK, detail={"state": "waiting", "outcome": "not_sent"})]

    text = answer_history.history("1001", told)[0]

    assert text.endswith(": not bought, to be sent again: the call did not reach Sendcloud")


def test_a_history_too_long_for_an_answer_says_so() -> None:
    one = Event(1, NOW, EventKind.ORDER_BOUGHT_AGAIN, run_id="L-1", detail={"reason": "It is not there. " * 6})

    text, _ = answer_history.history("1001", [replace(one, seq=n) for n in range(200)])

    assert text.startswith("200 entries about order 1001, oldest first (the newest ")
