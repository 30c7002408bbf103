"""PATCH /orders/{id} and GET /service-points: what puts an order right whose label was refused."""

from __future__ import annotations

from bot.sandbox.sendcloud.bodies import error, ok, refuse
from bot.sandbox.sendcloud.calls import Ask, Json, Reply
from bot.sandbox.sendcloud.catalogue import CARRIERS
from bot.sandbox.sendcloud.faults import Fault, ShopSync
from bot.sandbox.sendcloud.orders import CLOSED_POINT, OPEN_POINT, StandInOrder
from bot.sandbox.sendcloud.quotes import kilograms
from bot.sandbox.sendcloud.schema import Weight
from bot.sandbox.sendcloud.schema_changes import PatchedAddress, PatchedMeasurement, PatchOrder
from bot.sandbox.sendcloud.world import World

_NO_SUCH_ITEM = "Could not find specified item."  # the words of both published examples, of the 400 and the 404
_MENDED_BY_ADDRESS = frozenset({"bad_address", "late_failure"})
_NEEDED = ("address_line_1", "postal_code", "city", "country")
_DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_FIELDS = {"country_code": "country"}
"""Fields of an address that a `StandInOrder` has under another name."""


def update(world: World, ask: Ask, pk: str, wanted: PatchOrder, fault: Fault | None) -> Reply:
    """Change an order; the answer names it and shows nothing of it, as documented."""
    order = world.orders.get(int(pk)) if pk.isdigit() else None
    if order is None:
        return refuse(404, error(404, "not_found", _NO_SUCH_ITEM, title="Not found"))
    items = wanted.order_details.order_items if wanted.order_details else None
    named = {str(item.get("name")) for item in order.items}
    if any(item.name not in named for item in items or ()):
        return refuse(400, error(400, "invalid", _NO_SUCH_ITEM, pointer="order/order_details/order_items"))
    if not isinstance(fault, ShopSync):
        _change(order, wanted)
    order.modified_at = ask.at
    return ok({"data": {"id": order.pk, "order_id": order.order_id, "order_number": order.order_number}})


def _change(order: StandInOrder, wanted: PatchOrder) -> None:
    if wanted.shipping_address is not None:
        _move(order, wanted.shipping_address)
    if wanted.customer_details is not None:
        order.email = wanted.customer_details.email or order.email
    if wanted.shipping_details is not None and wanted.shipping_details.measurement is not None:
        _measure(order, wanted.shipping_details.measurement)
    if wanted.service_point_details is not None:
        order.service_point_id = wanted.service_point_details.id or CLOSED_POINT
    has_phone = order.kind == "no_phone" and order.phone_number
    has_point = order.kind == "closed_point" and order.service_point_id != CLOSED_POINT
    if has_phone or has_point:
        order.kind = "fine"


def _move(order: StandInOrder, address: PatchedAddress) -> None:
    before = (order.address_line_1, order.house_number, order.postal_code, order.city, order.country)
    for name in address.model_fields_set - {"po_box"}:
        setattr(order, _FIELDS.get(name, name), getattr(address, name))
    after = (order.address_line_1, order.house_number, order.postal_code, order.city, order.country)
    whole = all(getattr(order, name) for name in _NEEDED)
    if (order.kind in _MENDED_BY_ADDRESS and before != after) or (order.kind == "no_address" and whole):
        order.kind = "fine"


def _measure(order: StandInOrder, measured: PatchedMeasurement) -> None:
    weight = measured.weight
    if weight is not None and weight.value is not None:
        order.weight = f"{kilograms(Weight(value=str(weight.value), unit=weight.unit or 'kg')):.3f}"
    if measured.dimension is not None:
        order.dimension = measured.dimension.model_dump()


def service_points(_world: World, ask: Ask) -> Reply:
    """GET /service-points: three of them, whatever the place, for every carrier of the account."""
    carrier, country = ask.one("carrier_code"), ask.one("country_code")
    if country is None:
        return refuse(400, error(400, "required", "Field required", parameter="country_code"))
    if carrier not in CARRIERS:
        detail = f"Service points are not supported for the requested carriers: {carrier}."
        return refuse(400, error(400, "validation_error", detail))
    town = ask.one("address_city") or "Eindhoven"
    code = ask.one("address_postal_code") or "5611 EM"
    names = (
        (int(OPEN_POINT), "Kiosk Central", 85),
        (10875350, "Book shop Corner", 420),
        (10875351, "Garage East", 1300),
    )
    points: list[Json] = [_point(one, name, metres, carrier, country, town, code) for one, name, metres in names]
    place: Json = {"status": "matched", "precision": "postal_code", "formatted_address": f"{code} {town}"}
    return ok({"data": {"results": points, "geocoding": place}})


def _point(id: int, name: str, metres: int, carrier: str, country: str, town: str, code: str) -> Json:
    return {
        "id": id,
        "carrier_service_point_id": str(id - 10_000_000),
        "name": name,
        "carrier": {"code": carrier, "name": CARRIERS[carrier], "logo_url": None, "icon_url": None},
        "address": {
            "street": "Stationsplein",
            "house_number": str(id % 100),
            "postal_code": code,
            "city": town,
            "country_code": country,
        },
        "carrier_shop_type": None,
        "general_shop_type": "servicepoint",
        "position": {"latitude": 51.44, "longitude": 5.47},
        "contact": {"email": "", "phone": ""},
        "opening_times": dict.fromkeys(_DAYS),
        "is_open_tomorrow": True,
        "next_open_at": None,
        "distance": metres,
        "is_expired": False,
    }
