"""*Shipping option* in *Create labels*: there when it counts, and the answers to its live search."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from bot.model import LastChoices, PriceRange, Shipping, ShippingChoice
from bot.slack import ids
from bot.slack.screens.blocks import option, plain_text
from bot.slack.screens.modal import OPTIONS_MOST, VALUE_MOST, chosen, field, given_to, whole_number
from bot.slack.screens.text import Json
from bot.slack.screens.view_again import redrawn

SHIPPING_OPTION: Final = "Shipping option"
PLACEHOLDER: Final = "Search by carrier or name"
HINT: Final = (
    "Prices go from the lightest parcel to the heaviest, within your own country. For a plan that you change: to its "
    "countries, and only what can carry its orders."
)

OPTION_TEXT_MOST: Final = 75
ANSWER_BYTES_MOST: Final = 16_000
"""Socket Mode closes the connection at a frame of 20,480 bytes, and the rest of the envelope needs room."""


def option_input(picked: Json | None) -> Json:
    """Return the input; *picked*: the option that stands in it to begin with."""
    search: Json = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": plain_text(PLACEHOLDER, 150),
    }
    if picked is not None:
        search["initial_option"] = picked
    return field(ids.SHIPPING_OPTION, SHIPPING_OPTION, search, hint=HINT)


def last_picked(last: LastChoices) -> Json | None:
    """Return the option of the last time as a select holds it."""
    if last.option_code is None:
        return None
    value = option_value(last.option_code, last.contract_id)
    return option(last.option_label or last.option_code, value) if len(value) <= VALUE_MOST else None


def metadata(picked: Json | None) -> str:
    """Return what the form carries along while the input is not there: the option that was picked in it."""
    return json.dumps({"text": picked["text"]["text"], "value": picked["value"]}) if picked else ""


def is_shown(view: Mapping[str, Any]) -> bool:
    """Is *Shipping option* there to be filled in?"""
    return any(block.get("block_id") == ids.SHIPPING_OPTION for block in view.get("blocks") or [])


def counts(view: Mapping[str, Any]) -> bool:
    """Is *Choose an option* chosen?"""
    return chosen(view, ids.SHIPPING)[0] == Shipping.OPTION


def as_it_counts(view: Mapping[str, Any]) -> Json:
    """Return the form of a payload with *Shipping option* when *Choose an option* is chosen, and without it otherwise.

    What was typed or chosen stays, as every input keeps its ids; what was picked here comes back with the input.
    """
    picked = given_to(view, ids.SHIPPING_OPTION).get("selected_option") or _carried(view)
    blocks: list[Json] = []
    for block in view.get("blocks") or []:
        if block.get("block_id") != ids.SHIPPING_OPTION:
            blocks.append(block)
        if block.get("block_id") == ids.SHIPPING and counts(view):
            blocks.append(option_input(picked))
    return {**redrawn(view, blocks), "private_metadata": metadata(picked)}


def _carried(view: Mapping[str, Any]) -> Json | None:
    try:
        carried = json.loads(view.get("private_metadata") or "null")
        return option(carried["text"], carried["value"]) if carried else None
    except (ValueError, KeyError, TypeError):
        return None


def option_choices(found: Sequence[ShippingChoice]) -> Json:
    """Return the answer to a live search: as many of *found* as fit, none with a value too long for a select."""
    valued = [(_named(one), option_value(one.code, one.contract_id)) for one in found]
    usable = [option(label, value) for label, value in valued if len(value) <= VALUE_MOST]
    return {"options": list(_within(usable[:OPTIONS_MOST]))}


def _within(options: Iterable[Json]) -> Iterable[Json]:
    room = ANSWER_BYTES_MOST
    for one in options:
        room -= len(json.dumps(one)) + 2
        if room < 0:
            return
        yield one


def _named(choice: ShippingChoice) -> str:
    """Return name and price of an option; a name that is too long is shortened in its middle."""
    price = f" · {_prices(choice.price)}" if choice.price else ""
    room = OPTION_TEXT_MOST - len(price)
    label = choice.label
    if len(label) > room:
        label = f"{label[: room - room // 2 - 1]}…{label[-(room // 2) :]}"
    return label + price


def _prices(price: PriceRange) -> str:
    lowest = f"{price.currency} {price.lowest:.2f}"
    return lowest if price.lowest == price.highest else f"{lowest}–{price.highest:.2f}"


def option_value(code: str, contract_id: int | None) -> str:
    """Return the value by which a select names a shipping option."""
    return f"{code}|{contract_id if contract_id is not None else ''}"


def read_option(value: str) -> tuple[str, int | None] | None:
    """Return code and contract of a shipping option; None when *value* is not one of ours."""
    code, bar, contract = value.rpartition("|")
    if not bar or not code or (contract and whole_number(contract) is None):
        return None
    return code, whole_number(contract)
