"""The labels of a day and what they cost, as far as anybody knows."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.model.frozen import is_known

NOTHING: Final = Decimal()


@dataclass(frozen=True)
class Spent:
    """What labels cost in one currency, by quotes. *rough*: an estimate is among them. *fees*: what of it is the label
    fee of Sendcloud's plan."""

    currency: str | None
    amount: Decimal
    rough: bool
    fees: Decimal = NOTHING


@dataclass(frozen=True)
class LabelsOfDay:
    """Labels that became ready on a day. *unpriced*: those of them whose price nobody knows. *test*: labels that cannot
    be used to ship, which are not among them and cost nothing."""

    labels: int = 0
    spent: tuple[Spent, ...] = ()
    unpriced: int = 0
    test: int = 0


NO_LABELS: Final = LabelsOfDay()


@dataclass(frozen=True)
class AlikeOrders:
    """So many orders with the same price, which is that of all *parcels* of one of them, the *fee* included."""

    orders: int
    parcels: int
    price: Decimal | None
    currency: str | None
    rough: bool
    test: bool
    fee: Decimal | None = None


def add_up(alike: Iterable[AlikeOrders]) -> LabelsOfDay:
    """Return labels and sums, to the cent; amounts in several currencies stand beside each other."""
    labels, unpriced, test = 0, 0, 0
    sums: dict[str | None, Spent] = {}
    for one in alike:
        n = one.orders * one.parcels
        if one.test:
            test += n
            continue
        labels += n
        if is_known(one.price):
            so_far = sums.get(one.currency, Spent(one.currency, NOTHING, rough=False))
            amount = so_far.amount + one.orders * one.price
            fees = so_far.fees + one.orders * (one.fee or NOTHING)
            sums[one.currency] = Spent(one.currency, amount, so_far.rough or one.rough, fees)
        else:
            unpriced += n
    spent = sorted(sums.values(), key=lambda one: (-one.amount, one.currency or ""))
    return LabelsOfDay(labels, tuple(spent), unpriced, test)
