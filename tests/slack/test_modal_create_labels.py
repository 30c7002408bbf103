"""The modal *Create labels*: what it asks, and what is read from it."""

from __future__ import annotations

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    LastChoices,
    MissingLists,
    Offer,
    Option,
    PriceRange,
    Shipping,
    ShippingChoice,
)
from bot.slack import ids
from bot.slack.screens import (
    modal_create_labels,
    shipping_option,
)
from tests.slack.drawing_kit import (
    check_options,
    check_view,
    foreign_words,
    offers,
    quick,
    shipping_choices,
    words_in,
)

OFFER = Offer(
    shops=(Option("7", "Demo shop"), Option("8", "Other shop")),
    default_shop="8",
    senders=(Option("1", "Warehouse"),),
    brands=(Option("2", "Brand"),),
)


def labels(view: dict[str, Any]) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


LAST = LastChoices(channel="C0SHIPPING")


@given(offers, foreign_words, st.sampled_from((None, "C0SHIPPING", "G0SECRET")), st.sampled_from(Shipping))
@quick
def test_create_labels_is_taken_by_slack_whatever_it_offers_and_was_chosen_before(
    offer: Offer, words: str, channel: str | None, shipping: Shipping
) -> None:
    last = LastChoices(7, shipping, words or None, 12, words, 1, 2, channel)
    check_view(modal_create_labels.create_labels(offer, numbers=words * 20, chosen=last))


@given(st.lists(shipping_choices, max_size=130))
@quick
def test_the_choices_of_a_search_are_taken_by_slack(found: list[ShippingChoice]) -> None:
    check_options(shipping_option.option_choices(found))


def test_create_labels_has_the_inputs_that_people_look_for() -> None:
    view = modal_create_labels.create_labels(OFFER, numbers="1001 1002", chosen=LAST)

    assert view["title"]["text"] == "Create labels"
    assert view["submit"]["text"] == "Check orders"
    assert view["close"]["text"] == "Cancel"
    assert labels(view) == [
        "Order numbers",
        "Order file",
        "Shop",
        "Shipping",
        "Sender address",
        "Brand",
        "Parcels per order",
        "Post to",
    ]
    inputs = {block["block_id"]: block for block in view["blocks"]}
    assert tuple(inputs) == tuple(name for name in ids.CREATE_INPUTS if name != ids.SHIPPING_OPTION)
    assert all(block["element"]["action_id"] == name for name, block in inputs.items())
    assert [name for name, block in inputs.items() if not block["optional"]] == [ids.SHOP, ids.SHIPPING, ids.POST_TO]
    assert inputs[ids.ORDER_NUMBERS]["element"]["initial_value"] == "1001 1002"
    assert inputs[ids.SHOP]["element"]["initial_option"]["text"]["text"] == "Other shop"
    shipping = inputs[ids.SHIPPING]["element"]
    assert [one["text"]["text"] for one in shipping["options"]] == [
        "Shipping rules",
        "As set on the order",
        "Choose an option",
    ]
    assert shipping["initial_option"]["value"] == "rules"
    assert inputs[ids.POST_TO]["element"]["initial_conversation"] == "C0SHIPPING"


def test_without_a_channel_to_begin_with_it_is_asked_for_where_nobody_has_to_scroll() -> None:
    view = modal_create_labels.create_labels(OFFER)

    assert labels(view)[:2] == ["Order numbers", "Post to"]
    assert "initial_conversation" not in view["blocks"][1]["element"]


def test_what_was_chosen_the_last_time_is_chosen_where_it_is_still_offered() -> None:
    last = LastChoices(7, Shipping.OPTION, "dhl:connect", 12, "DHL Connect", 1, 99, "C0SHIPPING")
    inputs = {
        one["block_id"]: one["element"] for one in modal_create_labels.create_labels(OFFER, chosen=last)["blocks"]
    }

    assert tuple(inputs) == ids.CREATE_INPUTS
    assert inputs[ids.SHOP]["initial_option"]["text"]["text"] == "Demo shop"
    assert inputs[ids.SHIPPING]["initial_option"]["value"] == "option"
    assert inputs[ids.SHIPPING_OPTION]["initial_option"]["value"] == "dhl:connect|12"
    assert inputs[ids.SENDER_ADDRESS]["initial_option"]["value"] == "1"
    assert "initial_option" not in inputs[ids.BRAND]


def payload(view: dict[str, Any], shipping: Shipping, **values: Any) -> dict[str, Any]:
    """Return a form as Slack tells of it after somebody pressed *shipping*."""
    state = {ids.SHIPPING: {ids.SHIPPING: {"selected_option": {"value": shipping.value}}}, **values}
    return {**view, "id": "V1", "hash": "h", "state": {"values": state}}


