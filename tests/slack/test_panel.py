"""**Open in Sendcloud** leads to the order, whatever its number is made of."""

from __future__ import annotations

import pytest

from bot.slack.screens.panel import address, open_button


@pytest.mark.parametrize(
    ("number", "panel", "leads"),
    [
        ("1001", None, "https://app.sendcloud.com/v2/shipping/list/orders?search=1001"),
        ("#1001", None, "https://app.sendcloud.com/v2/shipping/list/orders?search=%231001"),
        ("A&b=c/ü", "https://panel.test/list?tab=all", "https://panel.test/list?tab=all&search=A%26b%3Dc%2F%C3%BC"),
        ("1001", "https://panel.test/find?q=", "https://panel.test/find?q=1001"),
    ],
)
def test_the_number_is_searched_for(number: str, panel: str | None, leads: str) -> None:
    assert address(number, panel) == leads


def test_a_number_that_makes_too_long_an_address_has_no_button() -> None:
    assert open_button("東" * 255)[0]["url"].count("%") == 765
    assert open_button("東" * 400) == []
