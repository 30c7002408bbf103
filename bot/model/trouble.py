"""Every kind of trouble that an order, a run or a plan can meet, and every reason for which somebody is refused."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Trouble(StrEnum):
    """Every kind of trouble that a ``Cause`` can have. The first group concerns one order, the second a whole run.

    The text of a cause is what Sendcloud or a carrier said; of ``NO_LABEL`` the statuses of the parcels, of ``OWN`` the
    reference of the entry in the log.
    """

    ADDRESS = "address"
    HOUSE_NUMBER = "house_number"
    PHONE = "phone"
    EMAIL = "email"
    WEIGHT = "weight"
    SERVICE_POINT = "service_point"
    CUSTOMS = "customs"
    CURRENCY = "currency"
    NEGATIVE_PRICE = "negative_price"
    OPTION = "option"
    NOT_FOUND = "not_found"
    CARRIER_BUSY = "carrier_busy"
    CANCELLED = "cancelled"
    CARRIER = "carrier"
    NO_LABEL = "no_label"
    SHIPMENT_GONE = "shipment_gone"
    DOCUMENTS = "documents"
    DATA = "data"

    CREDENTIALS = "credentials"
    PAYMENT = "payment"
    FORBIDDEN = "forbidden"
    SENDER = "sender"
    BRAND = "brand"
    SHOP = "shop"
    CALL = "call"
    UNREACHABLE = "unreachable"
    THROTTLED = "throttled"
    UNCLEAR = "unclear"
    OWN = "own"


CHOSEN: Final = frozenset({Trouble.SENDER, Trouble.BRAND, Trouble.OPTION, Trouble.SHOP})
"""What somebody chose for a whole run: the same run meets the same refusal again, a new one need not."""

MAY_HAVE_BOUGHT: Final = frozenset({Trouble.UNCLEAR, Trouble.OWN})
"""After these a label may exist: whoever asks again may buy a second one."""


class Refusal(StrEnum):
    """Why somebody may not do what they asked for."""

    GUEST = "guest"
    OTHER_WORKSPACE = "other_workspace"
    WRONG_CHANNEL = "wrong_channel"
    NOT_IN_GROUP = "not_in_group"
    GROUPS_UNREADABLE = "groups_unreadable"
    UNKNOWN_PERSON = "unknown_person"
    SCOPE_MISSING = "scope_missing"
    ORGANISATION_WIDE = "organisation_wide"
    NO_MEMBER = "no_member"
    OWN_PLAN = "own_plan"
    NO_APPROVER = "no_approver"
    APPROVERS_UNREADABLE = "approvers_unreadable"
