"""What holds for all screens together."""

from __future__ import annotations

from bot.model import (
    Candidate,
    LineKind,
    Offer,
    Option,
    RunState,
    State,
)
from bot.slack import ids
from bot.slack.screens import (
    modal_buy_again,
    modal_check_and_confirm,
    modal_create_labels,
    modal_second_label,
    plan_message,
    thread,
)
from tests.slack.drawing_kit import (
    NOW,
    item,
    line,
    nodes,
    plan,
    run,
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
