"""What the checks before a purchase can find on an order: a closed set, and how much each one weighs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final


class CheckKind(StrEnum):
    """One thing that can be wrong with an order, seen before Sendcloud is asked for a label."""

    NO_ADDRESS = "no_address"
    NO_NAME = "no_name"
    NO_STREET = "no_street"
    NO_HOUSE_NUMBER = "no_house_number"
    ODD_HOUSE_NUMBER = "odd_house_number"
    UNKNOWN_ADDRESS = "unknown_address"
    NO_CITY = "no_city"
    NO_COUNTRY = "no_country"
    NO_POSTAL_CODE = "no_postal_code"
    ODD_POSTAL_CODE = "odd_postal_code"
    NO_STATE = "no_state"
    NO_PHONE = "no_phone"
    NO_EMAIL = "no_email"
    ODD_EMAIL = "odd_email"
    LONG_LINE = "long_line"
    NO_WEIGHT = "no_weight"
    NOT_OFFERED = "not_offered"
    TOO_HEAVY = "too_heavy"
    TOO_LARGE = "too_large"
    NO_DIMENSIONS = "no_dimensions"
    NO_SERVICE_POINT = "no_service_point"
    OTHER_SERVICE_POINT = "other_service_point"
    UNUSED_SERVICE_POINT = "unused_service_point"
    NO_OPTION = "no_option"
    NO_ITEM_ID = "no_item_id"
    NO_CUSTOMS_ITEMS = "no_customs_items"
    NO_HS_CODE = "no_hs_code"
    ODD_HS_CODE = "odd_hs_code"
    NO_ORIGIN = "no_origin"
    NO_DESCRIPTION = "no_description"
    NO_ITEM_VALUE = "no_item_value"
    NO_ITEM_WEIGHT = "no_item_weight"
    NEGATIVE_PRICE = "negative_price"
    MIXED_CURRENCIES = "mixed_currencies"
    ODD_CURRENCY = "odd_currency"
    LOCAL_PICKUP = "local_pickup"
    UNPAID = "unpaid"
    PAYMENT_UNKNOWN = "payment_unknown"
    CANCELLED = "cancelled"
    ON_HOLD = "on_hold"
    LABEL_CANCELLED = "label_cancelled"


class Gravity(StrEnum):
    """What a finding means for the tick of its order."""

    REFUSED = "refused"  # Sendcloud or the carrier would refuse it: not ticked
    DOUBTED = "doubted"  # a label may not be wanted: not ticked
    NOTED = "noted"  # said, and ticked all the same


_NOTED: Final = frozenset(
    {
        # Sendcloud moves what does not fit into the second line; the account's default may fill a missing weight.
        CheckKind.LONG_LINE,
        CheckKind.NO_WEIGHT,
        CheckKind.UNUSED_SERVICE_POINT,
        CheckKind.UNPAID,
    }
)
_DOUBTED: Final = frozenset(
    {
        CheckKind.PAYMENT_UNKNOWN,
        CheckKind.LOCAL_PICKUP,
        CheckKind.CANCELLED,
        CheckKind.ON_HOLD,
        CheckKind.LABEL_CANCELLED,
    }
)


@dataclass(frozen=True)
class Check:
    """One finding. *products*: of how many products of the order it is true, where it is about products.

    Nothing of the customer is in it: it is stored in the ledger.
    """

    kind: CheckKind
    products: int = 0

    @property
    def gravity(self) -> Gravity:
        """What the finding means for the tick."""
        if self.kind in _NOTED:
            return Gravity.NOTED
        return Gravity.DOUBTED if self.kind in _DOUBTED else Gravity.REFUSED


def is_ticked(checks: tuple[Check, ...]) -> bool:
    """Return whether an order with these findings is ticked in a plan: nothing worse than a note was found."""
    return all(check.gravity is Gravity.NOTED for check in checks)
