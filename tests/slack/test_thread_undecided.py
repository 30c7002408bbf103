"""The reply about orders whose outcome nobody knows."""

from __future__ import annotations

from datetime import timedelta

from bot.model import RunState, State
from tests.slack.drawing_kit import (
    NOW,
    drawn,
    item,
    run,
)


def test_an_undecided_order_comes_with_its_risk_and_what_the_buttons_do() -> None:
    order = item(1, State.UNDECIDED, candidates=("ship-8", "ship-9"))

    text = drawn(run(order, state=RunState.DONE))["undecided"].text

    assert "may buy a second, paid label" in text
    assert "Look again searches Sendcloud once more and buys nothing." in text
    assert "ship-8, ship-9" in text


def test_an_order_that_is_looked_up_is_told_of_after_a_while() -> None:
    until = NOW + timedelta(seconds=60)
    fresh = item(1, State.UNKNOWN, since=NOW - timedelta(seconds=20), open_until=until)
    older = item(1, State.UNKNOWN, since=NOW - timedelta(seconds=21), open_until=until)

    assert "undecided" not in drawn(run(fresh))
    text = drawn(run(older))["undecided"].text
    date = f"<!date^{int(until.timestamp())}^"
    assert f"1001: checking until {date}" in text
    assert f"Sendcloud gave no clear answer for 1 order. Checking until {date}" in text
    assert "so that none is bought twice." in text


def test_an_order_that_is_looked_up_longer_than_was_said_is_told_without_a_time_that_is_past() -> None:
    since, over = NOW - timedelta(seconds=90), NOW - timedelta(seconds=1)
    deciding = item(1, State.UNKNOWN, since=since, open_until=over, next_look_at=over)
    failing = item(1, State.UNKNOWN, since=since, open_until=over, next_look_at=NOW + timedelta(seconds=9))

    assert drawn(run(deciding))["undecided"].text.endswith("1001: being checked")
    assert "Sendcloud cannot be asked about it just now" in drawn(run(failing))["undecided"].text
    assert "<!date" not in drawn(run(failing))["undecided"].text


def test_a_shipment_without_a_label_is_told_with_what_buying_again_may_cost() -> None:
    order = item(14, State.UNDECIDED, shipment_id="ship-8", candidates=("ship-8",))

    text = drawn(run(order, state=RunState.DONE))["undecided"].text

    assert "1014: Sendcloud has the shipment but no label yet. Buy again may cost twice." in text
