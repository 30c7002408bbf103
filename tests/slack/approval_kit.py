"""Frozen plans for tests of what is drawn of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal

from bot.model import Choices, FrozenOrder, FrozenPlan, FrozenState, Person
from tests.slack.drawing_kit import ASKER, NOW


def frozen(*orders: FrozenOrder, state: FrozenState = FrozenState.ASKED, **more: object) -> FrozenPlan:
    one = FrozenPlan(
        "A-1", "P-1", Person(ASKER, "T1"), "C0SHIPPING", False, state, NOW, NOW + timedelta(days=1), len(orders),
        Choices(7, "Demo shop"), orders, "0" * 64, "L-1",
    )  # fmt: skip
    return replace(one, **more)  # type: ignore[arg-type]  # by name


def order(number: int, price: str | None = "5") -> FrozenOrder:
    return FrozenOrder(str(number), 7, f"id-{number}", 1, "DPD", None, Decimal(price) if price else None, "EUR")
