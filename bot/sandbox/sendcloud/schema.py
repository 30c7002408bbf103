"""What a request may hold: the bodies and the query parameters of every endpoint; whatever is not named is refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Annotated, Literal, TypeVar
from uuid import UUID

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from bot.sandbox.sendcloud.catalogue import STATUSES

_T = TypeVar("_T")


def _not_null(value: object) -> object:
    if value is None:
        raise PydanticCustomError("invalid", "Input should not be null")
    return value


def _positive(value: str) -> str:
    try:
        good = Decimal(value).is_finite() and Decimal(value) > 0
    except InvalidOperation:
        good = False
    if not good:
        raise PydanticCustomError("invalid", "Input should be a positive decimal")
    return value


def _known_status(value: str) -> str:
    if value not in STATUSES and not value.isdigit():
        raise PydanticCustomError("invalid", "Input should be a status of a parcel")
    return value


def _parts(value: object) -> object:
    return value.split(",") if isinstance(value, str) else value


Given = Annotated[_T | None, BeforeValidator(_not_null)]  # may be left out, but is never null
Amount = Annotated[str, AfterValidator(_positive)]  # a decimal written as text, as weights and dimensions are
Id = Annotated[int, Field(ge=1, lt=2**31)]
Some = Annotated[str, Field(min_length=1)]


class Body(BaseModel):
    """A JSON body: types are taken as they are, never converted."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class Weight(Body):
    """The weight of a parcel."""

    value: Amount
    unit: Literal["kg", "g", "lbs", "oz"]


class Dimensions(Body):
    """The size of a parcel."""

    length: Amount
    width: Amount
    height: Amount
    unit: Literal["cm", "mm", "m", "yd", "ft", "in"]


class OptionProperties(Body):
    """The shipping option and the contract that it is bought under."""

    shipping_option_code: Some | None
    contract_id: Annotated[int, Field(ge=1)] | None = None


class ShipWith(Body):
    """How everything in one call is shipped."""

    type: Literal["shipping_option_code"]
    properties: OptionProperties


class ParcelItem(Body):
    """Some pieces of one item of an order."""

    item_id: Some
    quantity: Annotated[int, Field(ge=1)]


class WantedParcel(Body):
    """One parcel of an order that is divided by hand."""

    parcel_items: Annotated[list[ParcelItem], Field(max_length=1000)]
    weight: Given[Weight] = None
    dimensions: Given[Dimensions] = None


class WantedOrder(Body):
    """An order to buy for, named by exactly one of the shop's id and the number."""

    order_id: Given[Annotated[str, Field(min_length=1, max_length=64)]] = None
    order_number: Given[Annotated[str, Field(min_length=1, max_length=255)]] = None
    apply_shipping_rules: Given[bool] = None
    parcels: Given[Annotated[list[WantedParcel], Field(min_length=1, max_length=50)]] = None

    @model_validator(mode="after")
    def _named_once(self) -> WantedOrder:
        if len({"order_id", "order_number"} & self.model_fields_set) != 1:
            raise PydanticCustomError("invalid", "Give exactly one of order_id, order_number")
        return self


def _unique(orders: list[WantedOrder]) -> list[WantedOrder]:
    if len({order.model_dump_json() for order in orders}) < len(orders):
        raise PydanticCustomError("invalid", "List items should be unique")
    return orders


class CreateLabels(Body):
    """POST /orders/create-labels-async."""

    integration_id: int
    orders: Annotated[list[WantedOrder], Field(min_length=1, max_length=20), AfterValidator(_unique)]
    sender_address_id: Given[int] = None
    brand_id: Given[Annotated[int, Field(ge=1)]] = None
    ship_with: Given[ShipWith] = None


class Place(Body):
    """One end of the way, for a quote."""

    country_code: str
    name: Given[str] = None
    company_name: Given[str] = None
    address_line_1: Given[str] = None
    address_line_2: Given[str] = None
    house_number: Given[str] = None
    postal_code: Given[str] = None
    city: Given[str] = None
    state_province_code: Given[str] = None
    email: Given[str] = None
    phone_number: Given[str] = None


class QuotedParcel(Body):
    """A parcel to find an option for."""

    weight: Given[Weight] = None
    dimensions: Given[Dimensions] = None
    additional_insured_price: Given[float] = None
    total_insured_price: Given[float] = None


class LeadTime(Body):
    """Bounds of the hours to deliver."""

    gt: Given[float] = None
    gte: Given[float] = None
    eq: Given[float] = None
    lt: Given[float] = None
    lte: Given[float] = None


