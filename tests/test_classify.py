"""Every refusal that people have met, and which kind of trouble it is."""

from __future__ import annotations

import pytest

from bot.engine.classify import diagnose

ORDER = "/data/attributes/orders/[1]"


@pytest.mark.parametrize(
    ("code", "detail", "pointer", "status", "trouble"),
    [
        ("authentication_failed", "Invalid username/password.", None, 401, "credentials"),
        ("forbidden", "You do not have permission to perform this action.", None, 403, "forbidden"),
        (
            "no_valid_payment_method",
            "User has no valid payment method. Please add a valid payment method in your billing settings.",
            None,
            402,
            "payment",
        ),
        (None, "Your account has an unpaid invoice.", None, 400, "payment"),
        (None, "Your credit limit has been reached.", None, 400, "payment"),
        (None, "User not allowed to announce.", None, 400, "forbidden"),
        ("not_found", "No Order matches the given query.", ORDER, "404", "not_found"),
        ("invalid", "Does not exist.", "/data/attributes/orders/0/order_id", "404", "not_found"),
        ("validation_error", "The order has no valid shipping address.", ORDER, "400", "address"),
        ("required", "This field cannot be blank.", "/data/attributes/orders/[0]/house_number", "400", "house_number"),
        ("validation_error", "house_number: 'This field cannot be blank.'", ORDER, "400", "house_number"),
        ("parcel_announcement_error", "Service error: Error 100: Missing required data: phone", None, "500", "phone"),
        (
            "parcel_announcement_error",
            "PostNL service error: The domain for email address 'someone' seems to be invalid",
            None,
            "500",
            "email",
        ),
        ("validation_error", "Address line is too long (35 characters at most).", ORDER, "400", "address"),
        ("parcel_announcement_error", "The postcode does not match the city.", None, "500", "address"),
        ("validation_error", "State is required for this country.", ORDER, "400", "address"),
        ("min_value", "Ensure this value is greater than 0.", ORDER + "/weight", "400", "weight"),
        ("parcel_announcement_error", "The parcel is too heavy: 31.5 kg allowed.", None, "500", "weight"),
        ("validation_error", "Dimensions are required.", ORDER, "400", "weight"),
        ("invalid", "Invalid service point", ORDER, "400", "service_point"),
        ("parcel_announcement_error", "The chosen ParcelShop has expired", None, "500", "service_point"),
        ("validation_error", "hs_code is required for item 1.", ORDER, "400", "customs"),
        ("validation_error", "Country of origin is missing.", ORDER, "400", "customs"),
        ("validation_error", "Invoice number is required outside the EU.", ORDER, "400", "customs"),
        ("parcel_announcement_error", "The sender's EORI number is missing", None, "500", "sender_tax"),
        ("validation_error", "Currency CHF is not supported.", ORDER, "400", "currency"),
        ("min_value", "Ensure this value is at least 0.", ORDER + "/order_items/2/unit_price", "422", "negative_price"),
        (None, "Item price must be greater than or equal to 0", ORDER, "422", "negative_price"),
        ("invalid", "Invalid contract.", "/data/attributes/ship_with", "400", "option"),
        ("invalid_choice", "Shipping option is not enabled.", ORDER, "400", "option"),
        ("invalid", "Does not exist.", "/data/attributes/sender_address_id", "404", "sender"),
        ("invalid", "Does not exist.", "/data/attributes/brand_id", "404", "brand"),
        ("invalid", "Does not exist.", "/data/attributes/integration_id", "404", "shop"),
        (
            "parcel_announcement_error",
            "Service error: An error occurred while connecting to the carrier.",
            None,
            "500",
            "carrier_busy",
        ),
        (None, None, None, 429, "throttled"),
        (None, None, None, 502, "unclear"),
        ("not_found", "The page you have requested could not be found.", None, 404, "call"),
        (None, "Method not allowed", None, 405, "call"),
        ("parcel_announcement_error", "Ocorreu um erro.", None, "500", "carrier"),
        ("invalid", "Input should be a valid string", "/data/attributes/orders/0/order_id", "400", "data"),
        (None, None, None, None, "data"),
        ("extra_forbidden", "Extra inputs are not permitted", "/data/attributes/x", "null", "data"),
    ],
)
def test_each_refusal_has_its_kind(
    code: str | None, detail: str | None, pointer: str | None, status: int | str | None, trouble: str
) -> None:
    assert diagnose(code, detail, pointer, None, status).trouble == trouble
