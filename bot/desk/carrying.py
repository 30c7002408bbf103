"""Which shipping options can carry a batch of orders, and for how much. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence, Set
from decimal import Decimal

from bot.engine.weights import kilograms_of
from bot.model import Batch, PriceRange
from bot.sendcloud import Quote, ShippingOption

Key = tuple[str, int | None]
"""Code and contract: a code can come once for each contract."""

ByKey = Mapping[Key, ShippingOption]


def key_of(option: ShippingOption) -> Key:
    """Return what tells an option from any other."""
    return option.code, option.contract_id or None


def carrying(
    options: Sequence[ShippingOption], batch: Batch | None, by_country: Sequence[ByKey]
) -> Sequence[ShippingOption]:
    """Return the options that can carry every order of a batch, by weight, service point and countries.

    *by_country*: what there is to each of its countries, as far as that is known. Where nothing carries all of it, what
    carries some of it is returned: the plan then says which orders it does not fit.
    """
    if batch is None:
        return options
    lanes = [set(lane) for lane in by_country] or [set(map(key_of, options))]
    usable = [one for one in options if batch.has_service_points or not one.is_service_point_required]
    all_of_it = _strong(usable, set.intersection(*lanes), batch.heaviest)
    return all_of_it or _strong(usable, set.union(*lanes), batch.lightest) or usable


def _strong(options: Sequence[ShippingOption], keys: Set[Key], weight: Decimal | None) -> list[ShippingOption]:
    """Return the options with one of these keys that carry a parcel of *weight* kilograms, as far as that is known."""
    named = [one for one in options if key_of(one) in keys]
    return [one for one in named if weight is None or weight <= (_heaviest(one) or weight)]


def _heaviest(option: ShippingOption) -> Decimal | None:
    return kilograms_of(option.weight.max) if option.weight is not None else None


def price_range(options: Sequence[ShippingOption], batch: Batch | None) -> PriceRange | None:
    """Return the lowest and the highest quote above zero of one option to several countries, where they share a
    currency; of a batch whose weights are known only quotes for those."""
    prices = [price for option in options for price in _prices(option, batch)]
    if len({currency for _, currency in prices}) != 1:
        return None
    values = [value for value, _ in prices]
    return PriceRange(min(values), max(values), prices[0][1])


def _prices(option: ShippingOption, batch: Batch | None) -> Iterator[tuple[Decimal, str]]:
    for quote in option.quotes:
        if quote.amount is not None and (batch is None or _is_for(quote, batch)):
            yield quote.amount


def _is_for(quote: Quote, batch: Batch) -> bool:
    """Say whether the weights that a quote holds for and those of a batch meet."""
    least = kilograms_of(quote.weight.min) if quote.weight else None
    most = kilograms_of(quote.weight.max) if quote.weight else None
    below = most is not None and batch.lightest is not None and most < batch.lightest
    above = least is not None and batch.heaviest is not None and least > batch.heaviest
    return not below and not above
