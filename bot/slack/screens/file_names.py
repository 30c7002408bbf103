"""What the files of a run are called: by day and shop, so that they can be told apart where they are saved."""

from __future__ import annotations

import re
from typing import Final

from bot.model import Run
from bot.slack.screens.text import plain

_SHOP_MOST: Final = 60
_NOT_IN_A_NAME: Final = re.compile(r"[^\w .()+&',-]+")
"""What some system or other does not take in the name of a file."""


def named(run: Run, what: str) -> str:
    """Return the name of a file with *what* it holds, as in ``2026-11-23 Main shop 2 labels.pdf``."""
    shop = _NOT_IN_A_NAME.sub("-", plain(run.choices.shop_name, _SHOP_MOST)).strip(" .-")
    return " ".join(filter(None, (f"{run.created_at:%Y-%m-%d}", shop, what)))
