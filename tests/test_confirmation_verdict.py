"""What a press on *Create N labels* means for every kind of plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from bot.ledger.confirmation_verdict import (
    AllTaken,
    AlreadyConfirmed,
    NotReady,
    Reserve,
    judge_confirmation,
)
from bot.model import Choices, Holder, LineKind, Person, Plan, PlanLine, PlanState, Run, RunState, State

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
ANNA = Person("U0AGENT", "T0")
SHOP = Choices(integration_id=70, shop_name="Main shop")
OURS = Holder(at=NOW, person=ANNA.user, run_id="L-NEW", state=State.WAITING)
THEIRS = Holder(at=NOW, person="U0COLLEAGUE", run_id="L-OLD", state=State.LABELLED)


def line(position: int, kind: LineKind = LineKind.READY, **more: object) -> PlanLine:
    number = f"100{position}"
    made = PlanLine(position, number, kind, ticked=True, order_number=number, order_id=f"id-{position}")
    return replace(made, **more)  # type: ignore[arg-type]


def plan(*lines: PlanLine, state: PlanState = PlanState.READY) -> Plan:
    return Plan("P-1", ANNA, "C0", SHOP, state, created_at=NOW, checked_at=NOW, lines=lines)


RUN = Run("L-OLD", Person("U0COLLEAGUE", "T0"), "C0", SHOP, RunState.DONE, created_at=NOW, changed_at=NOW)


def reserved(plan: Plan, held: Mapping[int, Holder] = {}) -> dict[str, Holder | None]:
    verdict = judge_confirmation(plan, None, held, holds_from_now=OURS)
    assert isinstance(verdict, Reserve)
    return {one.number: one.holder for one in verdict.orders}


def test_an_order_that_is_not_ticked_is_not_reserved() -> None:
    assert reserved(plan(line(1), line(2, ticked=False))) == {"1001": None}


def test_a_plan_with_nothing_ticked_buys_nothing() -> None:
    unticked = plan(line(1, ticked=False))

    assert judge_confirmation(unticked, None, {}, holds_from_now=OURS) == NotReady(unticked)


def test_every_ready_order_is_reserved_in_the_order_given() -> None:
    mixed = plan(line(2), line(1), line(3, LineKind.NOT_FOUND), line(4, LineKind.LABELLED), line(5, LineKind.AMBIGUOUS))

    assert list(reserved(mixed).items()) == [("1002", None), ("1001", None)]


def test_an_order_that_somebody_else_has_is_skipped_and_the_others_go_on() -> None:
    assert reserved(plan(line(1), line(2)), {1: THEIRS}) == {"1001": THEIRS, "1002": None}


def test_of_two_lines_that_name_the_same_order_the_first_gets_it() -> None:
    assert reserved(plan(line(1), line(2, order_id="id-1"))) == {"1001": None, "1002": OURS}


def test_a_second_label_of_the_same_order_on_purpose_is_another_copy() -> None:
    assert reserved(plan(line(1), line(2, order_id="id-1", copy=2))) == {"1001": None, "1002": None}


def test_a_number_that_sendcloud_did_not_spell_is_called_as_typed() -> None:
    assert list(reserved(plan(line(1, order_number=None, typed="#1001")))) == ["#1001"]


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (None, NotReady(None)),
        (plan(line(1), state=PlanState.CHECKING), NotReady(plan(line(1), state=PlanState.CHECKING))),
        (plan(line(1), state=PlanState.FAILED), NotReady(plan(line(1), state=PlanState.FAILED))),
        # Confirmed, and its run is gone with a ledger that was restored.
        (plan(line(1), state=PlanState.CONFIRMED), NotReady(plan(line(1), state=PlanState.CONFIRMED))),
        (plan(), NotReady(plan())),
        (plan(line(1, LineKind.NOT_FOUND)), NotReady(plan(line(1, LineKind.NOT_FOUND)))),
    ],
)
def test_a_plan_with_nothing_to_buy_reserves_nothing(found: Plan | None, expected: NotReady) -> None:
    assert judge_confirmation(found, None, {}, holds_from_now=OURS) == expected


def test_when_somebody_else_has_every_order_there_is_no_run() -> None:
    verdict = judge_confirmation(plan(line(1), line(2)), None, {1: THEIRS, 2: THEIRS}, holds_from_now=OURS)

    assert verdict == AllTaken((("1001", THEIRS), ("1002", THEIRS)))


@pytest.mark.parametrize("state", PlanState)
def test_who_comes_second_is_told_who_was_first_whatever_the_plan_looks_like(state: PlanState) -> None:
    verdict = judge_confirmation(plan(line(1), state=state), RUN, {}, holds_from_now=OURS)

    assert verdict == AlreadyConfirmed("L-OLD", "U0COLLEAGUE", NOW)
