"""A seeded set of orders, made good or bad on purpose, with what Sendcloud or the carrier would say to each.

The reasons for a refusal are those of the published error catalogue; what only looks odd (long lines, streets without
numbers in countries that have none, islands, PO boxes, companies) is accepted. Nothing here knows how the checks work:
whether an order is refused is decided by how it was made.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

from bot.sendcloud import Order, ShippingOption

Json = dict[str, Any]

OPTIONS: dict[str, Json] = {
    "home": {
        "code": "postnl:standard",
        "carrier": {"code": "postnl"},
        "weight": {"max": {"value": "23.001", "unit": "kg"}},
    },
    "contact": {
        "code": "gls_es:business",
        "carrier": {"code": "gls_es"},
        "weight": {"max": {"value": "31500", "unit": "g"}},
        "requirements": {"fields": ["to_email", "to_telephone"]},
    },
    "sized": {
        "code": "ups:express",
        "carrier": {"code": "ups"},
        "weight": {"max": {"value": "70", "unit": "kg"}},
        "requirements": {"fields": ["length", "width", "height"]},
    },
    "point": {
        "code": "mondial_relay:point",
        "carrier": {"code": "mondial_relay"},
        "weight": {"max": {"value": "30", "unit": "kg"}},
        "requirements": {"fields": ["to_email"], "is_service_point_required": True},
    },
}

PLACES: dict[str, tuple[str, str, str, str]] = {
    "NL": ("Kerkstraat", "12", "1017 GP", "Amsterdam"),
    "DE": ("Lindenallee", "4a", "50968", "Köln"),
    "BE": ("Meir", "24 bus 3", "2000", "Antwerpen"),
    "FR": ("Rue des Lilas", "8", "69003", "Lyon"),
    "ES": ("Calle de Alcalá", "77", "28009", "Madrid"),
    "AT": ("Ringstraße", "1", "4020", "Linz"),
    "PL": ("Dluga", "5/7", "00-238", "Warszawa"),
    "SE": ("Storgatan", "3", "113 51", "Stockholm"),
}
ABROAD: dict[str, tuple[str, str, str, str, str]] = {
    "GB": ("Mill Lane", "3", "SW1A 1AA", "London", ""),
    "CH": ("Seestrasse", "9", "8002", "Zürich", ""),
    "NO": ("Kirkegata", "2", "0153", "Oslo", ""),
    "US": ("500 Main Street", "", "10012-1234", "New York", "US-NY"),
    "CA": ("25 King St W", "", "M5H 1A1", "Toronto", "CA-ON"),
}


@dataclass(frozen=True)
class Made:
    """One order, the option it would be shipped with, and whether a label would be refused. *why*: for the report."""

    order: Order
    option: ShippingOption
    is_refused: bool
    why: str


def made(seed: int, orders: int) -> list[Made]:
    """Return *orders* orders: two fifths would be refused; of the others a third look doubtful and are good."""
    chance = random.Random(seed)
    found = []
    for number in range(1, orders + 1):
        share = number % 5
        if share < 2:
            why, change = chance.choice(REFUSALS)
        elif number % 3 == 0:
            why, change = chance.choice(ODD_BUT_GOOD)
        else:
            why, change = "good", _nothing
        body, option = _base(chance, number, abroad=change in BORDER or chance.random() < 0.2)
        option = change(body, chance) or option
        found.append(Made(Order.model_validate(body), ShippingOption.model_validate(OPTIONS[option]), share < 2, why))
    return found


def _base(chance: random.Random, number: int, *, abroad: bool) -> tuple[Json, str]:
    if abroad:
        country = chance.choice(sorted(ABROAD))
        street, house, postal_code, city, state = ABROAD[country]
    else:
        country = chance.choice(sorted(PLACES))
        street, house, postal_code, city = PLACES[country]
        state = ""
    item = {
        "item_id": f"i{number}",
        "name": chance.choice(["Candle", "Beeswax block", "Wick set"]),
        "description": "Wax goods",
        "quantity": chance.randint(1, 3),
        "hs_code": chance.choice(["340600", "3406.00.00", "1521 9099"]),
        "country_of_origin": "NL",
        "unit_price": {"value": 12.5, "currency": "EUR"},
        "total_price": {"value": 25, "currency": "EUR"},
        "measurement": {"weight": {"value": 0.4, "unit": "kg"}},
    }
    body: Json = {
        "id": str(number),
        "order_id": f"o-{number}",
        "order_number": str(1000 + number),
        "order_details": {"status": {"code": "fulfilled"}, "order_items": [item]},
        "payment_details": {"total_price": {"value": 25, "currency": "EUR"}, "status": {"code": "paid"}},
        "customer_details": {"name": "Customer", "email": "buyer@example.com", "phone_number": "+31612345678"},
        "shipping_address": {
            "name": "Customer Amber",
            "address_line_1": street,
            "house_number": house,
            "postal_code": postal_code,
            "city": city,
            "country_code": country,
            "state_province_code": state or None,
            "email": "buyer@example.com",
            "phone_number": "+31612345678",
        },
        "shipping_details": {
            "measurement": {
                "weight": {"value": 1.2, "unit": "kg"},
                "dimension": {"length": 30, "width": 20, "height": 10, "unit": "cm"},
            }
        },
    }
    return body, chance.choice(["home", "home", "contact", "sized"])


Change = Callable[[Json, random.Random], str | None]


def _nothing(body: Json, chance: random.Random) -> str | None:
    return None


def _address(**values: Any) -> Change:
    def change(body: Json, chance: random.Random) -> str | None:
        body["shipping_address"].update(values)
        return None

    return change


def _at(country: str, *, option: str | None = None, **values: Any) -> Change:
    """Move the order inside the EU, to an address of this country, then set *values* in it."""

    def change(body: Json, chance: random.Random) -> str | None:
        street, house, postal_code, city = PLACES[country]
        body["shipping_address"].update(
            country_code=country, address_line_1=street, house_number=house, postal_code=postal_code, city=city,
            state_province_code=None,
        )  # fmt: skip
        body["shipping_address"].update(values)
        return option

    return change


def _item(**values: Any) -> Change:
    def change(body: Json, chance: random.Random) -> str | None:
        body["order_details"]["order_items"][0].update(values)
        return None

    return change


def _without_address(body: Json, chance: random.Random) -> str | None:
    body["shipping_address"] = None
    return None


def _without_phone(body: Json, chance: random.Random) -> str | None:
    body["shipping_address"]["phone_number"] = body["customer_details"]["phone_number"] = chance.choice(["", None, "-"])
    return "contact"


def _without_email(body: Json, chance: random.Random) -> str | None:
    body["shipping_address"]["email"] = body["customer_details"]["email"] = None
    return "contact"


def _bad_email(body: Json, chance: random.Random) -> str | None:
    body["shipping_address"]["email"] = chance.choice(["buyer@", "buyer.example.com", "buyer@localhost", "a b@x.nl"])
    return None


def _too_heavy(body: Json, chance: random.Random) -> str | None:
    weight = chance.choice([{"value": 24, "unit": "kg"}, {"value": 23500, "unit": "g"}, {"value": 55, "unit": "lbs"}])
    body["shipping_details"]["measurement"]["weight"] = weight
    return "home"


def _without_size(body: Json, chance: random.Random) -> str | None:
    body["shipping_details"]["measurement"]["dimension"] = None
    return "sized"


def _without_point(body: Json, chance: random.Random) -> str | None:
    return "point"


def _point_of_another_carrier(body: Json, chance: random.Random) -> str | None:
    body["service_point_details"] = {"id": "1234"}
    body["shipping_details"]["ship_with"] = {
        "type": "shipping_option_code",
        "properties": {"shipping_option_code": "postnl:service_point"},
    }
    return "point"


def _discount_line(body: Json, chance: random.Random) -> str | None:
    discount = deepcopy(body["order_details"]["order_items"][0])
    price = {"value": -5, "currency": "EUR"}
    discount.update(name="Discount", unit_price=price, total_price=price)
    body["order_details"]["order_items"].append(discount)
    return None


def _two_currencies(body: Json, chance: random.Random) -> str | None:
    other = deepcopy(body["order_details"]["order_items"][0])
    other.update(unit_price={"value": 4, "currency": "USD"}, total_price={"value": 4, "currency": "USD"})
    body["order_details"]["order_items"].append(other)
    return None


_no_code = _item(hs_code=None)
_bad_code = _item(hs_code="34AB")
_short_code = _item(hs_code="3406")
_no_origin = _item(country_of_origin=None)
_no_value = _item(unit_price=None, total_price=None)
_no_words = _item(name="", description="")
_canaries_without_codes: Change = lambda body, chance: (  # noqa: E731
    _at("ES", postal_code="35001", city="Las Palmas")(body, chance) or _item(hs_code=None)(body, chance)
)

REFUSALS: list[tuple[str, Change]] = [
    ("no shipping address", _without_address),
    ("no name", _address(name="", company_name=None)),
    ("no street", _address(address_line_1="", house_number="")),
    ("no city", _address(city="  ")),
    ("no country", _address(country_code=None)),
    ("no house number in Germany", _at("DE", house_number="")),
    ("no house number in the Netherlands", _at("NL", house_number=None)),
    ("no house number in Spain", _at("ES", house_number="", option="contact")),
    ("no postal code", _at("FR", postal_code="")),
    ("a Dutch postal code without letters", _at("NL", postal_code="1017")),
    ("a German postal code of four digits", _at("DE", postal_code="5096")),
    ("a postal code of another country", _at("AT", postal_code="1017 GP")),
    ("no state in the US", _address(
        country_code="US", postal_code="10012", city="New York", state_province_code=None, address_line_1="500 Main St"
    )),
    ("no phone", _without_phone),
    ("no e-mail", _without_email),
    ("no real e-mail", _bad_email),
    ("too heavy", _too_heavy),
    ("no dimensions", _without_size),
    ("no service point", _without_point),
    ("service point of another carrier", _point_of_another_carrier),
    ("discount as a line", _discount_line),
    ("two currencies", _two_currencies),
    ("no HS code", _no_code),
    ("letters in the HS code", _bad_code),
    ("HS code too short", _short_code),
    ("no country of origin", _no_origin),
    ("no value", _no_value),
    ("no description", _no_words),
    ("Canary Islands without HS code", _canaries_without_codes),
]  # fmt: skip

BORDER = {_no_code, _bad_code, _short_code, _no_origin, _no_value, _no_words}
"""Changes that are refusals only for parcels that cross a customs border."""

ODD_BUT_GOOD: list[tuple[str, Change]] = [
    ("a long line", _address(address_line_2="Second staircase on the left, behind the bakery, ring twice please")),
    ("a long company", _address(company_name="Vereinigung der Freunde handgezogener Kerzen e. V.")),
    ("a house with a name in England", _address(
        country_code="GB", address_line_1="Rose Cottage, Church Lane", house_number="", postal_code="BA1 5LX",
        city="Bath", state_province_code=None,
    )),
    ("no number in Ireland, no Eircode", _address(
        country_code="IE", address_line_1="Ballymore House", house_number="", postal_code="", city="Killarney",
        state_province_code=None,
    )),
    ("lieu-dit in France", _at("FR", address_line_1="Lieu-dit Le Moulin", house_number="")),
    ("s/n in Spain", _at("ES", address_line_1="Camino Viejo s/n", house_number="")),
    ("Canary Islands, declared", _at("ES", postal_code="38001", city="Santa Cruz de Tenerife")),
    ("Balearic Islands", _at("ES", postal_code="07001", city="Palma")),
    ("Isle of Man", _address(
        country_code="IM", address_line_1="1 Promenade", house_number="", postal_code="IM1 2AB", city="Douglas",
        state_province_code=None,
    )),
    ("Jersey", _address(
        country_code="JE", address_line_1="5 Quay Rd", house_number="", postal_code="JE2 3NN", city="St Helier",
        state_province_code=None,
    )),
    ("PO box", _at("NL", address_line_1="Postbus", house_number="", address_line_2="", po_box="371")),
    ("Packstation", _at("DE", address_line_1="Packstation 123", house_number="", address_line_2="1234567")),
    ("company only", _address(name="", company_name="Candle Works GmbH")),
    ("number in the street line", _at("DE", address_line_1="Lindenallee 4a", house_number="")),
    ("number in the second line", _at("NL", house_number="", address_line_2="12 hs")),
    ("postal code without its space", _at("NL", postal_code="1017gp")),
    ("postal code with a country before it", _at("DE", postal_code="D-50968")),
    ("Polish code without its dash", _at("PL", postal_code="00238")),
    ("weight by item alone", lambda body, chance: body["shipping_details"]["measurement"].update(weight=None)),
    ("an HS code with dots", _item(hs_code="3406.00.00.00")),
    ("a gift for next to nothing", lambda body, chance: body["order_details"]["order_items"].append(
        {**deepcopy(body["order_details"]["order_items"][0]), "unit_price": {"value": 0.01, "currency": "EUR"}}
    )),
    ("no status at all", lambda body, chance: body["order_details"].update(status=None)),
    ("a country without postal codes", _address(
        country_code="AE", address_line_1="Sheikh Zayed Rd 1", postal_code="", city="Dubai", state_province_code=None
    )),
]  # fmt: skip
