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
class ShippingChoice:
    """One shipping option to choose: Sendcloud's code, the contract it is used under, and the name people know.

    *price*: within the sender's country; None where nobody says.
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
