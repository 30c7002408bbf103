"""The modal *Create labels*: what it asks, and what is read from it."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    MissingLists,
    Offer,
    Option,
    Shipping,
    ShippingChoice,
)
from bot.slack import ids
from bot.slack.screens import (
    modal_create_labels,
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


@given(offers, foreign_words, st.sampled_from((None, "C0SHIPPING", "G0SECRET", "D0DIRECT")))
@quick
def test_create_labels_is_taken_by_slack_whatever_it_offers(offer: Offer, numbers: str, channel: str | None) -> None:
    check_view(modal_create_labels.create_labels(offer, numbers=numbers * 20, channel=channel))


@given(st.lists(shipping_choices, max_size=130))
@quick
def test_the_choices_of_a_search_are_taken_by_slack(found: list[ShippingChoice]) -> None:
    check_options(modal_create_labels.option_choices(found))


def test_create_labels_has_the_inputs_that_people_look_for() -> None:
    view = modal_create_labels.create_labels(OFFER, numbers="1001 1002", channel="C0SHIPPING")

    assert view["title"]["text"] == "Create labels"
    assert view["submit"]["text"] == "Check orders"
    assert view["close"]["text"] == "Cancel"
    assert labels(view) == [
        "Order numbers",
        "Order file",
        "Shop",
        "Shipping",
        "Shipping option",
        "Sender address",
        "Brand",
        "Post to",
    ]
    inputs = {block["block_id"]: block for block in view["blocks"]}
    assert tuple(inputs) == ids.CREATE_INPUTS
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


def test_a_channel_that_cannot_be_the_default_is_left_to_choose() -> None:
    view = modal_create_labels.create_labels(OFFER, channel=None)

    assert "initial_conversation" not in view["blocks"][-1]["element"]


def test_lists_that_sendcloud_did_not_give_are_left_out_with_the_reason() -> None:
    view = modal_create_labels.create_labels(Offer(missing=MissingLists.ALL), channel="C0SHIPPING")

    assert labels(view) == ["Order numbers", "Order file", "Shipping", "Shipping option", "Post to"]
    assert "Sendcloud does not answer right now" in words_in(view["blocks"])


def test_of_more_than_a_hundred_shops_the_default_one_is_always_shown() -> None:
    many = tuple(Option(str(n), f"Shop {n}") for n in range(1, 131))

    view = modal_create_labels.create_labels(Offer(shops=many, default_shop="130"), channel=None)

    shop = next(block for block in view["blocks"] if block.get("block_id") == ids.SHOP)
    assert len(shop["element"]["options"]) == 100
    assert shop["element"]["initial_option"] == shop["element"]["options"][-1]
    assert "Showing the first 100 of 130." in shop["hint"]["text"]


def test_with_test_labels_there_is_no_shipping_to_choose_and_a_banner() -> None:
    view = modal_create_labels.create_labels(replace(OFFER, test_labels=True), channel=None)

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

    form = modal_create_labels.read_create({"state": {"values": values}})

    assert form == modal_create_labels.CreateForm(
        numbers="1001",
        files=({"id": "F1"},),
        shop_id=7,
        shipping=Shipping.OPTION,
        option="dhl:connect|12",
        option_label="DHL Parcel Connect",
        channel="C0SHIPPING",
    )
    assert modal_create_labels.read_option("dhl:connect|12") == ("dhl:connect", 12)


def test_an_empty_form_is_read_as_left_empty() -> None:
    assert modal_create_labels.read_create({}) == modal_create_labels.CreateForm()
    blank = {name: {name: {"value": None, "selected_option": None, "files": None}} for name in ids.CREATE_INPUTS}
    assert modal_create_labels.read_create({"state": {"values": blank}}) == modal_create_labels.CreateForm()


def test_the_value_of_an_option_comes_back_and_others_are_refused() -> None:
    assert modal_create_labels.read_option(modal_create_labels.option_value("a|b:c", None)) == ("a|b:c", None)
    assert modal_create_labels.read_option("no bar") is None
    assert modal_create_labels.read_option("x|y") is None
    assert modal_create_labels.read_option("|1") is None
