"""What the team's limits say to a press that buys labels: decided here, without SQL or effects.

Every such press is judged: *Create N labels*, *Ask for approval*, *Approve*, *Continue*, *Retry N failed*, *Buy again*.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo
from decimal import Decimal

from bot.model import Limits
from bot.model.frozen import is_known


@dataclass(frozen=True)
class Priced:
    """What so many labels cost together; None when nobody knows. *counted*: they count for somebody's day already, or
    are not bought by this press at all."""

    labels: int
    cost: Decimal | None
    currency: str | None
    counted: bool = False


@dataclass(frozen=True)
class OverDailyLimit:
    """Nothing is bought: the person would have more labels today than they may. *left*: how many they may have."""

    labels: int
    left: int
    until: datetime


@dataclass(frozen=True)
class AboveLimits:
    """Nothing is bought: it is more than one person may buy alone, and no second person has approved it."""


def judge_buying(
    wanted: Sequence[Priced], limits: Limits, *, had_today: int, approved: bool, free: bool, now: datetime
) -> OverDailyLimit | AboveLimits | None:
    """Return what keeps a person from having labels bought by a press; None when nothing does.

    *had_today*: labels that count for their day already. *approved*: a second person has approved these orders. *free*:
    they are test labels, which cost nothing.
    """
    new, left = sum(one.labels for one in wanted if not one.counted), left_of_day(limits, had_today)
    if left is not None and new > left:
        return OverDailyLimit(new, left, day_of(now, limits.zone)[1])
    return AboveLimits() if not approved and needs_approval(wanted, limits, free=free) else None


def left_of_day(limits: Limits, had_today: int) -> int | None:
    """Return how many labels a person may still have today; None without a limit."""
    return None if limits.daily is None else max(limits.daily - had_today, 0)


def needs_approval(wanted: Iterable[Priced], limits: Limits, *, free: bool) -> bool:
    """Say whether a second person has to approve labels. *free*: they are test labels, which cost nothing."""
    wanted = list(wanted)
    labels = sum(one.labels for one in wanted)
    if limits.labels is not None and labels > limits.labels:
        return True
    return limits.amount is not None and labels > 0 and not free and _above(wanted, limits.amount)


def _above(wanted: Sequence[Priced], amount: Decimal) -> bool:
    """Say whether labels cost more than *amount*, or nobody knows: amounts in several currencies cannot be added up."""
    known = [one.cost for one in wanted if is_known(one.cost)]
    if len(known) < len(wanted) or len({one.currency for one in wanted}) > 1:
        return True
    return sum(known, Decimal()) > amount


def day_of(now: datetime, zone: tzinfo) -> tuple[datetime, datetime]:
    """Return when the day of *now* began in *zone*, and when it ends."""
    begun = now.astimezone(zone).replace(hour=0, minute=0, second=0, microsecond=0)
    return begun, begun + timedelta(days=1)
