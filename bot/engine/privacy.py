"""What may be remembered of a customer: a keyed hash of the destination, and texts with their data masked."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections import OrderedDict
from collections.abc import Iterable
from urllib.parse import unquote_plus

from bot.sendcloud import Address

MASK = "•••"
LONGEST_TEXT = 500

_NEITHER = re.compile(r"[\W_]+")
_EMAIL = re.compile(r"[^\s<>\"'@]+@[^\s<>\"'@]+\.[^\s<>\"'@]+")
_PHONE = re.compile(r"(?<![\w.-])\+?\(?\d[\d\s().\-/]{6,}\d(?![\w-])")


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


def mask(text: str, private: Iterable[str]) -> str:
    """Return a carrier's text without e-mail addresses, phone numbers and the order's own address values."""
    for value in sorted(set(private), key=len, reverse=True):
        # A value stands for itself only as a whole: the city "Ede" must not eat a piece of "needed".
        text = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", MASK, text, flags=re.IGNORECASE)
    text = _PHONE.sub(MASK, _EMAIL.sub(MASK, text))
    return text if len(text) <= LONGEST_TEXT else text[: LONGEST_TEXT - 1] + "…"


def public_link(url: str | None, private: Iterable[str]) -> str | None:
    """Return a link that tells none of the *private* values, and None instead of one that does.

    Sendcloud's tracking links carry the postal code of the recipient; whoever keeps the link keeps the code.
    """
    told = _tokens(unquote_plus(url or ""))
    return None if any(_tokens(value) in told for value in private) else url


def _tokens(text: str) -> str:
    return f" {' '.join(_NEITHER.split(text.casefold()))} "


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
