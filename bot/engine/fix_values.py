"""The fields of a fix: how each stands in an order, how it is typed, and what Sendcloud is told. Pure; keeps nothing.

Whether Sendcloud merges a nested address or replaces it is not said, so the whole address goes with each change of it.
Which phone number and e-mail address a label takes is not said either, so both places are written.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from enum import Enum
from typing import Final

from bot.model.trouble import Field
from bot.sendcloud import (
    Address,
    AddressUpdate,
    CustomerUpdate,
    DimensionUpdate,
    MeasurementUpdate,
    Order,
    OrderUpdate,
    ServicePointUpdate,
    ShippingUpdate,
    WeightUpdate,
)

_ADDRESS: Final[Mapping[Field, str]] = {
    Field.NAME: "name",
    Field.COMPANY: "company_name",
    Field.STREET: "address_line_1",
    Field.HOUSE_NUMBER: "house_number",
    Field.LINE_2: "address_line_2",
    Field.POSTAL_CODE: "postal_code",
    Field.CITY: "city",
    Field.STATE: "state_province_code",
    Field.COUNTRY: "country_code",
    Field.PHONE: "phone_number",
    Field.EMAIL: "email",
}
PLACES: Final = frozenset(_ADDRESS) - {Field.NAME, Field.COMPANY, Field.PHONE, Field.EMAIL}
"""What Sendcloud's check of addresses knows of."""

_NEEDED: Final = frozenset(
    {
        Field.NAME, Field.STREET, Field.POSTAL_CODE, Field.CITY, Field.COUNTRY, Field.PHONE, Field.EMAIL, Field.WEIGHT,
        Field.DIMENSIONS, Field.SERVICE_POINT,
    }
)  # fmt: skip
"""Fields that are not changed into nothing."""

_KILOGRAMS: Final = {
    "kg": Decimal(1),
    "g": Decimal("0.001"),
    "lbs": Decimal("0.45359237"),
    "oz": Decimal("0.028349523"),
}
_CENTIMETRES: Final = {
    "cm": Decimal(1), "mm": Decimal("0.1"), "m": Decimal(100), "yd": Decimal("91.44"), "ft": Decimal("30.48"),
    "in": Decimal("2.54"),
}  # fmt: skip
_MOST_KILOGRAMS: Final = Decimal(1_000)
_MOST_CENTIMETRES: Final = Decimal(1_000)
_MOST_SHOWN: Final = Decimal(1_000_000)
_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s.]+")
_BETWEEN_SIDES: Final = re.compile(r"\s*[x×*]\s*|\s+", re.IGNORECASE)
_ASIDE: Final = re.compile(r"[^\d+]+")


class Misfit(Enum):
    """Why something typed cannot be a field's value."""

    EMPTY = "empty"
    EMAIL = "email"
    PHONE = "phone"
    COUNTRY = "country"
    WEIGHT = "weight"
    DIMENSIONS = "dimensions"


def values_of(order: Order) -> dict[Field, str]:
    """Return how an order stands, as it is typed: weights in kilograms, sizes in centimetres, what is missing empty."""
    address = order.shipping_address or Address()
    found = {one: getattr(address, name) or "" for one, name in _ADDRESS.items()}
    found |= {Field.PHONE: order.phone or "", Field.EMAIL: order.email or ""}
    point = order.service_point_details
    found[Field.SERVICE_POINT] = (point.id if point else None) or ""
    found[Field.POST_NUMBER] = (point.post_number if point else None) or ""
    found[Field.WEIGHT] = _kilograms(order)
    found[Field.DIMENSIONS] = _centimetres(order)
    return found


def _kilograms(order: Order) -> str:
    weight = order.weight
    if weight is None or weight.value is None or weight.unit not in _KILOGRAMS:
        return ""
    return _plain(weight.value * _KILOGRAMS[weight.unit]) if _is_sane(weight.value) else ""


def _centimetres(order: Order) -> str:
    measured = order.shipping_details.measurement if order.shipping_details else None
    size = measured.dimension if measured else None
    if size is None or size.unit not in _CENTIMETRES or None in (size.length, size.width, size.height):
        return ""
    sides = [side for side in (size.length, size.width, size.height) if side is not None and _is_sane(side)]
    return " x ".join(_plain(side * _CENTIMETRES[size.unit]) for side in sides) if len(sides) == 3 else ""


def _is_sane(value: Decimal) -> bool:
    """Return whether a number of an order's can be shown: shops have sent some with a million digits."""
    return value.is_finite() and 0 < value < _MOST_SHOWN


def _plain(value: Decimal) -> str:
    rounded = value.quantize(Decimal("0.001"))
    text = format(rounded, "f")
    return text.rstrip("0").rstrip(".")