def test_the_shipping_option_is_there_when_it_counts_and_what_was_picked_comes_back_with_it() -> None:
    form = modal_create_labels.create_labels(OFFER, chosen=LAST)
    shown = shipping_option.as_it_counts(payload(form, Shipping.OPTION))
    picked = {"text": {"type": "plain_text", "text": "DHL", "emoji": False}, "value": "dhl:connect|12"}
    state = {ids.SHIPPING_OPTION: {ids.SHIPPING_OPTION: {"selected_option": picked}}}
    hidden = shipping_option.as_it_counts(payload(shown, Shipping.RULES, **state))
    again = shipping_option.as_it_counts(payload(hidden, Shipping.OPTION))

    for view in (shown, hidden, again):
        check_view(view)
    assert labels(shown)[labels(shown).index("Shipping") + 1] == "Shipping option"
    assert labels(hidden) == labels(form)
    assert labels(again) == labels(shown)
    search = next(one["element"] for one in again["blocks"] if one["block_id"] == ids.SHIPPING_OPTION)
    assert search["initial_option"] == picked


def test_a_search_says_the_price_and_fits_into_a_frame_of_the_socket() -> None:
    price = PriceRange(Decimal("5.2"), Decimal("9.8"), "EUR")
    name = "Паке́т “Überraschung” " * 6
    found = [ShippingChoice(f"carrier:option-{n}", n, name, price) for n in range(1, 131)]

    answer = shipping_option.option_choices(found)

    assert len(json.dumps(answer)) <= 16_000
    assert answer["options"][0]["text"]["text"].endswith(" · EUR 5.20–9.80")
    assert "…" in answer["options"][0]["text"]["text"]


@pytest.mark.parametrize(
    ("typed", "parcels"), [("", 1), ("1", 1), ("50", 50), ("0", None), ("51", None), ("2.5", None)]
)
def test_parcels_are_a_whole_number_of_boxes(typed: str, parcels: int | None) -> None:
    values = {ids.PARCELS: {ids.PARCELS: {"type": "number_input", "value": typed}}}
    assert modal_create_labels.read_create({"state": {"values": values}}).parcels == parcels


def test_lists_that_sendcloud_did_not_give_are_left_out_with_the_reason() -> None:
    view = modal_create_labels.create_labels(Offer(missing=MissingLists.ALL), chosen=LAST)

    assert labels(view) == ["Order numbers", "Order file", "Shipping", "Parcels per order", "Post to"]
    assert "Sendcloud does not answer right now" in words_in(view["blocks"])


def test_of_more_than_a_hundred_shops_the_default_one_is_always_shown() -> None:
    many = tuple(Option(str(n), f"Shop {n}") for n in range(1, 131))

    view = modal_create_labels.create_labels(Offer(shops=many, default_shop="130"))

    shop = next(block for block in view["blocks"] if block.get("block_id") == ids.SHOP)
    assert len(shop["element"]["options"]) == 100
    assert shop["element"]["initial_option"] == shop["element"]["options"][-1]
    assert "Showing the first 100 of 130." in shop["hint"]["text"]


def test_with_test_labels_there_is_no_shipping_to_choose_and_a_banner() -> None:
    view = modal_create_labels.create_labels(replace(OFFER, test_labels=True))

    assert "Shipping" not in labels(view)
    assert "free sendcloud:letter" in words_in(view["blocks"])


def test_what_was_filled_in_is_read() -> None:
    chosen = {"text": {"type": "plain_text", "text": "DHL Parcel Connect"}, "value": "dhl:connect|12"}
    values = {
        ids.ORDER_NUMBERS: {ids.ORDER_NUMBERS: {"type": "plain_text_input", "value": "1001"}},
        ids.ORDER_FILE: {ids.ORDER_FILE: {"type": "file_input", "files": [{"id": "F1"}]}},
        ids.SHOP: {ids.SHOP: {"selected_option": {"text": {"text": "Demo shop"}, "value": "7"}}},
        ids.SHIPPING: {ids.SHIPPING: {"selected_option": {"text": {"text": "Choose an option"}, "value": "option"}}},
        ids.SHIPPING_OPTION: {ids.SHIPPING_OPTION: {"selected_option": chosen}},
        ids.SENDER_ADDRESS: {ids.SENDER_ADDRESS: {"selected_option": None}},
        ids.POST_TO: {ids.POST_TO: {"selected_conversation": "C0SHIPPING"}},
    }

    shown = [{"type": "input", "block_id": ids.SHIPPING_OPTION}]
    form = modal_create_labels.read_create({"blocks": shown, "state": {"values": values}})

    assert form == modal_create_labels.CreateForm(
        numbers="1001",
        files=({"id": "F1"},),
        shop_id=7,
        shipping=Shipping.OPTION,
        option="dhl:connect|12",
        option_label="DHL Parcel Connect",
        channel="C0SHIPPING",
        shows_option=True,
    )
    assert shipping_option.read_option("dhl:connect|12") == ("dhl:connect", 12)


def test_an_empty_form_is_read_as_left_empty() -> None:
    assert modal_create_labels.read_create({}) == modal_create_labels.CreateForm()
    blank = {name: {name: {"value": None, "selected_option": None, "files": None}} for name in ids.CREATE_INPUTS}
    assert modal_create_labels.read_create({"state": {"values": blank}}) == modal_create_labels.CreateForm()


def test_the_value_of_an_option_comes_back_and_others_are_refused() -> None:
    assert shipping_option.read_option(shipping_option.option_value("a|b:c", None)) == ("a|b:c", None)
    assert shipping_option.read_option("no bar") is None
    assert shipping_option.read_option("x|y") is None
    assert shipping_option.read_option("|1") is None
