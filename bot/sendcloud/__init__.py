"""Sendcloud, as the bot sees it: one client, what it is asked, what it answers, and what can go wrong.

This package is the only place that speaks HTTP to Sendcloud.
"""

from bot.sendcloud.account import (
    Account,
    Brand,
    Contract,
    Integration,
    ParcelStatus,
    Quote,
    Requirements,
    SenderAddress,
    ShippingOption,
)
from bot.sendcloud.api_error import ApiError, order_index
from bot.sendcloud.auth import TOKEN_URL, OAuth2, basic
from bot.sendcloud.client import BASE_URL, Sendcloud
from bot.sendcloud.errors import (
    AccountProblem,
    DocumentNotReady,
    NotSent,
    OutcomeUnknown,
    Rejected,
    SendcloudError,
    Throttled,
    Unavailable,
)
from bot.sendcloud.orders import CustomsDetails, Order, OrderItem, ServicePointDetails, ShippingDetails
from bot.sendcloud.pace import Pace
from bot.sendcloud.requests import (
    MOST_ORDERS,
    CreateLabels,
    DimensionsRequest,
    LeadTime,
    OptionAddress,
    OptionParcel,
    OrderSelector,
    ParcelItem,
    ParcelRequest,
    ShippingOptionFilter,
    ShipWithOption,
    ShipWithRequest,
    WeightRequest,
)
from bot.sendcloud.shipments import CancelAnswer, CreatedLabel, LabelsAnswer, Parcel, ParcelDocument, Shipment
from bot.sendcloud.wire import Address, CodeAndName, Dimensions, Money, Page, ShipWith, StatusText, Weight

__all__ = [
    "BASE_URL",
    "MOST_ORDERS",
    "TOKEN_URL",
    "Account",
    "AccountProblem",
    "Address",
    "ApiError",
    "Brand",
    "CancelAnswer",
    "CodeAndName",
    "Contract",
    "CreateLabels",
    "CreatedLabel",
    "CustomsDetails",
    "Dimensions",
    "DimensionsRequest",
    "DocumentNotReady",
    "Integration",
    "LabelsAnswer",
    "LeadTime",
    "Money",
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
    "ParcelDocument",
    "ParcelItem",
    "ParcelRequest",
    "ParcelStatus",
    "Quote",
    "Rejected",
    "Requirements",
    "Sendcloud",
    "SendcloudError",
    "SenderAddress",
    "ServicePointDetails",
    "ShipWith",
    "ShipWithOption",
    "ShipWithRequest",
    "Shipment",
    "ShippingDetails",
    "ShippingOption",
    "ShippingOptionFilter",
    "StatusText",
    "Throttled",
    "Unavailable",
    "Weight",
    "WeightRequest",
    "basic",
    "order_index",
]
