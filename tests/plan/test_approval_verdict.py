"""Who may still decide about a frozen plan, and whether it is what it was."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.approval_verdict import (
    Buy,
    Decide,
    NotOpen,
    OwnPlan,
    TooLate,
    Void,
    Wait,
    expires_at,
    judge_again,
    judge_press,
    ready_orders,
)
from bot.ledger.limits_verdict import AboveLimits, Priced, judge_buying
from bot.model import (
    Change,
    Choices,
    Difference,
    FrozenOrder,
    FrozenPlan,
    FrozenState,
    Limits,
    LineKind,
    Person,
    Plan,
    PlanLine,
    PlanState,
)

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)  # a Monday
ANNA, BEN, CARL = (Person(user, "T0") for user in ("U0ANNA", "U0BEN", "U0CARL"))

@pytest.mark.parametrize(
    ("asked", "zone", "expires"),
    [
        ("2026-11-23T09:00", "UTC", "2026-11-24T09:00"),
        ("2026-11-26T23:59", "UTC", "2026-11-27T23:59"),
        ("2026-11-27T09:00", "UTC", "2026-11-30T09:00"),  # a Friday
        ("2026-11-28T12:00", "UTC", "2026-12-01T00:00"),  # a Saturday: the whole of Monday
        ("2026-11-27T23:30", "Europe/Amsterdam", "2026-11-30T23:00"),  # there it is Saturday already
        ("2026-10-23T10:00", "Europe/Amsterdam", "2026-10-26T11:00"),  # the clock is set back on the Sunday
    ],
)
def test_a_day_to_decide_in_which_weekends_do_not_count(asked: str, zone: str, expires: str) -> None:
    found = expires_at(datetime.fromisoformat(asked).replace(tzinfo=UTC), ZoneInfo(zone))

    assert found == datetime.fromisoformat(expires).replace(tzinfo=UTC)


def line(number: int, **more: object) -> PlanLine:
    known: dict[str, object] = {
        "kind": LineKind.READY, "ticked": True, "order_number": str(number), "order_id": f"id-{number}",
        "price": Decimal(5), "currency": "EUR", "option_code": "dpd:classic",
    }  # fmt: skip
    return PlanLine(number, str(number), **{**known, **more})  # type: ignore[arg-type]  # by name


def plan(*lines: PlanLine, state: PlanState = PlanState.FROZEN, **choices: object) -> Plan:
    chosen = Choices(70, "Shop", **choices)  # type: ignore[arg-type]  # by name
    return Plan("P-1", ANNA, "C0SHIPPING", chosen, state, NOW, NOW, lines)


def frozen(of: Plan, state: FrozenState = FrozenState.ASKED, *, by: Person = ANNA, late: bool = False) -> FrozenPlan:
    return FrozenPlan(
        "A-1", of.id, by, of.channel, late, state, NOW, NOW + timedelta(days=1), 1, of.choices, ready_orders(of), "d",
        "L-1",
    )  # fmt: skip


BOTH = plan(line(1), line(2))


@pytest.mark.parametrize(
    ("one", "by", "after", "verdict"),
    [
        (frozen(BOTH), BEN, timedelta(0), Decide),
        (frozen(BOTH), BEN, timedelta(days=1, seconds=-1), Decide),
        (frozen(BOTH), BEN, timedelta(days=1), TooLate),
        (frozen(BOTH), ANNA, timedelta(0), OwnPlan),
        (frozen(BOTH, by=BEN), BEN, timedelta(0), OwnPlan),
        (frozen(BOTH, by=BEN), ANNA, timedelta(0), OwnPlan),
        (frozen(BOTH, by=BEN), CARL, timedelta(0), Decide),
        (frozen(BOTH, late=True), BEN, timedelta(0), NotOpen),
        *((frozen(BOTH, state), BEN, timedelta(0), NotOpen) for state in FrozenState if state is not FrozenState.ASKED),
        (None, BEN, timedelta(0), NotOpen),
    ],
)
def test_who_may_still_decide(one: FrozenPlan | None, by: Person, after: timedelta, verdict: type) -> None:
    assert isinstance(judge_press(one, BOTH, by=by, now=NOW + after), verdict)


def differences(verdict: Wait | Buy | Void) -> tuple[str, list[str]]:
    changes: tuple[Change, ...] = () if isinstance(verdict, Wait) else verdict.changes
    return type(verdict).__name__, [change.what.value for change in changes]


@pytest.mark.parametrize(
    ("now", "left", "verdict", "changes"),
    [
        (plan(line(1), line(2)), None, "Buy", []),
        (plan(line(1), line(2), state=PlanState.CHECKING), None, "Wait", []),
        (plan(line(1), line(2), state=PlanState.FAILED), None, "Void", ["not_checked"]),
        (plan(line(1)), None, "Buy", ["left_out"]),
        (plan(line(1), line(2, ticked=False)), None, "Buy", ["left_out"]),
        (plan(line(1), line(2, kind=LineKind.NOT_KNOWN)), None, "Buy", ["not_known"]),
        (plan(line(2, kind=LineKind.NOT_KNOWN)), None, "Void", ["nothing_left", "left_out", "not_known"]),
        (plan(line(1), line(2), line(3)), None, "Void", ["other_order"]),
        (plan(line(1), line(2, copy=2)), None, "Void", ["other_order", "left_out"]),
        (plan(line(1), line(2, integration_id=71)), None, "Void", ["other_order", "left_out"]),
        (plan(line(1), line(2), brand_id=7), None, "Void", ["other_choice"]),
        (plan(line(1), line(2), sender_address_id=7), None, "Void", ["other_choice"]),
        (plan(line(1), line(2), parcels=2), None, "Void", ["other_choice"]),
        (plan(line(1), line(2, option_code="ups:standard")), None, "Void", ["other_option"]),
        (plan(line(1), line(2, contract_id=9)), None, "Void", ["other_option"]),
        (plan(line(1), line(2, price=Decimal(4))), None, "Buy", []),
        (plan(line(1, price=Decimal(6)), line(2, price=Decimal(4))), None, "Buy", []),
        (plan(line(1), line(2, price=Decimal("5.01"))), None, "Void", ["dearer"]),
        (plan(line(2, price=Decimal("5.01"))), None, "Void", ["dearer", "left_out"]),
        (plan(line(1), line(2, price=None)), None, "Void", ["price_unknown"]),
        (plan(line(1), line(2, currency="GBP")), None, "Void", ["price_unknown"]),
        (plan(), None, "Void", ["nothing_left", "left_out"]),
        (plan(line(1), line(2)), 2, "Buy", []),
        (plan(line(1), line(2)), 1, "Void", ["over_daily_limit"]),
        (plan(line(1)), 1, "Buy", ["left_out"]),
    ],
)
def test_the_same_or_fewer_orders_that_are_no_dearer_are_bought(
    now: Plan, left: int | None, verdict: str, changes: list[str]
) -> None:
    labels = Priced(len(ready_orders(now)) * now.choices.parcels, None, None)
    over = judge_buying([labels], Limits(daily=left), had_today=0, approved=True, free=False, now=NOW)
    assert not isinstance(over, AboveLimits)
    found = judge_again(frozen(BOTH, FrozenState.CHECKING), now, ready_orders(now), over=over)

    assert differences(found) == (verdict, changes)


def test_whoever_agreed_to_an_unknown_price_agreed_to_any() -> None:
    unknown = plan(line(1, price=None, currency=None))
    known = plan(line(1, price=Decimal(500)))

    assert judge_again(frozen(unknown, FrozenState.CHECKING), known, ready_orders(known), over=None) == Buy()


def test_an_estimated_option_may_turn_out_to_be_another() -> None:
    guessed = plan(line(1, like_orders=412))
    other = plan(line(1, like_orders=412, option_code="ups:standard"))

    assert judge_again(frozen(guessed, FrozenState.CHECKING), other, ready_orders(other), over=None) == Buy()


def test_a_price_that_rose_is_named_with_both_sums() -> None:
    now = plan(line(1), line(2, price=Decimal(7)))
    found = judge_again(frozen(BOTH, FrozenState.CHECKING), now, ready_orders(now), over=None)

    assert found == Void((Change(Difference.DEARER, ("2",), 1, before="EUR 10.00", after="EUR 12.00"),))


def test_of_many_orders_the_first_are_named_and_all_are_counted() -> None:
    many = plan(*(line(number) for number in range(1, 30)))
    fewer = plan(line(1))
    found = judge_again(frozen(many, FrozenState.CHECKING), fewer, ready_orders(fewer), over=None)

    assert found == Buy((Change(Difference.LEFT_OUT, ("2", "3", "4", "5", "6"), 28),))


def test_what_is_frozen_of_an_order() -> None:
    one = replace(line(1), copy=2, carrier="DPD", contract_id=9)

    assert ready_orders(plan(one, line(2, ticked=False))) == (
        FrozenOrder("1", 70, "id-1", 2, "DPD", ("dpd:classic", 9), Decimal(5), "EUR"),
    )
