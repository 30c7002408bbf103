"""What the team's limits say to a press that buys, for every kind of press."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from decimal import Decimal
from zoneinfo import ZoneInfo

import pytest

from bot.ledger.limits_verdict import AboveLimits, OverDailyLimit, Priced, day_of, judge_buying, needs_approval
from bot.model import Limits

NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MIDNIGHT = datetime(2026, 11, 24, tzinfo=UTC)
EUR10 = Priced(2, Decimal(10), "EUR")


@pytest.mark.parametrize(
    ("groups", "limits", "free", "needed"),
    [
        ([EUR10], Limits(), False, False),
        ([EUR10], Limits(labels=2), False, False),
        ([EUR10], Limits(labels=1), False, True),
        ([EUR10], Limits(labels=0), True, True),
        ([], Limits(labels=0, amount=Decimal(0)), False, False),
        ([EUR10], Limits(amount=Decimal(10)), False, False),
        ([EUR10], Limits(amount=Decimal("9.99")), False, True),
        ([EUR10, EUR10], Limits(amount=Decimal(19)), False, True),
        ([EUR10, Priced(1, None, None)], Limits(amount=Decimal(1000)), False, True),
        ([Priced(1, Decimal(0), "EUR")], Limits(amount=Decimal(1000)), False, True),
        ([Priced(1, Decimal("NaN"), "EUR")], Limits(amount=Decimal(1000)), False, True),
        ([EUR10, Priced(1, Decimal(1), "GBP")], Limits(amount=Decimal(1000)), False, True),
        ([Priced(3, None, None)], Limits(amount=Decimal(1)), True, False),
        ([Priced(3, None, None)], Limits(labels=2, amount=Decimal(1)), True, True),
    ],
)
def test_what_needs_a_second_person(groups: list[Priced], limits: Limits, free: bool, needed: bool) -> None:
    assert needs_approval(groups, limits, free=free) is needed


def test_a_day_begins_at_midnight_of_the_teams_zone() -> None:
    begun, ends = day_of(datetime(2026, 11, 23, 23, 30, tzinfo=UTC), ZoneInfo("Europe/Amsterdam"))

    assert begun == datetime(2026, 11, 23, 23, tzinfo=UTC)
    assert ends == begun + timedelta(days=1)


def labels(count: int, *, counted: bool = False) -> Priced:
    return Priced(count, Decimal(5) * count, "EUR", counted)


def over(wanted: int, left: int) -> OverDailyLimit:
    return OverDailyLimit(wanted, left, MIDNIGHT)


DAILY = Limits(daily=3)
TEAM = Limits(labels=2, amount=Decimal(50), daily=5)


@pytest.mark.parametrize(
    ("press", "wanted", "limits", "had", "approved", "met"),
    [
        ("without any limit", [labels(99)], Limits(), 0, False, None),
        ("Create, the whole day", [labels(3)], DAILY, 0, False, None),
        ("Create, one too many", [labels(4)], DAILY, 0, False, over(4, 3)),
        ("Create after others", [labels(2)], DAILY, 2, False, over(2, 1)),
        ("the limit was lowered since", [labels(1)], DAILY, 7, False, over(1, 0)),
        ("Retry of what no longer counts", [labels(2)], DAILY, 1, False, None),
        ("Retry of more than is left", [labels(2)], DAILY, 2, False, over(2, 1)),
        ("Continue by a colleague whose day is full", [labels(1)], DAILY, 3, False, over(1, 0)),
        ("Ask again for what counts already", [labels(2, counted=True)], DAILY, 3, False, None),
        ("of both kinds only what is new", [labels(3, counted=True), labels(1)], DAILY, 2, False, None),
        ("Create above the number", [labels(3)], TEAM, 0, False, AboveLimits()),
        ("Approve of the same", [labels(3)], TEAM, 0, True, None),
        ("Approve, the day of whoever asked is full", [labels(3)], TEAM, 4, True, over(3, 1)),
        ("Retry in a run that was approved", [labels(4)], TEAM, 0, True, None),
        ("Retry in a run that nobody had to approve then", [labels(4)], TEAM, 0, False, AboveLimits()),
        ("Ask again above the number", [labels(3, counted=True)], TEAM, 0, False, AboveLimits()),
        ("Continue with an unknown price", [Priced(1, None, None)], TEAM, 0, False, AboveLimits()),
        ("above both: the day comes first", [labels(6)], TEAM, 0, False, over(6, 5)),
        ("nothing left to buy", [], TEAM, 5, False, None),
    ],
)  # fmt: skip
def test_every_press_that_buys_is_judged_alike(
    press: str,
    wanted: list[Priced],
    limits: Limits,
    had: int,
    approved: bool,
    met: OverDailyLimit | AboveLimits | None,
) -> None:
    verdict = judge_buying(wanted, limits, had_today=had, approved=approved, free=False, now=NOW)

    assert verdict == met, press


def test_test_labels_cost_nothing_and_count_all_the_same() -> None:
    unpriced = [Priced(2, None, None)]

    assert judge_buying(unpriced, TEAM, had_today=0, approved=False, free=True, now=NOW) is None
    assert judge_buying(unpriced, TEAM, had_today=4, approved=False, free=True, now=NOW) == over(2, 1)
