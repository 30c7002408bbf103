"""The orders of the make-believe shops: what each kind looks like and how Sendcloud would show it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from bot.sandbox.sendcloud.calls import Json
from bot.sandbox.sendcloud.poison import POISONS

KINDS: dict[str, str] = {
    "fine": "gets its label",
    "bad_address": "looks complete, but the purchase answers that the address is not valid",
    "no_address": "has no shipping address at all",
    "no_weight": "carries no weight; the account's default of 1 kg applies",
    "late_failure": "is accepted and fails at the carrier, with a tracking number and a date of announcement",
    "busy_carrier": "fails the first time, since its carrier is out of reach; asked for again it gets its label",
    "slow": "is announced only after a minute",
    "no_label": "is accepted and ends without a label (NO_LABEL)",
    "already_labelled": "had its label before the bot came",
    "duplicate": "shares its number with a second order of the same shop",
    "negative_price": "holds a discount as an item with a negative price; the whole call is refused with 400",
    "multicollo": "goes in three parcels",
    "non_eu": "leaves the customs union: its parcel has a customs declaration",
    "no_parcels_ids": "is answered by a row without parcels_ids",
    "service_point": "is to be delivered to a PostNL service point",
    "no_phone": "has no phone number, and the carrier refuses it for that",
    "closed_point": "is to be delivered to a PostNL service point that is closed by now",
}

OUT_OF_REACH = "Service error: An error occurred while connecting to the carrier."
"""As Sendcloud's reference words it."""

_PLACES = {
    "NL": ("Insulindelaan", "5642 CV", "Eindhoven"),
    "BE": ("Meir", "2000", "Antwerpen"),
    "DE": ("Torstraße", "10119", "Berlin"),
    "FR": ("Rue Oberkampf", "75011", "Paris"),
    "ES": ("Calle Mayor", "28013", "Madrid"),
    "IT": ("Via Torino", "20123", "Milano"),
    "GB": ("Baker Street", "NW1 6XE", "London"),
    "CH": ("Bahnhofstrasse", "8001", "Zürich"),
    "US": ("Broadway", "10012", "New York"),
}
_STATES = {"US": "US-NY", "IT": "IT-MI"}
EU = frozenset({"NL", "BE", "DE", "FR", "ES", "IT", "AT", "LU", "PT", "IE", "DK", "SE", "FI", "PL"})
_NAMES = tuple(f"Customer {stone}" for stone in ("Amber", "Beryl", "Coral", "Émail", "Flint", "Garnet", "Jäde"))


OPEN_POINT, CLOSED_POINT = "10875349", "10875300"


@dataclass
class StandInOrder:
    """One order. *pk* is Sendcloud's internal number, *order_id* the shop's; *weight* is in kilograms or None.

    *document* says how its documents come: `good`, or one of `documents.DAMAGES`.
    """

    order_number: str
    order_id: str
    pk: int
    integration_id: int
    created_at: datetime
    modified_at: datetime
    kind: str = "fine"
    country: str = "NL"
    weight: str | None = "1.2"
    name: str = "Customer Amber"
    company_name: str = ""
    address_line_1: str = "Insulindelaan"
    house_number: str = "115"
    address_line_2: str = ""
    postal_code: str = "5642 CV"
    city: str = "Eindhoven"
    state_province_code: str = ""
    email: str = "customer@example.com"
    phone_number: str = "+31612345678"
    status_code: str = "unshipped"
    status_message: str = "Unshipped"
    payment_code: str = "paid"
    payment_message: str = "Paid"
    notes: str | None = None
    tags: list[str] = field(default_factory=list)
    delivery_indicator: str = "Standard delivery"
    is_local_pickup: bool = False
    currency: str = "EUR"
    items: list[dict[str, Json]] = field(default_factory=list)
    total: str = "24.90"
    ship_with: dict[str, Json] | None = None
    dimension: dict[str, Json] | None = None
    service_point_id: str | None = None
    parcel_count: int = 1
    failure: str = "Carrier error: the address could not be matched to a delivery route."
    cancel_answer: str = "queued"
    document: str = "good"

    @property
    def reason(self) -> str:
        """What the carrier says when it fails."""
        return OUT_OF_REACH if self.kind == "busy_carrier" else self.failure

    @property
    def leaves_customs_union(self) -> bool:
        """Whether a parcel of this order needs a customs declaration."""
        return self.country not in EU

    @property
    def has_negative_price(self) -> bool:
        """Whether any item is sold for less than nothing."""
        prices = (item.get("unit_price") for item in self.items)
        return any(isinstance(price, dict) and float(str(price.get("value", 0))) < 0 for price in prices)

    def address(self) -> dict[str, Json]:
        """Return the address as both orders and shipments show it; fields that are empty are left out."""
        shown: dict[str, Json] = {
            "name": self.name,
            "company_name": self.company_name,
            "address_line_1": self.address_line_1,
            "house_number": self.house_number,
            "address_line_2": self.address_line_2,
            "postal_code": self.postal_code,
            "city": self.city,
            "state_province_code": self.state_province_code,
            "country_code": self.country,
            "email": self.email,
            "phone_number": self.phone_number,
        }
        optional = ("state_province_code", "email", "phone_number", "house_number")
        return {key: value for key, value in shown.items() if value or key not in optional}


