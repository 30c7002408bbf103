"""Rules of block elements that look at more than one of their fields."""

from __future__ import annotations

import datetime
from decimal import Decimal, InvalidOperation
from typing import Any, Final
from zoneinfo import ZoneInfo

from bot.sandbox.slack.shapes import Run


def options_or_groups(value: Any, pointer: str, run: Run) -> None:
    """A menu offers options or groups of them, and what is chosen at first is among them."""
    if (value.get("options") is None) == (value.get("option_groups") is None):
        run.wrong("exactly one of options and option_groups is needed", pointer)
        return
    offered = list(value.get("options") or [])
    for group in value.get("option_groups") or []:
        offered += group.get("options", []) if isinstance(group, dict) else []
    _among(value, offered, pointer, run)


def own_options(value: Any, pointer: str, run: Run) -> None:
    """What is chosen at first is among the options."""
    _among(value, value.get("options") or [], pointer, run)


def _among(value: dict[str, Any], offered: list[Any], pointer: str, run: Run) -> None:
    known = [_said(option) for option in offered]
    first = value.get("initial_option")
    if first is not None and _said(first) not in known:
        run.wrong("initial_option must be one of the options", f"{pointer}/initial_option")
    for chosen in value.get("initial_options") or []:
        if _said(chosen) not in known:
            run.wrong("initial_options must be among the options", f"{pointer}/initial_options")


def _said(option: Any) -> tuple[Any, Any] | None:
    """What makes an option the same as another one: how its text is to be read does not."""
    if not isinstance(option, dict) or not isinstance(option.get("text"), dict):
        return None
    return option.get("value"), option["text"].get("text")


def lengths(value: Any, pointer: str, run: Run) -> None:
    """The bounds of a text fit together, and the first text fits them."""
    shortest, longest = value.get("min_length"), value.get("max_length")
    first = value.get("initial_value")
    if isinstance(shortest, int) and isinstance(longest, int) and shortest > longest:
        run.wrong("min_length must not be more than max_length", f"{pointer}/min_length")
    if isinstance(first, str) and isinstance(longest, int) and len(first) > longest:
        run.wrong("initial_value is longer than max_length", f"{pointer}/initial_value")
    if isinstance(first, str) and first and isinstance(shortest, int) and len(first) < shortest:
        run.wrong("initial_value is shorter than min_length", f"{pointer}/initial_value")


_ORDERED: Final = (
    ("min_value", "max_value", "min_value must not be more than max_value", "min_value"),
    ("min_value", "initial_value", "initial_value is less than min_value", "initial_value"),
    ("initial_value", "max_value", "initial_value is more than max_value", "initial_value"),
)
"""Pairs of bounds of which the first must not be more than the second, and what is said otherwise, of which one."""


def number(value: Any, pointer: str, run: Run) -> None:
    """The bounds of a number fit together, and the first number fits them."""
    found: dict[str, Decimal] = {}
    for name in ("min_value", "max_value", "initial_value"):
        try:
            found[name] = Decimal(str(value[name]))
        except (KeyError, InvalidOperation):
            continue
        if value.get("is_decimal_allowed") is False and found[name] % 1:
            run.wrong(f"{name} must be whole where decimals are not allowed", f"{pointer}/{name}")
    for less, more, wrong, at in _ORDERED:
        if less in found and more in found and found[less] > found[more]:
            run.wrong(wrong, f"{pointer}/{at}")


def date(value: Any, pointer: str, run: Run) -> None:
    """A date, YYYY-MM-DD."""
    try:
        same = str(datetime.date.fromisoformat(value)) == value
    except (TypeError, ValueError):
        same = False
    if not same:
        run.wrong("must be a date, YYYY-MM-DD", pointer)


def zone(value: Any, pointer: str, run: Run) -> None:
    """The name of a time zone."""
    try:
        ZoneInfo(value)
    except (TypeError, ValueError, LookupError, OSError):
        run.wrong("must be the name of a time zone", pointer)


def not_too_many(value: Any, pointer: str, run: Run) -> None:
    """No more is chosen at first than may be."""
    most = value.get("max_selected_items")
    for name in ("initial_options", "initial_users", "initial_conversations", "initial_channels"):
        first = value.get(name)
        if isinstance(first, list) and isinstance(most, int) and len(first) > most:
            run.wrong("more than max_selected_items are chosen", f"{pointer}/{name}")


def several_static(value: Any, pointer: str, run: Run) -> None:
    """A menu of several fixed options."""
    options_or_groups(value, pointer, run)
    not_too_many(value, pointer, run)


def response_url_place(value: Any, pointer: str, run: Run) -> None:
    """An answer address can be asked for in modals alone."""
    if value.get("response_url_enabled") and run.surface != "modal":
        run.wrong("response_url_enabled is only allowed in modals", f"{pointer}/response_url_enabled")


def image_source(value: Any, pointer: str, run: Run) -> None:
    """An image has one source."""
    if (value.get("image_url") is None) == (value.get("slack_file") is None):
        run.wrong("exactly one of image_url and slack_file is needed", pointer)


def modal_only(value: Any, pointer: str, run: Run) -> None:  # noqa: ARG001 - all checks have one shape
    """A file input stands in modals alone."""
    if run.surface != "modal":
        run.wrong("file_input is only allowed in modals", pointer)
