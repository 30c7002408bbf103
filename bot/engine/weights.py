"""Weights and sizes in one unit each: kilograms and centimetres, whatever unit Sendcloud tells them in. Pure."""

from __future__ import annotations

from decimal import ROUND_UP, Decimal, InvalidOperation
from typing import Final

from bot.sendcloud import Dimensions, Order, Weight

_KILOGRAMS: Final = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lbs": Decimal("0.45359237"),
    "oz": Decimal("0.028349523125"),
}
_CENTIMETRES: Final = {
    "cm": Decimal(1),
    "mm": Decimal("0.1"),
    "m": Decimal(100),
    "in": Decimal("2.54"),
    "ft": Decimal("30.48"),
    "yd": Decimal("91.44"),
}
_GRAM: Final = Decimal("0.001")


def kilograms_of(weight: Weight | None) -> Decimal | None:
    """Return a weight in kilograms, to the gram; None when it is missing, nothing, or makes no sense."""
    if weight is None or not weight.value or weight.unit not in _KILOGRAMS:
        return None
    return _rounded(weight.value * _KILOGRAMS[weight.unit])


def kilograms(order: Order) -> Decimal | None:
    """Return what an order weighs, as told for the whole or summed over its lines; None when that is not known."""
    whole = kilograms_of(order.weight)
    if whole is not None or not order.items:
        return whole
    total = Decimal(0)
    for item in order.items:
        if item.weight is None or not item.weight.value or item.weight.unit not in _KILOGRAMS:
            return None
        total += item.weight.value * _KILOGRAMS[item.weight.unit] * (item.quantity or 0)
    return _rounded(total)


def share_of(weight: Decimal, parcels: int) -> Decimal:
    """Return an equal share of a weight, up to the next gram."""
    return (weight / parcels).quantize(_GRAM, rounding=ROUND_UP)


def centimetres(dimensions: Dimensions | None) -> dict[str, Decimal]:
    """Return the known sides (length, width, height) in centimetres; empty without a unit that is known."""
    if dimensions is None or dimensions.unit not in _CENTIMETRES:
        return {}
    sides = {"length": dimensions.length, "width": dimensions.width, "height": dimensions.height}
    factor = _CENTIMETRES[dimensions.unit]
    return {name: value * factor for name, value in sides.items() if value is not None and value > 0}


def _rounded(value: Decimal) -> Decimal | None:
    try:
        rounded = value.quantize(_GRAM)
    except InvalidOperation:
        return None
    return rounded if rounded > 0 else None
