"""What holds for all screens together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC

from bot.model import (
    ALL_DOCUMENTS,
    FIXABLE,
    AlikeOrders,
    BoughtOrder,
    CancelOffer,
    CancelRule,
    CancelTerms,
    Candidate,
    Cause,
    Elsewhere,
    Failure,
    Fix,
    FixState,
    HeldLabel,
    LastChoices,
    LineKind,
    Offer,
    OpenFailures,
    Option,
    OrderStatus,
    Period,
    RunState,
    Section,
    Shipping,
    Sighting,
    Spend,
    State,
    Wished,
)
from bot.model.trouble import Trouble
from bot.model.unused import UnusedLabels
from bot.plan_words import GivenFile, PlanWords
from bot.slack import ids
from bot.slack.screens import (
    answer_cancel,
    answer_failures,
    answer_spend,
    answer_status,
    answer_unknown_word,
    answer_unused,
    approval,
    get_label,
    hand_over,
    modal_buy_again,
    modal_cancel_labels,
    modal_check_and_confirm,
    modal_create_labels,
    modal_fix,
    modal_frozen,
    modal_leave_out,
    modal_print_options,
    modal_second_label,
    owners,
    plan_message,
    thread,
)
from bot.slack.screens.plan_place import PlanPlace
from tests.slack.approval_kit import frozen, order
from tests.slack.drawing_kit import (
    ASKER,
    NOW,
    item,
    line,
    nodes,
    page_of,
    plan,
    run,
    view_of,
)

OFFER = Offer(
    shops=(Option("7", "Demo shop"), Option("8", "Other shop")),
    default_shop="8",
    senders=(Option("1", "Warehouse"),),
    brands=(Option("2", "Brand"),),
)


def test_everything_that_can_be_used_is_listed() -> None:
    two = (Candidate("ord-1", "91", "1", None, None), Candidate("ord-2", "92", "1", None, None))
    orders = [item(place, state) for place, state in enumerate(State, start=1)]
    orders.append(item(99, State.REFUSED, cause=Cause(Trouble.CARRIER_BUSY)))
    going, halted = run(*orders), run(*orders, state=RunState.STOPPED)
    labelled = line(3, LineKind.LABELLED, order_number="3", order_id="ord-3")
    ready = [line(place, LineKind.READY) for place in range(10, 131)]
    whole = plan(line(1, LineKind.NOT_FOUND), line(2, LineKind.AMBIGUOUS, candidates=two), labelled, *ready)
    whole = replace(whole, unknown_words=(("on account", 3),))
    elsewhere = replace(page_of(whole), elsewhere=(Elsewhere(8, "Outlet", ("1",), 1),))
    labels = (item(1, State.LABELLED), item(2, State.LABELLED))
    refused = item(98, State.REFUSED, cause=Cause(Trouble.ADDRESS))
    drawn = [
        modal_create_labels.create_labels(
            OFFER, chosen=LastChoices(shipping=Shipping.OPTION), kept=GivenFile("F1", "orders.csv", 340)
        ),
        modal_check_and_confirm.plan(elsewhere, NOW, PlanWords()),
        view_of(whole, show=Section.READY, page=2),
        modal_leave_out.leave_out(PlanPlace("P-1")),
        modal_buy_again.ask_again(going),
        modal_second_label.second_label(whole),
        modal_frozen.decline(frozen(order(1))),
        modal_cancel_labels.cancel_labels(CancelOffer(going, labels, (CancelTerms(CancelRule.UNKNOWN),) * 2, NOW)),
        get_label.which([HeldLabel("1001", "L-7F3A", 1)]),
        modal_print_options.print_options(going, ALL_DOCUMENTS),
        modal_print_options.really_zpl("L-7F3A", ALL_DOCUMENTS),
        owners.hand_over("1001", "1 - 2026-11-23T09:00:00+00:00"),
        owners.dismiss("1001", "1 - 2026-11-23T09:00:00+00:00"),
        modal_fix.form(refused, FIXABLE, {}, {}, seen="", orders=2),
        modal_fix.result("1", Fix(1, 1, "R", ASKER, "T", NOW, FixState.SENT, NOW), refused),
    ]
    seen = Sighting(item(1, State.LABELLED), ASKER, NOW, "C0SHIPPING", None, wished=Wished.OPEN)
    _, status = answer_status.status(OrderStatus("1", (seen,)))
    _, private = answer_cancel.cancelling([OrderStatus("1", (seen,))], now=NOW)
    busy = item(99, State.REFUSED, cause=Cause(Trouble.CARRIER_BUSY))
    failed = [Failure(one, ASKER, "Main shop", "C0SHIPPING") for one in (busy, refused)]
    _, open_ones = answer_failures.failures(OpenFailures((*failed, replace(failed[0], owner=ASKER))), now=NOW)
    _, unknown = answer_unknown_word.unknown_word("stauts", "status", "stauts 1001")
    posts = [approval.approval(frozen(order(1)), "approval")]
    posts += [plan_message.plan_message(page_of(whole)), *thread.draw(going, now=NOW), *thread.draw(halted, now=NOW)]

    label = get_label.of_order(item(1, State.LABELLED))
    _, never_scanned = answer_unused.unused(UnusedLabels((seen,)), now=NOW)
    cost = AlikeOrders(1, 1, None, None, rough=False, test=False)
    one = BoughtOrder("1", NOW, "PostNL", "Main shop", ASKER, "L-7F3A", cost)
    _, spent = answer_spend.spend(Spend(Period(NOW.date(), NOW.date()), UTC, (one,)))
    shown = [drawn, status, private, open_ones, never_scanned, spent, unknown, label, hand_over.of_days()]
    everything = nodes([shown, [post.blocks for post in posts]])
    used = {node["action_id"] for node in everything if "action_id" in node}

    cancelling = {ids.WHICH_LABELS, ids.NUMBERS_TO_CANCEL}
    inputs = {ids.REASON, ids.NEW_OWNER, ids.SECOND_ORDERS, ids.NUMBERS_LEFT_OUT, ids.LABEL_OF, *cancelling}
    fixing = {f"fix_{one}" for one in FIXABLE}
    assert used == {*ids.ACTIONS, *ids.CREATE_INPUTS, *ids.PRINT_INPUTS, *inputs, *fixing}
    assert {view["callback_id"] for view in drawn} == set(ids.VIEWS)
    assert set(ids.SEARCHES) <= {*ids.CREATE_INPUTS, *fixing}
