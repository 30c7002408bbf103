"""Sendcloud, as the bot sees it: one client, what it is asked, what it answers, and what can go wrong.

This package is the only place that speaks HTTP to Sendcloud.
"""

from bot.sendcloud.account import (
    Account,
    Brand,
    ConnectionFailure,
    Integration,
    ParcelStatus,
    Quote,
    SenderAddress,
    ShippingOption,
)
from bot.sendcloud.addresses import AddressValidation, RawAddress, ValidateAddress, raw_address
from bot.sendcloud.api_error import ApiError
from bot.sendcloud.auth import TOKEN_URL, OAuth2, basic
from bot.sendcloud.client import BASE_URL, Sendcloud
from bot.sendcloud.errors import (
    AccountProblem,
    DocumentInZpl,
    DocumentNotReady,
    NotKnown,
    NotSent,
    OutcomeUnknown,
    Rejected,
    SendcloudError,
    Throttled,
    Unavailable,
    Withdrawn,
)
from bot.sendcloud.labels import CreatedLabel, LabelsAnswer
from bot.sendcloud.orders import Order, OrderItem
from bot.sendcloud.pace import Pace, Turn
from bot.sendcloud.requests import (
    CreateLabels,
    InvalidRequest,
    OptionAddress,
    OptionParcel,
    OrderSelector,
    ParcelItem,
    ParcelRequest,
    ShippingOptionFilter,
    ShipWithRequest,
    WeightRequest,
)
from bot.sendcloud.shipments import Parcel, Shipment, Stage
from bot.sendcloud.wire import Address, Dimensions, Money, Page, Weight

__all__ = [
    "BASE_URL",
    "TOKEN_URL",
    "Account",
    "AccountProblem",
    "Address",
    "AddressValidation",
    "ApiError",
    "Brand",
    "ConnectionFailure",
    "CreateLabels",
    "CreatedLabel",
    "Dimensions",
    "DocumentInZpl",
    "DocumentNotReady",
    "Integration",
    "InvalidRequest",
    "LabelsAnswer",
    "Money",
    "NotKnown",
    "NotSent",
    "OAuth2",
    "OptionAddress",
    "OptionParcel",
    "Order",
    "OrderItem",
    "OrderSelector",
    "OutcomeUnknown",
    "Pace",
    "Page",
    "Parcel",
    "ParcelItem",
    "ParcelRequest",
    "ParcelStatus",
    "Quote",
    "RawAddress",
    "Rejected",
    "Sendcloud",
    "SendcloudError",
    "SenderAddress",
    "ShipWithRequest",
    "Shipment",
    "ShippingOption",
    "ShippingOptionFilter",
    "Stage",
    "Throttled",
    "Turn",
    "Unavailable",
    "ValidateAddress",
    "Weight",
    "WeightRequest",
    "Withdrawn",
    "basic",
    "raw_address",
]
