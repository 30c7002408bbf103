"""The reading endpoints: shops, orders, shipments and what the account has."""

from __future__ import annotations

from datetime import datetime, timedelta
from operator import attrgetter

from bot.sandbox.sendcloud.bodies import error, ok, order_body, refuse, shipment_body
from bot.sandbox.sendcloud.calls import Ask, Json, Reply
from bot.sandbox.sendcloud.catalogue import BRANDS, SENDERS, STATUSES, contracts
from bot.sandbox.sendcloud.faults import CancelAs, Fault
from bot.sandbox.sendcloud.orders import StandInOrder
from bot.sandbox.sendcloud.paging import UnknownCursor, page
from bot.sandbox.sendcloud.shipments import Shipment
from bot.sandbox.sendcloud.world import World

_UNFILTERED = frozenset({"integration", "integration_id", "page_size", "cursor", "sort"})
_ORDER_MISSING = "The order could not be found with the search criteria given"


def integrations(world: World, ask: Ask) -> Reply:
    """GET /integrations."""
    shops = list(world.integrations.values())
    sort = (ask.one("sort") or "id").lstrip("-")
    shops.sort(key=lambda shop: str(shop.get(sort) or ""), reverse=(ask.one("sort") or "").startswith("-"))
    return ok({"data": shops})


def logs(world: World, _ask: Ask, integration_id: str) -> Reply:
    """GET /integrations/{id}/logs: one failure since the shop's connection began to fail, none while it works."""
    shop = world.integrations.get(int(integration_id)) if integration_id.isdigit() else None
    if shop is None:
        problem = error(404, "not_found", "The Integration could not be found with the search criteria given")
        return refuse(404, {**problem, "status": 404})
    since = shop["started_failing_at"]
    return ok({"data": [_failure(str(since))] if since else []})


def _failure(at: str) -> Json:
    sent = {"headers": {"Cache-Control": "max-age=3600"}, "payload": {"order_note": {"note": "For Customer Amber"}}}
    return {
        "id": 123,
        "base_url": "https://shop.example.com",
        "full_url": "https://shop.example.com/orders.json",
        "method": "GET",
        "response_code": 495,
        "response": {"headers": {}, "body": "SSL Certificate Error"},
        "request": sent,
        "created_at": at,
        "exception_type": "requests.exceptions.SSLError",
        "exception": "An SSL error occurred",
        "protected": False,
        "additional_data": "",
    }


def statuses(_world: World, _ask: Ask) -> Reply:
    """GET /parcels/statuses."""
    return ok({"data": [{"code": code, "message": message} for code, message in STATUSES.items()]})


def senders(_world: World, ask: Ask) -> Reply:
    """GET /addresses/sender-addresses."""
    return _listed(SENDERS, ask, "/addresses/sender-addresses")


def brands(_world: World, ask: Ask) -> Reply:
    """GET /brands."""
    return _listed(BRANDS, ask, "/brands")


def contract_list(_world: World, ask: Ask) -> Reply:
    """GET /contracts."""
    wanted = {"carrier_code": "carrier_code", "client_id": "client_id", "name": "name", "country_code": "country"}
    found = [
        contract
        for contract in contracts()
        if all(ask.one(name) in (None, contract[key]) for name, key in wanted.items())
        and ask.one("is_active") != "false"
    ]
    return _listed(found, ask, "/contracts")


def _listed(entries: list[dict[str, Json]], ask: Ask, path: str) -> Reply:
    try:
        shown, headers = page(
            entries, lambda entry: int(str(entry["id"])), ask.one("cursor"), int(ask.one("page_size") or 100), path
        )
    except UnknownCursor:
        return refuse(404, error(404, "not_found", "Invalid cursor"))
    return ok({"data": shown}, headers=headers)


def orders(world: World, ask: Ask) -> Reply:
    """GET /orders."""
    wanted = [int(part) for part in (ask.one("integration") or "").split(",") if part]
    for integration_id in wanted:
        if integration_id not in world.integrations:
            detail = f"Select a valid choice. {integration_id} is not one of the available choices."
            return refuse(400, error(400, "invalid_choice", detail, parameter="integration"))
    if _lists_all(ask) and not world.drop_labelled_orders:
        found = [order for order in world.orders.values() if not wanted or order.integration_id in wanted]
    else:
        found = [order for order in _candidates(world, ask) if _order_fits(world, ask, order, wanted)]
    _sort_orders(found, ask.one("sort") or "-pk")
    try:
        size = int(ask.one("page_size") or 100)
        shown, headers = page(found, lambda order: order.pk, ask.one("cursor"), size, "/orders")
    except UnknownCursor:
        return refuse(404, error(404, "not_found", "Invalid cursor"))
    return ok({"data": [order_body(order) for order in shown]}, headers=headers)


def _lists_all(ask: Ask) -> bool:
    """Whether a whole list is paged through; with tens of thousands of rows the filters are not worth asking."""
    return all(name in _UNFILTERED for name, _ in ask.query)


def _candidates(world: World, ask: Ask) -> list[StandInOrder]:
    number, order_id = ask.one("order_number"), ask.one("order_id")
    if number is not None:
        return world.orders_numbered(number)
    if order_id is not None:
        return world.orders_with_id(order_id)
    return list(world.orders.values())


