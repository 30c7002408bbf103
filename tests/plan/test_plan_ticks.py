"""Which orders the bot ticks: once, when they are first seen, and later looks only take ticks away."""

from __future__ import annotations

from dataclasses import replace

import pytest

from bot.checks import Check, CheckKind
from bot.ledger.plan_ticks import carried_over
from bot.model import Candidate, LineKind, PlanLine

TYPED = PlanLine(1, "1001")
READY = replace(TYPED, kind=LineKind.READY, order_id="id-1", order_number="1001")
TICKED = replace(READY, ticked=True)
NO_WEIGHT = replace(READY, checks=(Check(CheckKind.NO_WEIGHT),))
REFUSED = replace(READY, checks=(Check(CheckKind.NO_CITY),))
DOUBTED = replace(READY, checks=(Check(CheckKind.LOCAL_PICKUP),))
MISSING = replace(TYPED, kind=LineKind.NOT_FOUND)


@pytest.mark.parametrize(
    ("case", "before", "found", "ticked"),
    [
        ("found at once", TYPED, READY, True),
        ("without a weight: the account's default may fill it", TYPED, NO_WEIGHT, True),
        ("would be refused", TYPED, REFUSED, False),
        ("may not be wanted", TYPED, DOUBTED, False),
        ("only possibly meant", TYPED, replace(READY, possible=True), False),
        ("labelled already", TYPED, replace(READY, kind=LineKind.LABELLED), False),
        ("seen again, ticked as before", TICKED, READY, True),
        ("seen again, unticked by a person", READY, READY, False),
        ("possible, and ticked by a person", replace(TICKED, possible=True), replace(READY, possible=True), True),
        ("seen again, and now it would be refused", TICKED, REFUSED, False),
        ("ticked in face of it", replace(DOUBTED, ticked=True), DOUBTED, True),
        ("ticked in face of something else", replace(DOUBTED, ticked=True), REFUSED, False),
        ("found late", MISSING, READY, False),
        ("the address was corrected meanwhile", REFUSED, READY, False),
        ("its label was cancelled meanwhile", replace(READY, kind=LineKind.LABELLED), READY, False),
        ("another order has the number now", TICKED, replace(READY, order_id="id-2"), False),
        ("a second label is another thing", replace(TICKED, copy=2), READY, False),
    ],
)
def test_an_order_is_ticked(case: str, before: PlanLine, found: PlanLine, ticked: bool) -> None:
    assert carried_over(before, found).ticked is ticked, case


def test_the_orders_to_choose_from_stay_to_be_chosen_from_after_the_choice() -> None:
    twins = (Candidate("id-1", "91", "1001"), Candidate("id-2", "92", "1001"))

    assert carried_over(replace(TICKED, candidates=twins), READY).candidates == twins
    assert carried_over(replace(TICKED, candidates=twins), replace(READY, order_id="id-3")).candidates == ()
