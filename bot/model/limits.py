"""What one person may buy alone: the team's limits, and what a plan meets of them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, tzinfo
from decimal import Decimal
from typing import Final


@dataclass(frozen=True)
class Limits:
    """What the team has set; None sets no limit.

    *approvers*: user groups of which a second person approves what is above *labels* labels, or above *amount* in
    whatever currency the prices have. *daily*: labels for each person and day. *zone*: where a day begins and ends.
    """

    approvers: tuple[str, ...] = ()
    labels: int | None = None
    amount: Decimal | None = None
    daily: int | None = None
    zone: tzinfo = UTC


NO_LIMITS: Final = Limits()


@dataclass(frozen=True)
class Allowance:
    """What pressing the button of a plan would meet. *left_today*: labels that the person may still have until *until*,
    the end of the day; None without a daily limit."""

    needs_approval: bool = False
    left_today: int | None = None
    until: datetime | None = None
