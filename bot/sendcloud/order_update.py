"""What of an order can be changed, as ``PATCH /orders/{id}`` takes it: only what is to change is given.

https://www.sendcloud.dev/api/v3/orders/update-an-order: measures are numbers here, the phone number is ``phone`` at the
customer and ``phone_number`` at the address. Whether a nested object is merged or replaced is not said, so an address
is given whole.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Literal

from pydantic import Field, PlainSerializer, model_validator

from bot.sendcloud.requests import Strict

Some = Annotated[str, Field(min_length=1)]
PositiveNumber = Annotated[Decimal, Field(gt=0), PlainSerializer(float, return_type=float)]


class AddressUpdate(Strict):
    """A shipping address. An empty text takes away what was there."""

    name: Some | None = None
    company_name: str | None = None
    address_line_1: str | None = None
    house_number: str | None = None
    address_line_2: str | None = None
    postal_code: Some | None = None
    city: Some | None = None
    po_box: str | None = None
    state_province_code: str | None = None
    country_code: Some | None = None
    email: Some | None = None
    phone_number: str | None = None


class CustomerUpdate(Strict):
    """How to reach who bought."""

    phone: str | None = None
    email: str | None = None


class WeightUpdate(Strict):
    """The weight of the whole order."""

    value: PositiveNumber
    unit: Literal["kg", "g", "lbs", "oz"]


class DimensionUpdate(Strict):
    """The size of the whole order."""

    length: PositiveNumber
    width: PositiveNumber
    height: PositiveNumber
    unit: Literal["cm", "mm", "m", "yd", "ft", "in"]


class MeasurementUpdate(Strict):
    """Weight and size of the whole order."""

    weight: WeightUpdate | None = None
    dimension: DimensionUpdate | None = None


class ShippingUpdate(Strict):
    """How the order travels."""

    measurement: MeasurementUpdate


class ServicePointUpdate(Strict):
    """The service point, named by exactly one of Sendcloud's *id* and the carrier's."""

    id: Some | None = None
    carrier_service_point_id: Some | None = None
    post_number: str | None = None

    @model_validator(mode="after")
    def _one_name(self) -> ServicePointUpdate:
        if (self.id is None) == (self.carrier_service_point_id is None):
            raise ValueError("exactly one of id and carrier_service_point_id")
        return self


class OrderUpdate(Strict):
    """The body of ``PATCH /orders/{id}``."""

    shipping_address: AddressUpdate | None = None
    customer_details: CustomerUpdate | None = None
    shipping_details: ShippingUpdate | None = None
    service_point_details: ServicePointUpdate | None = None
