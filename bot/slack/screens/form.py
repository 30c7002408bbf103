"""What somebody filled in, read from the state of a view."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.model import Item, Shipping
from bot.slack import ids

SHORTEST_REASON: Final = 3
"""Characters of a reason; Slack checks the same, and a payload need not come from its form."""


@dataclass(frozen=True)
class CreateForm:
    """The values of *Create labels*. Numbers are as typed; whatever is missing is None or empty.

    *option* is the value of a shipping option as ``option_value`` wrote it. Labels are what the person saw; they may
    be cut.
    """

    numbers: str = ""
    files: tuple[Mapping[str, Any], ...] = ()
    shop_id: int | None = None
    shipping: Shipping = Shipping.RULES
    option: str | None = None
    option_label: str | None = None
    sender_address_id: int | None = None
    sender_label: str | None = None
    brand_id: int | None = None
    brand_label: str | None = None
    channel: str | None = None


def read_create(view: Mapping[str, Any]) -> CreateForm:
    """Return what was filled in; inputs that the view does not have count as left empty."""
    shop, _ = _chosen(view, ids.SHOP)
    shipping, _ = _chosen(view, ids.SHIPPING)
    option, option_label = _chosen(view, ids.SHIPPING_OPTION)
    sender, sender_label = _chosen(view, ids.SENDER_ADDRESS)
    brand, brand_label = _chosen(view, ids.BRAND)
    files = _input(view, ids.ORDER_FILE).get("files")
    return CreateForm(
        numbers=_text(view, ids.ORDER_NUMBERS),
        files=tuple(file for file in files if isinstance(file, Mapping)) if isinstance(files, list) else (),
        shop_id=_number(shop),
        shipping=Shipping(shipping) if shipping in set(Shipping) else Shipping.RULES,
        option=option,
        option_label=option_label,
        sender_address_id=_number(sender),
        sender_label=sender_label,
        brand_id=_number(brand),
        brand_label=brand_label,
        channel=_input(view, ids.POST_TO).get("selected_conversation") or None,
    )


def read_reason(view: Mapping[str, Any]) -> str:
    """Return the reason given in *Ask again*."""
    return _text(view, ids.REASON).strip()


def write_shown(run_id: str, items: Sequence[Item]) -> str:
    """Return what *Ask again* has to remember: the run, and for each order that it names what is in doubt about it."""
    return " ".join([run_id, *(f"{item.position}:{item.doubt}" for item in items)])


def read_shown(metadata: str) -> tuple[str, dict[int, str]]:
    """Return the run, and what was in doubt about each order by its position, from what `write_shown` wrote."""
    run_id, *orders = metadata.split() or [""]
    pairs = (order.split(":", 1) for order in orders)
    return run_id, {int(position): doubt for position, doubt in pairs}


def option_value(code: str, contract_id: int | None) -> str:
    """Return the value by which a select names a shipping option."""
    return f"{code}|{contract_id if contract_id is not None else ''}"


def read_option(value: str) -> tuple[str, int | None] | None:
    """Return code and contract of a shipping option; None when *value* is not one of ours."""
    code, bar, contract = value.rpartition("|")
    if not bar or not code or (contract and _number(contract) is None):
        return None
    return code, _number(contract)


def read_pick(value: str) -> tuple[int, str] | None:
    """Return position and order id of a choice among orders that share a number; None when it is not one of ours."""
    position, bar, order_id = value.partition("|")
    number = _number(position)
    return (number, order_id) if bar and order_id and number is not None else None


def _input(view: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    values = (view.get("state") or {}).get("values") or {}
    return (values.get(name) or {}).get(name) or {}


def _text(view: Mapping[str, Any], name: str) -> str:
    value = _input(view, name).get("value")
    return value if isinstance(value, str) else ""


def _chosen(view: Mapping[str, Any], name: str) -> tuple[str | None, str | None]:
    chosen = _input(view, name).get("selected_option")
    if not isinstance(chosen, Mapping):
        return None, None
    label = (chosen.get("text") or {}).get("text")
    return chosen.get("value"), label


def _number(text: str | None) -> int | None:
    return int(text) if text is not None and text.isascii() and text.isdigit() else None
