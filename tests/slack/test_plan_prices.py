"""What the ready orders of a plan cost."""

from __future__ import annotations

from decimal import Decimal

from bot.model import (
    LineKind,
    PlanLine,
)
from tests.slack.drawing_kit import (
    line,
    plan,
    shown,
)


def test_prices_are_told_by_carrier_and_never_as_free() -> None:
    def priced(place: int, carrier: str | None, price: str | None, currency: str | None = "EUR") -> PlanLine:
        amount = Decimal(price) if price is not None else None
        return line(place, LineKind.READY, carrier=carrier, price=amount, currency=currency)

    ready = [priced(1, "PostNL", "6.05"), priced(2, "PostNL", "6.10"), priced(3, "DHL", "0"), priced(4, None, None)]
    ready += [priced(5, "UPS", "7.00"), priced(6, "UPS", None)]

    text = shown(plan(*ready))

    assert "PostNL: 2 labels, about EUR 12.15." in text
    assert "DHL: 1 label, price unknown." in text
    assert "Carrier not known yet: 1 label, price unknown." in text
    assert "UPS: 2 labels, about EUR 7.00 for 1; price unknown for 1." in text
    assert "free" not in text
    assert "0.00" not in text
