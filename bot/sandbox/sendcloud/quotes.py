"""POST /shipping-options: which options fit, and what they cost when both ends are known."""

from __future__ import annotations

import operator
from dataclasses import replace
from decimal import Decimal

from bot.sandbox.sendcloud.calls import Json
from bot.sandbox.sendcloud.catalogue import ABROAD, CARRIERS, HOME, OPTIONS, WORLD, Option
from bot.sandbox.sendcloud.orders import EU
from bot.sandbox.sendcloud.schema import LeadTime, ShippingOptions, Weight

_TO_KG = {"kg": Decimal(1), "g": Decimal("0.001"), "lbs": Decimal("0.45359237"), "oz": Decimal("0.028349523")}


def kilograms(weight: Weight) -> Decimal:
    """Return a weight of the wire in kilograms."""
    return Decimal(weight.value) * _TO_KG[weight.unit]


def options(asked: ShippingOptions, *, rise: Decimal = Decimal(0)) -> list[dict[str, Json]]:
    """Return the options that fit the filter *asked*, in the shape of the answer's `data`.

    *rise*: what each costs more than the catalogue says.
    """
    origin = asked.from_address.country_code if asked.from_address else asked.from_country_code
    destination = asked.to_address.country_code if asked.to_address else asked.to_country_code
    weights = [kilograms(part.weight) if part.weight else Decimal("1.000") for part in asked.parcels or ()]
    priced = bool(asked.calculate_quotes) and origin is not None and destination is not None
    area = _area(origin or "NL", destination)
    return [
        _shown(_dearer(option, rise), weights, priced=priced, area=area)
        for option in OPTIONS
        if _fits(option, asked, area, max(weights, default=Decimal(0)))
    ]


def _dearer(option: Option, rise: Decimal) -> Option:
    return option if option.price is None else replace(option, price=str(Decimal(option.price) + rise))


def _area(origin: str, destination: str | None) -> str | None:
    if destination is None:
        return None
    if origin == destination:
        return HOME
    return ABROAD if destination in EU else WORLD


def _fits(option: Option, asked: ShippingOptions, area: str | None, heaviest: Decimal) -> bool:
    if area is not None and option.area not in (area, "any"):
        return False
    if heaviest > Decimal(option.max_weight) or not _within(asked.lead_time, option.hours):
        return False
    wanted: tuple[tuple[object, object], ...] = (
        (asked.carrier_code, option.carrier),
        (asked.contract_id, option.contract_id),
        (asked.shipping_option_code, option.code),
        (asked.shipping_product_code, option.code.split("/", 1)[0]),
    )
    if any(value not in (None, own) for value, own in wanted):
        return False
    has = _functionalities(option)
    return all(has.get(key) == value for key, value in (asked.functionalities or {}).items() if value)


def _within(bounds: LeadTime | None, hours: int) -> bool:
    tests = {"gt": operator.gt, "gte": operator.ge, "eq": operator.eq, "lt": operator.lt, "lte": operator.le}
    limits = {} if bounds is None else bounds.model_dump(exclude_unset=True)
    return all(tests[name](hours, limit) for name, limit in limits.items())


def _functionalities(option: Option) -> dict[str, Json]:
    return {
        "b2c": True,
        "last_mile": option.last_mile,
        "multicollo": option.last_mile == "home_delivery",
        "signature": option.signature,
        "tracked": option.carrier != "sendcloud",
        "service_area": "domestic" if option.area == HOME else "international",
        "returns": option.returns,
        "direct_contract_only": False,
        "labelless": False,
        "first_mile": "dropoff",
        "form_factor": "letter" if option.carrier == "sendcloud" else "parcel",
        "incoterm": "dap" if option.area == WORLD else None,
        "age_check": 18 if "age_check=18" in option.code else None,
        "weekend_delivery": None,
        "priority": "express" if option.hours <= 24 and option.area != HOME else "standard",
    }


def _shown(option: Option, weights: list[Decimal], *, priced: bool, area: str | None) -> dict[str, Json]:
    carrier = option.carrier
    kilogram = "kg"
    weight: dict[str, Json] = {
        "min": {"value": "0.001", "unit": kilogram},
        "max": {"value": option.max_weight, "unit": kilogram},
    }
    return {
        "code": option.code,
        "name": option.name,
        "carrier": {"code": carrier, "name": CARRIERS[carrier]},
        "product": {"code": option.code.split("/", 1)[0], "name": option.name},
        "functionalities": _functionalities(option),
        "weight": weight,
        "max_dimensions": {"length": "175.00", "width": "78.00", "height": "58.00", "unit": "cm"},
        "parcel_billed_weights": [],
        "contract": {
            "id": option.contract_id,
            "client_id": f"client-{option.contract_id}",
            "carrier_code": carrier,
            "name": f"{CARRIERS[carrier]} {option.contract_id}",
        },
        "requirements": {
            "fields": list(option.needs),
            "export_documents": area == WORLD,
            "is_service_point_required": option.for_service_point,
        },
        "charging_type": "first_scan" if option.returns else "label_creation",
        "quotes": _quotes(option, weights, weight) if priced else [],
    }


def _quotes(option: Option, weights: list[Decimal], bounds: dict[str, Json]) -> list[dict[str, Json]]:
    if option.price is None:
        return []
    if not weights:
        return _bands(option, bounds)
    base = sum((_price(Decimal(option.price), weight) for weight in weights), Decimal(0))
    return [_quote(option, base, bounds)]


def _bands(option: Option, bounds: dict[str, Json]) -> list[dict[str, Json]]:
    """Return a quote for each band of weights, as nobody said how heavy the parcel is."""
    base, heaviest = Decimal(option.price or 0), Decimal(option.max_weight)
    light = min(heaviest, Decimal(10))
    quotes = [_quote(option, _price(base, light), {**bounds, "max": {"value": str(light), "unit": "kg"}})]
    if heaviest > light:
        quotes.append(_quote(option, _price(base, heaviest), {**bounds, "min": {"value": str(light), "unit": "kg"}}))
    return quotes


def _quote(option: Option, base: Decimal, bounds: dict[str, Json]) -> dict[str, Json]:
    fuel = (base * Decimal("0.02")).quantize(Decimal("0.01"))
    lines = [("price_without_insurance", "Initial price per parcel", base), ("fuel", "Fuel surcharge", fuel)]
    breakdown = [
        {"type": kind, "label": label, "price": {"value": str(value), "currency": "EUR"}}
        for kind, label, value in lines
    ]
    total = {"value": str(base + fuel), "currency": "EUR"}
    return {"weight": bounds, "price": {"breakdown": breakdown, "total": total}, "lead_time": option.hours}


def _price(base: Decimal, weight: Decimal) -> Decimal:
    heavy = max(Decimal(0), weight - 10) * Decimal("0.35") if base else Decimal(0)
    return (base + heavy).quantize(Decimal("0.01"))
