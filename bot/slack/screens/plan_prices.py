"""What is ticked in a plan costs: in all, by carrier, and by carrier and country."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

from bot.model import PlanPage, Section, Tally
from bot.model.frozen import is_known
from bot.slack.screens import words
from bot.slack.screens.blocks import Part, bullets
from bot.slack.screens.text import Span, Words, foreign, own, say

PRICE: Final = "{carrier}: {labels}, about {sum}."
PRICE_PARTLY: Final = "{carrier}: {labels}, about {sum} for {some}; price unknown for {rest}."
PRICE_UNKNOWN: Final = "{carrier}: {labels}, price unknown."
NO_CARRIER: Final = "Carrier not known yet"
TO_COUNTRY: Final = "{carrier} to {country}"
NO_COUNTRY: Final = "an unknown country"
ESTIMATED: Final = "≈ {carrier}"
OTHERS: Final = "{groups} others: {labels}."
TOTAL: Final = "{labels}{carrier}, about {sum}"
TOTAL_PARTLY: Final = "{labels}{carrier}, about {sum} for {some}; price unknown for {rest}"
TOTAL_UNKNOWN: Final = "{labels}{carrier}, price unknown"
WITH_CARRIER: Final = " with {carrier}"
ANYHOW: Final = "To {country}"

GROUPS_MOST: Final = 15


@dataclass
class Sum:
    """Labels and what they cost, by currency. *parcels*: labels of each order. *estimated*: at least one price or
    carrier is an estimate."""

    parcels: int
    labels: int = 0
    priced: int = 0
    estimated: bool = False
    amounts: dict[str, Decimal] | None = None

    def add(self, one: Tally) -> None:
        """Count one more kind of line in."""
        self.labels += one.orders * self.parcels
        self.estimated = self.estimated or one.estimated
        if is_known(one.price):
            self.priced += one.orders * self.parcels
            self.amounts = self.amounts or {}
            currency = one.currency or ""
            self.amounts[currency] = self.amounts.get(currency, Decimal(0)) + one.price * one.orders

    @property
    def money(self) -> str:
        """Return the amounts, those of several currencies beside each other."""
        return " + ".join(words.money(amount, currency) for currency, amount in sorted((self.amounts or {}).items()))

    def told(self, all_priced: str, partly: str, unknown: str, **more: Span | Words | str) -> Words:
        """Return the sentence that fits: the price of all, of some, or of none is known."""
        template = all_priced if self.priced == self.labels else partly if self.priced else unknown
        return say(
            template,
            labels=words.labels(self.labels),
            sum=foreign(self.money, 200),
            some=str(self.priced),
            rest=str(self.labels - self.priced),
            **more,
        )


def total(page: PlanPage) -> Words:
    """Return how many labels are ticked, for how much, and with which carrier where it is the same for all."""
    ticked = Sum(page.plan.choices.parcels)
    for one in _ticked(page):
        ticked.add(one)
    if page.plan.choices.test_labels:
        return (own(words.labels(ticked.labels)),)
    only = _only_carrier(page)
    carrier = say(WITH_CARRIER, carrier=_carrier(only.carrier, only.estimated)) if only else ""
    return ticked.told(TOTAL, TOTAL_PARTLY, TOTAL_UNKNOWN, carrier=carrier)


def carriers_known(page: PlanPage) -> bool:
    """Say whether the carrier of every ticked label is known, or estimated."""
    return all(one.carrier for one in _ticked(page))


def no_price_known(page: PlanPage) -> bool:
    """Say whether labels are ticked, and nobody knows what any of them costs."""
    ticked = _ticked(page)
    return bool(ticked) and not any(is_known(one.price) for one in ticked)


def by_carrier(page: PlanPage) -> list[Part]:
    """Return what is ticked costs by carrier; nothing where `total` says it all.

    No quote, or a quote of nothing, is an unknown price.
    """
    ticked = _ticked(page)
    if page.plan.choices.test_labels or len({one.carrier for one in ticked}) < 2:
        return []
    return [_listed(page, ticked, lambda one: one.carrier or "", lambda one: _carrier(one.carrier, one.estimated))]


def _ticked(page: PlanPage) -> list[Tally]:
    return [one for one in page.tallies if one.ticked]


def _only_carrier(page: PlanPage) -> Tally | None:
    """Return a tally with the carrier that all ticked labels share; None when there are several, or none is known."""
    ticked = _ticked(page)
    same = len({one.carrier for one in ticked}) == 1 and ticked[0].carrier
    return max(ticked, key=lambda one: one.estimated) if same else None


def by_carrier_and_country(page: PlanPage) -> list[Part]:
    """Return what is ready and ticked by carrier and country: more orders than are named one by one."""
    ready = [one for one in _ticked(page) if one.section is Section.READY]
    return [_listed(page, ready, lambda one: (one.carrier or "", one.country or ""), _destination)] if ready else []


def _listed(
    page: PlanPage, tallies: Iterable[Tally], key: Callable[[Tally], object], name: Callable[[Tally], Words]
) -> Part:
    groups: dict[object, tuple[Words, Sum]] = {}
    for one in tallies:
        groups.setdefault(key(one), (name(one), Sum(page.plan.choices.parcels)))[1].add(one)
    largest = sorted(groups.values(), key=lambda group: -group[1].labels)
    lines = [_line(who, told) for who, told in largest[:GROUPS_MOST]]
    if rest := largest[GROUPS_MOST:]:
        lines.append(say(OTHERS, groups=str(len(rest)), labels=words.labels(sum(told.labels for _, told in rest))))
    return bullets(lines)


def _line(who: Words, told: Sum) -> Words:
    return told.told(PRICE, PRICE_PARTLY, PRICE_UNKNOWN, carrier=who)


def _destination(one: Tally) -> Words:
    country = foreign(one.country, 60) if one.country else NO_COUNTRY
    if not one.carrier:
        return say(ANYHOW, country=country)
    return say(TO_COUNTRY, carrier=_carrier(one.carrier, one.estimated), country=country)


def _carrier(carrier: str | None, estimated: bool) -> Words:
    name: Words = (foreign(carrier, 60),) if carrier else (own(NO_CARRIER),)
    return say(ESTIMATED, carrier=name) if estimated and carrier else name
