"""What Sendcloud and carriers say, in the languages of its markets, is read as what it is, never by a single word."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from bot.engine.classify import diagnose
from bot.engine.said import readable, told
from tests.contract import spec

CARRIER = "parcel_announcement_error"
REFUSALS = Path(__file__).parent / "fixtures" / "refusals.tsv"


def refusals() -> Iterator[tuple[str, str]]:
    for line in REFUSALS.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            kind, text = line.split("\t")
            yield kind, text


@pytest.mark.parametrize(("kind", "text"), list(refusals()))
def test_a_refusal_is_read_as_what_it_is(kind: str, text: str) -> None:
    own = text.startswith("~")
    code, pointer, status = ("validation_error", "/data/attributes/orders/[0]", 400) if own else (CARRIER, None, 500)
    found = diagnose(code, text.removeprefix("~"), pointer, None, status)
    trouble, _, fields = kind.partition(":")

    assert found.trouble == trouble
    if fields:
        assert set(found.fields) == set(fields.split(","))


@pytest.mark.parametrize(
    "word",
    [
        "length", "Länge", "country", "Land", "pays", "address", "Adresse", "adres", "dirección", "weight", "Gewicht",
        "poids", "phone", "Telefon", "e-mail", "street", "city", "Ort", "state", "customs", "Zoll", "tariff", "service",
        "product", "contract", "account", "locker", "timeout", "invalid", "missing", "required", "not found", "limit",
    ],
)  # fmt: skip
def test_a_single_word_decides_nothing(word: str) -> None:
    assert diagnose(CARRIER, word, None, None, "500").trouble == "carrier"


@pytest.mark.parametrize(
    ("pointer", "text", "trouble", "fields"),
    [
        ("/data/attributes/orders/[1]/house_number", "This field is required.", "house_number", ["house_number"]),
        ("/data/attributes/orders/0/shipping_address/city", "Invalid.", "address", ["city"]),
        ("/data/attributes/orders/0/shipping_address", "The phone number is missing.", "phone", ["phone"]),
        ("/data/attributes/orders/0/shipping_address", "Please correct this.", "address", []),
        ("/data/attributes/orders/0/order_items/2/hs_code", "Field required", "customs", ["hs_code"]),
        ("/to_address/name", "This field is required.", "address", ["name"]),
        ("/from_address/postal_code", "Invalid postal code.", "sender", []),
        ("/parcels/0/dimensions/length", "Ensure this value is greater than 0.", "weight", ["dimensions"]),
        ("/to_service_point", "Does not exist.", "service_point", ["service_point"]),
        ("/data/attributes/orders/0/product/name", "Not in the list.", "data", []),
    ],
)
def test_a_pointer_at_one_field_comes_before_the_words(
    pointer: str, text: str, trouble: str, fields: list[str]
) -> None:
    found = diagnose("invalid", text, pointer, None, "400")

    assert (found.trouble, list(found.fields)) == (trouble, fields)


GATEWAY = "<html><head><title>502 Bad Gateway</title></head><body><center>nginx</center></body></html>"


def test_a_gateways_page_is_never_shown_and_read_as_an_outage() -> None:
    assert readable(GATEWAY) == ""
    assert readable(GATEWAY.replace("<", "&lt;").replace(">", "&gt;")) == ""
    assert diagnose(CARRIER, told(GATEWAY), None, None, "500").trouble == "carrier_busy"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<b>Postcode</b> is invalid<br/>", "Postcode is invalid"),
        (
            '<?xml version="1.0"?><soap:Envelope><soap:Body><soap:Fault><faultcode>7</faultcode>'
            "<faultstring>Postcode is invalid</faultstring></soap:Fault></soap:Body></soap:Envelope>",
            "Postcode is invalid",
        ),
        ('{"errors": [{"code": "7", "message": "Postcode is invalid"}]}', "Postcode is invalid"),
        ('{"status": 400}', '{"status": 400}'),
        ("Weight < 30 kg > 0", "Weight < 30 kg > 0"),
        ("Postcode is invalid", "Postcode is invalid"),
    ],
)
def test_sentences_are_taken_out_of_what_machines_wrap_them_in(text: str, shown: str) -> None:
    assert readable(text) == shown


DOCUMENTED = {
    "The address could not be resolved at this time. Try again later.": "carrier_busy",
    "Authentication credentials were not provided.": "credentials",
    "The username or password provided is incorrect. Please make a request with the valid credentials.": "credentials",
    "Extra inputs are not permitted": "data",
    "Could not find specified item.": "data call",
    "Does not exist.": "sender",
    "Enter a valid URL.": "data",
    "Field required": "data option shop address",
    "Input should be a valid number, unable to parse string as a number": "data",
    "Input should be a valid string": "data",
    "Input should be a valid string.": "data",
    "Input should be greater than 0": "data",
    "Integration with id 99999 does not exist": "shop",
    "Invalid document type.": "data",
    "Order id abc-123 cannot be changed": "data",
    "Orders list should have at most 100 items, not 101": "data",
    "This shipment is already being cancelled.": "in_progress",
    "We are still processing a previous request. Please try again in a moment.": "in_progress",
    "Webhook URL required when enable webhook is set to true": "data",
    "Input should be 'servicepoint', 'locker', 'post_office' or 'carrier_depot'": "service_point",
    '"XX" is not a valid country code': "address",
    "Select a valid choice. 128 is not one of the available choices.": "shop",
    "Integration ID is a required GET parameter": "data",
    "Wrong request format, expected list of objects": "data",
    "Wrong request format, expected object": "data",
    "Invalid cursor": "not_found",
    "No Parcel matches the given query.": "call",
    "No return portal is configured for this shipment.": "call",
    "Not found": "not_found",
    "The Integration could not be found with the search criteria given": "shop",
    "The order could not be found with the search criteria given": "not_found",
    "The page you have requested could not be found.": "call",
    "The partner ID was not found.": "not_found",
    "The service point could not be found": "service_point",
    "Service error: An error occurred while connecting to the carrier.": "carrier_busy",
    "This field is required.": "data address",
    "Service points are not enabled for the authenticated integration.": "option",
    "Service points are not supported for the requested carriers: acme.": "service_point",
    "The order has no valid shipping address.": "address",
    "Validation failed, announced_after is not a datetime": "call",
    "carrier_code and use_integration_carriers are mutually exclusive": "data",
    "ne_latitude, ne_longitude, sw_latitude, and sw_longitude must all be provided together": "data",
}
"""Every error that Sendcloud's files give as an example, and what it is; by its pointer where that is several."""


def documented(value: Any) -> Iterator[Mapping[str, Any]]:
    """Yield every error object in a published file."""
    if isinstance(value, Mapping):
        if isinstance(value.get("detail"), str) and not {"code", "status", "source"}.isdisjoint(value):
            yield value
        for one in value.values():
            yield from documented(one)
    elif isinstance(value, list):
        for one in value:
            yield from documented(one)


@pytest.mark.skipif(spec.folder() is None, reason=spec.WHY_NOT)
def test_every_documented_error_has_its_entry() -> None:
    folder = spec.folder()
    assert folder is not None
    errors = [one for file in sorted(folder.glob("*.yml")) for one in documented(spec.loaded(file.name))]
    read: dict[str, set[str]] = {}
    for one in errors:
        source = one.get("source") or {}
        status = one.get("status")
        found = diagnose(one.get("code"), one["detail"], source.get("pointer"), source.get("parameter"), status)
        read.setdefault(one["detail"].strip(), set()).add(found.trouble)

    assert {text: " ".join(sorted(kinds)) for text, kinds in read.items()} == {
        text: " ".join(sorted(kinds.split())) for text, kinds in DOCUMENTED.items()
    }
