"""What the ready orders of a plan cost, by carrier."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.model import LineKind, Plan
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, bullets
from bot.slack.screens.text import Span, Words, foreign, say

PRICE: Final = "{carrier}: {labels}, about {sum}."
PRICE_PARTLY: Final = "{carrier}: {labels}, about {sum} for {some}; price unknown for {rest}."
PRICE_UNKNOWN: Final = "{carrier}: {labels}, price unknown."
NO_CARRIER: Final = "Carrier not known yet"

CARRIERS_MOST: Final = 15


@dataclass
class _Sum:
    """The ready orders of one carrier, in one currency."""

    labels: int = 0
    priced: int = 0
    amount: Decimal = Decimal(0)


def prices(plan: Plan) -> list[Part]:
    """Return what the ready orders cost by carrier. No quote, or a quote of nothing, is an unknown price."""
    ready = plan.of(LineKind.READY)
    if not ready or plan.choices.test_labels:
        return []
    sums: dict[str, dict[str | None, _Sum]] = {}
    for line in ready:
        by_currency = sums.setdefault(line.carrier or "", {})
        known = line.price is not None and line.price.is_finite() and line.price > 0
        one = by_currency.setdefault(line.currency if known else None, _Sum())
        one.labels += 1
        if known and line.price is not None:
            one.priced += 1
            one.amount += line.price
    lines = [_price(carrier, by_currency) for carrier, by_currency in sorted(sums.items())]
    return [bullets(lines[:CARRIERS_MOST])]


def _price(carrier: str, by_currency: dict[str | None, _Sum]) -> Words:
    labels = sum(one.labels for one in by_currency.values())
    priced = sum(one.priced for one in by_currency.values())
    name: Span | str = foreign(carrier, 60) if carrier else NO_CARRIER
    total = " + ".join(
        words.money(one.amount, currency) for currency, one in sorted(by_currency.items(), key=str) if one.priced
    )
    template = PRICE if priced == labels else PRICE_PARTLY if priced else PRICE_UNKNOWN
    return say(
        template,
        carrier=name,
        labels=words.labels(labels),
        sum=foreign(total, 200),
        some=str(priced),
        rest=str(labels - priced),
    )
