"""The modal *Create labels*: which orders, which shop, how to ship, where to post."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from bot.model import Offer, Option, Shipping
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.form import chosen, given_to, typed_in, whole_number
from bot.slack.screens.modal import OPTIONS_MOST, VALUE_MOST, field, modal, remark, select
from bot.slack.screens.text import Json, option, paragraph, plain_text, say

NUMBERS_MOST: Final = 3000

_SHIPPING_WORDS: Final = {
    Shipping.RULES: words.SHIPPING_RULES,
    Shipping.ORDER: words.AS_SET_ON_ORDER,
    Shipping.OPTION: words.CHOOSE_AN_OPTION,
}


_LISTS: Final = {
    "empty": words.NO_NUMBERS,
    "nothing_readable": words.NOT_ONE_READABLE,
    "too_many": words.TOO_MANY,
    "spreadsheet": words.FILE_SPREADSHEET,
    "not_text": words.FILE_UNREADABLE,
}
_CHANNELS: Final = {
    "not_a_member": words.INVITE_FIRST,
    "archived": words.CHANNEL_UNUSABLE,
    "not_allowed": words.CHANNEL_NOT_ALLOWED,
    "unreadable": words.CHANNEL_UNREADABLE,
}


def create_labels(offer: Offer, *, numbers: str = "", channel: str | None = None) -> Json:
    """Return the modal *Create labels*.

    *channel* is where it was asked for, and chosen to post to. Lists that Sendcloud did not give are left out, since
    Slack refuses an empty select.
    """
    blocks: list[Json] = []
    if offer.test_labels:
        blocks.append(paragraph(say(words.TEST_LABELS)).block())
    if offer.problem:
        blocks.append(remark(words.LIST_MISSING.format(problem=offer.problem) + " " + words.DEFAULTS_USED))
    blocks += _order_inputs(numbers)
    blocks += select(ids.SHOP, words.SHOP, offer.shops, chosen=offer.default_shop, optional=False)
    if not offer.test_labels:
        blocks += _shipping_inputs()
    blocks += select(ids.SENDER_ADDRESS, words.SENDER_ADDRESS, offer.senders, hint=words.SENDER_HINT)
    blocks += select(ids.BRAND, words.BRAND, offer.brands, hint=words.BRAND_HINT)
    blocks.append(_post_to(channel))
    return modal(
        words.CREATE_TITLE,
        blocks,
        callback=ids.CREATE_LABELS,
        submit=words.CHECK_ORDERS,
        close=words.CANCEL,
    )


def _order_inputs(numbers: str) -> list[Json]:
    text: Json = {"type": "plain_text_input", "multiline": True, "max_length": NUMBERS_MOST}
    if numbers:
        text["initial_value"] = numbers[:NUMBERS_MOST]
    file: Json = {"type": "file_input", "max_files": 1, "filetypes": ["csv", "txt", "tsv"]}
    return [
        field(ids.ORDER_NUMBERS, words.ORDER_NUMBERS, text, hint=words.ORDER_NUMBERS_HINT),
        field(ids.ORDER_FILE, words.ORDER_FILE, file, hint=words.ORDER_FILE_HINT),
    ]


def _shipping_inputs() -> list[Json]:
    offered = [option(label, shipping.value) for shipping, label in _SHIPPING_WORDS.items()]
    radio: Json = {"type": "radio_buttons", "options": offered, "initial_option": offered[0]}
    search: Json = {
        "type": "external_select",
        "min_query_length": 0,
        "placeholder": plain_text(words.SHIPPING_OPTION_PLACEHOLDER, 150),
    }
    return [
        field(ids.SHIPPING, words.SHIPPING, radio, optional=False),
        field(ids.SHIPPING_OPTION, words.SHIPPING_OPTION, search, hint=words.SHIPPING_OPTION_HINT),
    ]


def _post_to(channel: str | None) -> Json:
    element: Json = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel and channel[0] in "CG":
        element["initial_conversation"] = channel
    return field(ids.POST_TO, words.POST_TO, element, optional=False, hint=words.POST_TO_HINT)


def option_choices(options: Sequence[Option]) -> Json:
    """Return the answer to a live search; *options* have ``option_value`` as their ids."""
    usable = [one for one in options if one.id and len(one.id) <= VALUE_MOST]
    return {"options": [option(one.label, one.id) for one in usable[:OPTIONS_MOST]]}


def option_value(code: str, contract_id: int | None) -> str:
    """Return the value by which a select names a shipping option."""
    return f"{code}|{contract_id if contract_id is not None else ''}"


def read_option(value: str) -> tuple[str, int | None] | None:
    """Return code and contract of a shipping option; None when *value* is not one of ours."""
    code, bar, contract = value.rpartition("|")
    if not bar or not code or (contract and whole_number(contract) is None):
        return None
    return code, whole_number(contract)


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
    shop, _ = chosen(view, ids.SHOP)
    shipping, _ = chosen(view, ids.SHIPPING)
    option, option_label = chosen(view, ids.SHIPPING_OPTION)
    sender, sender_label = chosen(view, ids.SENDER_ADDRESS)
    brand, brand_label = chosen(view, ids.BRAND)
    files = given_to(view, ids.ORDER_FILE).get("files")
    return CreateForm(
        numbers=typed_in(view, ids.ORDER_NUMBERS),
        files=tuple(file for file in files if isinstance(file, Mapping)) if isinstance(files, list) else (),
        shop_id=whole_number(shop),
        shipping=Shipping(shipping) if shipping in set(Shipping) else Shipping.RULES,
        option=option,
        option_label=option_label,
        sender_address_id=whole_number(sender),
        sender_label=sender_label,
        brand_id=whole_number(brand),
        brand_label=brand_label,
        channel=given_to(view, ids.POST_TO).get("selected_conversation") or None,
    )


def list_error(trouble: str, count: int = 0) -> str:
    """Return what is wrong with a list of order numbers; *count* is how many it holds."""
    return _LISTS[trouble].format(count=f"{count:,}")


def channel_error(trouble: str) -> str:
    """Return why a run cannot be posted to the channel that was chosen."""
    return _CHANNELS[trouble]
