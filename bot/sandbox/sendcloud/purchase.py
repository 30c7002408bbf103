"""POST /orders/create-labels-async, carried out: which orders get a shipment, and the rows and errors that tell of it.

A second purchase for an order makes a second shipment: no idempotency key exists for this call.
"""

from __future__ import annotations

from collections import Counter
from decimal import Decimal

from bot.sandbox.sendcloud.bodies import error, ok, refuse, row
from bot.sandbox.sendcloud.calls import Ask, Json, Reply
from bot.sandbox.sendcloud.catalogue import BRANDS, SENDERS, by_default, by_rules, find_option, known_contract
from bot.sandbox.sendcloud.faults import DropRow, ExtraRow, Fault, ShortIds, TwoRows
from bot.sandbox.sendcloud.orders import CLOSED_POINT, StandInOrder
from bot.sandbox.sendcloud.poison import REFUSAL
from bot.sandbox.sendcloud.quotes import kilograms
from bot.sandbox.sendcloud.reshape import RowsBeside
from bot.sandbox.sendcloud.schema import CreateLabels, ShipWith, WantedOrder, WantedParcel
from bot.sandbox.sendcloud.shipments import Parcel, Shipment
from bot.sandbox.sendcloud.world import World

_AT = "/data/attributes"


def create_labels(world: World, ask: Ask, body: CreateLabels, fault: Fault | None, refused: list[str]) -> Reply:
    """Carry out a request whose shape was found good. Appends to *refused* what only a mistaken caller would send."""
    whole = _whole_call(world, body)
    if whole is not None:
        return whole
    found = [_find(world, body, wanted) for wanted in body.orders]
    if any(order is not None and order.has_negative_price for matches in found for order in matches):
        place = next(i for i, matches in enumerate(found) if any(order.has_negative_price for order in matches))
        return refuse(400, error(400, "min_value", "Item price must not be negative.", pointer=f"{_AT}/orders/{place}"))
    data: list[dict[str, Json]] = []
    errors: list[dict[str, Json]] = []
    for index, (wanted, matches) in enumerate(zip(body.orders, found, strict=True)):
        if fault == DropRow(index, acted=False):
            continue
        made = _refused_beside(fault, index) or _one(world, ask, body, wanted, matches, refused)
        if fault == DropRow(index):
            continue
        if isinstance(made, dict):
            errors.append(made | {"source": {"pointer": f"{_AT}/orders/[{index}]"}})
            continue
        data.append(row(made))
        again = _one(world, ask, body, wanted, matches, refused) if fault == TwoRows(index) else None
        data += [row(again)] if isinstance(again, Shipment) else []
    return ok(_told(fault, data, errors), 202)


def _refused_beside(fault: Fault | None, index: int) -> dict[str, Json] | None:
    if isinstance(fault, RowsBeside) and fault.index == index:
        return error(fault.status, fault.code, fault.detail)
    return None


def _told(fault: Fault | None, data: list[dict[str, Json]], errors: list[dict[str, Json]]) -> dict[str, Json]:
    """Return the body of the answer as *fault* has it."""
    match fault:
        case ExtraRow():
            data = [*data, _unasked(fault)]
        case ShortIds(first=first):
            data = [one | {"shipment_id": str(first + place)} for place, one in enumerate(data)]
        case RowsBeside(index=None):
            errors = [*errors, error(fault.status, fault.code, fault.detail)]
        case _:
            pass
    return _body(data, errors)


def _body(data: list[dict[str, Json]], errors: list[dict[str, Json]]) -> dict[str, Json]:
    """Return the answer; a key with nothing to say is left out, as in the published examples."""
    body: dict[str, Json] = {}
    if data or not errors:
        body["data"] = data
    if errors:
        body["errors"] = errors
    return body


def _unasked(fault: ExtraRow) -> dict[str, Json]:
    return {
        "parcel_id": 999_999_999,
        "parcels_ids": [999_999_999],
        "shipment_id": "00000000-0000-4000-8000-000000000000",
        "order_id": f"id-{fault.order_number}",
        "order_number": fault.order_number,
    }


def _whole_call(world: World, body: CreateLabels) -> Reply | None:
    """Return the refusal of the call as a whole, None when there is no reason for one."""
    if body.integration_id not in world.integrations:
        detail = f"Select a valid choice. {body.integration_id} is not one of the available choices."
        return refuse(400, error(400, "invalid_choice", detail, pointer=f"{_AT}/integration_id"))
    for name, named, known in (
        ("sender_address_id", body.sender_address_id, SENDERS),
        ("brand_id", body.brand_id, BRANDS),
    ):
        if named is not None and all(entry["id"] != named for entry in known):
            return refuse(202, error(404, "invalid", "Does not exist.", pointer=f"{_AT}/{name}"))
    _code, contract_id = _named_option(body.ship_with)
    if contract_id is not None and not known_contract(contract_id):
        pointer = f"{_AT}/ship_with/properties/contract_id"
        return refuse(400, error(400, "invalid", "Invalid contract.", pointer=pointer))
    return None


