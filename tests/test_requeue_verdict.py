"""What asking once more means for an order in every state."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from bot.ledger.requeue_verdict import Queued, Taken, changed_since, free_for_others, judge_requeue
from bot.model import Choices, Holder, Item, Person, Run, RunState, State

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
LATER, EARLIER = NOW + timedelta(minutes=1), NOW - timedelta(minutes=1)
THEIRS = Holder(at=NOW, person="U0COLLEAGUE", run_id="L-OLD", state=State.LABELLED)

ITEM = Item(
    id=1,
    run_id="L-1",
    position=1,
    integration_id=70,
    order_number="1001",
    order_id="id-1",
    sendcloud_id=None,
    copy=1,
    state=State.REFUSED,
    since=NOW,
    snapshot=("s-before",),
    attempt_id=7,
    asked_again=1,
    shipment_id="s-1",
    reason="Lost in the post",
)
FRESH = Queued(
    attempt_id=None,
    open_until=None,
    asked_again=1,
    snapshot=("s-before",),
    shipment_id="s-1",
    reason="Lost in the post",
)


def judged(state: State, **more: object) -> Taken | Queued:
    return judge_requeue(replace(ITEM, state=state, **more), None, reason="It is not there", now=NOW)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("item", "expected"),
    [
        # Refused: nothing was made, so nothing is open.
        ({"state": State.REFUSED}, FRESH),
        ({"state": State.FAILED}, FRESH),
        ({"state": State.FAILED, "open_until": EARLIER}, FRESH),
        ({"state": State.FAILED, "open_until": NOW}, FRESH),
        # Adopted early, and failed: its request may still make another label.
        ({"state": State.FAILED, "open_until": LATER}, replace(FRESH, open_until=LATER)),
        # Held back by a stop: what was open before still is.
        ({"state": State.STOPPED}, replace(FRESH, attempt_id=7)),
        ({"state": State.STOPPED, "attempt_id": None}, FRESH),
        ({"state": State.STOPPED, "open_until": LATER}, replace(FRESH, attempt_id=7)),
        # Undecided: asked again knowingly, and once only without a person.
        (
            {"state": State.UNDECIDED, "open_until": LATER},
            replace(FRESH, attempt_id=7, asked_again=2, reason="It is not there"),
        ),
        (
            {"state": State.UNDECIDED, "candidates": ("s-2", "s-3")},
            Queued(7, None, 2, ("s-before", "s-2", "s-3"), shipment_id=None, reason="It is not there"),
        ),
    ],
)
def test_what_is_known_of_an_order_from_now_on(item: dict[str, object], expected: Queued) -> None:
    assert judged(**item) == expected  # type: ignore[arg-type]


@pytest.mark.parametrize("state", State)
def test_an_order_that_somebody_else_has_is_skipped_whatever_its_state(state: State) -> None:
    assert judge_requeue(replace(ITEM, state=state), THEIRS, reason=None, now=NOW) == Taken(THEIRS)


FREE = {State.REFUSED, State.FAILED, State.SKIPPED, State.STOPPED, State.CANCELLED}


@pytest.mark.parametrize("state", State)
def test_only_an_order_that_keeps_nobody_out_may_have_been_taken(state: State) -> None:
    assert free_for_others(replace(ITEM, state=state), NOW) == (state in FREE)
    assert free_for_others(replace(ITEM, state=state, open_until=LATER), NOW) == (state in FREE - {State.FAILED})


def run_of(*items: Item) -> Run:
    shop = Choices(integration_id=70, shop_name="Main shop")
    return Run("L-1", Person("U0AGENT", "T0"), "C0", shop, RunState.DONE, NOW, NOW, items=items)


FIRST = replace(ITEM, state=State.UNDECIDED)
SECOND = replace(FIRST, id=2, position=2, attempt_id=8)


@pytest.mark.parametrize(
    ("run", "expected"),
    [
        (run_of(FIRST, SECOND), ()),
        (run_of(FIRST, SECOND, replace(FIRST, position=3)), ()),
        (run_of(replace(FIRST, attempt_id=9), SECOND), (1,)),
        (run_of(FIRST, replace(SECOND, candidates=("s-9",))), (2,)),
        (run_of(FIRST, replace(SECOND, state=State.LABELLED)), (2,)),
        (run_of(SECOND), (1,)),
        (run_of(), (1, 2)),
    ],
)
def test_what_changed_since_somebody_was_shown_two_doubts(run: Run, expected: tuple[int, ...]) -> None:
    assert changed_since(run, {2: SECOND.doubt, 1: FIRST.doubt}) == expected
