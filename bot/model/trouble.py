"""Every kind of trouble that an order, a run or a plan can meet, and every reason for which somebody is refused."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class Trouble(StrEnum):
    """Every kind of trouble that a ``Cause`` can have. The first group concerns one order, the second a whole run.

    The text of a cause is what Sendcloud or a carrier said; of ``NO_LABEL`` the statuses of the parcels, of ``OWN`` the
    reference of the entry in the log, of ``NOT_ASKED`` why the bot did not ask for the order.
    """

    ADDRESS = "address"
    HOUSE_NUMBER = "house_number"
    PHONE = "phone"
    EMAIL = "email"
    WEIGHT = "weight"
    SERVICE_POINT = "service_point"
    CUSTOMS = "customs"
    SENDER_TAX = "sender_tax"
    CURRENCY = "currency"
    NEGATIVE_PRICE = "negative_price"
    OPTION = "option"
    INSURANCE = "insurance"
    CONTENTS = "contents"
    PARCELS = "parcels"
    CONTRACT = "contract"
    NOT_FOUND = "not_found"
    CARRIER_BUSY = "carrier_busy"
    IN_PROGRESS = "in_progress"
    DUPLICATE = "duplicate"
    CANCELLED = "cancelled"
    CARRIER = "carrier"
    NO_LABEL = "no_label"
    SHIPMENT_GONE = "shipment_gone"
    DOCUMENTS = "documents"
    NOT_ASKED = "not_asked"
    DATA = "data"

    CREDENTIALS = "credentials"
    PAYMENT = "payment"
    FORBIDDEN = "forbidden"
    SUBSCRIPTION = "subscription"
    LOCKED = "locked"
    SENDER = "sender"
    BRAND = "brand"
    SHOP = "shop"
    CALL = "call"
    UNREACHABLE = "unreachable"
    THROTTLED = "throttled"
    UNCLEAR = "unclear"
    OWN = "own"


class Field(StrEnum):
    """What of an order a refusal is about, and a fix would touch. Those of an address are the recipient's."""

    NAME = "name"
    COMPANY = "company"
    STREET = "street"
    HOUSE_NUMBER = "house_number"
    LINE_2 = "line_2"
    POSTAL_CODE = "postal_code"
    CITY = "city"
    STATE = "state"
    COUNTRY = "country"
    PHONE = "phone"
    EMAIL = "email"
    WEIGHT = "weight"
    DIMENSIONS = "dimensions"
    SERVICE_POINT = "service_point"
    POST_NUMBER = "post_number"
    HS_CODE = "hs_code"
    ORIGIN_COUNTRY = "origin_country"
    ITEM_VALUE = "item_value"
    DESCRIPTION = "description"
    INVOICE_NUMBER = "invoice_number"
    TAX_NUMBER = "tax_number"
    CUSTOMS = "customs"
    CURRENCY = "currency"
    PRICE = "price"
    INSURANCE = "insurance"
    OPTION = "option"


OWN_WORDS: Final = frozenset({Trouble.OWN, Trouble.NO_LABEL, Trouble.NOT_ASKED})
"""Kinds of trouble whose text is the bot's own: nothing that Sendcloud or a carrier said."""

CHOSEN: Final = frozenset({Trouble.SENDER, Trouble.BRAND, Trouble.OPTION, Trouble.SHOP})
"""What somebody chose for a whole run: the same run meets the same refusal again, a new one need not."""


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
