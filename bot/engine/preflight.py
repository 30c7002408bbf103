"""What can be seen on an order before anything is asked: reasons for which it will likely be refused."""

from __future__ import annotations

from bot.checks import CheckKind
from bot.sendcloud import Address, Order

NEEDS_STATE = frozenset({"US", "CA", "IT", "AU"})


def warnings_for(order: Order) -> list[CheckKind]:
    """Return one kind for each thing that is likely to be refused."""
    if order.shipping_address is None:
        return [CheckKind.NO_ADDRESS]
    found = _lacking(order.shipping_address) + _not_fit(order.shipping_address)
    prices = [item.total_price.value for item in order.items if item.total_price]
    if any(price is not None and price < 0 for price in prices):
        found.append(CheckKind.NEGATIVE_PRICE)
    if order.shipping_details is not None and order.shipping_details.is_local_pickup:
        found.append(CheckKind.LOCAL_PICKUP)
    return found


def _lacking(address: Address) -> list[CheckKind]:
    needed = {
        CheckKind.NO_NAME: address.name or address.company_name,
        CheckKind.NO_STREET: address.address_line_1 or address.po_box,
        CheckKind.NO_CITY: address.city,
        CheckKind.NO_COUNTRY: address.country_code,
    }
    return [kind for kind, value in needed.items() if not (value or "").strip()]


def _not_fit(address: Address) -> list[CheckKind]:
    found: list[CheckKind] = []
    street = address.address_line_1 or ""
    if street and not (address.house_number or "").strip() and not any(char.isdigit() for char in street):
        found.append(CheckKind.NO_HOUSE_NUMBER)
    if (address.country_code or "").upper() in NEEDS_STATE and not address.state_province_code:
        found.append(CheckKind.NO_STATE)
    return found
