"""What a request may hold: query parameters and bodies of every endpoint, everything else being refused."""

from __future__ import annotations

import re
import uuid
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime

from bot.sandbox.sendcloud.bodies import error
from bot.sandbox.sendcloud.calls import Ask
from bot.sandbox.sendcloud.catalogue import STATUSES
from bot.sandbox.sendcloud.schema import (
    Amount,
    Anything,
    Flag,
    List,
    Number,
    Object,
    OneOf,
    OrNull,
    Problem,
    Text,
    Whole,
)

_WEIGHT = Object({"value": Amount(), "unit": OneOf(("kg", "g", "lbs", "oz"))}, ("value", "unit"))
_DIMENSIONS = Object(
    {
        "length": Amount(),
        "width": Amount(),
        "height": Amount(),
        "unit": OneOf(("cm", "mm", "m", "yd", "ft", "in")),
    },
    ("length", "width", "height", "unit"),
)
_SHIP_WITH = Object(
    {
        "type": OneOf(("shipping_option_code",)),
        "properties": Object(
            {"shipping_option_code": OrNull(Text(1)), "contract_id": OrNull(Whole(1))}, ("shipping_option_code",)
        ),
    },
    ("type", "properties"),
)
_PARCEL = Object(
    {
        "parcel_items": List(Object({"item_id": Text(1), "quantity": Whole(1)}, ("item_id", "quantity")), 0, 1000),
        "weight": _WEIGHT,
        "dimensions": _DIMENSIONS,
    },
    ("parcel_items",),
)
CREATE_LABELS = Object(
    {
        "integration_id": Whole(),
        "sender_address_id": Whole(),
        "brand_id": Whole(1),
        "ship_with": _SHIP_WITH,
        "orders": List(
            Object(
                {
                    "order_id": Text(1, 64),
                    "order_number": Text(1, 255),
                    "apply_shipping_rules": Flag(),
                    "parcels": List(_PARCEL, 1, 50),
                },
                exactly_one=("order_id", "order_number"),
            ),
            1,
            20,
            unique=True,
        ),
    },
    ("integration_id", "orders"),
)
_PLACE = Object(
    {
        name: Text()
        for name in (
            "name",
            "company_name",
            "address_line_1",
            "address_line_2",
            "house_number",
            "postal_code",
            "city",
            "state_province_code",
            "country_code",
            "email",
            "phone_number",
        )
    },
    ("country_code",),
)
_FLAT = ("from_country_code", "to_country_code", "from_postal_code", "to_postal_code")
SHIPPING_OPTIONS = Object(
    {
        "from_address": _PLACE,
        "to_address": _PLACE,
        "from_country_code": Text(2, 2),
        "to_country_code": Text(2, 2),
        "from_postal_code": Text(0, 12),
        "to_postal_code": Text(0, 12),
        "to_service_point_id": Whole(),
        "parcels": List(
            Object(
                {
                    "weight": _WEIGHT,
                    "dimensions": _DIMENSIONS,
                    "additional_insured_price": Number(),
                    "total_insured_price": Number(),
                }
            ),
            1,
            50,
        ),
        "carrier_code": Text(),
        "contract_id": Whole(),
        "shipping_product_code": Text(),
        "shipping_option_code": Text(),
        "functionalities": OrNull(Anything()),
        "lead_time": Object({name: Number() for name in ("gt", "gte", "eq", "lt", "lte")}),
        "calculate_quotes": Flag(),
    },
    not_together=((frozenset({"from_address", "to_address"}), frozenset(_FLAT)),),
)

Test = Callable[[str], bool]


def _integer(least: int, most: int) -> Test:
    return lambda value: re.fullmatch(r"[0-9]{1,18}", value) is not None and least <= int(value) <= most


def _integers(value: str) -> bool:
    return re.fullmatch(r"[0-9]{1,18}(,[0-9]{1,18})*", value) is not None


def _some(value: str) -> bool:
    return bool(value)


def _a_date(value: str) -> bool:
    try:
        date.fromisoformat(value)
    except ValueError:
        return False
    return True