def _order_fits(world: World, ask: Ask, order: StandInOrder, wanted: list[int]) -> bool:
    order_id, status = ask.one("order_id"), ask.one("status")
    if wanted and order.integration_id not in wanted:
        return False
    if order_id is not None and order.order_id.casefold() != order_id.casefold():
        return False
    if status is not None and order.status_code.casefold() != status.casefold():
        return False
    for what, moment in (("created", order.created_at), ("updated", order.modified_at)):
        day = moment.date().isoformat()
        on, least, most = (ask.one(f"order_{what}_at{end}") for end in ("", "_min", "_max"))
        if on not in (None, day) or (least or day) > day or (most or day) < day:
            return False
    return not (world.drop_labelled_orders and world.is_labelled(order))


def _sort_orders(found: list[StandInOrder], sort: str) -> None:
    keys = {
        "integration": "integration_id",
        "order_number": "order_number",
        "order_created_at": "created_at",
        "order_updated_at": "modified_at",
        "pk": "pk",
    }
    name = sort.lstrip("-")
    if name not in keys:  # documented: what cannot be sorted by falls back to the newest first
        name, sort = "pk", "-pk"
    found.sort(key=attrgetter(keys[name], "pk"), reverse=sort.startswith("-"))


def order(world: World, _ask: Ask, pk: str) -> Reply:
    """GET /orders/{id}, by Sendcloud's internal number."""
    found = world.orders.get(int(pk)) if pk.isdigit() else None
    if found is None or (world.drop_labelled_orders and world.is_labelled(found)):
        return refuse(404, error(404, "not_found", _ORDER_MISSING))
    return ok({"data": order_body(found)})


def shipments(world: World, ask: Ask) -> Reply:
    """GET /shipments."""
    integration_id = ask.one("integration_id")
    if _lists_all(ask) and not world.visibility_lag:
        wanted = None if integration_id is None else int(integration_id)
        found = [made for made in world.shipments.values() if wanted in (None, made.integration_id)]
    else:
        found = [made for made in _made(world, ask) if _shipment_fits(world, ask, made)]
    found.sort(key=lambda made: -made.seq)
    try:
        size = int(ask.one("page_size") or 40)
        shown, headers = page(found, lambda made: made.seq, ask.one("cursor"), size, "/shipments")
    except UnknownCursor:
        return refuse(404, error(404, "not_found", "Invalid cursor", pointer="/data"))
    return ok({"data": [shipment_body(made, ask.at, errors=False) for made in shown]}, headers=headers)


def _made(world: World, ask: Ask) -> list[Shipment]:
    uuids, ids, number = ask.one("shipment_uuids"), ask.one("ids"), ask.one("order_number")
    if uuids is not None:
        return [world.shipments[one] for one in dict.fromkeys(uuids.split(",")) if one in world.shipments]
    if ids is not None:
        by_parcel = [world.parcels[int(one)] for one in ids.split(",") if int(one) in world.parcels]
        return list({made.id: made for made in by_parcel}.values())
    if number is not None:
        return world.shipments_numbered(number)
    return list(world.shipments.values())


def _shipment_fits(world: World, ask: Ask, made: Shipment) -> bool:
    if ask.at < made.created_at + timedelta(seconds=world.visibility_lag):
        return False
    integration_id, number = ask.one("integration_id"), ask.one("order_number")
    if integration_id is not None and made.integration_id != int(integration_id):
        return False
    if number is not None and not world.loose_matching and made.order_number.casefold() != number.casefold():
        return False
    ids = ask.one("ids")
    if ids is not None and not {str(parcel.id) for parcel in made.parcels} & set(ids.split(",")):
        return False
    tracking, status = ask.one("tracking_number"), ask.one("parcel_status")
    if tracking is not None and all(parcel.tracking_number != tracking for parcel in made.parcels):
        return False
    if status is not None and made.status(ask.at) != status:
        return False
    if ask.one("external_reference_id") is not None:
        return False  # labels of orders carry none
    announced = made.announced_at(ask.at)
    return _between(ask, "updated", made.updated_at(ask.at)) and _between(ask, "announced", announced)


def _between(ask: Ask, what: str, moment: datetime | None) -> bool:
    after, before = ask.one(f"{what}_after"), ask.one(f"{what}_before")
    if after is None and before is None:
        return True
    if moment is None:  # what is not announced yet is hidden by a filter on the announcement
        return False
    return (after is None or moment > datetime.fromisoformat(after)) and (
        before is None or moment < datetime.fromisoformat(before)
    )


def shipment(world: World, ask: Ask, shipment_id: str) -> Reply:
    """GET /shipments/{id}; its 404 has no body, as none is documented."""
    found = world.shipments.get(shipment_id)
    if found is None:
        return Reply(404, b"", None)
    return ok({"data": shipment_body(found, ask.at, errors=True)})


def cancel(world: World, ask: Ask, shipment_id: str, fault: Fault | None) -> Reply:
    """POST /shipments/{id}/cancel: 200 done, 202 queued, 404, 409 refused."""
    found = world.shipments.get(shipment_id)
    if found is None:
        return refuse(404, error(404, "not_found", "Not found"))
    status, words = found.cancel(ask.at, fault.how if isinstance(fault, CancelAs) else None)
    if status == 409:
        return refuse(409, error(409, "invalid", words))
    return ok({"data": {"status": "queued" if status == 202 else "cancelled", "message": words}}, status)