def blank(
    order_number: str, order_id: str, pk: int, integration_id: int, kind: str, country: str, weight: str, at: datetime
) -> StandInOrder:
    """Return a new order of *kind* with believable contents. ValueError for a kind that does not exist."""
    if kind not in KINDS | POISONS:
        raise ValueError(f"no such kind of order: {kind}; there are {', '.join(KINDS | POISONS)}")
    if kind == "non_eu" and country in EU:
        country = "CH"
    street, postal_code, city = _PLACES.get(country, ("Main Street", "1000", "Capital"))
    order = StandInOrder(order_number, order_id, pk, integration_id, at, at, kind, country, weight)
    order.name = _NAMES[pk % len(_NAMES)]
    order.address_line_1, order.postal_code, order.city = street, postal_code, city
    order.house_number = str(1 + pk % 180)
    order.state_province_code = _STATES.get(country, "")
    order.items = _items(pk, order.currency, weight, customs=order.leaves_customs_union)
    shape = _SHAPERS.get(kind)
    if shape is not None:
        shape(order)
    return order


def _items(pk: int, currency: str, weight: str, *, customs: bool) -> list[dict[str, Json]]:
    half = round(float(weight) / 2, 3) or 0.001
    items: list[dict[str, Json]] = []
    for place, (name, price) in enumerate((("Beeswax candle", 12.45), ("Linen napkin", 12.45)), start=1):
        item: dict[str, Json] = {
            "item_id": f"{pk}{place}",
            "product_id": f"P{place}",
            "name": name,
            "description": name,
            "quantity": 1,
            "sku": f"SKU-{place}",
            "unit_price": {"value": price, "currency": currency},
            "total_price": {"value": price, "currency": currency},
            "measurement": {"weight": {"value": half, "unit": "kg"}},
            "delivery_dates": {"handover_at": None, "deliver_at": None},
            "mid_code": None,
            "material_content": None,
            "intended_use": None,
        }
        if customs:
            item |= {"hs_code": "340600", "country_of_origin": "NL", "material_content": "Beeswax"}
        items.append(item)
    return items


def _without_weight(order: StandInOrder) -> None:
    order.weight = None
    for item in order.items:
        item.pop("measurement", None)


def _with_discount(order: StandInOrder) -> None:
    discount: dict[str, Json] = {"value": -5.0, "currency": order.currency}
    order.items.append(
        {"item_id": f"{order.pk}9", "name": "Discount", "quantity": 1, "unit_price": discount, "total_price": discount}
    )
    order.total = "19.90"


def _to_service_point(order: StandInOrder) -> None:
    order.service_point_id = OPEN_POINT
    order.ship_with = {
        "type": "shipping_option_code",
        "properties": {"shipping_option_code": "postnl:standard/service_point", "contract_id": 517},
    }


def _to_closed_point(order: StandInOrder) -> None:
    _to_service_point(order)
    order.service_point_id = CLOSED_POINT


def _without_phone(order: StandInOrder) -> None:
    order.phone_number = ""


def _in_three_parcels(order: StandInOrder) -> None:
    order.parcel_count = 3


_SHAPERS: dict[str, Callable[[StandInOrder], None]] = {
    "no_weight": _without_weight,
    "negative_price": _with_discount,
    "service_point": _to_service_point,
    "closed_point": _to_closed_point,
    "no_phone": _without_phone,
    "multicollo": _in_three_parcels,
}

CAN_BE_PUT_RIGHT = frozenset(
    {
        "bad_address", "no_address", "late_failure", "negative_price", "no_weight", "no_label", "no_phone",
        "closed_point",
    }
)  # fmt: skip
"""Kinds whose trouble somebody in the shop can end."""


def put_right(order: StandInOrder, at: datetime) -> None:
    """Change *order* as somebody in the shop does who is told what is wrong with it; it gets its label from then on.

    ValueError for an order with which nothing is wrong.
    """
    if order.kind not in CAN_BE_PUT_RIGHT:
        raise ValueError(f"nothing is wrong with order {order.order_number}")
    fresh = blank(order.order_number, order.order_id, order.pk, order.integration_id, "fine", order.country, "1.2", at)
    order.kind, order.modified_at = fresh.kind, at
    order.house_number, order.weight = str(int(fresh.house_number) + 1), fresh.weight
    order.items, order.total = fresh.items, fresh.total
    order.phone_number = order.phone_number or fresh.phone_number
    if order.service_point_id == CLOSED_POINT:
        order.service_point_id = OPEN_POINT
