"""What a press on *Create N labels* means for a plan: decided here, without SQL or effects."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from bot.model import Holder, Plan, PlanLine, PlanState, Run


@dataclass(frozen=True)
class AlreadyConfirmed:
    """Somebody pressed the button before."""

    run_id: str
    by: str
    at: datetime


@dataclass(frozen=True)
class AllTaken:
    """Nothing is left to buy: somebody else has every order. *taken*: order number and who has it."""

    taken: tuple[tuple[str, Holder], ...]


@dataclass(frozen=True)
class NotReady:
    """The plan is being checked, could not be checked, or (None) is gone."""

    plan: Plan | None = None


@dataclass(frozen=True)
class Reservation:
    """One order of the new run; one with a *holder* is skipped."""

    line: PlanLine
    holder: Holder | None = None

    @property
    def number(self) -> str:
        """The order number, as Sendcloud writes it where it is known."""
        return self.line.number


@dataclass(frozen=True)
class Reserve:
    """The plan becomes a run of these orders, in the order given."""

    plan: Plan
    orders: tuple[Reservation, ...]

    @property
    def taken(self) -> tuple[tuple[str, Holder], ...]:
        """Order number and holder of the orders that are skipped."""
        return tuple((one.number, one.holder) for one in self.orders if one.holder is not None)

    @property
    def labels(self) -> int:
        """How many labels are asked for: one for each parcel of the orders that are not skipped."""
        return (len(self.orders) - len(self.taken)) * self.plan.choices.parcels


def judge_confirmation(
    plan: Plan | None, run: Run | None, held: Mapping[int, Holder], *, holds_from_now: Holder
) -> Reserve | AlreadyConfirmed | AllTaken | NotReady:
    """Return what confirming a plan (None: it is gone) does. Only what is ticked is reserved.

    *run*: what the plan became before, if it was confirmed. *held*: who has the order of a line, by its position.
    *holds_from_now*: how the new run holds an order; a later line of the plan may name the same one.
    """
    if run is not None:
        return AlreadyConfirmed(run.id, run.by.user, run.created_at)
    if plan is None or plan.state is not PlanState.READY or not plan.ticked():
        return NotReady(plan)
    orders: list[Reservation] = []
    reserved: set[tuple[str, int]] = set()
    for line in plan.ticked():
        order = (line.order_id or "", line.copy)
        holder = held.get(line.position) or (holds_from_now if order in reserved else None)
        orders.append(Reservation(line, holder))
        if holder is None:
            reserved.add(order)
    verdict = Reserve(plan, tuple(orders))
    return verdict if reserved else AllTaken(verdict.taken)
