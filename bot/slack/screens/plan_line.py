"""One order of a plan in words short enough for a tick box: 75 characters, and 75 below."""

from __future__ import annotations

from decimal import Decimal
from typing import Final

from bot.model import PlanLine, PlanPage
from bot.plan_words import LineWords, PlanWords
from bot.slack.screens import words
from bot.slack.screens.blocks import plain_text
from bot.slack.screens.text import Json, plain

OPTION_MOST: Final = 75
"""Characters of an option's text, and as many of its description (docs.slack.dev/reference/block-kit)."""

_NUMBER_MOST: Final = 34
_PRICE_MOST: Final = 22
KILOGRAMS: Final = "{weight} kg"
ESTIMATED: Final = "≈, as for {orders}"
SECOND: Final = "second label: {reason}"
USED_BEFORE: Final = "ordered {day}, number used before"
FAILED_BEFORE: Final = "failed {day}: {trouble}"
BETWEEN: Final = " · "


def shortened(text: str, most: int) -> str:
    """Return *text* on one line, of at most *most* characters: of a longer one the middle is left out."""
    whole = plain(text, len(text))
    if len(whole) <= most:
        return whole
    end = (most - 1) // 2
    return f"{whole[: most - 1 - end].rstrip()}…{whole[len(whole) - end :].lstrip()}"


def box(page: PlanPage, line: PlanLine, told: PlanWords, *, below: str = "") -> Json:
    """Return a tick box: number, town, country, price; below it *below*, or how it is sent and what is special."""
    known = told.of(page.plan.id, line.position)
    option: Json = {"text": plain_text(_text(page, line, known), OPTION_MOST), "value": str(line.position)}
    if below := plain(below or _details(line), OPTION_MOST):
        option["description"] = plain_text(below, OPTION_MOST)
    return option


def _text(page: PlanPage, line: PlanLine, known: LineWords) -> str:
    number = shortened(line.number, _NUMBER_MOST) or "(blank)"
    price = "" if page.plan.choices.test_labels else shortened(price_of(line), _PRICE_MOST)
    room = OPTION_MOST - len(number) - len(price) - 2 * len(BETWEEN)
    country = known.country or line.country or ""
    place = shortened(", ".join(filter(None, (known.town, country))), room)
    return BETWEEN.join(filter(None, (number, place, price)))


def price_of(line: PlanLine) -> str:
    """Return what a line's label costs, never "free"; "≈" before what is not its own price."""
    return words.price(line.price, line.currency, rough=line.price_is_rough or line.like_orders > 0)


def _details(line: PlanLine) -> str:
    parts = [
        SECOND.format(reason=line.reason) if line.copy > 1 and line.reason else "",
        line.shop_name or "",
        line.carrier or "",
        line.option_label or "",
        KILOGRAMS.format(weight=_written(line.weight)) if line.weight is not None else "",
        ESTIMATED.format(orders=words.orders(line.like_orders)) if line.like_orders else "",
        USED_BEFORE.format(day=f"{line.ordered_at:%Y-%m-%d}") if line.used_before and line.ordered_at else "",
    ]
    if line.failed_before is not None:
        trouble = line.failed_before.trouble.value.replace("_", " ")
        parts.insert(0, FAILED_BEFORE.format(day=f"{line.failed_before.at:%Y-%m-%d}", trouble=trouble))
    return ", ".join(filter(None, parts))


def _written(weight: Decimal) -> str:
    return f"{weight:f}".rstrip("0").rstrip(".") if "." in f"{weight:f}" else f"{weight:f}"