def suggested(order: Order, suggestion: Address | None) -> dict[Field, str]:
    """Return what a check of the address would change of it: it knows no name, company, phone or e-mail."""
    if suggestion is None:
        return {}
    now = values_of(order)
    told = {one: (getattr(suggestion, _ADDRESS[one]) or "").strip() for one in PLACES}
    # What the suggestion leaves out it says nothing of.
    return {one: text for one, text in told.items() if text and same_text(one, text) != same_text(one, now[one])}


def misfit(one: Field, typed: str) -> Misfit | None:
    """Return why *typed* cannot be the value of a field; None when it can."""
    text = typed.strip()
    if not text:
        return Misfit.EMPTY if one in _NEEDED else None
    said = _SAID.get(one)
    return None if said is None or said[0](text) else said[1]


def _number(text: str, most: Decimal) -> Decimal | None:
    try:
        value = Decimal(text.strip().replace(",", "."))
    except InvalidOperation:
        return None
    return value if value.is_finite() and 0 < value <= most else None


def _sides(text: str) -> tuple[Decimal, Decimal, Decimal] | None:
    parts = [_number(part, _MOST_CENTIMETRES) for part in _BETWEEN_SIDES.split(text.strip())]
    if len(parts) != 3 or None in parts:
        return None
    length, width, height = (part for part in parts if part is not None)
    return length, width, height


_SAID: Final[Mapping[Field, tuple[Callable[[str], object], Misfit]]] = {
    Field.EMAIL: (_EMAIL.fullmatch, Misfit.EMAIL),
    Field.PHONE: (lambda text: len(_ASIDE.sub("", text).lstrip("+")) >= 5, Misfit.PHONE),
    Field.COUNTRY: (re.compile(r"[A-Za-z]{2}").fullmatch, Misfit.COUNTRY),
    Field.WEIGHT: (lambda text: _number(text, _MOST_KILOGRAMS), Misfit.WEIGHT),
    Field.DIMENSIONS: (_sides, Misfit.DIMENSIONS),
}
"""What a value of these fields has to be, and what is wrong where it is not."""


def same_text(one: Field, value: str) -> str:
    """Return what two ways of writing the same value have in common; only that is hashed and compared."""
    text = " ".join(value.split())
    match one:
        case Field.PHONE:
            return _ASIDE.sub("", text)
        case Field.WEIGHT:
            weight = _number(text, _MOST_KILOGRAMS)
            return _plain(weight) if weight else text
        case Field.DIMENSIONS:
            sides = _sides(text)
            return " x ".join(map(_plain, sides)) if sides else text
        case _:
            return text.casefold()


def update_of(order: Order, changed: Mapping[Field, str]) -> OrderUpdate:
    """Return what Sendcloud is told: *changed* merged into what the order has. Raises `InvalidRequest`."""
    values = {one: text.strip() for one, text in changed.items()}
    if Field.COUNTRY in values:
        values[Field.COUNTRY] = values[Field.COUNTRY].upper()
    contact = {Field.PHONE: "phone", Field.EMAIL: "email"}
    customer = {name: values[one] for one, name in contact.items() if one in values}
    measured = _measured(values)
    return OrderUpdate(
        shipping_address=_address(order, values) if set(values) & set(_ADDRESS) else None,
        customer_details=CustomerUpdate(**customer) if customer else None,
        shipping_details=ShippingUpdate(measurement=measured) if measured else None,
        service_point_details=_point(order, values),
    )


def _address(order: Order, values: Mapping[Field, str]) -> AddressUpdate:
    address = order.shipping_address or Address()
    there = {name: text for name in AddressUpdate.model_fields if (text := getattr(address, name))}
    if "email" in there and not _EMAIL.fullmatch(there["email"]):
        del there["email"]
    return AddressUpdate(**{**there, **{_ADDRESS[one]: text for one, text in values.items() if one in _ADDRESS}})


def _measured(values: Mapping[Field, str]) -> MeasurementUpdate | None:
    weight = _number(values.get(Field.WEIGHT, ""), _MOST_KILOGRAMS)
    sides = _sides(values.get(Field.DIMENSIONS, ""))
    if weight is None and sides is None:
        return None
    return MeasurementUpdate(
        weight=WeightUpdate(value=weight, unit="kg") if weight else None,
        dimension=DimensionUpdate(length=sides[0], width=sides[1], height=sides[2], unit="cm") if sides else None,
    )


def _point(order: Order, values: Mapping[Field, str]) -> ServicePointUpdate | None:
    if not {Field.SERVICE_POINT, Field.POST_NUMBER} & set(values):
        return None
    point = order.service_point_details
    named = values.get(Field.SERVICE_POINT) or (point.id if point else None)
    carriers = None if named or point is None else point.carrier_service_point_id
    number = values.get(Field.POST_NUMBER) or (point.post_number if point else None)
    return ServicePointUpdate(id=named, carrier_service_point_id=carriers, post_number=number or None)
