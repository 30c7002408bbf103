"""Each thing that the checks before a purchase look at, by itself."""

from __future__ import annotations

from typing import Any

import pytest

from bot.checks import Check, CheckKind, Gravity, is_ticked
from bot.engine.checks import checks_of
from bot.engine.checks.countries import needs_customs, postal_code_fits
from bot.sendcloud import Order, ShippingOption
from tests.checks.seeded import OPTIONS

HOME = {
    "name": "Customer",
    "address_line_1": "Kerkstraat",
    "house_number": "12",
    "postal_code": "1017 GP",
    "city": "Amsterdam",
    "country_code": "NL",
}


def order(*, address: dict[str, Any] | None = None, **changes: Any) -> Order:
    body: dict[str, Any] = {
        "id": "1",
        "order_id": "o-1",
        "order_number": "1001",
        "order_details": {"order_items": [item()]},
        "shipping_address": {**HOME, **(address or {})},
        "shipping_details": {"measurement": {"weight": {"value": 1, "unit": "kg"}}},
    }
    return Order.model_validate({**body, **changes})


def item(**changes: Any) -> dict[str, Any]:
    price = {"value": 10, "currency": "EUR"}
    whole = {"name": "Candle", "quantity": 1, "hs_code": "340600", "country_of_origin": "NL", "total_price": price}
    return {**whole, "measurement": {"weight": {"value": 1, "unit": "kg"}}, **changes}


def found(one: Order, option: str | None = None, *, expected: bool = False) -> set[CheckKind]:
    how = ShippingOption.model_validate(OPTIONS[option]) if option else None
    return {check.kind for check in checks_of(one, sender_country="NL", option=how, option_expected=expected)}


def test_an_ordinary_order_has_nothing_against_it() -> None:
    assert checks_of(order(), sender_country="NL", option=ShippingOption.model_validate(OPTIONS["home"])) == ()


@pytest.mark.parametrize(
    ("status", "payment", "kind"),
    [
        ("canceled", "paid", CheckKind.CANCELLED),
        ("Geannuleerd", None, CheckKind.CANCELLED),
        ("fulfilled", "refunded", CheckKind.CANCELLED),
        ("on_hold", "paid", CheckKind.ON_HOLD),
        ("on-hold", None, CheckKind.ON_HOLD),
        ("unshipped", "awaiting_payment", CheckKind.UNPAID),
        ("processing", "Unbezahlt", CheckKind.UNPAID),
    ],
)
def test_the_words_of_shops_for_orders_that_should_wait(status: str, payment: str | None, kind: CheckKind) -> None:
    details = {"status": {"code": status}, "order_items": [item()]}
    paid = {"status": {"code": payment}} if payment else None

    assert found(order(order_details=details, payment_details=paid)) == {kind}


@pytest.mark.parametrize(("status", "payment"), [("fulfilled", "paid"), ("unshipped", "authorized"), ("xyz", "abc")])
def test_words_that_say_nothing_against_an_order(status: str, payment: str) -> None:
    details = {"status": {"code": status}, "order_items": [item()]}

    assert found(order(order_details=details, payment_details={"status": {"code": payment}})) == set()


def test_an_order_to_collect_is_not_ticked() -> None:
    assert found(order(shipping_details={"is_local_pickup": True})) >= {CheckKind.LOCAL_PICKUP}


def test_a_missing_weight_is_said_and_stays_ticked() -> None:
    details = {"order_items": [item(measurement=None)]}
    checks = checks_of(order(order_details=details, shipping_details=None), sender_country="NL")

    assert checks == (Check(CheckKind.NO_WEIGHT),)
    assert is_ticked(checks)


def test_an_order_without_a_way_to_go_is_held_where_the_order_should_say() -> None:
    assert found(order(), expected=True) == {CheckKind.NO_OPTION}


def test_how_many_products_lack_an_hs_code_is_told() -> None:
    details = {"order_items": [item(hs_code=None), item(), item(hs_code=" ")]}
    abroad = {"country_code": "CH", "postal_code": "8002"}

    checks = checks_of(order(address=abroad, order_details=details), sender_country="NL")

    assert checks == (Check(CheckKind.NO_HS_CODE, products=2),)


def test_customs_data_is_no_matter_inside_the_union() -> None:
    details = {"order_items": [item(hs_code=None, country_of_origin=None)]}

    assert found(order(order_details=details)) == set()


@pytest.mark.parametrize(
    ("sender", "country", "postal_code", "declared"),
    [
        ("NL", "DE", "10119", False),
        ("NL", "NL", "1017 GP", False),
        ("NL", "GB", "SW1A 1AA", True),
        ("NL", "ES", "35001", True),
        ("ES", "ES", "38001", True),
        ("NL", "ES", "28013", False),
        ("GB", "GB", "SW1A 1AA", False),
        ("GB", "NL", "1017 GP", True),
        (None, "US", "10012", False),
    ],
)
def test_what_has_to_be_declared(sender: str | None, country: str, postal_code: str, declared: bool) -> None:
    assert needs_customs(sender, country, postal_code) is declared


@pytest.mark.parametrize(
    ("country", "code", "fits"),
    [
        ("NL", "1017GP", True),
        ("NL", "0017 GP", False),
        ("NL", "NL-1017 GP", True),
        ("DE", "D-10119", True),
        ("GB", "BFPO 12", True),
        ("GB", "FIQQ 1ZZ", True),
        ("GB", "12345", False),
        ("PT", "1000-205", True),
        ("ES", "53001", False),
        ("US", "10012-1234", True),
        ("IE", "D02 AF30", True),
        ("XK", "anything", True),
    ],
)
def test_postal_codes_of_countries(country: str, code: str, fits: bool) -> None:
    assert postal_code_fits(country, code) is fits


def test_a_parcel_may_be_turned_to_fit() -> None:
    option = ShippingOption.model_validate(
        {"code": "a:b", "max_dimensions": {"length": "50", "width": "20", "height": "300", "unit": "mm"}}
    )

    def kinds(length: int, width: int, height: int) -> set[CheckKind]:
        size = {"length": length, "width": width, "height": height, "unit": "cm"}
        one = order(shipping_details={"measurement": {"dimension": size, "weight": {"value": 1, "unit": "kg"}}})
        return {check.kind for check in checks_of(one, option=option)}

    assert kinds(30, 5, 2) == set()
    assert kinds(30, 6, 2) == {CheckKind.TOO_LARGE}


def test_a_service_point_that_its_option_does_not_use_is_only_said() -> None:
    checks = checks_of(order(service_point_details={"id": "7"}), option=ShippingOption.model_validate(OPTIONS["home"]))

    assert [check.gravity for check in checks] == [Gravity.NOTED]
