"""A plan that is frozen until it is bought: by a second person's approval, or by a *Create* that came late."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Final, TypeGuard

from bot.model.limits import Allowance
from bot.model.people import Person
from bot.model.plan import Choices


class FrozenState(StrEnum):
    """Where a frozen plan stands."""

    ASKED = "asked"  # a second person is asked
    CHECKING = "checking"  # decided, and its orders are looked up once more
    BOUGHT = "bought"
    DECLINED = "declined"
    EXPIRED = "expired"
    VOIDED = "voided"  # not what it was any more, so nothing was bought


OPEN: Final = (FrozenState.ASKED, FrozenState.CHECKING)
"""States in which a plan is frozen."""


class Difference(StrEnum):
    """What a second look found to be different from what was frozen. `LEFT_OUT` and `NOT_KNOWN` alone void nothing."""

    LEFT_OUT = "left_out"
    NOT_KNOWN = "not_known"
    OTHER_ORDER = "other_order"
    OTHER_CHOICE = "other_choice"
    OTHER_OPTION = "other_option"
    DEARER = "dearer"
    PRICE_UNKNOWN = "price_unknown"
    NOTHING_LEFT = "nothing_left"
    NOT_CHECKED = "not_checked"
    OVER_DAILY_LIMIT = "over_daily_limit"


@dataclass(frozen=True)
class Change:
    """One difference. *numbers*: the first orders that it is about, *orders*: how many there are. *before*, *after*:
    what they cost together; None where nobody knows."""

    what: Difference
    numbers: tuple[str, ...] = ()
    orders: int = 0
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class FrozenOrder:
    """One order as it was frozen. *option*: code and contract of the shipping option, None when it is an estimate.
    *is_rough*: the price is an estimate, or was asked for without a postcode."""

    number: str
    integration_id: int
    order_id: str
    copy: int = 1
    carrier: str | None = None
    option: tuple[str, int | None] | None = None
    price: Decimal | None = None
    currency: str | None = None
    is_rough: bool = False

    @property
    def carrier_is_estimated(self) -> bool:
        """Nobody has chosen the carrier: it is what the shipping rules did for like orders."""
        return self.option is None and self.carrier is not None


def is_known(price: Decimal | None) -> TypeGuard[Decimal]:
    """Say whether this is what a label costs: no quote, or one of nothing, is an unknown price."""
    return price is not None and price.is_finite() and price > 0


def sums(orders: Iterable[FrozenOrder]) -> dict[str, Decimal]:
    """Return what orders cost together, by currency; those of unknown price do not count."""
    found: dict[str, Decimal] = {}
    for one in orders:
        if is_known(one.price):
            found[one.currency or ""] = found.get(one.currency or "", Decimal()) + one.price
    return found


def amounts(orders: Iterable[FrozenOrder]) -> str:
    """Return what orders cost together, such as ``EUR 12.40``; those of unknown price do not count."""
    return " + ".join(f"{currency} {amount:.2f}".strip() for currency, amount in sorted(sums(orders).items()))


@dataclass(frozen=True)
class FrozenPlan:
    """*by* asked for it, *decided_by* approved or declined it. *late*: nobody else is asked; *by* pressed *Create* when
    the plan was too old to buy by. *digest*: SHA-256 in hex of everything that was frozen. *told*: the approvers who
    get it in a direct message, None while that is not known."""

    id: str
    plan_id: str
    by: Person
    channel: str
    late: bool
    state: FrozenState
    asked_at: datetime
    expires_at: datetime
    labels: int
    choices: Choices
    orders: tuple[FrozenOrder, ...]
    digest: str
    run_id: str
    decided_by: str | None = None
    decided_at: datetime | None = None
    reason: str | None = None
    changes: tuple[Change, ...] = ()
    told: tuple[str, ...] | None = None
    version: int = 1

    @property
    def approved_by(self) -> str | None:
        """Who approved it; None where nobody was asked."""
        return None if self.late else self.decided_by


@dataclass(frozen=True)
class Standing:
    """What a plan meets before it is bought: the limits, and what became of it when it was frozen the last time."""

    allowance: Allowance
    frozen: FrozenPlan | None = None
