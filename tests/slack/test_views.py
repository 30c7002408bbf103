"""The modals: what they ask, what they say, and that Slack takes them whatever is in them."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.model import (
    Candidate,
    Cause,
    Choices,
    Holder,
    LineKind,
    MissingLists,
    Offer,
    Option,
    Person,
    Plan,
    PlanLine,
    PlanState,
    Run,
    RunState,
    Shipping,
    State,
)
from bot.model.trouble import Trouble
from bot.slack import ids
from bot.slack.screens import (
    modal,
    modal_after_confirm,
    modal_buy_again,
    modal_check_and_confirm,
    modal_create_labels,
    modal_second_label,
    plan_lists,
    plan_message,
    thread,
)
from tests.slack.drawing_kit import (
    ASKER,
    COLLEAGUE,
    NOW,
    check_options,
    check_post,
    check_view,
    foreign_words,
    holders,
    item,
    nodes,
    offers,
    options,
    plans,
    quick,
    run,
    runs,
    words_in,
)

OFFER = Offer(
    shops=(Option("7", "Demo shop"), Option("8", "Other shop")),
    default_shop="8",
    senders=(Option("1", "Warehouse"),),
    brands=(Option("2", "Brand"),),
)


def plan(*lines: PlanLine, state: PlanState = PlanState.READY, **more: Any) -> Plan:
    known: dict[str, Any] = {
        "id": "P-1",
        "by": Person(ASKER, "T1"),
        "channel": "C0SHIPPING",
        "choices": Choices(7, "Demo shop"),
        "state": state,
        "created_at": NOW,
        "checked_at": NOW,
        "lines": lines,
    }
    return Plan(**{**known, **more})


def line(place: int, kind: LineKind, **more: Any) -> PlanLine:
    return PlanLine(**{"position": place, "typed": str(1000 + place), "kind": kind, **more})


def shown(one: Plan) -> str:
    return words_in(modal_check_and_confirm.plan(one, NOW)["blocks"])


def labels(view: dict[str, Any]) -> list[str]:
    return [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"]


@given(offers, foreign_words, st.sampled_from((None, "C0SHIPPING", "G0SECRET", "D0DIRECT")))
@quick
def test_create_labels_is_taken_by_slack_whatever_it_offers(offer: Offer, numbers: str, channel: str | None) -> None:
    check_view(modal_create_labels.create_labels(offer, numbers=numbers * 20, channel=channel))


@given(plans())
@quick
def test_a_plan_is_taken_by_slack_whatever_was_found(one: Plan) -> None:
    view = modal_check_and_confirm.plan(one, NOW)
    check_view(view)
    check_view(modal_check_and_confirm.checking(one))
    check_post(plan_message.plan_message(one))
    assert view == modal_check_and_confirm.plan(one, NOW)
    if one.state is PlanState.READY:
        ready = len(one.of(LineKind.READY))
        assert ("submit" in view) == (ready > 0)


@given(plans())
@quick
def test_the_counts_add_up_to_what_was_pasted(one: Plan) -> None:
    told = re.search(
        r"You gave (\d+) entr(?:y|ies): (.*?)\.$", shown(replace(one, state=PlanState.READY)), re.MULTILINE
    )

    assert told is not None
    assert int(told[1]) == len(one.lines) + len(one.twice) + len(one.not_understood)
    assert int(told[1]) == sum(int(part.split()[0]) for part in told[2].split(", "))


@given(plans(most=10_000))
@settings(quick, max_examples=5)
def test_ten_thousand_orders_fit_too(one: Plan) -> None:
    check_view(modal_check_and_confirm.plan(one, NOW))


@given(st.lists(st.tuples(foreign_words, holders), max_size=60), runs())
@quick
def test_the_closing_views_are_taken_by_slack(taken: list[tuple[str, Holder]], one: Run) -> None:
    check_view(modal_after_confirm.started(3, "C0SHIPPING", taken))
    check_view(modal_after_confirm.all_taken(taken))
    check_view(modal_after_confirm.already_confirmed(COLLEAGUE, NOW))
    check_view(modal.sentence_view("A title that is too long for it", "<!channel>"))
    check_view(modal_buy_again.ask_again(one))


@given(options)
@quick
def test_the_choices_of_a_search_are_taken_by_slack(found: list[Option]) -> None:
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


def test_values_of_ours_come_back_and_others_are_refused() -> None:
    assert modal_create_labels.read_option(modal_create_labels.option_value("a|b:c", None)) == ("a|b:c", None)
    assert modal_create_labels.read_option("no bar") is None
    assert modal_create_labels.read_option("x|y") is None
    assert modal_create_labels.read_option("|1") is None
    assert plan_lists.read_pick("3|ord|er") == (3, "ord|er")
    assert plan_lists.read_pick("x|1") is None
    assert plan_lists.read_pick("3|") is None


def test_while_the_orders_are_checked_it_says_so() -> None:
    view = modal_check_and_confirm.plan(
        plan(line(1, LineKind.WAITING), line(2, LineKind.WAITING), state=PlanState.CHECKING), NOW
    )

    assert view["title"]["text"] == "Check and confirm"
    assert view["callback_id"] == ids.CONFIRM_PLAN
    assert view["private_metadata"] == "P-1"
    assert "Checking 2 orders…" in words_in(view["blocks"])
    assert "submit" not in view


def test_the_button_says_how_many_labels() -> None:
    one, two = line(1, LineKind.READY), line(2, LineKind.READY)

    assert modal_check_and_confirm.plan(plan(one), NOW)["submit"]["text"] == "Create 1 label"
    assert modal_check_and_confirm.plan(plan(one, two), NOW)["submit"]["text"] == "Create 2 labels"
    assert "submit" not in modal_check_and_confirm.plan(plan(line(1, LineKind.NOT_FOUND)), NOW)


def test_every_entry_is_accounted_for() -> None:
    lines = [line(1, LineKind.READY), line(2, LineKind.LABELLED, holder=Holder(NOW, COLLEAGUE, "L-1"))]
    lines += [line(3, LineKind.LABELLED, holder=Holder(None)), line(4, LineKind.NOT_FOUND)]

    text = shown(plan(*lines, twice=("1001",), not_understood=("???", "!!")))

    assert "You gave 7 entries: 1 ready, 2 already labelled, 1 not found, 1 pasted twice, 2 not understood." in text
    assert "1003: outside the bot" in text
    assert "???" in text
    users = [
        node["user_id"] for node in nodes(modal_check_and_confirm.plan(plan(*lines), NOW)) if node.get("type") == "user"
    ]
    assert users == [COLLEAGUE]


def test_prices_are_told_by_carrier_and_never_as_free() -> None:
    def priced(place: int, carrier: str | None, price: str | None, currency: str | None = "EUR") -> PlanLine:
        amount = Decimal(price) if price is not None else None
        return line(place, LineKind.READY, carrier=carrier, price=amount, currency=currency)

    ready = [priced(1, "PostNL", "6.05"), priced(2, "PostNL", "6.10"), priced(3, "DHL", "0"), priced(4, None, None)]
    ready += [priced(5, "UPS", "7.00"), priced(6, "UPS", None)]

    text = shown(plan(*ready))

    assert "PostNL: 2 labels, about EUR 12.15." in text
    assert "DHL: 1 label, price unknown." in text
    assert "Carrier not known yet: 1 label, price unknown." in text
    assert "UPS: 2 labels, about EUR 7.00 for 1; price unknown for 1." in text
    assert "free" not in text
    assert "0.00" not in text


def test_orders_not_found_come_with_the_reason_and_a_button() -> None:
    view = modal_check_and_confirm.plan(
        plan(line(1, LineKind.NOT_FOUND), shop_failing_since="2026-11-20T10:00:00+00:00"), NOW
    )

    assert "has been failing since" in words_in(view["blocks"])
    assert [node for node in nodes(view) if node.get("type") == "date"]
    button = next(node for node in nodes(view) if node.get("action_id") == ids.LOOK_AGAIN_PLAN)
    assert (button["text"]["text"], button["value"]) == ("Look again", "P-1")


def test_an_ambiguous_number_can_be_picked() -> None:
    two = (
        Candidate("ord-1", "91", "1001", "2026-11-01T10:00:00Z", "EUR 12.00"),
        Candidate("ord-2", "92", "1001", None, None),
    )
    view = modal_check_and_confirm.plan(plan(line(1, LineKind.AMBIGUOUS, candidates=two)), NOW)

    select = next(node for node in nodes(view) if node.get("action_id") == ids.PICK_ORDER)
    assert [(one["text"]["text"], one["value"]) for one in select["options"]] == [
        ("Order ord-1, created 2026-11-01, EUR 12.00", "1|ord-1"),
        ("Order ord-2", "1|ord-2"),
    ]


def test_long_lists_say_what_they_leave_out() -> None:
    text = shown(plan(*(line(place, LineKind.NOT_FOUND) for place in range(1, 432))))

    assert "(showing 40 of 431)" in text


def test_the_plan_says_what_is_special_about_it() -> None:
    one = plan(line(1, LineKind.READY, warnings=("It has no house number.",)))

    assert "It has no house number." in shown(one)
    assert "may tell the customer at that moment" in shown(replace(one, eager_feedback=True))
    assert "exactly 3,000 characters" in shown(replace(one, cut=True))
    assert "was older than 15 minutes" in shown(replace(one, rechecked=True))
    assert "is older than 15 minutes" in words_in(
        modal_check_and_confirm.plan(one, NOW + timedelta(minutes=16))["blocks"]
    )
    assert "free sendcloud:letter" in shown(replace(one, choices=Choices(7, "Demo shop", test_labels=True)))


def test_a_plan_that_could_not_be_checked_says_why_and_offers_to_look_again() -> None:
    view = modal_check_and_confirm.plan(plan(state=PlanState.FAILED, cause=Cause(Trouble.UNREACHABLE)), NOW)

    assert "Sendcloud cannot be reached." in words_in(view["blocks"])
    assert "submit" not in view
    assert any(node.get("action_id") == ids.LOOK_AGAIN_PLAN for node in nodes(view))


def test_a_plan_whose_modal_was_closed_comes_as_a_message_with_a_button() -> None:
    post = plan_message.plan_message(plan(line(1, LineKind.READY)))

    assert post.text == "Your plan is checked: 1 ready. Nothing has been bought yet."
    button = next(node for node in nodes(post.blocks) if node.get("type") == "button")
    assert (button["action_id"], button["value"], button["text"]["text"]) == (ids.OPEN_PLAN, "P-1", "Check and confirm")


def test_after_the_click_it_says_where_to_look_and_what_others_have() -> None:
    view = modal_after_confirm.started(42, "C0SHIPPING", [("1001", Holder(NOW, COLLEAGUE, "L-1", "waiting"))])

    assert "42 labels are on the way; follow them in " in words_in(view["blocks"])
    assert "1001: " in words_in(view["blocks"])
    assert {"type": "channel", "channel_id": "C0SHIPPING"} in list(nodes(view))
    assert {"type": "user", "user_id": COLLEAGUE} in list(nodes(view))


def test_to_ask_again_takes_a_reason_and_tells_the_risk() -> None:
    view = modal_buy_again.ask_again(run(item(1, State.UNDECIDED), item(2, State.LABELLED)))

    assert view["callback_id"] == ids.ASK_AGAIN_VIEW
    assert modal_buy_again.read_shown(view["private_metadata"]) == ("L-7F3A", {1: item(1, State.UNDECIDED).doubt})
    assert view["submit"]["text"] == "Ask again"
    assert "second, paid label" in words_in(view["blocks"])
    assert "1001" in words_in(view["blocks"])
    assert "1002" not in words_in(view["blocks"])
    reason = view["blocks"][-1]
    assert (reason["block_id"], reason["label"]["text"], reason["optional"]) == (ids.REASON, "Reason", False)
    assert modal.read_reason({"state": {"values": {ids.REASON: {ids.REASON: {"value": " lost "}}}}}) == "lost"


def test_a_second_label_takes_the_orders_and_a_reason() -> None:
    labelled = line(3, LineKind.LABELLED, order_number="<3>", order_id="ord-3")
    view = modal_second_label.second_label(plan(line(1, LineKind.READY), labelled))

    assert view["callback_id"] == ids.SECOND_LABEL_VIEW
    assert [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"] == ["Orders", "Reason"]
    chosen = {"selected_options": view["blocks"][1]["element"]["options"]}
    assert modal_second_label.read_second({"state": {"values": {ids.SECOND_ORDERS: {ids.SECOND_ORDERS: chosen}}}}) == [
        3
    ]


@pytest.mark.parametrize("state", ["unknown", "undecided", "failed"])
def test_an_order_that_may_or_may_not_have_a_label_is_told_as_such_before_a_second_one(state: str) -> None:
    doubtful = line(3, LineKind.LABELLED, order_number="1003", order_id="ord-3")
    doubtful = replace(doubtful, holder=Holder(NOW, COLLEAGUE, "L-9", state))
    sure = replace(line(4, LineKind.LABELLED, order_number="1004", order_id="4"), holder=Holder(NOW, COLLEAGUE, "L-8"))

    listed = re.sub(r"\s+", " ", shown(plan(doubtful, sure)))
    assert "nobody knows yet whether it got a label" in listed
    told = words_in(modal_second_label.second_label(plan(doubtful, sure))["blocks"])
    assert "whether 1 order of these got a label (" in told
    assert "1003" in told
    assert "The risk" in told
    assert "1004" not in words_in(modal_second_label.second_label(plan(doubtful, sure))["blocks"][:2])
    assert "The risk" not in words_in(modal_second_label.second_label(plan(sure))["blocks"])


def test_errors_go_to_their_inputs() -> None:
    assert modal.errors({ids.POST_TO: "x"}) == {"response_action": "errors", "errors": {"post_to": "x"}}


def test_everything_that_can_be_used_is_listed() -> None:
    two = (Candidate("ord-1", "91", "1", None, None), Candidate("ord-2", "92", "1", None, None))
    orders = [item(place, state) for place, state in enumerate(State, start=1)]
    going, halted = run(*orders), run(*orders, state=RunState.STOPPED)
    labelled = line(3, LineKind.LABELLED, order_number="3", order_id="ord-3")
    whole = plan(line(1, LineKind.NOT_FOUND), line(2, LineKind.AMBIGUOUS, candidates=two), labelled)
    drawn = [
        modal_create_labels.create_labels(OFFER),
        modal_check_and_confirm.plan(whole, NOW),
        modal_buy_again.ask_again(going),
        modal_second_label.second_label(whole),
    ]
    posts = [plan_message.plan_message(whole), *thread.draw(going, now=NOW), *thread.draw(halted, now=NOW)]

    used = {node["action_id"] for node in nodes([drawn, [post.blocks for post in posts]]) if "action_id" in node}

    assert used == {*ids.ACTIONS, *ids.CREATE_INPUTS, ids.REASON, ids.SECOND_ORDERS}
    assert {view["callback_id"] for view in drawn} == set(ids.VIEWS)
    assert set(ids.SEARCHES) <= set(ids.CREATE_INPUTS)
