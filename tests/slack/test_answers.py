"""Private answers: complete, bounded, and harmless whatever is in them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Cause, Event, EventKind, Holder, OrderStatus, OutsideLabel, Sighting, State
from bot.model.trouble import Refusal, Trouble
from bot.slack.screens import answer_history, answer_status, answers
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    check_answer,
    foreign_words,
    holders,
    item,
    items,
    labelled,
    nodes,
    quick,
    urls,
)

sightings = st.builds(
    Sighting,
    item=items(1),
    by=st.just(COLLEAGUE),
    run_at=st.just(NOW),
    channel=st.just("C0SHIPPING"),
    ts=st.sampled_from((None, "1790000000.000100")),
)
outside = st.builds(
    OutsideLabel, shipment_id=foreign_words, status=foreign_words, carrier=st.one_of(st.none(), foreign_words),
    tracking_url=urls,
)  # fmt: skip
statuses = st.builds(
    OrderStatus,
    number=foreign_words,
    sightings=st.lists(sightings, max_size=12).map(tuple),
    outside=st.lists(outside, max_size=12).map(tuple),
    known_to_sendcloud=st.sampled_from((None, True, False)),
    problem=st.one_of(st.none(), st.sampled_from(Trouble).map(Cause)),
)
events = st.builds(
    Event,
    seq=st.integers(1, 9),
    at=st.just(NOW),
    kind=st.sampled_from(EventKind),
    person=st.sampled_from((None, COLLEAGUE)),
    run_id=st.one_of(st.none(), foreign_words),
    detail=st.dictionaries(
        st.sampled_from(("shipment_id", "cause", "reason", "why")),
        st.one_of(foreign_words, st.fixed_dictionaries({"kind": foreign_words, "text": foreign_words})),
    ),
)  # fmt: skip


@given(statuses)
@quick
def test_a_status_is_taken_by_slack(found: OrderStatus) -> None:
    check_answer(answer_status.status(found))


@given(foreign_words, st.lists(events, max_size=200))
@quick
def test_a_history_is_taken_by_slack(number: str, found: list[Event]) -> None:
    check_answer(answer_history.history(number, found))


@given(foreign_words, st.lists(st.tuples(foreign_words, holders), min_size=1, max_size=60))
@quick
def test_the_other_answers_are_taken_by_slack(typed: str, taken: list[tuple[str, Holder]]) -> None:
    check_answer(answers.help_table())
    check_answer(answers.not_understood("status", typed))
    check_answer(answers.not_built("spend"))
    check_answer(answers.trouble(typed))
    check_answer(answers.sentence(typed))
    check_answer(answers.taken(taken))
    for reason in Refusal:
        check_answer(answers.not_allowed(reason))
    for action in ("stop", "continue", "retry", "look_again", "ask_again", "documents"):
        check_answer(answers.already(action, by=COLLEAGUE, at=NOW))


def test_help_lists_what_is_built() -> None:
    text, _ = answers.help_table()

    assert [line.partition(":")[0] for line in text.splitlines() if line.startswith("•")] == [
        "• /label",
        "• /label 1001 #1002, 1003",
        "• /label status 1001",
        "• /label history 1001",
        "• /label help",
    ]


def test_a_status_says_by_whom_when_where_and_with_what() -> None:
    one = Sighting(labelled(1), COLLEAGUE, NOW, "C0SHIPPING", "1790000000.000100")

    text, blocks = answer_status.status(OrderStatus("1001", (one,)), workspace="https://slack.com/")

    assert "labelled, <!date^" in text
    assert f"asked for by <@{COLLEAGUE}>" in text
    assert "in <#C0SHIPPING>, run L-7F3A, thread https://slack.com/archives/C0SHIPPING/p1790000000000100" in text
    assert "1001; parcel 401; shipment ship-1; PostNL; tracking 3S1 https://track.example/1" in text
    assert len([node for node in nodes(blocks) if node.get("type") == "link"]) == 2


def test_a_status_tells_labels_made_outside_the_bot() -> None:
    found = OrderStatus("1001", outside=(OutsideLabel("ship-9", "READY_TO_SEND", "DHL", "https://track.example/9"),))

    text, _ = answer_status.status(found)

    assert "made outside the bot: shipment ship-9, status READY_TO_SEND; DHL; track https://track.example/9" in text


def test_a_status_that_fails_says_why_and_what_next() -> None:
    one = Sighting(item(1, State.REFUSED, cause=Cause("address")), COLLEAGUE, NOW, "C0SHIPPING", None)

    text, _ = answer_status.status(OrderStatus("1001", (one,)))

    assert "not labelled: The address was refused" in text
    assert "Next: Correct the address" in text


def test_a_status_without_a_trace_says_how_far_it_looked() -> None:
    assert answer_status.status(OrderStatus("1001"))[0] == "The bot has not been asked for order 1001."
    assert "does not know it" in answer_status.status(OrderStatus("1001", known_to_sendcloud=False))[0]
    assert "is known to Sendcloud" in answer_status.status(OrderStatus("1001", known_to_sendcloud=True))[0]
    assert "could not be asked" in answer_status.status(OrderStatus("1001", problem=Cause(Trouble.UNREACHABLE)))[0]


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
    assert second.endswith(": label refused, run L-1, The address was refused")
    assert third.endswith(": label accepted, run L-1, shipment ship-1")


def test_every_kind_of_event_has_its_words() -> None:
    assert set(answer_history.EVENTS) == set(EventKind)
    assert len(set(answer_history.EVENTS.values())) == len(EventKind)


def test_a_history_says_why_a_claim_was_given_back() -> None:
    told = [Event(1, NOW, EventKind.CLAIM_GIVEN_BACK, detail={"state": "waiting", "why": "not sent"})]

    assert answer_history.history("1001", told)[0].endswith(": claim given back: not sent")


def test_a_history_too_long_for_an_answer_says_so() -> None:
    one = Event(1, NOW, EventKind.ORDER_BOUGHT_AGAIN, run_id="L-1", detail={"reason": "It is not there. " * 6})

    text, _ = answer_history.history("1001", [replace(one, seq=n) for n in range(200)])

    assert text.startswith("200 entries about order 1001, oldest first (the newest ")


def test_a_command_with_nothing_or_nonsense_behind_it() -> None:
    assert "/label status needs an order number" in answers.not_understood("status", " ")[0]
    assert "was not: forever" in answers.not_understood("spend", "forever")[0]
    assert "is not built yet" in answers.not_built("runs")[0]