def _a_moment(value: str) -> bool:
    try:
        return datetime.fromisoformat(value).tzinfo is not None
    except ValueError:
        return False


def _up_to_100(test: Test) -> Test:
    return lambda value: len(value.split(",")) <= 100 and all(test(part) for part in value.split(","))


def _a_uuid(value: str) -> bool:
    try:
        uuid.UUID(value)
    except ValueError:
        return False
    return True


_PAGE = {"page_size": _integer(1, 100), "cursor": _some}
_PAPER = {"paper_size": lambda value: value in ("A4", "A5", "A6")}
ORDERS_QUERY: dict[str, Test] = {
    "integration": _integers,
    "order_number": _some,
    "order_id": _some,
    "status": _some,
    "sort": _some,
    "page_size": _integer(1, 200),
    "cursor": _some,
} | {f"order_{what}_at{end}": _a_date for what in ("created", "updated") for end in ("", "_min", "_max")}
SHIPMENTS_QUERY: dict[str, Test] = {
    "parcel_status": lambda value: value in STATUSES or value.isdigit(),
    "tracking_number": _some,
    "external_reference_id": _some,
    "order_number": _some,
    "integration_id": _integer(1, 2**31),
    "updated_before": _a_moment,
    "updated_after": _a_moment,
    "announced_before": _a_moment,
    "announced_after": _a_moment,
    "ids": _up_to_100(_integer(1, 2**31)),
    "shipment_uuids": _up_to_100(_a_uuid),
} | _PAGE
DOCUMENT_QUERY: dict[str, Test] = {"dpi": lambda value: value in ("72", "150", "203", "300", "600")} | _PAPER
DOCUMENTS_QUERY: dict[str, Test] = {"parcels": _integer(1, 2**31)} | _PAPER
CONTRACTS_QUERY: dict[str, Test] = {
    "carrier_code": _some,
    "is_active": lambda value: value in ("true", "false"),
    "client_id": _some,
    "name": _some,
    "country_code": _some,
} | _PAGE
SENDERS_QUERY: dict[str, Test] = dict(_PAGE)
BRANDS_QUERY: dict[str, Test] = dict(_PAGE)
INTEGRATIONS_QUERY: dict[str, Test] = {"sort": _some}
_MOMENTS = ("updated_before", "updated_after", "announced_before", "announced_after")


def query_problems(ask: Ask, allowed: Mapping[str, Test], repeatable: str | None = None) -> Iterator[Problem]:
    """Yield an error object for each query parameter that is unknown, malformed or given twice."""
    seen: set[str] = set()
    for name, value in ask.query:
        if name not in allowed:
            yield error(400, "unknown_field", f"Unknown query parameter {name}.", parameter=name)
        elif name in seen and name != repeatable:
            yield error(400, "invalid", f"{name} was given twice.", parameter=name)
        elif not allowed[name](value) and name in _MOMENTS:
            # the published example of this 400 carries the status 404 in its body
            detail = f"Validation failed, {name} is not a datetime"
            yield error(404, "validation_error", detail, pointer="/list_shipments/filters")
        elif not allowed[name](value):
            yield error(400, "invalid", f"Invalid value for {name}.", parameter=name)
        seen.add(name)


def body_problems(ask: Ask, check: Object) -> Iterator[Problem]:
    """Yield an error object for everything in the body that *check* does not allow."""
    try:
        body = ask.json()
    except ValueError:
        yield error(400, "invalid", "The body is not JSON.", pointer="/data")
        return
    yield from check.problems(body, "/data/attributes")


def header_problems(ask: Ask) -> Iterator[Problem]:
    """Yield an error object for each header of a write that is missing or malformed."""
    if ask.raw and ask.headers.get("content-type", "").split(";")[0].strip() != "application/json":
        yield error(400, "invalid", "Content-Type must be application/json.")
    partner = ask.headers.get("sendcloud-partner-id")
    if partner is not None and not _a_uuid(partner):
        made = error(400, "invalid", "The partner id is not a valid UUID.")
        yield made | {"source": {"header": "Sendcloud-Partner-Id"}}
