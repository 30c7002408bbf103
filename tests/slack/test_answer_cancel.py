"""The private answer to /label cancel, and the modal *Cancel labels*."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    Cancellation,
    CancelOffer,
    CancelRefusal,
    CancelRule,
    CancelState,
    CancelTerms,
    Cause,
    OrderStatus,
    OutsideLabel,
    Run,
    Sighting,
    State,
    Wished,
)
from bot.slack.screens import answer_cancel, answer_status, modal_cancel_labels
from bot.slack.screens.thread_cancellations import cancellations
from tests.slack.drawing_kit import (
    COLLEAGUE,
    HOSTILE,
    NOW,
    check_answer,
    check_post,
    check_view,
    foreign_words,
    item,
    items,
    labelled,
    nodes,
    quick,
    run,
    runs,
)

HOUR = timedelta(hours=1)
wishes = st.builds(
    Cancellation,
    id=st.just(1), item_id=st.just(1), run_id=st.just("L-7F3A"), press=st.integers(1, 3), shipment_id=foreign_words,
    person=st.just(COLLEAGUE), at=st.just(NOW), state=st.sampled_from(CancelState), since=st.just(NOW),
    refusal=st.sampled_from((None, *CancelRefusal)), cause=st.builds(Cause, st.just("x"), foreign_words),
)  # fmt: skip
moments = st.sampled_from((None, NOW - HOUR, NOW + HOUR))
terms = st.builds(CancelTerms, st.sampled_from(CancelRule), moments, moments)
sightings = st.builds(
    Sighting,
    item=items(1), by=st.just(COLLEAGUE), run_at=st.just(NOW), channel=st.just("C0SHIPPING"),
    ts=st.sampled_from((None, "1790000000.000100")), test_labels=st.booleans(),
    cancellation=st.one_of(st.none(), wishes), wished=st.sampled_from(Wished), terms=st.one_of(st.none(), terms),
)  # fmt: skip
statuses = st.builds(OrderStatus, number=foreign_words, sightings=st.lists(sightings, max_size=2).map(tuple))


@given(st.lists(statuses, min_size=1, max_size=2))
@quick
def test_whatever_stands_in_it_slack_takes_the_answer(found: list[OrderStatus]) -> None:
    check_answer(answer_cancel.cancelling(found, ["4711"], now=NOW))
    check_answer(answer_status.statuses(found))


@given(runs(5), st.lists(wishes, max_size=4), terms)
@quick
def test_whatever_stands_in_a_run_slack_takes_the_replies_and_the_modal(
    some: Run, wanted: list[Cancellation], known: CancelTerms
) -> None:
    some = replace(some, cancellations=tuple(wanted))
    for post in cancellations(some):
        check_post(post)
    offer = CancelOffer(some, some.items, (known,) * len(some.items), NOW)
    check_view(modal_cancel_labels.cancel_labels(offer, changed=True))


def shown(wished: Wished, *, rule: CancelRule = CancelRule.USUAL, **times: int) -> str:
    """Return the answer about one label; *times*: its terms, in hours from now."""
    known = CancelTerms(rule, **{name: NOW + hours * HOUR for name, hours in times.items()})
    one = Sighting(labelled(1), COLLEAGUE, NOW, "C0SHIPPING", None, wished=wished, terms=known)
    return answer_cancel.cancelling([OrderStatus("1001", (one,))], now=NOW)[0]


@pytest.mark.parametrize(
    ("told", "words"),
    [
        (shown(Wished.OPEN, free_until=2, until=1000), "it is not charged"),
        (shown(Wished.OPEN, free_until=-2, until=1000), "refunded with the next invoice"),
        (shown(Wished.OPEN, free_until=-900, until=-1), "will probably be refused"),
        (shown(Wished.OPEN, rule=CancelRule.SAME_DAY, free_until=2, until=2), "Its carrier takes cancellations until"),
        (shown(Wished.OPEN, rule=CancelRule.SAME_DAY, free_until=-2, until=-2), "Its carrier took cancellations until"),
        (shown(Wished.OPEN, rule=CancelRule.UNKNOWN), "the sooner, the better"),
        (shown(Wished.GONE), "can be bought again"),
        (shown(Wished.SETTLING), "Try again in two minutes"),
    ],
)
def test_what_it_saves_and_until_when(told: str, words: str) -> None:
    assert words in told


def test_a_label_that_is_being_cancelled_has_no_button_and_says_who_asked() -> None:
    wish = Cancellation(1, 1, "L-7F3A", 1, "s-1", COLLEAGUE, NOW, CancelState.ASKED, NOW)
    one = Sighting(labelled(1), COLLEAGUE, NOW, "C0SHIPPING", None, cancellation=wish, wished=Wished.UNDER_WAY)
    text, blocks = answer_cancel.cancelling([OrderStatus("1001", (one,))], now=NOW)

    assert f"<@{COLLEAGUE}> asked for it" in text
    assert not [node for node in nodes(blocks) if node.get("type") == "button"]


def test_what_was_made_outside_is_said_not_to_be_cancelled_here() -> None:
    outside = OutsideLabel("s-9", "Ready to send", "PostNL", None)

    assert "made outside the bot" in answer_cancel.cancelling([OrderStatus("1001", outside=(outside,))], now=NOW)[0]


@pytest.mark.parametrize("shipment", [*HOSTILE, "s" * 3000])
def test_a_button_remembers_which_label_it_was_shown_for_or_is_not_shown(shipment: str) -> None:
    order = item(7, State.LABELLED, shipment_id=shipment)
    buttons = answer_cancel.cancel_button(Sighting(order, COLLEAGUE, NOW, "C0SHIPPING", None, wished=Wished.OPEN))

    remembered = [answer_cancel.read_shown(button["value"]) for button in buttons]
    assert remembered == ([("L-7F3A", {7: shipment})] if len(shipment) < 1000 else [])


def test_a_modal_about_one_label_asks_for_no_choice() -> None:
    one = labelled(1)
    view = modal_cancel_labels.cancel_labels(CancelOffer(run(one), (one,), (CancelTerms(CancelRule.UNKNOWN),), NOW))

    assert [block for block in view["blocks"] if block["type"] == "input"] == []
    assert view["submit"]["text"] == "Cancel labels"
