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
from bot.sendcloud.order_update import (
    AddressUpdate,
    CustomerUpdate,
    DimensionUpdate,
    MeasurementUpdate,
    OrderUpdate,
    ServicePointUpdate,
    ShippingUpdate,
    WeightUpdate,
)
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
from bot.sendcloud.service_points import ServicePoint
from bot.sendcloud.shipments import Parcel, Shipment, Stage
from bot.sendcloud.wire import Address, Dimensions, Money, Page, Weight

__all__ = [
    "BASE_URL",
    "TOKEN_URL",
    "Account",
    "AccountProblem",
    "Address",
    "AddressUpdate",
    "AddressValidation",
    "ApiError",
    "Brand",
    "ConnectionFailure",
    "CreateLabels",
    "CreatedLabel",
    "CustomerUpdate",
    "DimensionUpdate",
    "Dimensions",
    "DocumentInZpl",
    "DocumentNotReady",
    "Integration",
    "InvalidRequest",
    "LabelsAnswer",
    "MeasurementUpdate",
    "Money",
    "NotKnown",
    "NotSent",
    "OAuth2",
    "OptionAddress",
    "OptionParcel",
    "Order",
    "OrderItem",
    "OrderSelector",
    "OrderUpdate",
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
    "ServicePoint",
    "ServicePointUpdate",
    "ShipWithRequest",
    "Shipment",
    "ShippingOption",
    "ShippingOptionFilter",
    "ShippingUpdate",
    "Stage",
    "Throttled",
    "Turn",
    "Unavailable",
    "ValidateAddress",
    "Weight",
    "WeightRequest",
    "WeightUpdate",
    "Withdrawn",
    "basic",
    "raw_address",
]
