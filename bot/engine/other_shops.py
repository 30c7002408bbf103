"""Numbers that the shop of a plan does not have, looked for in the account's other shops."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from bot.engine.asking import each_known
from bot.model import LineKind, Plan, PlanLine
from bot.sendcloud import Integration, Sendcloud

MOST_LINES: Final = 20
"""Up to this many numbers, each is looked for elsewhere in every spelling."""

SAMPLE: Final = 5
"""Of more numbers than that so many are looked for, as typed: they tell a list that was meant for another shop."""


async def with_other_shops(
    sendcloud: Sendcloud, plan: Plan, lines: Sequence[PlanLine], shops: Sequence[Integration]
) -> list[PlanLine]:
    """Return *lines*, those that were not found with the other shops that have their number.

    One question covers every shop: it names none; one without a usable answer only costs the hint. Raises what concerns
    every look-up.
    """
    names = {shop.id: shop.shop_name or f"Shop {shop.id}" for shop in shops}
    missing = [line for line in lines if line.kind is LineKind.NOT_FOUND and not line.possible]
    few = len(missing) <= MOST_LINES
    found: dict[int, tuple[tuple[int, str], ...]] = {}

    async def look(line: PlanLine) -> None:
        elsewhere = await _shops_with(sendcloud, line.spellings if few else line.spellings[:1]) - {plan.shop_of(line)}
        found[line.position] = tuple((shop, name) for shop, name in sorted(names.items()) if shop in elsewhere)

    if len(names) > 1:
        # Without a usable answer there is no hint.
        await each_known(look, missing if few else missing[:SAMPLE])
    return [replace(line, other_shops=found.get(line.position, ())) for line in lines]


async def _shops_with(sendcloud: Sendcloud, spellings: Sequence[str]) -> set[int | None]:
    """Return the shops that have an order with the first of these numbers that any shop has."""
    for spelling in spellings:
        if orders := await sendcloud.find_orders(None, spelling):
            return {order.integration_id for order in orders}
    return set()
