"""What labels would cost: one question for all orders that weigh the same and go to the same country."""

from __future__ import annotations

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from bot.engine.weights import kilograms
from bot.model import Choices, Shipping
from bot.sendcloud import (
    InvalidRequest,
    OptionAddress,
    OptionParcel,
    Order,
    Sendcloud,
    SendcloudError,
    SenderAddress,
    ShippingOption,
    ShippingOptionFilter,
    WeightRequest,
)

MOST_QUESTIONS = 12
"""A quote counts against the limit for writes; what these questions leave out is "price unknown"."""

Group = tuple[str, int | None, str, Decimal]
"""Option code, contract, country of destination, weight in kilograms."""


class Quotes:
    """Asks what the orders of a plan would cost. A price that is not known is left out, never guessed."""

    def __init__(self, sendcloud: Sendcloud) -> None:
        self._sendcloud = sendcloud

    async def of(self, choices: Choices, orders: Mapping[int, Order]) -> dict[int, dict[str, Any]]:
        """Return carrier, price and currency by position in the plan; a quote that fails only costs the price."""
        groups: dict[Group, list[int]] = {}
        for position, order in orders.items():
            group = _group(choices, order)
            if group is not None:
                groups.setdefault(group, []).append(position)
        found: dict[int, dict[str, Any]] = {}
        if not groups:
            return found
        try:
            sender = await self._sender(choices)
            if sender is None or not sender.country_code:
                return found
            for group in sorted(groups, key=lambda each: -len(groups[each]))[:MOST_QUESTIONS]:
                priced = await self._quote(group, sender)
                if priced is not None:
                    found.update(dict.fromkeys(groups[group], priced))
        except (SendcloudError, InvalidRequest):
            # A price is a help; nothing about it may keep a plan from being shown.
            return found
        return found

    async def _sender(self, choices: Choices) -> SenderAddress | None:
        senders = await self._sendcloud.sender_addresses()
        if choices.sender_address_id is None:
            # Nobody says which one is the default; a price from the wrong country would be worse than none.
            return senders[0] if len({sender.country_code for sender in senders}) == 1 else None
        return next((sender for sender in senders if sender.id == choices.sender_address_id), None)

    async def _quote(self, group: Group, sender: SenderAddress) -> dict[str, Any] | None:
        code, contract, country, weight = group
        options = await self._sendcloud.shipping_options(
            ShippingOptionFilter(
                from_address=OptionAddress(
                    country_code=sender.country_code or "", postal_code=sender.postal_code or None
                ),
                to_address=OptionAddress(country_code=country),
                parcels=[OptionParcel(weight=WeightRequest(value=weight, unit="kg"))],
                shipping_option_code=code,
                contract_id=contract,
                calculate_quotes=True,
            )
        )
        option = _chosen(options, code, contract)
        if option is None:
            return None
        carrier = option.carrier.name if option.carrier else None
        price = option.price
        if price is None or price.currency is None:
            return {"carrier": carrier}
        return {"carrier": carrier, "price": price.value, "currency": price.currency}


def _chosen(options: list[ShippingOption], code: str, contract: int | None) -> ShippingOption | None:
    named = [option for option in options if option.code == code]
    exact = [option for option in named if contract is not None and option.contract_id == contract]
    return next(iter(exact or named), None)


def _group(choices: Choices, order: Order) -> Group | None:
    """Return what decides an order's price; None where the price cannot be asked for."""
    if choices.test_labels or choices.shipping is Shipping.RULES:
        return None
    code, contract = choices.option_code, choices.contract_id
    if choices.shipping is Shipping.ORDER:
        code = order.ship_with.shipping_option_code if order.ship_with else None
        contract = order.ship_with.contract_id if order.ship_with else None
    country = order.shipping_address.country_code if order.shipping_address else None
    weight = kilograms(order)
    if not code or not country or len(country) != 2 or weight is None:
        return None
    return code, contract, country.upper(), weight
