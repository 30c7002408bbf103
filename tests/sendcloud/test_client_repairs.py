"""Putting an order right: what is sent, and what an answer amounts to."""

from __future__ import annotations

from decimal import Decimal

import pytest

from bot.sendcloud import (
    AddressUpdate,
    AddressValidation,
    CustomerUpdate,
    InvalidRequest,
    MeasurementUpdate,
    OrderUpdate,
    OutcomeUnknown,
    Rejected,
    Sendcloud,
    SendcloudError,
    ServicePointUpdate,
    ShippingUpdate,
    Unavailable,
    WeightUpdate,
    Withdrawn,
)
from tests.sendcloud.scripted import Reply, Server, error_body

PHONE = OrderUpdate(
    shipping_address=AddressUpdate(phone_number="+31612345678"), customer_details=CustomerUpdate(phone="+31612345678")
)


async def test_only_what_is_to_change_is_sent_and_numbers_as_numbers(server: Server, client: Sendcloud) -> None:
    server.replies(Reply(body={"data": {"id": 669}}), Reply(body={"data": {"id": 669}}))
    await client.update_order("669", PHONE)
    weight = WeightUpdate(value=Decimal("1.25"), unit="kg")
    measured = ShippingUpdate(measurement=MeasurementUpdate(weight=weight))
    await client.update_order("669", OrderUpdate(shipping_details=measured))
    assert (server.seen[0].method, server.seen[0].path) == ("PATCH", "/api/v3/orders/669")
    assert server.seen[0].json == {
        "shipping_address": {"phone_number": "+31612345678"},
        "customer_details": {"phone": "+31612345678"},
    }
    assert server.seen[1].json == {"shipping_details": {"measurement": {"weight": {"value": 1.25, "unit": "kg"}}}}


@pytest.mark.parametrize(
    ("reply", "error"),
    [
        (Reply(400, error_body("Could not find specified item.")), Rejected),
        (Reply(404, error_body("Could not find specified item.", code="not_found", status="404")), Rejected),
        (Reply(409, error_body("No.")), OutcomeUnknown),
        (Reply(502, b"<html></html>", content_type="text/html"), OutcomeUnknown),
        (Reply(drop="body"), OutcomeUnknown),
    ],
    ids=["400", "404", "409", "502", "cut"],
)
async def test_an_answer_that_says_no_is_told_from_one_that_says_nothing(
    reply: Reply, error: type[SendcloudError], server: Server, client: Sendcloud
) -> None:
    server.replies(reply)
    with pytest.raises(error):
        await client.update_order("669", PHONE)
    assert len(server.seen) == 1


async def test_a_change_that_may_not_go_any_more_is_not_sent(server: Server, client: Sendcloud) -> None:
    with pytest.raises(Withdrawn):
        await client.update_order("669", PHONE, still_allowed=lambda: False)
    assert server.seen == []


async def test_a_change_that_was_asked_to_slow_down_goes_later(server: Server, client: Sendcloud) -> None:
    server.replies(Reply(429, headers={"Retry-After": "2"}), Reply(body={"data": {"id": 669}}))
    await client.update_order("669", PHONE)
    assert len(server.seen) == 2


def test_a_service_point_has_exactly_one_id() -> None:
    for wrong in ({}, {"id": "1", "carrier_service_point_id": "2"}):
        with pytest.raises(InvalidRequest):
            ServicePointUpdate(**wrong)


async def test_service_points_that_are_closed_are_not_offered(server: Server, client: Sendcloud) -> None:
    rows = [{"id": 1, "name": "Kiosk", "distance": 85}, {"id": 2, "is_expired": True}, {"no": "id"}]
    server.replies(Reply(body={"data": {"results": rows, "geocoding": None}}), Reply(body={"data": []}))
    found = await client.service_points(carrier_code="postnl", country_code="NL", postal_code="5611 EM")
    assert [(point.id, point.name, point.distance) for point in found] == [("1", "Kiosk", 85)]
    asked = dict(server.seen[0].query)
    assert asked == {"carrier_code": "postnl", "country_code": "NL", "address_postal_code": "5611 EM", "limit": "20"}
    with pytest.raises(Unavailable):
        await client.service_points(carrier_code="postnl", country_code="NL")


def test_the_suggestion_is_the_address_that_is_recommended() -> None:
    told = AddressValidation.model_validate(
        {
            "input_address_is_valid": False,
            "results": [
                {"address": {"house_number": "1"}, "recommended": False},
                {"address": {"house_number": "2"}, "recommended": True},
            ],
        }
    )
    assert told.suggestion is not None
    assert told.suggestion.house_number == "2"
    assert AddressValidation().suggestion is None
