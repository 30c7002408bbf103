"""The fields of a fix: how they stand in an order, what may be typed, what is the same, and what Sendcloud is told."""

from __future__ import annotations

from typing import Any

import pytest

from bot.engine.fix_values import Misfit, misfit, same_text, suggested, update_of, values_of
from bot.engine.privacy import FixHashes
from bot.model.trouble import Field
from bot.sendcloud import Address, Order

ADDRESS = {
    "name": "Customer Amber",
    "address_line_1": "Meir",
    "house_number": "15",
    "postal_code": "2000",
    "city": "Antwerpen",
    "country_code": "BE",
    "email": "a@example.com",
}


def order(**more: Any) -> Order:
    return Order.model_validate(
        {"id": "669", "order_id": "x", "order_number": "1", "shipping_address": ADDRESS, **more}
    )


def measured(weight: Any = None, dimension: Any = None) -> dict[str, Any]:
    found = {"weight": weight, "dimension": dimension}
    return {"shipping_details": {"measurement": {name: one for name, one in found.items() if one}}}


def test_an_order_stands_in_the_form_as_it_is_typed() -> None:
    size = {"length": 300, "width": 200, "height": 105, "unit": "mm"}
    one = order(**measured({"value": 1250, "unit": "g"}, size), service_point_details={"id": 17, "post_number": "9"})
    values = values_of(one)
    assert values[Field.WEIGHT] == "1.25"
    assert values[Field.DIMENSIONS] == "30 x 20 x 10.5"
    assert (values[Field.SERVICE_POINT], values[Field.POST_NUMBER]) == ("17", "9")
    assert (values[Field.HOUSE_NUMBER], values[Field.PHONE]) == ("15", "")
    assert set(values_of(order(shipping_address=None)).values()) == {""}


@pytest.mark.parametrize(
    ("one", "typed", "problem"),
    [
        (Field.CITY, " ", Misfit.EMPTY),
        (Field.HOUSE_NUMBER, "", None),
        (Field.EMAIL, "a.example.com", Misfit.EMAIL),
        (Field.EMAIL, "a@example.com", None),
        (Field.PHONE, "06", Misfit.PHONE),
        (Field.PHONE, "+31 (6) 1234-5678", None),
        (Field.COUNTRY, "Nederland", Misfit.COUNTRY),
        (Field.COUNTRY, "nl", None),
        (Field.WEIGHT, "0", Misfit.WEIGHT),
        (Field.WEIGHT, "1,5", None),
        (Field.WEIGHT, "NaN", Misfit.WEIGHT),
        (Field.WEIGHT, "1e999999", Misfit.WEIGHT),
        (Field.WEIGHT, "one", Misfit.WEIGHT),
        (Field.DIMENSIONS, "30 x 20", Misfit.DIMENSIONS),
        (Field.DIMENSIONS, "30x20×10,5", None),
        (Field.DIMENSIONS, "30 20 10", None),
    ],
)
def test_what_can_be_no_value_is_told_before_anything_is_sent(one: Field, typed: str, problem: Misfit | None) -> None:
    assert misfit(one, typed) is problem


@pytest.mark.parametrize(
    ("one", "first", "second", "same"),
    [
        (Field.PHONE, "+31 6 12", "+31612", True),
        (Field.WEIGHT, "1,50", "1.5", True),
        (Field.DIMENSIONS, "30x20x10", "30 x 20 x 10.0", True),
        (Field.CITY, "Den  Haag ", "den haag", True),
        (Field.EMAIL, "a.b@example.com", "ab@example.com", False),
        (Field.HOUSE_NUMBER, "15", "15a", False),
    ],
)
def test_two_ways_of_writing_the_same_are_the_same(one: Field, first: str, second: str, same: bool) -> None:
    hashes = FixHashes("key")
    mine, theirs = (hashes.of("x", one, same_text(one, text)) for text in (first, second))
    assert (mine == theirs) is same


def test_a_hash_is_of_one_field_of_one_order_and_of_one_key() -> None:
    found = {
        FixHashes(key).of(id, one, "15")
        for key in ("a", "b")
        for id in ("x", "y")
        for one in (Field.HOUSE_NUMBER, Field.CITY)
    }
    assert len(found) == 8


def test_a_suggestion_is_merged_since_it_knows_no_name_phone_or_email() -> None:
    better = Address(address_line_1="MEIR", house_number="16", postal_code="2000", city="Antwerpen")
    changed = suggested(order(), better)
    assert changed == {Field.HOUSE_NUMBER: "16"}
    told = update_of(order(), changed).body()
    assert told == {"shipping_address": {**ADDRESS, "house_number": "16"}}


def test_what_cannot_be_an_email_is_not_sent_along() -> None:
    one = order(shipping_address={**ADDRESS, "email": "none"})
    assert "email" not in update_of(one, {Field.CITY: "Gent"}).body()["shipping_address"]


def test_each_field_goes_where_sendcloud_wants_it() -> None:
    both = update_of(order(), {Field.PHONE: "+32470000000", Field.EMAIL: "b@example.com"}).body()
    assert both["customer_details"] == {"phone": "+32470000000", "email": "b@example.com"}
    assert both["shipping_address"]["phone_number"] == "+32470000000"
    size = update_of(order(), {Field.WEIGHT: "1,5", Field.DIMENSIONS: "30 20 10"}).body()
    assert size == {
        "shipping_details": {
            "measurement": {
                "weight": {"value": 1.5, "unit": "kg"},
                "dimension": {"length": 30.0, "width": 20.0, "height": 10.0, "unit": "cm"},
            }
        }
    }
    assert update_of(order(), {Field.COUNTRY: "nl"}).body()["shipping_address"]["country_code"] == "NL"
    point = order(service_point_details={"carrier_service_point_id": "X1"})
    assert update_of(point, {Field.POST_NUMBER: "12"}).body() == {
        "service_point_details": {"carrier_service_point_id": "X1", "post_number": "12"}
    }
    assert update_of(point, {Field.SERVICE_POINT: "17"}).body() == {"service_point_details": {"id": "17"}}
