"""What the checks before a purchase found on the orders of a plan, in sentences."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from bot.checks import CheckKind

NOT_IN_ADDRESS: Final[Mapping[CheckKind, str]] = {
    CheckKind.NO_NAME: "name",
    CheckKind.NO_STREET: "street",
    CheckKind.NO_CITY: "city",
    CheckKind.NO_COUNTRY: "country",
}
"""Parts of an address that one sentence names together."""
ADDRESS_HAS_NO: Final = "Its address has {parts}."
FINDINGS: Final[Mapping[CheckKind, str]] = {
    CheckKind.NO_ADDRESS: "It has no shipping address. Add one in Sendcloud or in the shop.",
    CheckKind.NO_HOUSE_NUMBER: "Its address has no house number.",
    CheckKind.NO_POSTAL_CODE: "Its address has no postal code.",
    CheckKind.ODD_POSTAL_CODE: "Its postal code does not fit its country.",
    CheckKind.NO_STATE: "Its address has no state or province, which this country needs.",
    CheckKind.NO_PHONE: "It has no phone number, which the carrier needs.",
    CheckKind.NO_EMAIL: "It has no e-mail address, which the carrier needs.",
    CheckKind.ODD_EMAIL: "Its e-mail address cannot be right.",
    CheckKind.LONG_LINE: "A line of its address is long and may be cut on the label.",
    CheckKind.NO_WEIGHT: "It has no weight; Sendcloud's default is used where there is one.",
    CheckKind.TOO_HEAVY: "It is too heavy for its shipping option.",
    CheckKind.TOO_LARGE: "It is too large for its shipping option.",
    CheckKind.NO_DIMENSIONS: "It has no dimensions, which its shipping option needs.",
    CheckKind.NO_SERVICE_POINT: "It has no service point, which its shipping option needs.",
    CheckKind.OTHER_SERVICE_POINT: "Its service point belongs to another carrier.",
    CheckKind.UNUSED_SERVICE_POINT: "It has a service point that its shipping option does not use.",
    CheckKind.NO_OPTION: "It has no shipping option.",
    CheckKind.NO_CUSTOMS_ITEMS: "It has no items for customs.",
    CheckKind.NO_HS_CODE: "Some of its items have no customs code.",
    CheckKind.ODD_HS_CODE: "The customs code of some of its items cannot be right.",
    CheckKind.NO_ORIGIN: "Some of its items have no country of origin.",
    CheckKind.NO_DESCRIPTION: "Some of its items have no description for customs.",
    CheckKind.NO_ITEM_VALUE: "Some of its items have no value for customs.",
    CheckKind.NO_ITEM_WEIGHT: "Some of its items have no weight for customs.",
    CheckKind.NEGATIVE_PRICE: "One of its lines has a negative price; Sendcloud refuses such orders.",
    CheckKind.MIXED_CURRENCIES: "Its items have different currencies.",
    CheckKind.ODD_CURRENCY: "Its currency is none that Sendcloud takes.",
    CheckKind.LOCAL_PICKUP: "The customer chose to collect it.",
    CheckKind.UNPAID: "It is not paid.",
    CheckKind.CANCELLED: "It was cancelled in the shop.",
    CheckKind.ON_HOLD: "It is on hold in the shop.",
}


def findings(checks: Sequence[CheckKind]) -> str:
    """Return one sentence for each finding, in the order given; parts that the address lacks share one, the first."""
    lacking = [f"no {NOT_IN_ADDRESS[kind]}" for kind in checks if kind in NOT_IN_ADDRESS]
    sentences = [ADDRESS_HAS_NO.format(parts=" and ".join(lacking))] if lacking else []
    return " ".join([*sentences, *(FINDINGS[kind] for kind in checks if kind in FINDINGS)])
