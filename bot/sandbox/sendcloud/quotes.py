"""POST /shipping-options: which options fit, and what they cost when both ends are known."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal

from bot.sandbox.sendcloud.calls import Json
from bot.sandbox.sendcloud.catalogue import ABROAD, CARRIERS, HOME, OPTIONS, WORLD, Option
from bot.sandbox.sendcloud.orders import EU

_TO_KG = {"kg": Decimal(1), "g": Decimal("0.001"), "lbs": Decimal("0.45359237"), "oz": Decimal("0.028349523")}


def kilograms(weight: Json, fallback: str = "1.000") -> Decimal:
    """Return a weight of the wire (`{"value": "1.2", "unit": "kg"}`) in kilograms."""
    if not isinstance(weight, Mapping):
        return Decimal(fallback)
    return Decimal(str(weight["value"])) * _TO_KG[str(weight["unit"])]


def options(asked: Mapping[str, Json]) -> list[dict[str, Json]]:
    """Return the options that fit the filter *asked*, in the shape of the answer's `data`."""
    origin, destination = _country(asked, "from"), _country(asked, "to")
    parcels = asked.get("parcels")
    weights = [kilograms(parcel.get("weight")) for parcel in parcels] if isinstance(parcels, list) else []
    priced = bool(asked.get("calculate_quotes")) and origin is not None and destination is not None
    area = _area(origin or "NL", destination)
    return [
        _shown(option, weights, priced=priced, area=area)
        for option in OPTIONS
        if _fits(option, asked, area, max(weights, default=Decimal(0)))
    ]


def _country(asked: Mapping[str, Json], end: str) -> str | None:
    address = asked.get(f"{end}_address")
    value = address.get("country_code") if isinstance(address, Mapping) else asked.get(f"{end}_country_code")
    return None if value is None else str(value)


def _area(origin: str, destination: str | None) -> str | None:
    if destination is None:
        return None
    if origin == destination:
        return HOME
    return ABROAD if destination in EU else WORLD


def _fits(option: Option, asked: Mapping[str, Json], area: str | None, heaviest: Decimal) -> bool:
    if area is not None and option.area not in (area, "any"):
        return False
    if heaviest > Decimal(option.max_weight):
        return False
    wanted = {
        "carrier_code": option.carrier,
        "contract_id": option.contract_id,
        "shipping_option_code": option.code,
        "shipping_product_code": option.code.split("/", 1)[0],
    }
    if any(asked.get(key) not in (None, value) for key, value in wanted.items()):
        return False
    if not _within(asked.get("lead_time"), option.hours):
        return False
    flags = asked.get("functionalities")
    has = _functionalities(option)
    return not isinstance(flags, Mapping) or all(has.get(key) == value for key, value in flags.items() if value)


def _within(bounds: Json, hours: int) -> bool:
    if not isinstance(bounds, Mapping):
        return True
    tests = {
        "gt": lambda limit: hours > limit,
        "gte": lambda limit: hours >= limit,
        "eq": lambda limit: hours == limit,
        "lt": lambda limit: hours < limit,
        "lte": lambda limit: hours <= limit,
    }
    return all(tests[key](limit) for key, limit in bounds.items())


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
    base = sum((_price(Decimal(option.price), weight) for weight in weights or [Decimal(1)]), Decimal(0))
    fuel = (base * Decimal("0.02")).quantize(Decimal("0.01"))
    lines = [("price_without_insurance", "Initial price per parcel", base), ("fuel", "Fuel surcharge", fuel)]
    breakdown = [
        {"type": kind, "label": label, "price": {"value": str(value), "currency": "EUR"}}
        for kind, label, value in lines
    ]
    total = {"value": str(base + fuel), "currency": "EUR"}
    return [{"weight": bounds, "price": {"breakdown": breakdown, "total": total}, "lead_time": option.hours}]


def _price(base: Decimal, weight: Decimal) -> Decimal:
    heavy = max(Decimal(0), weight - 10) * Decimal("0.35") if base else Decimal(0)
    return (base + heavy).quantize(Decimal("0.01"))
