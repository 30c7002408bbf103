"""Orders at the stand-in that can be put right: by a change, and only while the shop does not take it back."""

from __future__ import annotations

from typing import Any

import httpx
import pytest

from bot.sandbox.sendcloud import CallLevelError, ResetAfter, SendcloudStandIn, ShopSync
from tests.sandbox.conftest import BUY, request_for

MENDED: dict[str, dict[str, Any]] = {
    "bad_address": {"shipping_address": {"house_number": "99"}},
    "no_phone": {"shipping_address": {"phone_number": "+31611111111"}, "customer_details": {"phone": "+31611111111"}},
    "closed_point": {"service_point_details": {"id": "10875350"}},
    "no_address": {
        "shipping_address": {"address_line_1": "Damrak", "postal_code": "1012 LG", "city": "X", "country_code": "NL"}
    },
}


@pytest.mark.parametrize("kind", MENDED)
async def test_an_order_that_was_put_right_gets_its_label(
    kind: str, sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    order = sendcloud.add_order("1001", kind=kind)
    refused = (await client.post(BUY, json=request_for(order.order_id))).json()
    assert "data" not in refused
    answer = await client.patch(f"/orders/{order.pk}", json=MENDED[kind])
    assert answer.json() == {"data": {"id": order.pk, "order_id": order.order_id, "order_number": "1001"}}
    assert len((await client.post(BUY, json=request_for(order.order_id))).json()["data"]) == 1
    assert sendcloud.refusals == []


async def test_the_shops_sync_brings_the_old_value_back(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    order = sendcloud.add_order("1001", kind="bad_address")
    before = order.house_number
    sendcloud.faults.next("PATCH", "/orders/*", ShopSync())
    answer = await client.patch(f"/orders/{order.pk}", json=MENDED["bad_address"])
    assert answer.status_code == 200
    read = (await client.get(f"/orders/{order.pk}")).json()["data"]
    assert read["shipping_address"]["house_number"] == before


async def test_a_lost_answer_has_changed_the_order(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    order = sendcloud.add_order("1001", weight="50")
    sendcloud.faults.next("PATCH", "/orders/*", ResetAfter())
    body = {"shipping_details": {"measurement": {"weight": {"value": 1500, "unit": "g"}}}}
    with pytest.raises(httpx.HTTPError):
        await client.patch(f"/orders/{order.pk}", json=body)
    read = (await client.get(f"/orders/{order.pk}")).json()["data"]
    assert read["shipping_details"]["measurement"]["weight"] == {"value": 1.5, "unit": "kg"}


@pytest.mark.parametrize(
    "body",
    [
        {"shipping_address": {"city": ""}},
        {"shipping_address": {"phone": "1"}},
        {"customer_details": {"phone_number": "1"}},
        {"service_point_details": {"id": "1", "carrier_service_point_id": "2"}},
        {"service_point_details": {"post_number": "1"}},
        {"shipping_details": {"measurement": {"weight": {"value": "1.5", "unit": "kg"}}}},
    ],
)
async def test_what_the_contract_does_not_have_is_refused(
    body: dict[str, Any], sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    order = sendcloud.add_order("1001")
    assert (await client.patch(f"/orders/{order.pk}", json=body)).status_code == 400
    assert len(sendcloud.refusals) == 1


async def test_the_documented_refusals_of_a_change(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    order = sendcloud.add_order("1001")
    strange = {"order_details": {"order_items": [{"name": "Nothing of the kind"}]}}
    answer = await client.patch(f"/orders/{order.pk}", json=strange)
    assert answer.status_code == 400
    assert answer.json()["errors"][0]["source"] == {"pointer": "order/order_details/order_items"}
    assert (await client.patch("/orders/1", json=MENDED["bad_address"])).status_code == 404
    sendcloud.faults.next("PATCH", "/orders/*", CallLevelError(400, "invalid", "/data"))
    assert (await client.patch(f"/orders/{order.pk}", json=MENDED["bad_address"])).status_code == 400


async def test_the_carriers_check_suggests_the_address_that_mends_an_order(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    order = sendcloud.add_order("1001", kind="bad_address")
    asked = {
        "address_line_1": order.address_line_1,
        "house_number": order.house_number,
        "postal_code": order.postal_code,
        "city": order.city,
        "country_code": "NL",
    }
    told = (await client.post("/addresses/validate", json={"address": asked, "carrier_code": "postnl"})).json()
    assert told["input_address_is_valid"] is False
    best = next(one for one in told["results"] if one["recommended"])
    assert best["analysis"]["changed_attributes"] == ["house_number"]
    assert best["address"]["house_number"] == str(int(order.house_number) + 1)
