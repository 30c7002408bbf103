"""What a second person is shown about a plan, and what its window says while it is frozen."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    Allowance,
    Change,
    Difference,
    FrozenOrder,
    FrozenState,
    LineKind,
    Plan,
    PlanPage,
    PlanState,
    Standing,
)
from bot.plan_words import PlanWords
from bot.slack import ids
from bot.slack.screens import approval, modal_check_and_confirm, modal_frozen, plan_message
from tests.slack.approval_kit import frozen, order
from tests.slack.drawing_kit import COLLEAGUE, NOW, check_post, check_view, line, nodes, page_of, plan, quick, words_in

TEXTS = st.text(max_size=255)
ORDERS = st.builds(
    FrozenOrder,
    number=TEXTS,
    integration_id=st.just(7),
    order_id=TEXTS,
    copy=st.integers(1, 3),
    carrier=st.none() | TEXTS,
    price=st.none() | st.decimals(allow_nan=True, min_value=0, max_value=1000, places=2),
    currency=st.sampled_from(["EUR", "GBP", None]),
)
CHANGES = st.builds(
    Change,
    st.sampled_from(Difference),
    st.lists(TEXTS, max_size=5).map(tuple),
    st.integers(0, 10_000),
    st.none() | st.just("EUR 1.00"),
    st.none() | st.just("EUR 2.00"),
)


def page_for(whole: Plan, standing: Standing) -> PlanPage:
    return replace(page_of(whole), standing=standing)


def window(page: PlanPage) -> dict[str, Any]:
    return modal_check_and_confirm.plan(page, NOW, PlanWords())


@given(
    st.lists(ORDERS, min_size=1, max_size=60), st.sampled_from(FrozenState), st.lists(CHANGES, max_size=8), TEXTS,
    st.booleans(),
)  # fmt: skip
@quick
def test_it_is_taken_by_slack_whatever_stands_in_it(
    orders: list[FrozenOrder], state: FrozenState, changes: list[Change], reason: str, shared: bool
) -> None:
    one = frozen(*orders, state=state, changes=tuple(changes), reason=reason, decided_by=COLLEAGUE, decided_at=NOW)

    check_post(approval.approval(one, "approval", shared=shared))
    check_post(approval.approval(one, "approval:U0LEAD", private=True))
    check_view(modal_frozen.decline(one))
    check_view(modal_frozen.told_already(one))
    for plan_state in PlanState:
        page = page_for(plan(line(1, LineKind.READY), state=plan_state), Standing(Allowance(), one))
        check_view(window(page))
        check_post(plan_message.plan_message(page))


@pytest.mark.parametrize(
    ("orders", "said"),
    [
        ([order(1), order(2)], "Approval needed: 2 labels, EUR 10.00."),
        ([order(1), order(2, None)], "Approval needed: 2 labels, EUR 5.00 and 1 of unknown price."),
        ([order(1, None)], "Approval needed: 1 label, price unknown."),
        ([order(1, "0")], "Approval needed: 1 label, price unknown."),
    ],
)
def test_the_head_says_how_many_and_for_how_much(orders: list[FrozenOrder], said: str) -> None:
    assert said in approval.approval(frozen(*orders), "approval").text


def test_what_is_estimated_is_never_told_without_saying_so() -> None:
    guessed = replace(order(1), is_rough=True)
    told = approval.approval(frozen(guessed, replace(order(2), option=("dpd:classic", None))), "approval").text

    assert "Approval needed: 2 labels, ≈ EUR 10.00." in told
    assert "1: ≈ DPD, ≈ EUR 5.00" in told
    assert "2: DPD, EUR 5.00" in told


def test_only_an_open_question_has_buttons_and_asks_a_group() -> None:
    for state in FrozenState:
        post = approval.approval(frozen(order(1), state=state, decided_by="U0LEAD"), "approval", groups=("S0LEADS",))
        asks = state is FrozenState.ASKED
        pressed = {node["action_id"] for node in nodes(post.blocks) if node.get("type") == "button"}
        assert pressed == ({ids.APPROVE, ids.DECLINE} if asks else set())
        assert ("<!subteam^S0LEADS>" in post.text) is asks


def test_the_file_names_every_order_and_none_of_it_is_a_formula() -> None:
    chosen = replace(order(1), option=("dpd:classic", None))
    guessed = replace(order(4, "7.5"), is_rough=True)
    name, content = approval.rows_file(frozen(chosen, FrozenOrder("=cmd", 7, "id", 2), guessed))

    assert name == "P-1 3 labels.csv"
    assert content.decode("utf-8-sig").splitlines() == [
        "order,label,carrier,shipping option,price,currency,estimated",
        "1,1,DPD,dpd:classic,5.00,EUR,",
        "'=cmd,2,,,,,",
        '4,1,DPD,,7.50,EUR,"carrier, price"',
    ]


def test_the_button_asks_where_a_second_person_is_needed() -> None:
    whole = plan(line(1, LineKind.READY))
    asking = window(page_for(whole, Standing(Allowance(needs_approval=True))))
    alone = window(page_for(whole, Standing(Allowance())))

    assert (asking["submit"]["text"], alone["submit"]["text"]) == ("Ask for approval", "Create 1 label")
    assert modal_frozen.is_asking(asking)
    assert not modal_frozen.is_asking(alone)


def test_the_plan_says_what_is_left_of_the_day() -> None:
    standing = Standing(Allowance(left_today=12, until=NOW))

    view = window(page_for(plan(line(1, LineKind.READY)), standing))
    assert "You may have 12 labels more today, until" in " ".join(words_in(view["blocks"]).split())
