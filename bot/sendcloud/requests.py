"""What we ask of Sendcloud: request bodies, checked strictly before anything is sent.

Fields and limits are those of https://www.sendcloud.dev/docs/orders/ship-an-order and of the shipping options API.
Nulls are never sent.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, PlainSerializer, ValidationError, model_validator

from bot.model import CHUNK, same_number_key

InvalidRequest = ValidationError
"""Raised where a request is made of values that Sendcloud's contract does not allow."""


class Strict(BaseModel):
    """A part of a request: unknown and ill-typed fields are our mistake and raise `InvalidRequest`."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, hide_input_in_errors=True)

    def body(self) -> dict[str, Any]:
        """Return the JSON to send, without nulls."""
        return self.model_dump(mode="json", exclude_none=True)


Measure = Annotated[Decimal, Field(gt=0), PlainSerializer(lambda value: format(value, "f"), return_type=str)]
"""A measure goes out as plain text, "1.320", never as a float or with an exponent."""
PositiveInt = Annotated[int, Field(ge=1)]


class WeightRequest(Strict):
    """A weight."""

    value: Measure
    unit: Literal["kg", "g", "lbs", "oz"]


class DimensionsRequest(Strict):
    """The size of a box."""

    length: Measure
    width: Measure
    height: Measure
    unit: Literal["cm", "mm", "m", "yd", "ft", "in"]


class ParcelItem(Strict):
    """How many of one order line go into a box."""

    item_id: Annotated[str, Field(min_length=1)]
    quantity: PositiveInt


class ParcelRequest(Strict):
    """One box of an order that is shipped in several."""

    parcel_items: Annotated[list[ParcelItem], Field(max_length=1000)]
    weight: WeightRequest | None = None
    dimensions: DimensionsRequest | None = None


class OrderSelector(Strict):
    """One order of the call, named by exactly one of *order_id* (the shop's) and *order_number*."""

    order_id: Annotated[str, Field(min_length=1, max_length=64)] | None = None
    order_number: Annotated[str, Field(min_length=1, max_length=255)] | None = None
    apply_shipping_rules: bool = False
    parcels: Annotated[list[ParcelRequest], Field(min_length=1, max_length=50)] | None = None

    @model_validator(mode="after")
    def _one_name(self) -> OrderSelector:
        if (self.order_id is None) == (self.order_number is None):
            raise ValueError("exactly one of order_id and order_number")
        return self


class ShipWithOption(Strict):
    """A shipping option and, if not the default one, the contract."""

    shipping_option_code: Annotated[str, Field(min_length=1)]
    contract_id: PositiveInt | None = None


class ShipWithRequest(Strict):
    """How every order of the call is shipped."""

    type: Literal["shipping_option_code"] = "shipping_option_code"
    properties: ShipWithOption

    @classmethod
    def option(cls, shipping_option_code: str, contract_id: int | None = None) -> ShipWithRequest:
        """Return the request for this option."""
        return cls(properties=ShipWithOption(shipping_option_code=shipping_option_code, contract_id=contract_id))


class CreateLabels(Strict):
    """The body of ``POST /orders/create-labels-async``: 1 to 20 orders of one integration, shipped alike."""

    integration_id: int
    orders: Annotated[list[OrderSelector], Field(min_length=1, max_length=CHUNK)]
    sender_address_id: int | None = None
    brand_id: PositiveInt | None = None
    ship_with: ShipWithRequest | None = None

    @model_validator(mode="after")
    def _no_order_twice(self) -> CreateLabels:
        for names in ([each.order_id for each in self.orders], [each.order_number for each in self.orders]):
            given = [same_number_key(name) for name in names if name is not None]
            if len(set(given)) != len(given):
                raise ValueError("the same order twice in one call")
        return self


class OptionAddress(Strict):
    """An end of the journey, for finding shipping options; the more is told, the better the price."""

    country_code: Annotated[str, Field(min_length=2, max_length=2)]
    postal_code: str | None = None
    city: str | None = None
    address_line_1: str | None = None
    state_province_code: str | None = None


class OptionParcel(Strict):
    """A box, for finding shipping options."""

    weight: WeightRequest
    dimensions: DimensionsRequest | None = None


class ShippingOptionFilter(Strict):
    """The body of ``POST /shipping-options``. Give either the addresses or the flat (older) fields, not both."""

    from_address: OptionAddress | None = None
    to_address: OptionAddress | None = None
    from_country_code: str | None = None
    from_postal_code: Annotated[str, Field(max_length=12)] | None = None
    to_country_code: str | None = None
    to_postal_code: Annotated[str, Field(max_length=12)] | None = None
    to_service_point_id: int | None = None
    parcels: Annotated[list[OptionParcel], Field(min_length=1, max_length=50)] | None = None
    functionalities: dict[str, bool | int | str] | None = None
    carrier_code: str | None = None
    contract_id: int | None = None
    shipping_product_code: str | None = None
    shipping_option_code: str | None = None
    calculate_quotes: bool = False

    @model_validator(mode="after")
    def _one_way_of_saying_where(self) -> ShippingOptionFilter:
        flat = (self.from_country_code, self.from_postal_code, self.to_country_code, self.to_postal_code)
        if (self.from_address or self.to_address) and any(flat):
            raise ValueError("addresses and flat country or postal codes exclude each other")
        return self
