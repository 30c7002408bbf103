"""An order as Sendcloud keeps it."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from pydantic import Field

from bot.model import same_number_key
from bot.sendcloud.lenient import (
    OBJECT,
    OBJECTS,
    Flag,
    Identifier,
    Lenient,
    Moment,
    Text,
    Texts,
    Whole,
    as_text,
)
from bot.sendcloud.wire import Address, Dimensions, Money, ShipWith, StatusText, Weight, telling


class Measurement(Lenient):
    """Weight and size of an item or of a whole order."""

    weight: Annotated[Weight | None, OBJECT] = None
    dimension: Annotated[Dimensions | None, OBJECT] = None


class OrderItem(Lenient):
    """One line of an order. The weight is of one piece."""

    item_id: Text = None
    product_id: Text = None
    variant_id: Text = None
    name: Text = None
    description: Text = None
    quantity: Whole = None
    sku: Text = None
    ean: Text = None
    hs_code: Text = None
    country_of_origin: Text = None
    unit_price: Annotated[Money | None, OBJECT] = None
    total_price: Annotated[Money | None, OBJECT] = None
    measurement: Annotated[Measurement | None, OBJECT] = None

    @property
    def weight(self) -> Weight | None:
        """The weight of one piece, if known."""
        return self.measurement.weight if self.measurement else None


class Reference(Lenient):
    """A thing of which only the number is told."""

    id: Whole = None


class OrderDetails(Lenient):
    """The shop's view of an order."""

    integration: Annotated[Reference | None, OBJECT] = None
    status: Annotated[StatusText | None, OBJECT] = None
    order_created_at: Moment = None
    order_updated_at: Moment = None
    order_items: Annotated[list[OrderItem], OBJECTS] = Field(default_factory=list)
    notes: Text = None
    tags: Texts = Field(default_factory=list)


class PaymentDetails(Lenient):
    """What the buyer pays."""

    total_price: Annotated[Money | None, OBJECT] = None
    status: Annotated[StatusText | None, OBJECT] = None
    is_cash_on_delivery: Flag = None


class TaxNumber(Lenient):
    """A VAT, EORI or similar number."""

    name: Text = None
    country_code: Text = None
    value: Text = None


class TaxNumbers(Lenient):
    """Tax numbers by whose they are."""

    sender: Annotated[list[TaxNumber], OBJECTS] = Field(default_factory=list)
    receiver: Annotated[list[TaxNumber], OBJECTS] = Field(default_factory=list)
    importer_of_record: Annotated[list[TaxNumber], OBJECTS] = Field(default_factory=list)


class CustomsDetails(Lenient):
    """What customs wants to know."""

    commercial_invoice_number: Text = None
    shipment_type: Text = None
    export_type: Text = None
    tax_numbers: Annotated[TaxNumbers | None, OBJECT] = None


class CustomerDetails(Lenient):
    """Who bought."""

    name: Text = None
    phone_number: Text = None
    email: Text = None


class ShippingDetails(Lenient):
    """How the order wants to travel."""

    is_local_pickup: Flag = None
    delivery_indicator: Text = None
    measurement: Annotated[Measurement | None, OBJECT] = None
    ship_with: Annotated[ShipWith | None, OBJECT] = None

    @property
    def weight(self) -> Weight | None:
        """The weight of the whole order, if known."""
        return self.measurement.weight if self.measurement else None


class ServicePointDetails(Lenient):
    """The pick-up point that the buyer chose."""

    id: Text = None
    carrier_service_point_id: Text = None
    post_number: Text = None
    type: Text = None


def number_told(row: object) -> str:
    """Return the key of the order number in a row that may not be readable as an order; empty where it has none."""
    return same_number_key(as_text(row.get("order_number"))) if isinstance(row, dict) else ""


class Order(Lenient):
    """One order as Sendcloud keeps it. *id* is Sendcloud's own; *order_id* is the shop's, and is what labels take."""

    id: Identifier
    order_id: Identifier
    order_number: Identifier
    created_at: Moment = None
    modified_at: Moment = None
    order_details: Annotated[OrderDetails | None, OBJECT] = None
    payment_details: Annotated[PaymentDetails | None, OBJECT] = None
    customs_details: Annotated[CustomsDetails | None, OBJECT] = None
    customer_details: Annotated[CustomerDetails | None, OBJECT] = None
    billing_address: Annotated[Address | None, OBJECT] = None
    shipping_address: Annotated[Address | None, OBJECT] = None
    shipping_details: Annotated[ShippingDetails | None, OBJECT] = None
    service_point_details: Annotated[ServicePointDetails | None, OBJECT] = None

    @property
    def integration_id(self) -> int | None:
        """The shop it came from."""
        integration = self.order_details.integration if self.order_details else None
        return integration.id if integration else None

    @property
    def created(self) -> datetime | None:
        """When it was placed in the shop; when Sendcloud first saw it, if the shop does not say."""
        return (self.order_details.order_created_at if self.order_details else None) or self.created_at

    @property
    def status_code(self) -> str | None:
        """The shop's own status, a hint only."""
        status = self.order_details.status if self.order_details else None
        return status.code if status else None

    @property
    def status_message(self) -> str | None:
        """The shop's own words for the status."""
        status = self.order_details.status if self.order_details else None
        return status.message if status else None

    @property
    def total(self) -> Money | None:
        """The total price; None unless there is an amount."""
        price = self.payment_details.total_price if self.payment_details else None
        return price if price and price.value is not None else None

    @property
    def items(self) -> list[OrderItem]:
        """The order's lines."""
        return self.order_details.order_items if self.order_details else []

    @property
    def ship_with(self) -> ShipWith | None:
        """The shipping option set on the order itself."""
        return self.shipping_details.ship_with if self.shipping_details else None

    @property
    def weight(self) -> Weight | None:
        """The weight of the whole order, if it was told as one."""
        return self.shipping_details.weight if self.shipping_details else None

    @property
    def email(self) -> str | None:
        """The recipient's e-mail address, else the customer's."""
        mine = self.shipping_address.email if self.shipping_address else None
        return mine or (self.customer_details.email if self.customer_details else None)

    @property
    def phone(self) -> str | None:
        """The recipient's phone number, else the customer's."""
        mine = self.shipping_address.phone_number if self.shipping_address else None
        return mine or (self.customer_details.phone_number if self.customer_details else None)

    def private_values(self) -> set[str]:
        """Every text of three characters and more that tells about a person: to be masked wherever text is kept."""
        found: set[str] = set()
        for address in (self.shipping_address, self.billing_address):
            found |= address.private_values() if address else set()
        if self.customer_details:
            who = self.customer_details
            found |= Address(name=who.name, email=who.email, phone_number=who.phone_number).private_values()
        numbers = self.customs_details.tax_numbers if self.customs_details else None
        receivers = [*numbers.receiver, *numbers.importer_of_record] if numbers else []
        point = self.service_point_details
        return found | telling((each.value for each in receivers), [point.post_number if point else None])
