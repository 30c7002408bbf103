"""The modal *Create labels*: which orders, which shop, how to ship, where to post."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from bot.model import MOST_ORDERS, MOST_PARCELS, TEXT_FIELD, LastChoices, MissingLists, Offer, Shipping
from bot.plan_words import GivenFile
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.blocks import option, paragraph
from bot.slack.screens.kept_file import kept_file, read_kept
from bot.slack.screens.modal import (
    chosen,
    field,
    given_to,
    modal,
    remark,
    select,
    typed_in,
    whole_number,
)
from bot.slack.screens.shipping_option import is_shown, last_picked, metadata, option_input
from bot.slack.screens.text import Json, say

CREATE_TITLE: Final = "Create labels"
CHECK_ORDERS: Final = "Check orders"
ORDER_NUMBERS: Final = "Order numbers"
ORDER_NUMBERS_HINT: Final = (
    "Paste them as they come, one a line or with commas; put “ ” around one with a space in it. "
    "For more than fit in here, use a file."
)
ORDER_FILE: Final = "Order file"
ORDER_FILE_HINT: Final = (
    f"A CSV or Excel file (.xlsx), one order number in each row, up to {MOST_ORDERS:,}. Call their column Order number."
)
SHOP: Final = "Shop"
SHIPPING: Final = "Shipping"
CHOOSE_AN_OPTION: Final = "Choose an option"
SENDER_ADDRESS: Final = "Sender address"
SENDER_HINT: Final = "Left empty, Sendcloud's default sender is used."
BRAND: Final = "Brand"
BRAND_HINT: Final = "Left empty, the brand of the sender address is used."
POST_TO: Final = "Post to"
POST_TO_HINT: Final = (
    "The bot must be in the channel: /invite it first. Everybody there sees the results and the documents."
)
MISSING: Final = {
    MissingLists.ALL: "Sendcloud does not answer right now, so the lists of shops, senders and brands are missing "
    "here.",
    MissingLists.SENDERS_OR_BRANDS: "Sendcloud does not give the list of sender addresses or brands right now; its own "
    "defaults apply.",
}
LIST_MISSING: Final = "Some choices are missing: {problem}"
DEFAULTS_USED: Final = "What cannot be chosen here is left to Sendcloud's defaults."
NO_NUMBERS: Final = "Give at least one order number, here or in a file."
NOT_ONE_READABLE: Final = "No order number could be read here."
TOO_MANY: Final = f"A plan holds at most {MOST_ORDERS:,} orders; this list has {{count}}."
NO_OPTION: Final = "Choose a shipping option, or set Shipping to another value."
OPTION_NOT_SHOWN: Final = "Press another value, then “Choose an option” once more: the options come below it."
PARCELS: Final = "Parcels per order"
PARCELS_HINT: Final = "With more than 1, each order gets so many labels, and its products are dealt out over the boxes."
BAD_PARCELS: Final = f"A whole number from 1 to {MOST_PARCELS}."
INVITE_FIRST: Final = "The bot is not in this channel: invite the bot first, then press Check orders again."
CHANNEL_UNUSABLE: Final = "The bot cannot post in this channel. Choose another one."
CHANNEL_NOT_ALLOWED: Final = "Labels may not be created in this channel. Choose one that is allowed."
FILE_UNREADABLE: Final = "This file cannot be read. Save it as CSV (text, one order number in each row) or as .xlsx."
FILE_SPREADSHEET: Final = (
    "This is neither CSV nor an Excel workbook (.xlsx), whatever its name says. "
    "Open it in Excel, save it as one of these, then choose that file."
)
FILE_NOT_FETCHED: Final = "Slack did not hand the file over. Try once more, or paste the numbers."
KEPT_FILE_GONE: Final = (
    "Slack does not hand this file over any more. Press Remove below, then attach it once more, or paste the numbers."
)
NOT_AT_HAND: Final = (
    "What was given here is not at hand any more: the bot was restarted since, or another person gave it. "
)
ALL_READ: Final = "The numbers that were read of it stand below."
SOME_READ: Final = (
    "Only the first {fitting:,} of the {numbers:,} numbers that were read of it fit below: empty Order numbers and "
    "attach the file once more for all of them."
)
SOME_READY: Final = "Only the first {fitting:,} of the {numbers:,} orders that were found fit below."
FILE_TOO_LARGE: Final = "This file is too large: at most 10 MB. Keep the column of order numbers alone."
CHANNEL_UNREADABLE: Final = "Slack did not say whether the bot may post there. Press Check orders again."
CHANNEL_SCOPE: Final = (
    "The bot lacks a right in Slack, so it cannot see this channel. Tell whoever runs it: its log and label-bot doctor "
    "name the scope to add."
)
NO_SHOP_KNOWN: Final = (
    "Sendcloud does not say which shop this is for. Close this and type /label again in a minute; "
    "if it stays, tell whoever runs the bot."
)

NOTHING_CHOSEN: Final = LastChoices()

_SHIPPING_WORDS: Final = {
    Shipping.RULES: words.SHIPPING_RULES,
    Shipping.ORDER: words.AS_SET_ON_ORDER,
    Shipping.OPTION: CHOOSE_AN_OPTION,
}

_LISTS: Final = {
    "empty": NO_NUMBERS,
    "nothing_readable": NOT_ONE_READABLE,
    "too_many": TOO_MANY,
    "spreadsheet": FILE_SPREADSHEET,
    "not_text": FILE_UNREADABLE,
    "too_large": FILE_TOO_LARGE,
}
_CHANNELS: Final = {
    "not_a_member": INVITE_FIRST,
    "archived": CHANNEL_UNUSABLE,
    "not_allowed": CHANNEL_NOT_ALLOWED,
    "unreadable": CHANNEL_UNREADABLE,
    "scope_missing": CHANNEL_SCOPE,
}


def create_labels(
    offer: Offer,
    *,
    numbers: str = "",
    chosen: LastChoices = NOTHING_CHOSEN,
    parcels: int = 1,
    kept: GivenFile | None = None,
    note: str = "",
) -> Json:
    """Return the modal *Create labels*, with *chosen* in it as far as it is offered. *kept*: a file of before. *note*:
    what is said on top.

    Lists that Sendcloud did not give are left out, since Slack refuses an empty select.
    """
    blocks: list[Json] = []
    if offer.test_labels:
        blocks.append(paragraph(say(words.TEST_LABELS)).block())
    if note:
        blocks.append(remark(note))
    if offer.missing is not None:
        blocks.append(remark(LIST_MISSING.format(problem=MISSING[offer.missing]) + " " + DEFAULTS_USED))
    picked = last_picked(chosen)
    text, file = _order_inputs(numbers)
    post_to = _post_to(chosen.channel)
    # What is needed to begin and not filled in stands where it is seen without scrolling.
    blocks += [text, file] if chosen.channel else [text, post_to, file]
    blocks += [kept_file(kept)] if kept else []
    blocks += select(ids.SHOP, SHOP, offer.shops, chosen=_text(chosen.shop_id) or offer.default_shop, optional=False)
    if not offer.test_labels:
        blocks.append(_shipping(chosen.shipping))
        if chosen.shipping is Shipping.OPTION:
            blocks.append(option_input(picked))
    blocks += select(
        ids.SENDER_ADDRESS, SENDER_ADDRESS, offer.senders, chosen=_text(chosen.sender_address_id), hint=SENDER_HINT
    )
    blocks += select(ids.BRAND, BRAND, offer.brands, chosen=_text(chosen.brand_id), hint=BRAND_HINT)
    blocks.append(_parcels(parcels))
    blocks += [post_to] if chosen.channel else []
    return modal(
        CREATE_TITLE,
        blocks,
        callback=ids.CREATE_LABELS,
        metadata=metadata(picked),
        submit=CHECK_ORDERS,
        close=words.CANCEL,
    )


def not_at_hand(fitting: int, numbers: int, *, was_given: bool) -> str:
    """Return what is said when nobody remembers what a form held, or it held nothing (not *was_given*: the orders were
    found). *fitting*: how many of the *numbers* of its plan are filled in."""
    cut = {"fitting": fitting, "numbers": numbers}
    if not was_given:
        return SOME_READY.format(**cut) if fitting < numbers else ""
    return NOT_AT_HAND + (SOME_READ.format(**cut) if fitting < numbers else ALL_READ)


def _text(number: int | None) -> str | None:
    return str(number) if number is not None else None


def _order_inputs(numbers: str) -> tuple[Json, Json]:
    text: Json = {"type": "plain_text_input", "multiline": True, "max_length": TEXT_FIELD}
    if numbers:
        text["initial_value"] = numbers[:TEXT_FIELD]
    file: Json = {"type": "file_input", "max_files": 1, "filetypes": ["csv", "txt", "tsv", "xlsx"]}
    return (
        field(ids.ORDER_NUMBERS, ORDER_NUMBERS, text, hint=ORDER_NUMBERS_HINT),
        field(ids.ORDER_FILE, ORDER_FILE, file, hint=ORDER_FILE_HINT),
    )


def _shipping(chosen: Shipping) -> Json:
    offered = {shipping: option(label, shipping.value) for shipping, label in _SHIPPING_WORDS.items()}
    radio: Json = {"type": "radio_buttons", "options": list(offered.values()), "initial_option": offered[chosen]}
    # The press is told at once: *Shipping option* is there only when it counts.
    return {**field(ids.SHIPPING, SHIPPING, radio, optional=False), "dispatch_action": True}


def _parcels(parcels: int) -> Json:
    number: Json = {
        "type": "number_input",
        "is_decimal_allowed": False,
        "min_value": "1",
        "max_value": str(MOST_PARCELS),
        "initial_value": str(parcels),
    }
    return field(ids.PARCELS, PARCELS, number, hint=PARCELS_HINT)


def _post_to(channel: str | None) -> Json:
    element: Json = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if channel:
        element["initial_conversation"] = channel
    return field(ids.POST_TO, POST_TO, element, optional=False, hint=POST_TO_HINT)


@dataclass(frozen=True)
class CreateForm:
    """The values of *Create labels*. Numbers are as typed; whatever is missing is None or empty.

    *option* is the value of a shipping option as ``option_value`` wrote it. Labels are what the person saw; they may
    be cut. *parcels*: None for what is no number of boxes. *shows_option*: *Shipping option* is there to be filled in.
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
    parcels: int | None = 1
    channel: str | None = None
    shows_option: bool = False


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
        files=(*read_kept(view), *(one for one in (files or ()) if isinstance(one, Mapping))),
        shop_id=whole_number(shop),
        shipping=Shipping(shipping) if shipping in set(Shipping) else Shipping.RULES,
        option=option,
        option_label=option_label,
        sender_address_id=whole_number(sender),
        sender_label=sender_label,
        brand_id=whole_number(brand),
        brand_label=brand_label,
        parcels=_parcels_in(typed_in(view, ids.PARCELS).strip()),
        shows_option=is_shown(view),
        channel=given_to(view, ids.POST_TO).get("selected_conversation") or None,
    )


def _parcels_in(typed: str) -> int | None:
    number = whole_number(typed) if typed else 1
    return number if number is not None and 1 <= number <= MOST_PARCELS else None


def list_error(kind: str, count: int = 0) -> str:
    """Return what is wrong with a list of order numbers; *count* is how many it holds."""
    return _LISTS[kind].format(count=f"{count:,}")


def channel_error(kind: str) -> str:
    """Return why a run cannot be posted to the channel that was chosen."""
    return _CHANNELS[kind]
