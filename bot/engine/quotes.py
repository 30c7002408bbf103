"""What labels would cost: asked for by lane and weight, since a quote holds for a whole band of weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Final

from bot.clock import Clock, steady
from bot.engine.context import log
from bot.engine.terms import Origin
from bot.engine.weights import kilograms_of
from bot.model import Quoted
from bot.sendcloud import (
    InvalidRequest,
    OptionAddress,
    OptionParcel,
    Quote,
    Rejected,
    Sendcloud,
    SendcloudError,
    ShippingOption,
    ShippingOptionFilter,
    WeightRequest,
)

MOST_QUESTIONS: Final = 20
"""Quotes asked for one plan: each counts as a write. What is left out is "price unknown"."""

MOST_UNANSWERED: Final = 3
"""Questions without an answer after which no more are asked: each may take half a minute, and none may help."""

LONGEST: Final = timedelta(seconds=30)
"""For how long one plan goes on asking: each question may take half a minute, and somebody waits for the plan."""

FEW_POSTCODES: Final = 3
"""A lane with no more postcodes than this is asked for each of them; others without, and their prices are rough."""

_NEVER: Final = datetime.min.replace(tzinfo=UTC)

KEEPS: Final = timedelta(hours=1)
"""How long a quote is believed."""


@dataclass(frozen=True)
class Lane:
    """What decides a price besides the weight. *postcode* empty: asked for without one. *parcels*: of an order."""

    option_code: str
    contract_id: int | None
    country: str
    postcode: str = ""
    parcels: int = 1


@dataclass(frozen=True)
class Wanted:
    """One order to be quoted: its lane with its own postcode, what one of its boxes weighs in kilograms."""

    lane: Lane
    weight: Decimal


@dataclass
class Questions:
    """How many questions may still be asked, how many of them may go unanswered, and until when, where somebody
    waits."""

    left: int = MOST_QUESTIONS
    unanswered: int = MOST_UNANSWERED
    until: datetime | None = None

    def take(self, now: datetime) -> bool:
        """Return whether one more may be asked *now*, which is then counted."""
        if not (self.left and self.unanswered) or (self.until is not None and now >= self.until):
            return False
        self.left -= 1
        return True


@dataclass(frozen=True)
class _Band:
    lightest: Decimal
    heaviest: Decimal
    quoted: Quoted
    at: datetime

    def holds(self, weight: Decimal) -> bool:
        """Return whether the quote holds for a weight in kilograms."""
        return self.lightest <= weight <= self.heaviest


class Quotes:
    """Asks what orders would cost and remembers it. A price that is not known is left out, never guessed."""

    def __init__(self, sendcloud: Sendcloud, clock: Clock) -> None:
        self._sendcloud = sendcloud
        self._clock = steady(clock)
        self._bands: dict[tuple[str, Lane], list[_Band]] = {}
        self._unanswered: dict[tuple[str, Lane], datetime] = {}

    def for_a_plan(self) -> Questions:
        """Return the questions of one plan, for which somebody waits from now on."""
        return Questions(until=self._clock.now() + LONGEST)

    async def of_any(
        self, origins: Sequence[Origin], wanted: Mapping[int, Wanted], questions: Questions
    ) -> dict[int, Quoted]:
        """Return what can be said of orders that leave from one of several countries, of which nobody knows which.

        That is whether anything is offered from any of them, then who carries it, and the highest of the prices where
        all of them are known. Each lane is asked for from every country before the next one.
        """
        found: dict[int, Quoted] = {}
        for _, orders in _by_lane(wanted):
            lane = {key: wanted[key] for key in orders}
            each = [await self.of(origin, lane, questions) for origin in origins]
            found |= {key: _from_any([one[key] for one in each if key in one], len(origins)) for key in lane}
        return found

    async def of(
        self, origin: Origin | None, wanted: Mapping[int, Wanted], questions: Questions
    ) -> dict[int, Quoted]:
        """Return what orders cost by the key each has in *wanted*, with no more than these *questions*.

        Left out is what was not asked for, or not answered. From an unknown *origin* nobody can say any price.
        """
        if origin is None:
            return dict.fromkeys(wanted, Quoted())
        found: dict[int, Quoted] = {}
        # Whatever went unanswered comes last, so that no lane keeps another one from its turn.
        lanes = sorted(_by_lane(wanted), key=lambda one: self._unanswered.get((origin.country, one[0]), _NEVER))
        for lane, orders in lanes:
            for position, weight in orders.items():
                band = self._known(origin.country, lane, weight)
                if band is None and questions.take(self._clock.now()):
                    band = await self._ask(origin, lane, weight)
                    questions.unanswered -= band is None
                if band is not None:
                    found[position] = band.quoted
        return found

    def _known(self, sender: str, lane: Lane, weight: Decimal) -> _Band | None:
        now = self._clock.now()
        known = self._bands.get((sender, lane), [])
        return next((band for band in known if band.holds(weight) and now - band.at <= KEEPS), None)

    async def _ask(self, origin: Origin, lane: Lane, weight: Decimal) -> _Band | None:
        try:
            options = await self._sendcloud.shipping_options(
                ShippingOptionFilter(
                    from_address=OptionAddress(country_code=origin.country, postal_code=origin.postcode or None),
                    to_address=OptionAddress(country_code=lane.country, postal_code=lane.postcode or None),
                    parcels=[OptionParcel(weight=WeightRequest(value=weight, unit="kg"))] * lane.parcels,
                    shipping_option_code=lane.option_code,
                    contract_id=lane.contract_id,
                    calculate_quotes=True,
                )
            )
        except (Rejected, InvalidRequest) as exc:
            log.info("There is no quote: %s", exc)
            return self._remember(origin, lane, _Band(weight, weight, Quoted(), self._clock.now()))
        except SendcloudError as exc:
            # A price is a help; nothing about it may keep a plan from being shown.
            log.info("A quote could not be had: %s", exc)
            self._unanswered[origin.country, lane] = self._clock.now()
            return None
        self._unanswered.pop((origin.country, lane), None)
        now, is_rough = self._clock.now(), not lane.postcode or not origin.postcode
        option = _chosen(options, lane)
        if option is None:
            return self._remember(origin, lane, _Band(weight, weight, Quoted(is_offered=False), now))
        return self._remember(origin, lane, _band(option, weight, is_rough=is_rough, at=now))

    def _remember(self, origin: Origin, lane: Lane, band: _Band) -> _Band:
        """Keep a band, and let go of those that are believed no longer: a lane may have its own postcode."""
        fresh = {key: [one for one in bands if band.at - one.at <= KEEPS] for key, bands in self._bands.items()}
        self._bands = {key: bands for key, bands in fresh.items() if bands}
        self._bands.setdefault((origin.country, lane), []).append(band)
        return band


def _from_any(quoted: Sequence[Quoted], origins: int) -> Quoted:
    """Return what holds for an order wherever it leaves from, by what was answered for some of its *origins*."""
    offered = [one for one in quoted if one.is_offered]
    if not offered:
        return Quoted(is_offered=len(quoted) < origins)
    same = len({(one.carrier, one.option_label) for one in offered}) == 1
    who = Quoted(offered[0].carrier, offered[0].option_label) if same else Quoted()
    prices = [one.price for one in offered if one.price]
    if len(quoted) < origins or len(prices) < len(offered) or len({one.currency for one in offered}) > 1:
        return who
    return replace(who, price=max(prices), currency=offered[0].currency, is_rough=True)


def _by_lane(wanted: Mapping[int, Wanted]) -> list[tuple[Lane, dict[int, Decimal]]]:
    """Return the weights of the orders of each lane by position, the lane with most orders first."""
    postcodes: dict[Lane, set[str]] = {}
    for one in wanted.values():
        postcodes.setdefault(_without_postcode(one.lane), set()).add(one.lane.postcode)
    lanes: dict[Lane, dict[int, Decimal]] = {}
    for position, one in wanted.items():
        rough = _without_postcode(one.lane)
        lane = one.lane if len(postcodes[rough]) <= FEW_POSTCODES else rough
        lanes.setdefault(lane, {})[position] = one.weight
    return sorted(lanes.items(), key=lambda lane: -len(lane[1]))


def _without_postcode(lane: Lane) -> Lane:
    return replace(lane, postcode="")


def _chosen(options: Sequence[ShippingOption], lane: Lane) -> ShippingOption | None:
    named = [option for option in options if option.code == lane.option_code]
    exact = [option for option in named if lane.contract_id is not None and option.contract_id == lane.contract_id]
    return next(iter(exact or named), None)


def _band(option: ShippingOption, weight: Decimal, *, is_rough: bool, at: datetime) -> _Band:
    """Return the quote that *option* carries for *weight* with the weights it holds for: its own, else this one."""
    carrier = option.carrier.name if option.carrier else None
    unknown = Quoted(carrier, option.name)
    bands: list[tuple[Decimal, _Band]] = []
    for quote in option.quotes:
        if quote.amount is not None:
            value, currency = quote.amount
            quoted = Quoted(carrier, option.name, value, currency, is_rough)
            bands.append((value, _Band(*_bounds(quote, weight), quoted, at)))
    fitting = sorted((band for band in bands if band[1].holds(weight)), key=lambda band: band[0])
    return fitting[0][1] if fitting else _Band(weight, weight, unknown, at)


def _bounds(quote: Quote, weight: Decimal) -> tuple[Decimal, Decimal]:
    """Return the weights that a quote holds for, in kilograms: *weight* alone where it does not say."""
    own = quote.weight
    return (kilograms_of(own.min) if own else None) or weight, (kilograms_of(own.max) if own else None) or weight
