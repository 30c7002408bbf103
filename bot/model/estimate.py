"""What labels cost by a quote; what shipping rules will do for an order, told by what they did for orders like it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, Final

FEWEST: Final = 5
"""Like orders without which nothing is said."""

AGREE: Final = Decimal("0.9")
"""Share of them that must have gone the same way."""

BANDS: Final = tuple(map(Decimal, ("0.1", "0.25", "0.5", "1", "2", "3", "5", "10", "15", "20", "23", "31.5")))
"""Kilograms at which carriers' prices and limits change; an order is like others between the same two."""


@dataclass(frozen=True)
class Quoted:
    """What Sendcloud says that the labels of one order cost, without the plan's label fee; None where it does not say.

    *is_rough*: asked without a postcode. *is_offered*: False where Sendcloud lists the option neither for the country
    nor for the weight that was asked for.
    """

    carrier: str | None = None
    option_label: str | None = None
    price: Decimal | None = None
    currency: str | None = None
    is_rough: bool = False
    is_offered: bool = True


@dataclass(frozen=True)
class Estimate:
    """What happened to *orders* like orders. *price*: of most of those that went this way, without a label fee."""

    option_code: str
    contract_id: int | None
    option_label: str | None
    carrier: str | None
    price: Decimal | None
    currency: str | None
    orders: int


def band_of(weight: Decimal) -> Decimal:
    """Return the upper end of the band that a weight in kilograms is in; the weight itself above all bands."""
    return next((end for end in BANDS if weight <= end), weight)


def estimate(did: Mapping[tuple[Any, ...], int]) -> Estimate | None:
    """Return what nine in ten of at least five like orders agree on; None where they do not.

    *did*: how often each option, contract, label, carrier, price and currency occurred.
    """
    total = sum(did.values())
    by_option: dict[tuple[Any, ...], int] = {}
    for key, count in did.items():
        by_option[key[:2]] = by_option.get(key[:2], 0) + count
    if total < FEWEST:
        return None
    option, agreed = max(by_option.items(), key=lambda one: one[1])
    if agreed < AGREE * total:
        return None
    same = {key: count for key, count in did.items() if key[:2] == option}
    code, contract, label, carrier, price, currency = max(same, key=lambda key: same[key])
    priced = price is not None and same[code, contract, label, carrier, price, currency] >= AGREE * agreed
    amount = Decimal(price) if priced else None
    return Estimate(code, contract, label, carrier, amount, currency if priced else None, total)
