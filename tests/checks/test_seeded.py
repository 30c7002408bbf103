"""On a seeded set of orders: what share of the refusals is seen before money, and how many good orders are held."""

from __future__ import annotations

from bot.checks import is_ticked
from bot.engine.checks import checks_of
from tests.checks.seeded import Made, made

ORDERS = 1_000
SEED = 20261130


def held(one: Made) -> bool:
    return not is_ticked(checks_of(one.order, sender_country="NL", option=one.option))


def test_nearly_every_refusal_is_seen_and_hardly_any_good_order_is_held() -> None:
    orders = made(SEED, ORDERS)
    refused = [one for one in orders if one.is_refused]
    good = [one for one in orders if not one.is_refused]
    odd = [one for one in good if one.why != "good"]
    seen = [one for one in refused if held(one)]
    falsely = [one for one in good if held(one)]

    print(f"refusals seen: {len(seen)} of {len(refused)} ({100 * len(seen) / len(refused):.1f} %)")  # noqa: T201 (both figures are what the test is for)
    print(f"good orders held: {len(falsely)} of {len(good)} ({100 * len(falsely) / len(good):.1f} %)")  # noqa: T201
    assert len(orders) >= 400
    assert len(odd) >= len(good) / 3 - 1
    assert len(seen) >= 0.95 * len(refused), sorted({one.why for one in refused} - {one.why for one in seen})
    assert len(falsely) <= 0.01 * len(good), sorted({one.why for one in falsely})
