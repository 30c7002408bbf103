"""What may be remembered of a customer: keyed hashes, and what must not be quoted, in memory."""

from __future__ import annotations

import hashlib
import hmac
import json
import re
from collections import OrderedDict
from collections.abc import Iterable

from bot.sendcloud import Address

KEY_NAME = 8
"""Characters by which a keyed hash names its key."""

_NEITHER = re.compile(r"[\W_]+")


class Destinations:
    """Compares where orders and shipments go without remembering it. Hashes of different keys say nothing together."""

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(b"label-bot destination:" + key.encode()).digest()
        self._key_name = hashlib.sha256(b"label-bot name of a key:" + self._key).hexdigest()[:KEY_NAME]

    def of(self, address: Address | None) -> str | None:
        """Return a keyed hash of country and postal code, after the name of its key; None where one is not known.

        Only letters and digits count: ``1000-205`` and ``1000 205`` are one place.
        """
        if address is None:
            return None
        parts = [_NEITHER.sub("", part or "").casefold() for part in (address.country_code, address.postal_code)]
        if not all(parts):
            return None
        said = "|".join(parts)
        return f"{self._key_name}:{hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()[:32]}"

    def differ(self, destination: str | None, address: Address | None) -> bool:
        """Return whether *address* is surely not the place that *destination* is the hash of.

        False where one is not known, and where the key was renewed since.
        """
        there = self.of(address)
        if there is None or destination is None or not destination.startswith(f"{self._key_name}:"):
            return False
        return there != destination


class FixHashes:
    """Keyed hashes of what somebody typed into a form about an order: to find it again there, never to read it."""

    def __init__(self, key: str) -> None:
        self._key = hashlib.sha256(b"label-bot value of an order:" + key.encode()).digest()

    def of(self, order_id: str, name: str, value: str) -> str:
        """Return a keyed hash of the value of one field of one order: the same value elsewhere has another one."""
        said = json.dumps([order_id, name, value])
        return hmac.new(self._key, said.encode(), hashlib.sha256).hexdigest()[:32]


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
