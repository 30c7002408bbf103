"""Is the address complete, by the rules of its country and what the shipping option needs? Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

from bot.checks import Check, CheckKind
from bot.engine.checks.countries import (
    NEEDS_HOUSE_NUMBER,
    NEEDS_POSTAL_CODE,
    NEEDS_STATE,
    NO_NUMBER,
    PO_BOX,
    postal_code_fits,
)
from bot.sendcloud import Address, Order, ShippingOption

LONGEST_LINE: Final = 35
"""Characters of a line that every carrier prints (Sendcloud's table of address limits); more is moved, not refused."""

_EMAIL: Final = re.compile(r"[^@\s]+@[^@\s.]+(?:\.[^@\s.]+)+")
_PHONE_DIGITS: Final = 6


def address_checks(order: Order, option: ShippingOption | None) -> Iterator[Check]:
    """Yield what is wrong with where *order* goes, and with how its receiver can be reached."""
    address = order.shipping_address
    if address is None or not any(filled(value) for value in _main_values(address)):
        yield Check(CheckKind.NO_ADDRESS)
        return
    yield from _missing(address)
    yield from _of_country(address)
    yield from _reachable(order, option)
    lines = (address.name, address.company_name, address.address_line_1, address.address_line_2)
    if any(len((line or "").strip()) > LONGEST_LINE for line in lines):
        yield Check(CheckKind.LONG_LINE)


def _main_values(address: Address) -> tuple[str | None, ...]:
    return address.name, address.company_name, address.address_line_1, address.postal_code, address.city


def _missing(address: Address) -> Iterator[Check]:
    if not filled(address.name) and not filled(address.company_name):
        yield Check(CheckKind.NO_NAME)
    if not filled(address.address_line_1) and not filled(address.po_box):
        yield Check(CheckKind.NO_STREET)
    if not filled(address.city):
        yield Check(CheckKind.NO_CITY)
    if not filled(address.country_code):
        yield Check(CheckKind.NO_COUNTRY)


def _of_country(address: Address) -> Iterator[Check]:
    country = (address.country_code or "").strip().upper()
    code = (address.postal_code or "").strip()
    if not code and (country in NEEDS_POSTAL_CODE):
        yield Check(CheckKind.NO_POSTAL_CODE)
    elif code and not postal_code_fits(country, code):
        yield Check(CheckKind.ODD_POSTAL_CODE)
    if country in NEEDS_STATE and not filled(address.state_province_code):
        yield Check(CheckKind.NO_STATE)
    if country in NEEDS_HOUSE_NUMBER and filled(address.address_line_1) and not _has_house_number(address):
        yield Check(CheckKind.NO_HOUSE_NUMBER)


def _has_house_number(address: Address) -> bool:
    if filled(address.house_number) or filled(address.po_box):
        return True
    street = f"{address.address_line_1 or ''} {address.address_line_2 or ''}"
    return (
        any(char.isdigit() for char in street)
        or NO_NUMBER.search(street) is not None
        or PO_BOX.search(street) is not None
    )


def _reachable(order: Order, option: ShippingOption | None) -> Iterator[Check]:
    needed = set(option.requirements.fields) if option is not None and option.requirements is not None else set()
    digits = sum(char.isdigit() for char in order.phone or "")
    if "to_telephone" in needed and digits < _PHONE_DIGITS:
        yield Check(CheckKind.NO_PHONE)
    email = (order.email or "").strip()
    if not email and "to_email" in needed:
        yield Check(CheckKind.NO_EMAIL)
    elif email and _EMAIL.fullmatch(email) is None:
        yield Check(CheckKind.ODD_EMAIL)


def filled(value: str | None) -> bool:
    """Return whether a field holds more than blanks."""
    return bool((value or "").strip())
