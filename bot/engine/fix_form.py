"""What a form to fix an order is filled with: what the order has, and what Sendcloud's check of addresses suggests."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Final

from bot.engine.context import log
from bot.engine.fix_order import order_of
from bot.engine.fix_values import PLACES, suggested, values_of
from bot.model import Item
from bot.model.trouble import Field
from bot.sendcloud import InvalidRequest, Order, Sendcloud, SendcloudError, ServicePoint, ValidateAddress, raw_address

LONGEST_CHECK: Final = 5.0
"""Seconds that somebody waits for the check of an address: without it the form is only less helpful."""


@dataclass(frozen=True)
class OrderValues:
    """The values of an order's fields as they are typed, and those that a check would change. Kept in memory alone."""

    values: Mapping[Field, str] = field(repr=False)
    suggested: Mapping[Field, str] = field(repr=False)


class FixForms:
    """Reads orders for forms. Each raises `SendcloudError` where Sendcloud does not tell."""

    def __init__(self, sendcloud: Sendcloud) -> None:
        self._sendcloud = sendcloud

    async def read(self, item: Item, fields: tuple[Field, ...]) -> OrderValues | None:
        """Return what the form about these fields is filled with; None where Sendcloud has no such order."""
        order = await order_of(self._sendcloud, item)
        if order is None:
            return None
        better = await self._checked(item, order) if set(fields) & PLACES else {}
        return OrderValues(values_of(order), better)

    async def _checked(self, item: Item, order: Order) -> dict[Field, str]:
        carrier = carrier_of(item, order)
        if carrier is None or order.shipping_address is None:
            return {}
        try:
            asked = ValidateAddress(address=raw_address(order.shipping_address), carrier_code=carrier)
            async with asyncio.timeout(LONGEST_CHECK):
                told = await self._sendcloud.validate_address(asked)
        except (SendcloudError, InvalidRequest, TimeoutError) as exc:
            log.info("An address to be fixed was not checked by Sendcloud: %s", type(exc).__name__)
            return {}
        return suggested(order, told.suggestion)

    async def service_points(self, item: Item, typed: str) -> list[ServicePoint]:
        """Return service points of the order's carrier near its address, or near the postal code or town *typed*."""
        order = await order_of(self._sendcloud, item)
        address = order.shipping_address if order else None
        carrier = carrier_of(item, order) if order else None
        if address is None or carrier is None or not address.country_code:
            return []
        postal_code, city = address.postal_code, address.city
        if typed.strip():
            has_digits = any(sign.isdigit() for sign in typed)
            postal_code, city = (typed.strip(), None) if has_digits else (None, typed.strip())
        return await self._sendcloud.service_points(
            carrier_code=carrier, country_code=address.country_code.upper(), postal_code=postal_code, city=city
        )


def carrier_of(item: Item, order: Order) -> str | None:
    """Return the code of the carrier that an order goes by, as far as its option tells."""
    named = item.option_code or (order.ship_with.shipping_option_code if order.ship_with else None)
    return named.partition(":")[0] or None if named else None
