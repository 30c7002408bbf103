"""The request that asks for the labels of some orders, from what was chosen for their run."""

from __future__ import annotations

from collections.abc import Sequence

from bot.engine.boxes import Boxed
from bot.engine.precheck import LONGEST_ORDER_ID
from bot.model import TEST_OPTION, Choices, Item, Shipping
from bot.sendcloud import CreateLabels, OrderSelector, ParcelRequest, ShipWithRequest


def request_for(choices: Choices, items: Sequence[Item], boxes: Boxed | None = None) -> CreateLabels:
    """Return the request that asks for the labels of *items*, which are of one shop. Raises `InvalidRequest`.

    *boxes*: what lies in each box of an order, by the item's id; nothing where every order goes in one.
    """
    option, contract = choices.option_code, choices.contract_id
    if choices.test_labels:
        option, contract = TEST_OPTION, None
    rules = choices.shipping is Shipping.RULES and not choices.test_labels
    by_option = choices.test_labels or choices.shipping is Shipping.OPTION
    return CreateLabels(
        integration_id=items[0].integration_id,
        orders=[_selector(item, (boxes or {}).get(item.id), by_rules=rules) for item in items],
        sender_address_id=choices.sender_address_id,
        brand_id=choices.brand_id,
        ship_with=ShipWithRequest.option(option, contract) if by_option and option else None,
    )


def _selector(item: Item, parcels: list[ParcelRequest] | None, *, by_rules: bool) -> OrderSelector:
    if len(item.order_id) <= LONGEST_ORDER_ID:
        return OrderSelector(order_id=item.order_id, apply_shipping_rules=by_rules, parcels=parcels)
    return OrderSelector(order_number=item.order_number, apply_shipping_rules=by_rules, parcels=parcels)
