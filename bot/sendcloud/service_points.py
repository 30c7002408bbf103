"""Service points near an address (https://www.sendcloud.dev/api/v3/service-points, beta)."""

from __future__ import annotations

from typing import Annotated

from bot.sendcloud.lenient import OBJECT, Flag, Identifier, Lenient, Text, Whole
from bot.sendcloud.wire import CodeAndName


class ServicePointAddress(Lenient):
    """Where a service point is."""

    street: Text = None
    house_number: Text = None
    postal_code: Text = None
    city: Text = None


class ServicePoint(Lenient):
    """One service point. *id*: a number there, given to orders as text. *distance*: in metres from the address."""

    id: Identifier
    name: Text = None
    carrier: Annotated[CodeAndName | None, OBJECT] = None
    address: Annotated[ServicePointAddress | None, OBJECT] = None
    distance: Whole = None
    is_expired: Flag = None

    @property
    def words(self) -> str:
        """Return how people tell it from others, such as ``Kiosk, Main Street 1, Utrecht (85 m)``."""
        place = self.address or ServicePointAddress()
        street = " ".join(filter(None, (place.street, place.house_number)))
        told = ", ".join(filter(None, (self.name, street, place.city))) or self.id
        return told if self.distance is None else f"{told} ({self.distance} m)"
