"""Does an order that leaves the customs union say what customs asks for? And do its prices make sense? Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from bot.checks import Check, CheckKind
from bot.engine.checks.address import filled
from bot.engine.checks.countries import needs_customs
from bot.sendcloud import Money, Order, OrderItem

CURRENCIES: Final = frozenset({"EUR", "GBP", "USD"})
"""The currencies that Sendcloud's own schema of an order lists."""

_HS_CODE: Final = re.compile(r"\d{6,12}")
_SEPARATORS: Final = re.compile(r"[\s.\-]")
_COUNTRY: Final = re.compile(r"[A-Za-z]{2}")


def customs_checks(order: Order, sender_country: str | None) -> Iterator[Check]:
    """Yield what is wrong with the products of *order*: prices always, customs data where it crosses a border."""
    items = order.items
    yield from _counted(CheckKind.NEGATIVE_PRICE, items, _is_negative)
    currencies = {currency for item in items for currency in _currencies(item)}
    if len(currencies) > 1:
        yield Check(CheckKind.MIXED_CURRENCIES)
    if not _crosses_a_border(order, sender_country):
        return
    if not items:
        yield Check(CheckKind.NO_CUSTOMS_ITEMS)
    if currencies and not currencies & CURRENCIES:
        yield Check(CheckKind.ODD_CURRENCY)
    for kind, is_wrong in _ASKED_BY_CUSTOMS:
        yield from _counted(kind, items, is_wrong)
    if order.weight is None or not order.weight.value:
        yield from _counted(CheckKind.NO_ITEM_WEIGHT, items, _is_without_weight)


def _crosses_a_border(order: Order, sender_country: str | None) -> bool:
    address = order.shipping_address
    if address is None:
        return False
    country = (address.country_code or "").strip().upper()
    return needs_customs(sender_country, country, address.postal_code or "")


def _counted(kind: CheckKind, items: list[OrderItem], is_wrong: Callable[[OrderItem], bool]) -> Iterator[Check]:
    wrong = sum(is_wrong(item) for item in items)
    if wrong:
        yield Check(kind, wrong)


def _prices(item: OrderItem) -> Iterator[Money]:
    yield from (price for price in (item.unit_price, item.total_price) if price is not None)


def _currencies(item: OrderItem) -> Iterator[str]:
    yield from (price.currency.strip().upper() for price in _prices(item) if price.currency and price.currency.strip())


def _is_without_weight(item: OrderItem) -> bool:
    return item.weight is None or not item.weight.value


def _is_negative(item: OrderItem) -> bool:
    return any(price.value is not None and price.value < 0 for price in _prices(item))


def _is_without_value(item: OrderItem) -> bool:
    return not any(price.value is not None and price.value > Decimal(0) for price in _prices(item))


def _is_odd_code(item: OrderItem) -> bool:
    return filled(item.hs_code) and _HS_CODE.fullmatch(_SEPARATORS.sub("", item.hs_code or "")) is None


def _is_without_origin(item: OrderItem) -> bool:
    return _COUNTRY.fullmatch((item.country_of_origin or "").strip()) is None


def _is_without_code(item: OrderItem) -> bool:
    return not filled(item.hs_code)


def _is_without_words(item: OrderItem) -> bool:
    return not filled(item.description) and not filled(item.name)


_ASKED_BY_CUSTOMS: Final = (
    (CheckKind.NO_HS_CODE, _is_without_code),
    (CheckKind.ODD_HS_CODE, _is_odd_code),
    (CheckKind.NO_ORIGIN, _is_without_origin),
    (CheckKind.NO_DESCRIPTION, _is_without_words),
    (CheckKind.NO_ITEM_VALUE, _is_without_value),
)
