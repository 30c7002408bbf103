"""Everything that the stand-in of Sendcloud says, held against what Sendcloud has published."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.sandbox.sendcloud import KINDS, Call, Respond, SendcloudStandIn
from tests.contract import spec
from tests.contract.checker import check_calls, forget_used, unused_deviations

pytestmark = pytest.mark.skipif(spec.folder() is None, reason=spec.WHY_NOT)


class Hand:
    """A clock that stands still until it is moved."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        self.moment += timedelta(milliseconds=80)  # each look takes a little, so that the limits stay far away
        return self.moment


@pytest.fixture
async def clock() -> Hand:
    return Hand()


@pytest.fixture
async def sendcloud(clock: Hand) -> AsyncIterator[SendcloudStandIn]:
    standin = SendcloudStandIn(now=clock)
    await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture
async def client(sendcloud: SendcloudStandIn) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=sendcloud.base_url, auth=("public", "secret")) as made:
        yield made


async def repairs(client: httpx.AsyncClient, pk: int) -> None:
    """Change an order in every way that the bot does, and look for a service point."""
    measurement = {
        "weight": {"value": 1.5, "unit": "kg"},
        "dimension": {"length": 30, "width": 20, "height": 10.5, "unit": "cm"},
    }
    bodies: tuple[object, ...] = (
        {"shipping_address": {"house_number": "12", "phone_number": "+31612345678"}},
        {"customer_details": {"phone": "+31612345678", "email": "customer@example.com"}},
        {"shipping_details": {"measurement": measurement}},
        {"service_point_details": {"id": "10875349"}},
        {"order_details": {"order_items": [{"name": "No such thing"}]}},
        {"shipping_address": {"city": ""}},
    )
    for body in bodies:
        await client.patch(f"/orders/{pk}", json=body)
    await client.patch("/orders/1", json={"shipping_address": {"city": "Utrecht"}})
    near = {"country_code": "NL", "address_postal_code": "5611 EM"}
    for carrier in ("postnl", "acme"):
        await client.get("/service-points", params=near | {"carrier_code": carrier})


async def every_kind(sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand) -> None:
    """Order, buy and look at an order of every kind, before and after the carriers have spoken."""
    orders = [sendcloud.add_order(f"K-{kind}", kind=kind) for kind in KINDS]
    sendcloud.add_order("OUT-1", integration_id=71, country="US")
    await client.get("/orders", params={"integration": "70,71", "page_size": 5, "sort": "order_number"})
    await client.get("/orders", params={"integration": 70, "order_number": "k-FINE"})
    await client.get(f"/orders/{orders[0].pk}")
    await client.get("/orders/1")
    await client.get("/orders", params={"integration": 128})
    await client.get("/orders", params={"cursor": "bm9wZQ=="})
    await client.get("/shipments", params={"order_number": "K-fine", "integration_id": 70})
    await repairs(client, orders[0].pk)
    asked = [{"order_id": order.order_id} for order in orders if order.kind != "negative_price"]
    await client.post("/orders/create-labels-async", json={"integration_id": 70, "orders": asked})
    shopping = {"integration_id": 70, "orders": [{"order_id": o.order_id} for o in orders if o.has_negative_price]}
    await client.post("/orders/create-labels-async", json=shopping)
    await client.get("/shipments", params={"page_size": 3})
    clock.moment += timedelta(minutes=2)
    for shipment_id in list(sendcloud.shipments):
        await client.get(f"/shipments/{shipment_id}")
    await client.get("/shipments", params={"shipment_uuids": ",".join(sendcloud.shipments), "page_size": 100})
    await client.get("/shipments", params={"updated_after": "yesterday"})
    await client.get("/shipments", params={"cursor": "bm9wZQ=="})


