"""What a look at an order whose outcome is unknown means, before and after its request can be counted out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.engine.picture import Seen
from bot.engine.reconcile_verdict import (
    AskAgain,
    Found,
    Known,
    LookLater,
    Undecided,
    after_a_look,
    late_arrivals,
)
from bot.engine.times import Times
from bot.model import Item, State

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)
UNTIL = NOW + timedelta(seconds=120)
ITEM = Item(
    id=1, run_id="L-1", position=1, integration_id=70, order_number="1001", order_id="id-1", sendcloud_id="1", copy=1,
    state=State.UNKNOWN, since=NOW, snapshot=("old",), attempt_id=7, open_until=UNTIL, may_ask_again=True,
    checked_at=NOW - timedelta(seconds=9),
)  # fmt: skip
STUCK = replace(ITEM, may_ask_again=False)
OLD, NEW, NEWER = Seen("old"), Seen("new"), Seen("newer")
DEAD = Seen("new", live=False)
ELSEWHERE, UNSURE = Seen("new", elsewhere=True), Seen("new", sure=False)


def verdict(item: Item, shown: list[Seen], after: float, known: Known | None = None) -> object:
    looked_at = NOW + timedelta(seconds=after)
    known = known or Known(claimed_at=NOW)
    return after_a_look(item, shown, known, looked_at=looked_at, now=looked_at, intervals=Times().looks)


@pytest.mark.parametrize(
    ("item", "shown", "before", "at_the_end"),
    [
        (ITEM, [], LookLater, AskAgain(())),
        (ITEM, [OLD], LookLater, AskAgain(("old",))),
        (ITEM, [replace(OLD, live=False)], LookLater, AskAgain(("old",))),
        (ITEM, [NEW], Found(NEW, UNTIL), Found(NEW)),
        (ITEM, [OLD, NEW], Found(NEW, UNTIL), Found(NEW)),
        (ITEM, [DEAD], LookLater, Found(DEAD)),
        (ITEM, [DEAD, NEWER], Found(NEWER, UNTIL), Found(NEWER)),
        (ITEM, [NEW, NEWER], LookLater, Undecided(("new", "newer"))),
        (ITEM, [ELSEWHERE], LookLater, Undecided(("new",))),
        (ITEM, [ELSEWHERE, NEWER], Found(NEWER, UNTIL), Found(NEWER)),
        (ITEM, [UNSURE], LookLater, Undecided(("new",))),
        (ITEM, [UNSURE, NEWER], Found(NEWER, UNTIL), Found(NEWER)),
        (STUCK, [], LookLater, Undecided(())),
        (STUCK, [NEW], Found(NEW, UNTIL), Found(NEW)),
        (replace(ITEM, open_until=None), [], AskAgain(()), AskAgain(())),
    ],
)
def test_nothing_is_decided_against_an_order_before_its_request_is_over(
    item: Item, shown: list[Seen], before: object, at_the_end: object
) -> None:
    early = verdict(item, shown, 30)
    assert early == before or type(early) is before
    assert verdict(item, shown, 120) == at_the_end


def test_a_look_that_ended_in_time_and_began_too_early_decides_nothing() -> None:
    looked_at = UNTIL - timedelta(seconds=1)
    found = after_a_look(
        ITEM, [], Known(), looked_at=looked_at, now=UNTIL + timedelta(seconds=5), intervals=Times().looks
    )
    assert found == LookLater(UNTIL)


def test_the_next_look_is_later_than_this_one_until_the_last_one_decides() -> None:
    for looks in range(8):
        found = verdict(replace(ITEM, looks=looks), [], 20)
        assert isinstance(found, LookLater)
        assert NOW + timedelta(seconds=20) < found.at <= UNTIL


def test_the_shipment_of_a_namesake_is_not_what_our_request_made() -> None:
    known = Known(others={"new"}, claimed_at=NOW)
    assert verdict(ITEM, [NEW], 120, known) == AskAgain(("new",))
    assert verdict(ITEM, [NEW], 120, Known(has_competitor=True)) == Undecided(("new",))


@pytest.mark.parametrize(
    ("seconds", "is_ours"), [(-60, True), (-10, True), (-8, False), (-6, False), (-5, True), (0, True), (3, True)]
)
def test_a_label_from_between_the_look_and_the_request_is_a_colleagues(seconds: float, is_ours: bool) -> None:
    made = replace(NEW, made_at=NOW + timedelta(seconds=seconds))
    assert isinstance(verdict(ITEM, [made], 30), Found) is is_ours


def test_what_turns_up_beside_an_adopted_shipment_is_told() -> None:
    adopted = replace(ITEM, state=State.ACCEPTED, shipment_id="new")
    shown = [OLD, NEW, NEWER, replace(NEWER, id="dead", live=False), replace(NEWER, id="far", elsewhere=True)]
    assert late_arrivals(adopted, shown, ()) == ["newer"]
    assert late_arrivals(adopted, shown, {"newer"}) == []
