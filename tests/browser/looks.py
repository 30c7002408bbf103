"""What an eye would complain about, measured: texts that are hard to read, and what sticks out of the window."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from playwright.async_api import Page

_CONTRAST = Path(__file__).with_name("contrast.js").read_text(encoding="utf-8")
_STICKS_OUT = """() => {
    const root = document.documentElement;
    return [root.scrollWidth - innerWidth, root.scrollHeight - innerHeight].map((more) => Math.max(0, more));
}"""


async def hard_to_read(page: Page) -> list[Any]:
    """Return the texts with less contrast than WCAG 2 asks for (AA: 4.5, large ones 3), with what they have."""
    return list(await page.evaluate(_CONTRAST))


async def sticks_out(page: Page) -> list[int]:
    """Return by how many pixels the page is wider and longer than its window."""
    return list(await page.evaluate(_STICKS_OUT))
