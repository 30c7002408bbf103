"""The private answer to /label status."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.model import Cause, OrderStatus, OutsideLabel, Sighting, State
from bot.model.trouble import Trouble
from bot.slack.screens import answer_status
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    check_answer,
    foreign_words,
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
    no_links=st.one_of(st.none(), st.sampled_from(Trouble).map(Cause)),
)


@given(statuses)
@quick
def test_a_status_is_taken_by_slack(found: OrderStatus) -> None:
    check_answer(answer_status.status(found))


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

    assert "not labelled: Address refused" in text
    assert "Next: Correct the address" in text


def test_a_status_without_a_trace_says_how_far_it_looked() -> None:
    assert answer_status.status(OrderStatus("1001"))[0] == "The bot has not been asked for order 1001."
    assert "does not know it" in answer_status.status(OrderStatus("1001", known_to_sendcloud=False))[0]
    assert "is known to Sendcloud" in answer_status.status(OrderStatus("1001", known_to_sendcloud=True))[0]
    assert "could not be asked" in answer_status.status(OrderStatus("1001", problem=Cause(Trouble.UNREACHABLE)))[0]
