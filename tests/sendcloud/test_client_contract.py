"""Sendcloud's own published examples go through the client: none may surprise it."""

from __future__ import annotations

import copy
import functools
from pathlib import Path
from typing import Any

import pytest
import yaml

from bot.sendcloud import CreateLabels, Order, Rejected, Sendcloud, Shipment, Unavailable
from tests.sendcloud.scripted import Reply, Server, labels_for

Examples = dict[str, Any]


@functools.cache
def loaded(file: Path) -> Any:
    return yaml.safe_load(file.read_text())


def examples(contract: Path, file: str, path: str, method: str, part: str) -> Examples:
    """Return the documented JSON examples of a response (*part* is its status) or of the request."""
    document = loaded(contract / file)
    operation = document["paths"][path][method]
    found = operation["requestBody"] if part == "request" else operation["responses"][part]
    while "$ref" in found:
        target: Any = document
        for step in found["$ref"].split("/")[1:]:
            target = target[step]
        found = target
    named = found["content"]["application/json"]["examples"]
    return {name: copy.deepcopy(example["value"]) for name, example in named.items()}


def all_allowed() -> bool:
    return True


async def test_every_documented_answer_to_a_purchase(contract: Path, client: Sendcloud, server: Server) -> None:
    documented = examples(contract, "ship-an-order.yml", "/orders/create-labels-async", "post", "202")
    said = {}
    for name, body in documented.items():
        server.replies(Reply(202, body))
        answer = await client.create_labels(labels_for("a"), still_allowed=all_allowed)
        assert answer.unreadable_rows == 0
        assert len(answer.labels) == len(body.get("data", []))
        assert all(label.parcel_ids for label in answer.labels)
        said[name] = answer
    assert said["MulticolloLabelsSuccessful"].labels[0].parcel_ids == [420, 421, 422]
    assert said["LabelsSuccessfulWithShipWith"].labels[1].parcel_ids == [4428]
    assert [each.order_index for each in said["SomeLabelsContainErrors"].errors] == [1]
    assert not said["SenderAddressIDDoesNotExist"].data_present
    assert [each.order_index for each in said["SenderAddressIDDoesNotExist"].errors] == [None]


@pytest.mark.parametrize("status", [400, 404])
async def test_every_documented_refusal_of_a_purchase(
    contract: Path, client: Sendcloud, server: Server, status: int
) -> None:
    documented = examples(contract, "ship-an-order.yml", "/orders/create-labels-async", "post", str(status))
    for body in documented.values():
        server.replies(Reply(status, body))
        with pytest.raises(Rejected) as caught:
            await client.create_labels(labels_for("a"), still_allowed=all_allowed)
        assert caught.value.errors[0].detail


async def test_every_documented_purchase_can_be_asked_for(contract: Path, client: Sendcloud, server: Server) -> None:
    documented = examples(contract, "ship-an-order.yml", "/orders/create-labels-async", "post", "request")
    for body in documented.values():
        server.replies(Reply(202, {}))
        request = CreateLabels.model_validate_json(yaml_to_json(body))
        await client.create_labels(request, still_allowed=all_allowed)
        for order in body["orders"]:
            order.setdefault("apply_shipping_rules", False)
        assert server.seen[-1].json == body


def yaml_to_json(value: Any) -> bytes:
    return Reply(body=value).content


async def test_the_documented_orders(contract: Path, client: Sendcloud, server: Server) -> None:
    for body in examples(contract, "orders.yml", "/orders", "get", "200").values():
        server.replies(Reply(body=body))
        page = await client.orders_page(739283)
        assert [each.order_id for each in page.items] == [each["order_id"] for each in body["data"]]
        for order in page.items:
            assert order.integration_id == 739283
            assert order.created
            assert order.total
            assert order.shipping_address
            assert order.ship_with
            assert order.ship_with.shipping_option_code == "postnl:standard"
    for body in examples(contract, "orders.yml", "/orders/{id}", "get", "200").values():
        row = body["data"][0] if isinstance(body["data"], list) else body["data"]
        assert Order.model_validate(row).order_number


async def test_the_documented_shipments(contract: Path, client: Sendcloud, server: Server) -> None:
    for body in examples(contract, "shipments.yml", "/shipments", "get", "200").values():
        server.replies(Reply(body=body))
        (shipment,) = await client.find_shipments(70, "1234567890")
        assert shipment.parcels[0].status_code == "CANCELLED"
        assert shipment.parcels[0].has_label
    for body in examples(contract, "shipments.yml", "/shipments/{id}", "get", "200").values():
        server.replies(Reply(body=body))
        assert await client.shipment("x")
    failed = examples(contract, "shipments.yml", "/shipments/announce", "post", "201")
    shipment = Shipment.model_validate(failed["DomesticSingleParcelShipmentAnnouncementFailed"]["data"])
    assert shipment.parcels[0].status_code == "ANNOUNCEMENT_FAILED"
    assert [each.code for each in shipment.errors] == ["parcel_announcement_error"]


@pytest.mark.parametrize(("file", "path"), [("orders.yml", "/orders"), ("shipments.yml", "/shipments")])
async def test_the_documented_refusals_of_lists(
    contract: Path, client: Sendcloud, server: Server, file: str, path: str
) -> None:
    ask = client.find_orders if path == "/orders" else client.find_shipments
    for status, kind in (("400", Rejected), ("404", Unavailable)):
        for body in examples(contract, file, path, "get", status).values():
            server.replies(Reply(int(status), body))
            with pytest.raises(kind):
                await ask(70, "1")


async def test_the_documented_cancellations(contract: Path, client: Sendcloud, server: Server) -> None:
    for status, told in (("200", "cancelled"), ("202", "queued")):
        for body in examples(contract, "shipments.yml", "/shipments/{id}/cancel", "post", status).values():
            server.replies(Reply(int(status), body))
            assert (await client.cancel_shipment("x")).status == told
    for status in ("404", "409"):
        for body in examples(contract, "shipments.yml", "/shipments/{id}/cancel", "post", status).values():
            server.replies(Reply(int(status), body))
            with pytest.raises(Rejected):
                await client.cancel_shipment("x")


async def test_the_documented_integrations(contract: Path, client: Sendcloud, server: Server) -> None:
    for body in examples(contract, "integrations.yml", "/integrations", "get", "200").values():
        server.replies(Reply(body=body))
        (shop,) = await client.integrations()
        assert shop.feedback_type == "eager"
        assert shop.started_failing_at
