"""The account's own things: shops, senders, brands, and the ways to ship."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field

from bot.sendcloud.lenient import OBJECT, OBJECTS, Identifier, Lenient, Moment, Number, Text, Whole, as_mapping
from bot.sendcloud.wire import Address, CodeAndName, Money


class Account(Lenient):
    """Whose key this is."""

    user_id: Number
    integration_id: Number


class Integration(Lenient):
    """A shop. *started_failing_at* set means that Sendcloud no longer imports its orders.

    *feedback_type* ``eager``: the shop tells its customer as soon as a label is made.
    """

    id: Number
    shop_name: Text = None
    started_failing_at: Moment = None
    feedback_type: Text = None


class SenderAddress(Address):
    """An address to send from."""

    id: Number


class Brand(Lenient):
    """A brand of the account."""

    id: Number
    name: Text = None


class ParcelStatus(Lenient):
    """One of the statuses a parcel can have."""

    code: Identifier
    message: Text = None


class Price(Lenient):
    """What an option costs."""

    total: Annotated[Money | None, OBJECT] = None


class Quote(Lenient):
    """A price for a weight range."""

    price: Annotated[Price | None, OBJECT] = None


class OptionContract(Lenient):
    """The contract that an option belongs to."""

    id: Whole = None
    name: Text = None


class ShippingOption(Lenient):
    """One way to ship. A code can come once for each contract, so (code, contract id) is what tells options apart."""

    code: Identifier
    name: Text = None
    carrier: Annotated[CodeAndName | None, OBJECT] = None
    functionalities: Annotated[Mapping[str, object], BeforeValidator(as_mapping)] = Field(default_factory=dict)
    contract: Annotated[OptionContract | None, OBJECT] = None
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