Country = Annotated[str, Field(min_length=2, max_length=2)]
_PostalCode = Annotated[str, Field(max_length=12)]


class ShippingOptions(Body):
    """POST /shipping-options; either end is told by an address or by flat fields, not by both."""

    from_address: Given[Place] = None
    to_address: Given[Place] = None
    from_country_code: Given[Country] = None
    to_country_code: Given[Country] = None
    from_postal_code: Given[_PostalCode] = None
    to_postal_code: Given[_PostalCode] = None
    to_service_point_id: Given[int] = None
    parcels: Given[Annotated[list[QuotedParcel], Field(min_length=1, max_length=50)]] = None
    carrier_code: Given[str] = None
    contract_id: Given[int] = None
    shipping_product_code: Given[str] = None
    shipping_option_code: Given[str] = None
    functionalities: dict[str, object] | None = None
    lead_time: Given[LeadTime] = None
    calculate_quotes: Given[bool] = None

    @model_validator(mode="after")
    def _told_once(self) -> ShippingOptions:
        flat = {"from_country_code", "to_country_code", "from_postal_code", "to_postal_code"}
        if {"from_address", "to_address"} & self.model_fields_set and flat & self.model_fields_set:
            raise PydanticCustomError("invalid", "Addresses and flat fields exclude each other")
        return self


class ValidatedAddress(Body):
    """An address to be looked at by a carrier."""

    address_line_1: Given[str] = None
    house_number: Given[str] = None
    address_line_2: Given[str] = None
    postal_code: Given[Annotated[str, Field(min_length=1)]] = None
    city: Given[Annotated[str, Field(min_length=1)]] = None
    po_box: str | None = None
    state_province_code: Given[str] = None
    country_code: Given[Annotated[str, Field(min_length=1)]] = None


class ValidateAddress(Body):
    """POST /addresses/validate."""

    address: ValidatedAddress
    carrier_code: str
    validation_methods: Given[list[Literal["here"]]] = None


class Query(BaseModel):
    """Query parameters, read from their text. This one allows none."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class PageQuery(Query):
    """One page of a list."""

    page_size: Annotated[int, Field(ge=1, le=100)] = 40
    cursor: Some = ""


class OrdersQuery(Query):
    """GET /orders."""

    integration: Annotated[str, Field(pattern=r"^[0-9]{1,18}(,[0-9]{1,18})*$")] = ""
    order_number: Some = ""
    order_id: Some = ""
    status: Some = ""
    sort: Some = ""
    page_size: Annotated[int, Field(ge=1, le=200)] = 100
    cursor: Some = ""
    order_created_at: date | None = None
    order_created_at_min: date | None = None
    order_created_at_max: date | None = None
    order_updated_at: date | None = None
    order_updated_at_min: date | None = None
    order_updated_at_max: date | None = None


class ShipmentsQuery(PageQuery):
    """GET /shipments."""

    parcel_status: Annotated[str, AfterValidator(_known_status)] = ""
    tracking_number: Some = ""
    external_reference_id: Some = ""
    order_number: Some = ""
    integration_id: Id | None = None
    updated_before: AwareDatetime | None = None
    updated_after: AwareDatetime | None = None
    announced_before: AwareDatetime | None = None
    announced_after: AwareDatetime | None = None
    ids: Annotated[list[Id], BeforeValidator(_parts), Field(max_length=100)] = []
    shipment_uuids: Annotated[list[UUID], BeforeValidator(_parts), Field(max_length=100)] = []


class DocumentsQuery(Query):
    """GET /parcel-documents/{type}."""

    paper_size: Literal["A4", "A5", "A6"] | None = None
    parcels: Id | None = None


class DocumentQuery(Query):
    """GET /parcels/{id}/documents/{type}."""

    paper_size: Literal["A4", "A5", "A6"] | None = None
    dpi: Literal["72", "150", "203", "300", "600"] | None = None


class ContractsQuery(PageQuery):
    """GET /contracts."""

    carrier_code: Some = ""
    is_active: Literal["true", "false"] | None = None
    client_id: Some = ""
    name: Some = ""
    country_code: Some = ""


class LogsQuery(Query):
    """GET /integrations/{id}/logs; its cursor is a time."""

    page_size: Annotated[int, Field(ge=1, le=100)] = 25
    cursor: AwareDatetime | None = None


class IntegrationsQuery(Query):
    """GET /integrations."""

    sort: Some = ""
