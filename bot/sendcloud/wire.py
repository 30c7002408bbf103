"""The parts that Sendcloud's answers have in common: money, weights, addresses, options; and a page of a list.

Unknown fields are ignored, numbers and texts are taken for one another, nulls and absences are tolerated. Amounts and
weights are Decimal, moments are aware and in UTC, ids are opaque texts unless named ``int``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Annotated, Generic, TypeVar

from pydantic import BeforeValidator

from bot.sendcloud.lenient import (
    OBJECT,
    Amount,
    Lenient,
    Text,
    Whole,
    as_text,
)

Item = TypeVar("Item")


@dataclass(frozen=True, slots=True)
class Page(Generic[Item]):
    """One page of a list. *next_cursor* is None on the last; *unreadable* counts rows that had to be left out.

    *is_cut*: another page may follow, and cannot be asked for.
    """

    items: list[Item]
    next_cursor: str | None = None
    unreadable: int = 0
    is_cut: bool = False

    @property
    def is_whole(self) -> bool:
        """Whether every row of it was read, and it is known whether another page follows."""
        return not self.unreadable and not self.is_cut


class Money(Lenient):
    """An amount in a currency; either may be unknown."""

    value: Amount = None
    currency: Text = None


class Weight(Lenient):
    """A weight; *unit* is kg, g, lbs or oz."""

    value: Amount = None
    unit: Text = None


class Dimensions(Lenient):
    """Length, width and height; *unit* is cm, mm, m, yd, ft or in."""

    length: Amount = None
    width: Amount = None
    height: Amount = None
    unit: Text = None


class CodeAndName(Lenient):
    """A carrier or a product: its code for Sendcloud, its name for people."""

    code: Text = None
    name: Text = None


class StatusText(Lenient):
    """A status: Sendcloud's own on parcels, the shop's own words on orders. No closed set."""

    code: Text = None
    message: Text = None


class ShipWithProperties(Lenient):
    """The option and contract inside ``ship_with``."""

    shipping_option_code: Text = None
    contract_id: Whole = None


class ShipWith(Lenient):
    """How something is, or is to be, shipped."""

    type: Text = None
    properties: Annotated[ShipWithProperties | None, OBJECT] = None

    @property
    def shipping_option_code(self) -> str | None:
        """For example ``postnl:standard``."""
        return self.properties.shipping_option_code if self.properties else None

    @property
    def contract_id(self) -> int | None:
        """None means the default contract."""
        return self.properties.contract_id if self.properties else None


def _state(value: object) -> str | None:
    text = as_text(value)
    return None if text is None or text.strip().lower() == "null" else text


class Address(Lenient):
    """Where something goes or comes from; every field may be missing."""

    name: Text = None
    company_name: Text = None
    address_line_1: Text = None
    house_number: Text = None
    address_line_2: Text = None
    postal_code: Text = None
    city: Text = None
    po_box: Text = None
    state_province_code: Annotated[str | None, BeforeValidator(_state)] = None
    country_code: Text = None
    email: Text = None
    phone_number: Text = None

    def private_values(self) -> set[str]:
        """The texts in here that tell about a person, of three characters and more (state and country are left out)."""
        street, number, postal_code, phone = self.address_line_1, self.house_number, self.postal_code, self.phone_number
        joined = [f"{street} {number}", f"{street}{number}", f"{number} {street}"] if street and number else []
        unspaced = ["".join(each.split()) for each in (postal_code, phone) if each]
        return telling(
            [self.name, self.company_name, street, self.address_line_2, self.po_box, *joined],
            [postal_code, self.city, self.email, phone, *unspaced],
        )


def telling(*groups: Iterable[str | None]) -> set[str]:
    """Return the texts that are long enough, three characters, to be worth masking."""
    return {text for group in groups for each in group if each and len(text := each.strip()) >= 3}
