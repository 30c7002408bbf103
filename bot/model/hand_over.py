"""What is handed over to each carrier on a day: the labels that became ready then, counted by carrier."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime


@dataclass(frozen=True)
class HandedOver:
    """One order with its label. *parcels*: the id and the tracking number of each, as far as Sendcloud told them."""

    order_number: str
    carrier: str
    option: str
    shop: str
    shipment_id: str
    parcels: tuple[tuple[int, str], ...]
    ready_at: datetime
    run_id: str

    @property
    def size(self) -> int:
        """How many parcels are handed over for it: one at least, which has not told its id."""
        return max(1, len(self.parcels))


@dataclass(frozen=True)
class OfCarrier:
    """What one carrier gets; *carrier* is empty where Sendcloud has not told which it is."""

    carrier: str
    orders: int
    parcels: int


@dataclass(frozen=True)
class HandOverList:
    """All labels of a day.

    *accepted*: orders that are bought and have no label yet. *test_labels*: orders whose label cannot be used to ship,
    which are not listed. *cut*: there were more than are listed.
    """

    day: date
    orders: tuple[HandedOver, ...] = ()
    accepted: int = 0
    test_labels: int = 0
    cut: bool = False


def by_carrier(orders: Iterable[HandedOver]) -> tuple[OfCarrier, ...]:
    """Return what each carrier gets, the one with most parcels first; spelled as it came first, letter case aside."""
    found: dict[str, OfCarrier] = {}
    for one in orders:
        name = " ".join(one.carrier.split())
        so_far = found.setdefault(name.casefold(), OfCarrier(name, 0, 0))
        found[name.casefold()] = OfCarrier(so_far.carrier, so_far.orders + 1, so_far.parcels + one.size)
    return tuple(sorted(found.values(), key=lambda one: (not one.carrier, -one.parcels, one.carrier.casefold())))
