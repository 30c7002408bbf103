"""**Open in Sendcloud**: the order list of Sendcloud's panel, with a number searched for."""

from __future__ import annotations

from typing import Final
from urllib.parse import quote, urlsplit, urlunsplit

from bot.slack import ids
from bot.slack.screens.blocks import button
from bot.slack.screens.text import Json, plain

PANEL_URL: Final = "https://app.sendcloud.com/v2/shipping/list/orders"
"""Seen in use, documented nowhere: `LABEL_BOT_PANEL_URL` names another one."""

OPEN: Final = "Open in Sendcloud"
TELLS: Final = "Open order {number} in Sendcloud"

_URL_MOST: Final = 3_000
"""Characters of a button's address (docs.slack.dev/reference/block-kit/block-elements/button-element)."""


def address(number: str, panel: str | None = None) -> str:
    """Return the address of *panel* with an order number searched for: behind an address that ends with "=", otherwise
    as its parameter ``search``. None is Sendcloud's own."""
    panel = panel or PANEL_URL
    wanted = quote(number, safe="")
    if panel.endswith("="):
        return f"{panel}{wanted}"
    parts = urlsplit(panel)
    query = f"{parts.query}&search={wanted}" if parts.query else f"search={wanted}"
    return urlunsplit(parts._replace(query=query))


def open_button(number: str, panel: str | None = None) -> list[Json]:
    """Return the button for an order number; none for one that makes too long an address."""
    leads = address(number, panel)
    if len(leads) > _URL_MOST:
        return []
    shown = button(OPEN, action=ids.OPEN_PANEL, value="", tells=TELLS.format(number=plain(number, 40)))
    del shown["value"]
    return [{**shown, "url": leads}]
