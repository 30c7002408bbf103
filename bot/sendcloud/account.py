"""The account's own things: shops, senders, brands, contracts, and the ways to ship."""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field

from bot.sendcloud.lenient import (
    OBJECT,
    OBJECTS,
    Amount,
    Flag,
    Identifier,
    Lenient,
    Moment,
    Number,
    Text,
    Texts,
    Whole,
)
from bot.sendcloud.wire import Address, CodeAndName, Dimensions, Money, Weight


class Account(Lenient):
    """Whose key this is."""

    user_id: Number
    integration_id: Number


class Integration(Lenient):
    """A shop. *started_failing_at* set means that Sendcloud no longer imports its orders."""

    id: Number
    shop_name: Text = None
    shop_url: Text = None
    type: Text = None
    started_failing_at: Moment = None
    last_fetched_at: Moment = None
    created_at: Moment = None
    updated_at: Moment = None
    service_point_enabled: Flag = None
    service_point_carriers: Texts = Field(default_factory=list)
    webhook_active: Flag = None
    webhook_url: Text = None
    feedback_type: Text = None


class ConnectionFailure(Lenient):
    """Why and when a request of Sendcloud's to a shop failed: the kind of the failure alone, none of what was sent."""

    exception_type: Text = None
    created_at: Moment = None


class SenderAddress(Address):
    """An address to send from."""

    id: Number


class Brand(Lenient):
    """A brand of the account."""

    id: Number
    name: Text = None
    domain: Text = None


class ParcelStatus(Lenient):
    """One of the statuses a parcel can have."""

    code: Identifier
    message: Text = None


class WeightRange(Lenient):
    """From and to."""

    min: Annotated[Weight | None, OBJECT] = None
    max: Annotated[Weight | None, OBJECT] = None


class PriceLine(Lenient):
    """One part of a price."""

    type: Text = None
    label: Text = None
    price: Annotated[Money | None, OBJECT] = None


class Price(Lenient):
    """What an option costs."""

    breakdown: Annotated[list[PriceLine], OBJECTS] = Field(default_factory=list)
    total: Annotated[Money | None, OBJECT] = None


class Quote(Lenient):
    """A price for a weight range; *lead_time* in hours."""

    weight: Annotated[WeightRange | None, OBJECT] = None
    price: Annotated[Price | None, OBJECT] = None
    lead_time: Amount = None

    @property
    def amount(self) -> tuple[Decimal, str] | None:
        """What it costs and in which currency; None means "not known": a quote of nothing is no price."""
        total = self.price.total if self.price else None
        if total is None or total.value is None or total.value <= 0 or not total.currency:
            return None
        return total.value, total.currency


class Requirements(Lenient):
    """What an option needs to know."""

    fields: Texts = Field(default_factory=list)
    export_documents: Flag = None
    is_service_point_required: Flag = None


class OptionContract(Lenient):
    """The contract that an option belongs to."""

    id: Whole = None
    client_id: Text = None
    carrier_code: Text = None
    name: Text = None


def _plain_object(value: object) -> dict[str, Any]:
    return {str(key): inner for key, inner in value.items()} if isinstance(value, dict) else {}


class ShippingOption(Lenient):
    """One way to ship. A code can come once for each contract, so (code, contract id) is what tells options apart."""

    code: Identifier
    name: Text = None
    carrier: Annotated[CodeAndName | None, OBJECT] = None
    product: Annotated[CodeAndName | None, OBJECT] = None
    functionalities: Annotated[dict[str, Any], BeforeValidator(_plain_object)] = Field(default_factory=dict)
    weight: Annotated[WeightRange | None, OBJECT] = None
    max_dimensions: Annotated[Dimensions | None, OBJECT] = None
    contract: Annotated[OptionContract | None, OBJECT] = None
    requirements: Annotated[Requirements | None, OBJECT] = None
    charging_type: Text = None
    quotes: Annotated[list[Quote], OBJECTS] = Field(default_factory=list)

    @property
    def contract_id(self) -> int | None:
        """The contract's number, if told."""
        return self.contract.id if self.contract else None

    @property
    def price(self) -> Money | None:
        """The lowest quoted total above zero; None means "not known", which is not the same as free."""
        totals = [quote.price.total for quote in self.quotes if quote.price and quote.price.total]
        priced = [total for total in totals if total.value is not None and total.value > 0]
        return min(priced, key=lambda total: total.value or Decimal(0), default=None)

    @property
    def is_service_point_required(self) -> bool:
        """Whether it delivers only to a service point."""
        return bool(self.requirements and self.requirements.is_service_point_required)
