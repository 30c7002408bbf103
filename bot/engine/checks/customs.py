"""Does an order that leaves the customs union say what customs asks for? And do its prices make sense? Pure."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Final

from bot.checks import Check, CheckKind
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
    address = order.shipping_address
    country = (address.country_code or "").strip().upper() if address else ""
    if not needs_customs(sender_country, country, (address.postal_code or "") if address else ""):
        return
    if not items:
        yield Check(CheckKind.NO_CUSTOMS_ITEMS)
        return
    if currencies and not currencies & CURRENCIES:
        yield Check(CheckKind.ODD_CURRENCY)
    yield from _counted(CheckKind.NO_HS_CODE, items, lambda item: not _filled(item.hs_code))
    yield from _counted(CheckKind.ODD_HS_CODE, items, _is_odd_code)
    yield from _counted(CheckKind.NO_ORIGIN, items, _is_without_origin)
    yield from _counted(
        CheckKind.NO_DESCRIPTION, items, lambda item: not _filled(item.description) and not _filled(item.name)
    )
    yield from _counted(CheckKind.NO_ITEM_VALUE, items, lambda item: not _has_value(item))
    if order.weight is None or not order.weight.value:
        yield from _counted(CheckKind.NO_ITEM_WEIGHT, items, lambda item: item.weight is None or not item.weight.value)


def _counted(kind: CheckKind, items: list[OrderItem], is_wrong: Callable[[OrderItem], bool]) -> Iterator[Check]:
    wrong = sum(is_wrong(item) for item in items)
    if wrong:
        yield Check(kind, wrong)


def _prices(item: OrderItem) -> Iterator[Money]:
    yield from (price for price in (item.unit_price, item.total_price) if price is not None)


def _currencies(item: OrderItem) -> Iterator[str]:
    yield from (price.currency.strip().upper() for price in _prices(item) if price.currency and price.currency.strip())


def _is_negative(item: OrderItem) -> bool:
    return any(price.value is not None and price.value < 0 for price in _prices(item))


def _has_value(item: OrderItem) -> bool:
    return any(price.value is not None and price.value > Decimal(0) for price in _prices(item))


def _is_odd_code(item: OrderItem) -> bool:
    return _filled(item.hs_code) and _HS_CODE.fullmatch(_SEPARATORS.sub("", item.hs_code or "")) is None


def _is_without_origin(item: OrderItem) -> bool:
    return _COUNTRY.fullmatch((item.country_of_origin or "").strip()) is None


def _filled(value: str | None) -> bool:
    return bool((value or "").strip())
