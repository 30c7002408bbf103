"""What may be remembered of a customer: a keyed hash of the destination, and what must not be quoted, in memory."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Iterable

from bot.sendcloud import Address

_NEITHER = re.compile(r"[\W_]+")


class Destinations:
    """Compares where orders and shipments go without remembering it."""

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(b"label-bot destination:" + key.encode()).digest()

    def of(self, address: Address | None) -> str | None:
        """Return a keyed hash of country and postal code; None where one of them is not known.

        Only letters and digits count: ``1000-205`` and ``1000 205`` are one place.
        """
        if address is None:
            return None
        parts = [_NEITHER.sub("", part or "").casefold() for part in (address.country_code, address.postal_code)]
        if not all(parts):
            return None
        said = "|".join(parts)
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()[:32]

    def differ(self, destination: str | None, address: Address | None) -> bool:
        """Return whether *address* is not the place that *destination* is the hash of. False where one is not known."""
        there = self.of(address)
        return None not in (there, destination) and there != destination


class PrivateValues:
    """The address values of orders looked at lately, in memory only, to mask them in what carriers write."""

    def __init__(self, most: int = 2_000) -> None:
        self._most = most
        self._of: OrderedDict[tuple[int, str], frozenset[str]] = OrderedDict()

    def note(self, integration_id: int, order_id: str, values: Iterable[str]) -> None:
        """Keep the values of one order, and forget those of the one that was kept longest."""
        self._of[integration_id, order_id] = frozenset(values)
        self._of.move_to_end((integration_id, order_id))
        while len(self._of) > self._most:
            self._of.popitem(last=False)

    def get(self, integration_id: int, order_id: str) -> frozenset[str] | None:
        """Return the values of an order; None when it was not looked at lately."""
        return self._of.get((integration_id, order_id))
