"""Who may still decide about a frozen plan, and whether it is what it was: pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta, tzinfo
from typing import Final

from bot.ledger.limits_verdict import OverDailyLimit
from bot.model import (
    Change,
    Difference,
    FrozenOrder,
    FrozenPlan,
    FrozenState,
    LineKind,
    Person,
    Plan,
    PlanState,
)
from bot.model.frozen import amounts, is_known, sums

LASTS: Final = timedelta(hours=24)
"""How long a second person has to decide, weekends apart."""

NAMED_MOST: Final = 5
"""Orders that a change names."""

_SATURDAY: Final = 5


def expires_at(asked_at: datetime, zone: tzinfo) -> datetime:
    """Return when nobody can approve any more: after `LASTS`, in which Saturdays and Sundays of *zone* do not count."""
    at, left = asked_at, LASTS
    while left > timedelta(0):
        local = at.astimezone(zone)
        midnight = (local + timedelta(days=1)).replace(hour=0, minute=0, second=0, microsecond=0)
        step = midnight.astimezone(asked_at.tzinfo) - at
        if local.weekday() < _SATURDAY:
            step = min(step, left)
            left -= step
        at += step
    return at


@dataclass(frozen=True)
class Decide:
    """The press counts."""


@dataclass(frozen=True)
class OwnPlan:
    """Whoever asked for it, or made it, is nobody's second person."""


@dataclass(frozen=True)
class TooLate:
    """Its time is over."""


@dataclass(frozen=True)
class NotOpen:
    """It is decided already, or the ledger does not have it (None)."""

    frozen: FrozenPlan | None


def judge_press(
    frozen: FrozenPlan | None, plan: Plan | None, *, by: Person, now: datetime
) -> Decide | OwnPlan | TooLate | NotOpen:
    """Return what *Approve* or *Decline* by a person who may approve does to a frozen plan."""
    if frozen is None or plan is None or frozen.late or frozen.state is not FrozenState.ASKED:
        return NotOpen(frozen)
    if by.user in (frozen.by.user, plan.by.user):
        return OwnPlan()
    return TooLate() if now >= frozen.expires_at else Decide()


@dataclass(frozen=True)
class Wait:
    """Its orders are still being looked up."""


@dataclass(frozen=True)
class Buy:
    """It is bought as it stands; *changes* say what was left out."""

    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Void:
    """Nothing is bought, because of these changes."""

    changes: tuple[Change, ...]


def judge_again(
    frozen: FrozenPlan, plan: Plan, orders: Sequence[FrozenOrder], *, over: OverDailyLimit | None
) -> Wait | Buy | Void:
    """Return whether a plan that was looked up once more is bought without another press: the same orders or fewer, no
    dearer. *orders*: what would be frozen of it now. *over*: they are more labels than whoever asked may have today."""
    if plan.state is PlanState.CHECKING:
        return Wait()
    if plan.state is PlanState.FAILED:
        return Void((Change(Difference.NOT_CHECKED),))
    before, now = _by_key(frozen.orders), _by_key(orders)
    left_out, added = _without(before, now), _without(now, before)
    wrong = _changed(Difference.OTHER_ORDER, list(added.values()))
    wrong += _other_terms(frozen, plan, [(before[key], now[key]) for key in before if key in now])
    if over is not None:
        wrong.append(Change(Difference.OVER_DAILY_LIMIT, orders=over.left))
    gone = _gone(plan, left_out)
    return Void((*wrong, *gone)) if wrong else Buy(tuple(gone))


def _gone(plan: Plan, left_out: Mapping[tuple[int, str, int], FrozenOrder]) -> list[Change]:
    """Return which orders are left out, those apart about which no usable answer came."""
    not_known = {(plan.shop_of(line), line.order_id or "", line.copy) for line in plan.of(LineKind.NOT_KNOWN)}
    gone = _changed(Difference.LEFT_OUT, [one for key, one in left_out.items() if key not in not_known])
    return gone + _changed(Difference.NOT_KNOWN, [one for key, one in left_out.items() if key in not_known])


def _by_key(orders: Sequence[FrozenOrder]) -> dict[tuple[int, str, int], FrozenOrder]:
    return {(one.integration_id, one.order_id, one.copy): one for one in orders}


def _without(
    orders: Mapping[tuple[int, str, int], FrozenOrder], others: Mapping[tuple[int, str, int], FrozenOrder]
) -> dict[tuple[int, str, int], FrozenOrder]:
    return {key: one for key, one in orders.items() if key not in others}


def _other_terms(
    frozen: FrozenPlan, plan: Plan, kept: Sequence[tuple[FrozenOrder, FrozenOrder]]
) -> list[Change]:
    """Return what would be bought otherwise, or dearer. *kept*: each order as it was frozen, and as it is now."""
    changes = [Change(Difference.OTHER_CHOICE)] if plan.choices != frozen.choices else []
    changes += _changed(Difference.OTHER_OPTION, [new for old, new in kept if _other_option(old, new)])
    return changes + (_costs(kept) if kept else [Change(Difference.NOTHING_LEFT)])


def _other_option(before: FrozenOrder, now: FrozenOrder) -> bool:
    return before.option is not None and before.option != now.option


def _costs(kept: Sequence[tuple[FrozenOrder, FrozenOrder]]) -> list[Change]:
    """Return what became dearer, or of unknown price. Whoever agreed to an unknown price agreed to any."""
    priced = [(old, new) for old, new in kept if is_known(old.price)]
    unknown = [new for old, new in priced if not is_known(new.price) or new.currency != old.currency]
    if unknown:
        return _changed(Difference.PRICE_UNKNOWN, unknown)
    return _dearer(priced)


def _dearer(priced: Sequence[tuple[FrozenOrder, FrozenOrder]]) -> list[Change]:
    before, after = [old for old, _ in priced], [new for _, new in priced]
    allowed, now = sums(before), sums(after)
    if all(now[currency] <= allowed[currency] for currency in now):
        return []
    rises = _changed(Difference.DEARER, [new for old, new in priced if (new.price or 0) > (old.price or 0)])
    return [replace(one, before=amounts(before), after=amounts(after)) for one in rises]


def _changed(what: Difference, orders: Sequence[FrozenOrder]) -> list[Change]:
    numbers = tuple(one.number for one in orders[:NAMED_MOST])
    return [Change(what, numbers, len(orders))] if orders else []


def ready_orders(plan: Plan) -> tuple[FrozenOrder, ...]:
    """Return what is frozen of the orders that a plan would buy, in the order given."""
    return tuple(
        FrozenOrder(
            number=line.number,
            integration_id=plan.shop_of(line),
            order_id=line.order_id or "",
            copy=line.copy,
            carrier=line.carrier,
            option=(line.option_code, line.contract_id) if line.option_code and not line.like_orders else None,
            price=line.price,
            currency=line.currency,
            is_rough=line.price_is_rough or line.like_orders > 0,
        )
        for line in plan.ticked()
    )
