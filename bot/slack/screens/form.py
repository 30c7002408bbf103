"""What somebody filled in, read from the state of a view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from bot.slack import ids

SHORTEST_REASON: Final = 3
"""Characters of a reason; Slack checks the same, and a payload need not come from its form."""


def read_reason(view: Mapping[str, Any]) -> str:
    """Return the reason that was given, without white space around it."""
    return typed_in(view, ids.REASON).strip()


def given_to(view: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    """Return the state of the input *name* as Slack sent it; empty when the view has no such input."""
    values = (view.get("state") or {}).get("values") or {}
    return (values.get(name) or {}).get(name) or {}


def typed_in(view: Mapping[str, Any], name: str) -> str:
    """Return the text typed into the input *name*; empty when there is none."""
    value = given_to(view, name).get("value")
    return value if isinstance(value, str) else ""


def chosen(view: Mapping[str, Any], name: str) -> tuple[str | None, str | None]:
    """Return value and label of the option picked in the select *name*; None for both when none was picked."""
    picked = given_to(view, name).get("selected_option")
    if not isinstance(picked, Mapping):
        return None, None
    label = (picked.get("text") or {}).get("text")
    return picked.get("value"), label


def whole_number(text: str | None) -> int | None:
    """Return the number written in plain digits; None for anything else."""
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
