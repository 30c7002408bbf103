"""The modal *Create labels*: which orders, which shop, how to ship, where to post."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.model import Offer, Option, Shipping
from bot.slack import ids
from bot.slack.screens import words
from bot.slack.screens.modal import OPTIONS_MOST, VALUE_MOST, field, modal, remark, select
from bot.slack.screens.text import Json, option, paragraph, plain_text, say

NUMBERS_MOST: Final = 3000

_SHIPPING_WORDS: Final = {
    Shipping.RULES: words.SHIPPING_RULES,
    Shipping.ORDER: words.AS_SET_ON_ORDER,
    Shipping.OPTION: words.CHOOSE_AN_OPTION,
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


def _post_to(chosen: str | None) -> Json:
    element: Json = {
        "type": "conversations_select",
        "filter": {"include": ["public", "private"], "exclude_bot_users": True},
    }
    if chosen and chosen[0] in "CG":
        element["initial_conversation"] = chosen
    return field(ids.POST_TO, words.POST_TO, element, optional=False, hint=words.POST_TO_HINT)


def option_choices(options: Sequence[Option]) -> Json:
    """Return the answer to a live search; *options* have ``option_value`` as their ids."""
    usable = [one for one in options if one.id and len(one.id) <= VALUE_MOST]
    return {"options": [option(one.label, one.id) for one in usable[:OPTIONS_MOST]]}
