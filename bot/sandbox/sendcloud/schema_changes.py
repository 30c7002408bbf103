"""What the requests that put an order right may hold: PATCH /orders/{id} and GET /service-points."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field, model_validator
from pydantic_core import PydanticCustomError

from bot.sandbox.sendcloud.schema import Body, Country, Given, Query, Some

Text = Given[Annotated[str, Field(min_length=1)]]
Above0 = Annotated[float, Field(gt=0)]


class PatchedAddress(Body):
    """An address of an order, as far as it is to be changed."""

    name: Text = None
    company_name: Given[str] = None
    address_line_1: Given[str] = None
    house_number: Given[str] = None
    address_line_2: Given[str] = None
    postal_code: Text = None
    city: Text = None
    po_box: str | None = None
    state_province_code: Given[str] = None
    country_code: Text = None
    email: Given[Annotated[str, Field(pattern=r"^[^@\s]+@[^@\s]+$")]] = None
    phone_number: Given[str] = None


class PatchedCustomer(Body):
    """Who bought: the phone number goes by another name here than in an answer."""

    name: Given[str] = None
    phone: Given[str] = None
    email: Given[str] = None


class PatchedWeight(Body):
    """A weight as a number."""

    value: Given[Above0] = None
    unit: Given[Literal["kg", "g", "lbs", "oz"]] = None


class PatchedDimension(Body):
    """A size in numbers."""

    length: Given[float] = None
    width: Given[float] = None
    height: Given[float] = None
    unit: Given[Literal["cm", "mm", "m", "yd", "ft", "in"]] = None


class PatchedMeasurement(Body):
    """Weight and size of an order."""

    weight: Given[PatchedWeight] = None
    dimension: Given[PatchedDimension] = None


class PatchedShipping(Body):
    """How an order travels."""

    measurement: Given[PatchedMeasurement] = None


class PatchedServicePoint(Body):
    """A service point, by exactly one of two ids."""

    id: Text = None
    carrier_service_point_id: Text = None
    post_number: Given[str] = None

    @model_validator(mode="after")
    def _named_once(self) -> PatchedServicePoint:
        if len({"id", "carrier_service_point_id"} & self.model_fields_set) != 1:
            raise PydanticCustomError("invalid", "Give exactly one of id, carrier_service_point_id")
        return self


class PatchedItem(Body):
    """An item of an order, found by its name."""

    name: str
    hs_code: Given[str] = None
    country_of_origin: Given[Country] = None


class PatchedDetails(Body):
    """The items of an order."""

    order_items: Given[list[PatchedItem]] = None


class PatchOrder(Body):
    """PATCH /orders/{id}."""

    order_details: Given[PatchedDetails] = None
    customer_details: Given[PatchedCustomer] = None
    shipping_address: Given[PatchedAddress] = None
    shipping_details: Given[PatchedShipping] = None
    service_point_details: Given[PatchedServicePoint] = None


class ServicePointsQuery(Query):
    """GET /service-points, for one carrier near a postal code or a town."""

    country_code: Country = ""
    carrier_code: Some = ""
    address_postal_code: Some = ""
    address_city: Some = ""
    limit: Annotated[int, Field(ge=1, le=200)] = 100
