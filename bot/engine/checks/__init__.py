"""Checks before money: what an order and the option's requirements tell before a label is asked for. Pure."""

from __future__ import annotations

from bot.checks import Check
from bot.engine.checks.address import address_checks
from bot.engine.checks.customs import customs_checks
from bot.engine.checks.parcel import parcel_checks, split_checks
from bot.engine.checks.standing import standing_checks
from bot.sendcloud import Order, ShippingOption

__all__ = ["checks_of"]


def checks_of(
    order: Order,
    *,
    sender_country: str | None = None,
    option: ShippingOption | None = None,
    option_expected: bool = False,
    parcels: int = 1,
) -> tuple[Check, ...]:
    """Return what speaks against buying a label for *order*, the worst first; empty when nothing does.

    *sender_country*: ISO code of where the parcels leave from, None when it is not known. *option*: how it would be
    shipped, None when rules decide. *option_expected*: the order itself should say how, as with "As set on the order".
    *parcels*: in how many boxes it would go.
    """
    found = [
        *address_checks(order, option),
        *parcel_checks(order, option, option_expected=option_expected, parcels=parcels),
        *split_checks(order, parcels),
        *customs_checks(order, sender_country),
        *standing_checks(order),
    ]
    return tuple(found)
