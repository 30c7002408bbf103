"""Does the shipping option carry this order: weight, size, service point? Pure."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Final

from bot.checks import Check, CheckKind
from bot.engine.dealing import heaviest
from bot.engine.weights import centimetres, kilograms_of
from bot.sendcloud import Order, ShippingOption

_SIZES: Final = ("length", "width", "height")


def parcel_checks(
    order: Order, option: ShippingOption | None, *, option_expected: bool, parcels: int = 1
) -> Iterator[Check]:
    """Yield what is wrong with the parcels of *order*, as far as its option tells; none may be too heavy."""
    weight = heaviest(order, parcels)
    if weight is None:
        yield Check(CheckKind.NO_WEIGHT)
    if option is None:
        if option_expected and (order.ship_with is None or not order.ship_with.shipping_option_code):
            yield Check(CheckKind.NO_OPTION)
        return
    most = kilograms_of(option.weight.max) if option.weight is not None else None
    if weight is not None and most is not None and weight > most:
        yield Check(CheckKind.TOO_HEAVY)
    yield from _size(order, option)
    yield from _service_point(order, option)


def split_checks(order: Order, parcels: int) -> Iterator[Check]:
    """Yield that *order* cannot be split over several parcels: it is by their ids that its products are dealt out."""
    if parcels > 1 and (nameless := products_without_id(order)):
        yield Check(CheckKind.NO_ITEM_ID, nameless)


def products_without_id(order: Order) -> int:
    """Return how many products of an order have no item id."""
    return sum(1 for item in order.items if not item.item_id)


def _size(order: Order, option: ShippingOption) -> Iterator[Check]:
    needed = set(option.requirements.fields) & set(_SIZES) if option.requirements is not None else set()
    measured = order.shipping_details.measurement if order.shipping_details is not None else None
    dimension = measured.dimension if measured is not None else None
    sizes = centimetres(dimension)
    if needed and any(sizes.get(side) is None for side in needed):
        yield Check(CheckKind.NO_DIMENSIONS)
    largest = centimetres(option.max_dimensions)
    if _exceeds(sizes, largest):
        yield Check(CheckKind.TOO_LARGE)


def _exceeds(sizes: dict[str, Decimal], largest: dict[str, Decimal]) -> bool:
    # A parcel can be turned: its sides are compared longest with longest.
    if len(sizes) < len(_SIZES) or len(largest) < len(_SIZES):
        return False
    return any(mine > most for mine, most in zip(sorted(sizes.values()), sorted(largest.values()), strict=True))


def goes_to_service_point(order: Order) -> bool:
    """Say whether a service point is chosen for an order."""
    point = order.service_point_details
    return point is not None and bool(point.id or point.carrier_service_point_id)


def _service_point(order: Order, option: ShippingOption) -> Iterator[Check]:
    has_point = goes_to_service_point(order)
    if not option.is_service_point_required:
        if has_point:
            yield Check(CheckKind.UNUSED_SERVICE_POINT)
        return
    if not has_point:
        yield Check(CheckKind.NO_SERVICE_POINT)
        return
    chosen = order.ship_with.shipping_option_code if order.ship_with is not None else None
    carrier = option.carrier.code if option.carrier is not None else None
    # An order names the carrier of its service point only through the option that its buyer chose.
    if chosen and carrier and chosen.partition(":")[0] != carrier:
        yield Check(CheckKind.OTHER_SERVICE_POINT)