def _find(world: World, body: CreateLabels, wanted: WantedOrder) -> list[StandInOrder]:
    if wanted.order_id is not None:
        found = [o for o in world.orders_with_id(wanted.order_id) if o.order_id == wanted.order_id]
    else:
        number = wanted.order_number or ""
        found = [o for o in world.orders_numbered(number) if o.order_number.casefold() == number.casefold()]
    return [order for order in found if order.integration_id == body.integration_id]


def _one(
    world: World, ask: Ask, body: CreateLabels, wanted: WantedOrder, matches: list[StandInOrder], refused: list[str]
) -> Shipment | dict[str, Json]:
    """Return the new shipment of one order, or its error without a pointer."""
    if not matches:
        return error(404, "not_found", "The order could not be found with the search criteria given")
    if len(matches) > 1:
        refused.append(f"create-labels-async: {len(matches)} orders share the number {wanted.order_number!r}")
        return error(400, "invalid", "More than one order has this order number.")
    order = matches[0]
    if order.kind == "half_emoji_refused":
        return error(400, "validation_error", REFUSAL, title="Invalid order")
    if order.kind in ("bad_address", "no_address"):
        return error(400, "validation_error", "The order has no valid shipping address.", title="Invalid order")
    code, contract_id = _option_for(body, wanted, order)
    option = find_option(code, contract_id)
    if option is None:
        return error(400, "invalid_choice", f"The shipping option {code} is not available.")
    if order.kind == "no_phone" and not order.phone_number:
        return error(400, "validation_error", "Service error: Error 100: Missing required data: phone")
    if order.service_point_id == CLOSED_POINT or (option.for_service_point and order.service_point_id is None):
        return error(400, "validation_error", "Invalid service point")
    strange = _strange_items(order, wanted)
    if strange:
        return error(400, "validation_error", f"Item {strange[0]} is not in the order.", title="Invalid parcels")
    parcels = None if wanted.parcels is None else [_parcel(world, order, part) for part in wanted.parcels]
    heaviest = max((Decimal(part.weight) for part in parcels or ()), default=Decimal(order.weight or "1"))
    if heaviest > Decimal(option.max_weight):
        return error(400, "validation_error", f"The weight is above {option.max_weight} kg, the limit of {code}.")
    made = world.add_shipment(
        order, at=ask.at, source="api", option_code=code, contract_id=option.contract_id, parcels=parcels
    )
    made.echo_ship_with = body.ship_with is not None
    made.sender_address_id = body.sender_address_id or int(str(SENDERS[0]["id"]))
    made.brand_id = body.brand_id or int(str(BRANDS[0]["id"]))
    return made


def _strange_items(order: StandInOrder, wanted: WantedOrder) -> list[str]:
    """Return the items of the parcels that the order does not have, or not so many pieces of."""
    left = Counter({str(item.get("item_id")): int(str(item.get("quantity") or 0)) for item in order.items})
    for part in wanted.parcels or ():
        left.subtract({item.item_id: item.quantity for item in part.parcel_items})
    return [name for name, count in left.items() if count < 0]


def _option_for(body: CreateLabels, wanted: WantedOrder, order: StandInOrder) -> tuple[str, int | None]:
    """Choose: the call's own option, then the rules when asked for, then the order's, then the account's default."""
    code, contract_id = _named_option(body.ship_with)
    if code is not None:
        return code, contract_id
    inside = not order.leaves_customs_union
    if wanted.apply_shipping_rules:
        return by_rules(order.country, in_customs_union=inside), None
    code, contract_id = _named_option(ShipWith.model_validate(order.ship_with) if order.ship_with else None)
    return (code, contract_id) if code is not None else (by_default(order.country, in_customs_union=inside), None)


def _named_option(ship_with: ShipWith | None) -> tuple[str | None, int | None]:
    if ship_with is None:
        return None, None
    return ship_with.properties.shipping_option_code, ship_with.properties.contract_id


def _parcel(world: World, order: StandInOrder, part: WantedParcel) -> Parcel:
    items = tuple((item.item_id, item.quantity) for item in part.parcel_items)
    weight = kilograms(part.weight) if part.weight is not None else Decimal(order.weight or "1")
    return world.parcel(f"{weight:.3f}", items, part.dimensions.model_dump() if part.dimensions is not None else None)
