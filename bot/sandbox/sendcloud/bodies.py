"""The shapes of answers, as the published examples show them: numbers in orders, strings in shipments."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from urllib.parse import urlencode

from bot.sandbox.sendcloud.calls import Json, Reply
from bot.sandbox.sendcloud.catalogue import SENDERS, STATUSES
from bot.sandbox.sendcloud.orders import StandInOrder
from bot.sandbox.sendcloud.poison import poisoned_order, poisoned_shipment
from bot.sandbox.sendcloud.shipments import FAILED, Parcel, Shipment
from bot.sandbox.sendcloud.writing import written

_DEFAULT_ITEM_WEIGHT: dict[str, Json] = {"value": 0.5, "unit": "kg"}  # of the account, for items that have none
PANEL = "https://panel.sendcloud.sc"  # what the real one writes into links, whatever address it was asked under


def stamp(moment: datetime) -> str:
    """Return *moment* (UTC) as Sendcloud writes it."""
    return moment.replace(tzinfo=None).isoformat(timespec="microseconds") + "Z"


def ok(body: Json, status: int = 200, headers: Mapping[str, str] | None = None) -> Reply:
    """Return *body* as a JSON answer."""
    return Reply(status, written(body), headers=headers or {})


def error(
    status: int,
    code: str,
    detail: str,
    *,
    pointer: str | None = None,
    parameter: str | None = None,
    title: str | None = None,
) -> dict[str, Json]:
    """Return one error object; its *status* is a string, as documented."""
    made: dict[str, Json] = {"status": str(status), "code": code, "detail": detail}
    if title is not None:
        made["title"] = title
    if pointer is not None:
        made["source"] = {"pointer": pointer}
    if parameter is not None:
        made["source"] = {"parameter": parameter}
    return made


def refuse(status: int, *errors: dict[str, Json]) -> Reply:
    """Return an answer that holds nothing but errors."""
    return ok({"errors": list(errors)}, status)


def order_body(order: StandInOrder) -> dict[str, Json]:
    """Return *order* as GET /orders shows it."""
    details: dict[str, Json] = {
        "integration": {"id": order.integration_id},
        "status": {"code": order.status_code, "message": order.status_message},
        "order_created_at": stamp(order.created_at),
        "order_updated_at": stamp(order.modified_at),
        "order_items": order.items,
        "tags": order.tags,
    }
    if order.notes is not None:
        details["notes"] = order.notes
    body: dict[str, Json] = {
        "id": str(order.pk),
        "order_id": order.order_id,
        "order_number": order.order_number,
        "created_at": stamp(order.created_at),
        "modified_at": stamp(order.modified_at),
        "order_details": details,
        "payment_details": {
            "is_cash_on_delivery": False,
            "total_price": {"value": float(order.total), "currency": order.currency},
            "status": {"code": order.payment_code, "message": order.payment_message},
            "discount_granted": {"value": "0.00", "currency": order.currency},
        },
        "customs_details": _customs(order) if order.leaves_customs_union else None,
        "customer_details": {"name": order.name, "phone_number": order.phone_number, "email": order.email},
        "shipping_details": _shipping_details(order),
    }
    if order.kind != "no_address":
        body["shipping_address"] = order.address()
        body["billing_address"] = order.address()
    if order.service_point_id is not None:
        body["service_point_details"] = {"id": order.service_point_id}
    return poisoned_order(order.kind, body)


def _customs(order: StandInOrder) -> dict[str, Json]:
    return {
        "commercial_invoice_number": f"INV-{order.pk}",
        "shipment_type": "commercial_goods",
        "export_type": "commercial_b2c",
        "tax_numbers": {"sender": [], "receiver": [], "importer_of_record": []},
    }


def _shipping_details(order: StandInOrder) -> dict[str, Json]:
    details: dict[str, Json] = {
        "is_local_pickup": order.is_local_pickup,
        "delivery_indicator": order.delivery_indicator,
    }
    if order.weight is not None:
        details["measurement"] = {"weight": {"value": float(order.weight), "unit": "kg"}}
    if order.dimension is not None:
        measured = details.get("measurement")
        details["measurement"] = {**(measured if isinstance(measured, dict) else {}), "dimension": order.dimension}
    if order.ship_with is not None:
        details["ship_with"] = order.ship_with
    return details


def ship_with(shipment: Shipment) -> dict[str, Json]:
    """Return the option of *shipment* as rows and shipments name it."""
    properties = {"shipping_option_code": shipment.option_code, "contract_id": shipment.contract_id}
    return {"type": "shipping_option_code", "properties": properties}


def row(shipment: Shipment) -> dict[str, Json]:
    """Return the row of create-labels-async that tells of a new shipment."""
    ids = [parcel.id for parcel in shipment.parcels]
    made: dict[str, Json] = {"parcel_id": ids[0]}
    if shipment.order.kind != "no_parcels_ids":
        made["parcels_ids"] = ids
    made |= {
        "shipment_id": shipment.id,
        "order_id": shipment.order.order_id,
        "order_number": shipment.order.order_number,
    }
    if shipment.echo_ship_with:
        made["ship_with"] = ship_with(shipment)
    return made


def shipment_body(shipment: Shipment, at: datetime, *, errors: bool) -> dict[str, Json]:
    """Return *shipment* as it is at *at*. The list leaves *errors* out, as its published example does."""
    order = shipment.order
    code, name = shipment.carrier
    body: dict[str, Json] = {
        "id": shipment.id,
        "order_number": shipment.order_number,
        "reference": None,
        "external_reference_id": None,
        "total_order_price": {"value": order.total, "currency": order.currency},
        "from_address": sender_address(shipment.sender_address_id),
        "to_address": shipment.to_address,
        "ship_with": ship_with(shipment),
        "carrier": {"code": code, "name": name},
        "delivery-dates": {"handover_at": None, "deliver_at": None},
        "parcels": [parcel_body(shipment, parcel, at) for parcel in shipment.parcels],
    }
    if order.leaves_customs_union:
        body["customs_information"] = _customs_information(order)
    if shipment.brand_id is not None:
        body["brand_id"] = shipment.brand_id
    if order.service_point_id is not None:
        body["to_service_point"] = {"id": order.service_point_id, "carrier_service_point_id": "173187"}
    if errors:
        failed = shipment.status(at) == FAILED
        body["errors"] = [error(500, "parcel_announcement_error", order.reason)] if failed else []
    return poisoned_shipment(order.kind, body)


def sender_address(address_id: int) -> dict[str, Json]:
    """Return the sender address of that id as a shipment shows it."""
    sender = next((known for known in SENDERS if known["id"] == address_id), SENDERS[0])
    return {key: value for key, value in sender.items() if key not in ("id", "tax_numbers", "signature")}


def _customs_information(order: StandInOrder) -> dict[str, Json]:
    return {
        "invoice_number": f"INV-{order.pk}",
        "export_reason": "commercial_goods",
        "export_type": "commercial_b2c",
        "tax_numbers": {"sender": [], "receiver": [], "importer_of_record": []},
    }


def parcel_body(shipment: Shipment, parcel: Parcel, at: datetime) -> dict[str, Json]:
    """Return one parcel as it is at *at*: everything about the carrier is empty while it is being announced."""
    status = shipment.status(at)
    announced = shipment.announced_at(at)
    told = announced is not None
    body: dict[str, Json] = {
        "id": parcel.id,
        "status": {"code": status, "message": STATUSES.get(status, status)},
        "documents": _documents(shipment, parcel, at),
        "weight": {"value": parcel.weight, "unit": "kg"},
        "tracking_number": parcel.tracking_number if told else "",
        "tracking_url": _tracking_url(shipment, parcel) if told else None,
        "parcel_items": _parcel_items(shipment.order, parcel),
        "additional_carrier_data": {"awb_tracking_number": None, "box_number": None},
        "label_notes": None,
        "created_at": stamp(shipment.created_at),
        "updated_at": stamp(shipment.updated_at(at)),
        "announced_at": None if announced is None else stamp(announced),
    }
    if parcel.dimensions is not None:
        body["dimensions"] = parcel.dimensions
    return body


def _documents(shipment: Shipment, parcel: Parcel, at: datetime) -> list[dict[str, Json]]:
    if not shipment.has_documents(at):
        return []
    link = f"{PANEL}/api/v3/parcels/{parcel.id}/documents/"
    label: dict[str, Json] = {"type": "label", "document_type": "label", "size": "a6", "link": f"{link}label"}
    if not shipment.order.leaves_customs_union:
        return [label]
    kind = "customs-declaration"
    return [label, {"type": "cn23", "document_type": kind, "size": "a4", "link": f"{link}{kind}"}]


def _tracking_url(shipment: Shipment, parcel: Parcel) -> str:
    """Return the link as the published examples have it: the postal code stands in it."""
    told = {
        "carrier": shipment.carrier[0],
        "code": parcel.tracking_number,
        "destination": shipment.order.country,
        "lang": "en-us",
        "source": "NL",
        "type": "parcel",
        "verification": shipment.to_address.get("postal_code", ""),
        "servicepoint_verification": "",
        "created_at": shipment.created_at.date().isoformat(),
    }
    return f"https://tracking.example.com/forward?{urlencode(told)}"


def _parcel_items(order: StandInOrder, parcel: Parcel) -> list[dict[str, Json]]:
    quantities = dict(parcel.items)
    shown: list[dict[str, Json]] = []
    for item in order.items:
        item_id = str(item.get("item_id", ""))
        if item_id not in quantities:
            continue
        measurement, price = item.get("measurement"), item["total_price"]
        weight = measurement.get("weight") if isinstance(measurement, dict) else None
        entry: dict[str, Json] = {
            "item_id": item_id,
            "description": item["name"],
            "quantity": quantities[item_id],
            "weight": weight or _DEFAULT_ITEM_WEIGHT,
            "hs_code": item.get("hs_code", "340600"),
        }
        if isinstance(price, dict):
            entry["price"] = {"value": f"{price['value']:.2f}", "currency": price["currency"]}
        shown.append(entry)
    return shown
