"""What can be seen on an order before anything is asked: reasons for which it will likely be refused."""

from __future__ import annotations

from bot.sendcloud import Order

NEEDS_STATE = frozenset({"US", "CA", "IT", "AU"})


def warnings_for(order: Order) -> list[str]:
    """Return one sentence for each thing that is likely to be refused; none of them quotes the customer's data."""
    address = order.shipping_address
    if address is None:
        return ["It has no shipping address. Add one in Sendcloud or in the shop."]
    found: list[str] = []
    missing = [
        word
        for word, value in (
            ("name", address.name or address.company_name),
            ("street", address.address_line_1 or address.po_box),
            ("city", address.city),
            ("country", address.country_code),
        )
        if not (value or "").strip()
    ]
    if missing:
        found.append(f"Its address has no {' and no '.join(missing)}.")
    street = address.address_line_1 or ""
    if street and not (address.house_number or "").strip() and not any(char.isdigit() for char in street):
        found.append("Its address has no house number.")
    if (address.country_code or "").upper() in NEEDS_STATE and not address.state_province_code:
        found.append("Its address has no state or province, which this country needs.")
    if any(
        item.total_price and item.total_price.value is not None and item.total_price.value < 0 for item in order.items
    ):
        found.append("One of its lines has a negative price; Sendcloud refuses such orders.")
    if order.shipping_details is not None and order.shipping_details.is_local_pickup:
        found.append("The customer chose to collect it.")
    return found
