"""What comes back is read as it comes: exact amounts, missing fields, and private values known as such."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest

from bot.sendcloud import Order, Sendcloud, Shipment, Stage
from bot.sendcloud.shipments import ALIVE, KNOWN
from tests.sendcloud.scripted import Reply, Server

ADDRESS = {
    "name": "John Doe", "company_name": "Candles BV", "address_line_1": "Stadhuisplein", "house_number": "15",
    "postal_code": "5341 TW", "city": "Oss", "country_code": "NL", "email": "john@example.com",
    "phone_number": "+31 6 12345678", "state_province_code": "null",
}  # fmt: skip


async def test_amounts_are_exact(client: Sendcloud, server: Server) -> None:
    body = b"""{"data": {"id": 669, "order_id": "a", "order_number": 1001,
      "order_details": {"order_items": [{"total_price": {"value": 0.1}, "measurement": {"weight": {"value": 0.30}}}]},
      "payment_details": {"total_price": {"value": 1234567890.10, "currency": "EUR"}}}}"""
    server.replies(Reply(body=body))
    order = await client.order("669")
    assert order is not None
    assert (order.id, order.order_number) == ("669", "1001")
    assert order.total is not None
    assert str(order.total.value) == "1234567890.10"
    assert order.items[0].weight is not None
    assert str(order.items[0].weight.value) == "0.30"
    assert order.items[0].total_price is not None
    assert order.items[0].total_price.value == Decimal("0.1")


@pytest.mark.parametrize("nothing", [None, "", 7, [], {}, "text"])
def test_an_order_survives_anything_in_place_of_its_parts(nothing: Any) -> None:
    parts = ["order_details", "payment_details", "customs_details", "customer_details", "billing_address",
             "shipping_address", "shipping_details", "service_point_details", "created_at"]  # fmt: skip
    order = Order.model_validate({"id": "1", "order_id": "a", "order_number": "n", **dict.fromkeys(parts, nothing)})
    assert (order.total, order.items, order.integration_id, order.weight) == (None, [], None, None)
    assert (order.created, order.ship_with, order.private_values()) == (None, None, set())


@pytest.mark.parametrize("nothing", [None, "", 7, [], {}])
def test_a_shipment_survives_anything_in_place_of_its_parts(nothing: Any) -> None:
    parts = ["to_address", "carrier", "ship_with", "parcels", "errors", "total_order_price"]
    shipment = Shipment.model_validate({"id": 511, **dict.fromkeys(parts, nothing)})
    assert (shipment.id, shipment.parcels, shipment.carrier_code) == ("511", [], None)


def test_a_parcel_tells_its_status_its_documents_and_its_times() -> None:
    row = {
        "id": "s",
        "parcels": [
            {"id": "7", "status": {"code": "READY_TO_SEND", "message": "Ready"}, "tracking_number": "",
             "documents": [{"type": "label"}, {"type": "cn23", "document_type": "customs-declaration"}, {}],
             "created_at": "2018-01-01T21:45:30"},
            {"id": 8, "status": None, "documents": None, "created_at": "2018-01-01T21:45:29+00:00"},
            {"id": None},
        ],
        "errors": {"code": "parcel_announcement_error", "detail": "D"},
    }  # fmt: skip
    shipment = Shipment.model_validate(row)
    first, second = shipment.parcels
    assert (first.id, first.status_code, first.tracking_number) == (7, "READY_TO_SEND", None)
    assert (first.document_types, first.has_label) == (["label", "customs-declaration"], True)
    assert (second.id, second.status_code, second.has_label) == (8, None, False)
    assert shipment.created_at == datetime(2018, 1, 1, 21, 45, 29, tzinfo=UTC)
    assert [each.code for each in shipment.errors] == ["parcel_announcement_error"]


def test_private_values_are_what_tells_about_a_person() -> None:
    order = Order.model_validate(
        {
            "id": "1", "order_id": "a", "order_number": "n", "shipping_address": ADDRESS,
            "billing_address": {"name": "Jane Doe", "city": "Ede", "house_number": "1"},
            "customer_details": {"name": "Jo", "email": "jane@example.com", "phone_number": "0612345678"},
            "service_point_details": {"post_number": "PN-1234"},
            "customs_details": {"tax_numbers": {"receiver": [{"value": "DE123456789B03"}]}},
        }
    )  # fmt: skip
    values = order.private_values()
    assert values >= {
        "John Doe", "Candles BV", "Stadhuisplein", "Stadhuisplein 15", "5341 TW", "5341TW", "Oss", "john@example.com",
        "+31 6 12345678", "+31612345678", "Jane Doe", "Ede", "jane@example.com", "0612345678", "PN-1234",
        "DE123456789B03",
    }  # fmt: skip
    assert not values & {"15", "1", "Jo", "NL", "null"}
    assert Shipment.model_validate({"id": "s", "to_address": ADDRESS}).private_values() <= values


def test_private_values_show_in_no_repr() -> None:
    order = Order.model_validate({"id": "1", "order_id": "a", "order_number": "n", "shipping_address": ADDRESS})
    for each in (order, order.shipping_address, Shipment.model_validate({"id": "s", "to_address": ADDRESS})):
        assert "Doe" not in f"{each!r} {each}"
        assert "Stadhuisplein" not in f"{each!r} {each}"


@pytest.mark.parametrize(
    ("status", "documents", "stage"),
    [
        ({"id": 1002, "message": "Announcement failed"}, [], Stage.FAILED),
        ({"id": "1002", "message": None}, [], Stage.FAILED),
        ({"id": 2000}, [], Stage.CANCELLED),
        ({"code": None, "message": "Being announced"}, [], Stage.PENDING),
        ({"message": "Ready to send"}, [{"type": "label"}], Stage.LABELLED),
        ({"code": "ready_to_send"}, [{"type": "label"}], Stage.LABELLED),
        ("ANNOUNCEMENT_FAILED", [], Stage.FAILED),
        ("cancelled", None, Stage.CANCELLED),
        ({"code": "READY_TO_SEND"}, None, Stage.PENDING),
        ({"code": "READY_TO_SEND", "message": "Announcement failed"}, [{"type": "label"}], Stage.LABELLED),
        ({"code": "A_NEW_ONE", "id": 1002}, [{"type": "label"}], Stage.PENDING),
        (None, [{"type": "label"}], Stage.PENDING),
        (7, [{"type": "label"}], Stage.PENDING),
    ],
)
def test_a_status_is_read_in_every_shape_in_which_it_is_met(status: Any, documents: Any, stage: Stage) -> None:
    parcel = {"id": 42, "status": status, "documents": documents, "tracking_number": None}
    assert Shipment.model_validate({"id": "u-1", "errors": None, "parcels": [parcel]}).stage is stage


def test_a_status_without_a_code_is_named_by_its_words() -> None:
    shipment = Shipment.model_validate({"id": "u-1", "parcels": [{"id": 1, "status": {"id": 7, "message": "Odd"}}]})
    assert shipment.parcels[0].status_words == "Odd"


def test_the_statuses_that_mean_a_label_are_those_that_sendcloud_publishes() -> None:
    """The 35 codes of ``GET /parcels/statuses``, each in the one group that says what the bot does with it."""
    assert len(ALIVE) == 29
    without = {"ANNOUNCING", "NO_LABEL", "ANNOUNCEMENT_FAILED", "CANCELLED", "CANCELLED_UPSTREAM", "UNKNOWN"}
    assert without == KNOWN - ALIVE
    for code in KNOWN:
        parcel = {"id": 1, "status": {"code": code}, "documents": [{"type": "label"}]}
        made = Shipment.model_validate({"id": "u-1", "parcels": [parcel]})
        assert (made.stage is Stage.LABELLED) is (code in ALIVE)
        bare = Shipment.model_validate({"id": "u-1", "parcels": [{**parcel, "documents": []}]})
        assert bare.stage is not Stage.LABELLED
