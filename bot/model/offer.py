"""What *Create labels* has to choose from."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum


@dataclass(frozen=True)
class Option:
    """One line of a select: an id of Sendcloud's and the name a person knows it by."""

    id: str
    label: str


@dataclass(frozen=True)
class PriceRange:
    """What a label costs, from the lightest parcel to the heaviest."""

    lowest: Decimal
    highest: Decimal
    currency: str


@dataclass(frozen=True)
class Batch:
    """The orders for which an option is chosen, as far as it matters.

    *countries*: where they go, those with most orders first. *lightest*, *heaviest*: kilograms of a parcel; None where
    none is known. *has_service_points*: each of them goes to a service point.
    """

    countries: tuple[str, ...]
    lightest: Decimal | None = None
    heaviest: Decimal | None = None
    has_service_points: bool = False


@dataclass(frozen=True)
class ShippingChoice:
    """One shipping option to choose: Sendcloud's code, the contract it is used under, and the name people know.

    *price*: to the countries of the orders, where these are not known within the sender's; None where nobody says.
    """

    code: str
    contract_id: int | None
    label: str
    price: PriceRange | None = None


class MissingLists(StrEnum):
    """Which lists Sendcloud does not give at the moment."""

    ALL = "all"
    SENDERS_OR_BRANDS = "senders_or_brands"


@dataclass(frozen=True)
class Offer:
    """What *Create labels* has to choose from, and which lists are missing in it."""

    shops: tuple[Option, ...] = ()
    default_shop: str | None = None
    senders: tuple[Option, ...] = ()
    brands: tuple[Option, ...] = ()
    test_labels: bool = False
    missing: MissingLists | None = None