async def every_field(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    """Use every field of the purchase, and what it refuses."""
    order = sendcloud.add_order("FIELDS")
    order.items[0]["quantity"] = 2
    option = {"shipping_option_code": "postnl:standard", "contract_id": 517}
    box = {"length": "5.00", "width": "15.00", "height": "20.00", "unit": "cm"}
    items = [{"item_id": str(order.items[0]["item_id"]), "quantity": 1}]
    parcel = {"parcel_items": items, "dimensions": box, "weight": {"value": "1.320", "unit": "kg"}}
    body = {
        "integration_id": 70,
        "sender_address_id": 18,
        "brand_id": 42,
        "ship_with": {"type": "shipping_option_code", "properties": option},
        "orders": [{"order_number": "FIELDS", "apply_shipping_rules": False, "parcels": [parcel, parcel]}],
    }
    partner = {"Sendcloud-Partner-Id": "4df31240-daef-40bf-81fc-7a83184073e6"}
    bought = await client.post("/orders/create-labels-async", json=body, headers=partner)
    assert len(bought.json()["data"][0]["parcels_ids"]) == 2
    await client.post("/orders/create-labels-async", json=body | {"sender_address_id": 1})
    await client.post("/orders/create-labels-async", json=body | {"orders": [{"order_id": 7}]})
    await client.post("/orders/create-labels-async", json=body | {"ship_with": None})


async def documents_and_cancel(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    """Fetch labels singly and together, and cancel."""
    made = sendcloud.purchases_of("K-fine")[0]
    abroad = sendcloud.purchases_of("K-non_eu")[0]
    ids = [made.parcels[0].id, abroad.parcels[0].id]
    await client.get("/parcel-documents/label", params={"parcels": ids, "paper_size": "A4"})
    await client.get(f"/parcels/{ids[0]}/documents/label", headers={"Accept": "application/pdf"})
    await client.get(f"/parcels/{ids[0]}/documents/label", params={"dpi": 300}, headers={"Accept": "image/png"})
    await client.get(f"/parcels/{ids[1]}/documents/customs-declaration")
    await client.get(f"/parcels/{ids[0]}/documents/customs-declaration")
    await client.get(f"/parcels/{ids[0]}/documents/receipt")
    for shipment_id in (made.id, made.id, "nobody"):
        await client.post(f"/shipments/{shipment_id}/cancel")
    await client.post(f"/shipments/{sendcloud.purchases_of('K-late_failure')[0].id}/cancel")


async def around(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    """Ask for everything that stands around the label."""
    for path in ("/user/auth/metadata", "/integrations", "/addresses/sender-addresses", "/brands", "/parcels/statuses"):
        assert (await client.get(path)).status_code == 200
    await client.get("/contracts", params={"carrier_code": "ups", "is_active": "true"})
    filters = {
        "from_address": {"country_code": "NL", "postal_code": "5611 EM"},
        "to_address": {"country_code": "CH", "postal_code": "8001"},
        "parcels": [{"weight": {"value": "2", "unit": "kg"}}],
        "calculate_quotes": True,
    }
    await client.post("/shipping-options", json=filters)
    await client.post("/shipping-options", json={"to_country_code": "NL", "from_country_code": "NL"})
    await client.post("/shipping-options", json={"parcels": []})
    street = {"address_line_1": "Insulindelaan", "postal_code": "5642 CV", "city": "Eindhoven", "country_code": "NL"}
    for address in (street, {**street, "house_number": "115"}):
        await client.post("/addresses/validate", json={"address": address, "carrier_code": "postnl"})
    form = {"grant_type": "client_credentials", "scope": "api"}
    token = (await client.post(sendcloud.token_url, data=form)).json()["access_token"]
    async with httpx.AsyncClient(base_url=sendcloud.base_url, headers={"Authorization": f"Bearer {token}"}) as bearer:
        assert (await bearer.get("/orders")).status_code == 200
    async with httpx.AsyncClient(base_url=sendcloud.base_url) as stranger:
        assert (await stranger.get("/orders")).status_code == 401


async def test_all_traffic_is_as_published(sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand) -> None:
    forget_used()
    await every_kind(sendcloud, client, clock)
    await every_field(sendcloud, client)
    await documents_and_cancel(sendcloud, client)
    await around(sendcloud, client)
    assert (await client.request("GET", "/orders", content=b"{}")).status_code == 403
    sendcloud.faults.next("GET", "/orders", Respond(200, b"not looked at"))
    await client.get("/orders")
    clock.moment += timedelta(minutes=5)
    frozen = clock.moment
    while (await client.post("/shipments/nobody/cancel")).status_code == 404:
        clock.moment = frozen  # so many writes in one moment end in a 429
    assert check_calls(sendcloud.calls) == []
    assert unused_deviations() == []


async def test_the_checker_sees_an_answer_that_is_not_as_published(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    sendcloud.add_order("1001")
    sendcloud.faults.next("GET", "/orders", Respond(200, {"data": [{"order_id": 5}]}))
    await client.get("/orders")
    honest: Call = sendcloud.calls[0]
    assert check_calls([honest]) == []
    honest.fault = None
    assert any("5 is not of type 'string'" in problem for problem in check_calls([honest]))


async def test_the_checker_sees_a_parameter_that_is_not_published(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    sendcloud.faults.next("GET", "/orders", Respond(200, {"data": []}))
    await client.get("/orders", params={"integration_id": 70})
    sendcloud.calls[0].fault = None
    assert check_calls(sendcloud.calls) == ["GET /orders -> 200: query parameter integration_id is not in the contract"]
