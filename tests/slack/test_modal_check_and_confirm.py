"""The modal *Check and confirm*."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import timedelta

from hypothesis import given, settings

from bot.checks import Check, CheckKind
from bot.model import (
    Cause,
    Choices,
    Holder,
    LineKind,
    Plan,
    PlanState,
)
from bot.model.trouble import Trouble
from bot.slack import ids
from bot.slack.screens import (
    modal_check_and_confirm,
    plan_message,
)
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    check_post,
    check_view,
    line,
    nodes,
    page_of,
    plan,
    plans,
    quick,
    shown,
    view_of,
    words_in,
)


@given(plans())
@quick
def test_a_plan_is_taken_by_slack_whatever_was_found(one: Plan) -> None:
    view = view_of(one)
    check_view(view)
    check_view(modal_check_and_confirm.checking(one, 7))
    check_post(plan_message.plan_message(page_of(one)))
    assert view == view_of(one)
    if one.state is PlanState.READY:
        ready = len(one.ticked())
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
    check_view(view_of(one))


def test_while_the_orders_are_checked_it_says_so() -> None:
    view = view_of(plan(line(1, LineKind.WAITING), line(2, LineKind.WAITING), state=PlanState.CHECKING))

    assert view["title"]["text"] == "Check and confirm"
    assert view["callback_id"] == ids.CONFIRM_PLAN
    assert view["private_metadata"] == "P-1"
    assert "Checking 2 orders…" in words_in(view["blocks"])
    assert "submit" not in view


def test_the_button_says_how_many_labels() -> None:
    one, two = line(1, LineKind.READY), line(2, LineKind.READY)

    assert view_of(plan(one))["submit"]["text"] == "Create 1 label"
    assert view_of(plan(one, two))["submit"]["text"] == "Create 2 labels"
    assert "submit" not in view_of(plan(line(1, LineKind.NOT_FOUND)))


def test_every_entry_is_accounted_for() -> None:
    lines = [line(1, LineKind.READY), line(2, LineKind.LABELLED, holder=Holder(NOW, COLLEAGUE, "L-1"))]
    lines += [line(3, LineKind.LABELLED, holder=Holder(None)), line(4, LineKind.NOT_FOUND)]

    text = shown(plan(*lines, twice=("1001",), not_understood=("???", "!!")))

    assert "You gave 7 entries: 1 ready, 2 already labelled, 1 not found, 1 pasted twice, 2 not understood." in text
    assert "1003: outside the bot" in text
    assert "???" in text
    users = [node["user_id"] for node in nodes(view_of(plan(*lines))) if node.get("type") == "user"]
    assert users == [COLLEAGUE]


def test_the_plan_says_what_is_special_about_it() -> None:
    one = plan(line(1, LineKind.READY, checks=(Check(CheckKind.NO_HOUSE_NUMBER),)))

    assert "Its address has no house number." in shown(one)
    assert "may tell the customer at that moment" in shown(replace(one, eager_feedback=True))
    assert "exactly 3,000 characters" in shown(replace(one, cut=True))
    assert "is older than 15 minutes" in words_in(view_of(one, NOW + timedelta(minutes=16))["blocks"])
    assert "free sendcloud:letter" in shown(replace(one, choices=Choices(7, "Demo shop", test_labels=True)))


def test_a_plan_that_could_not_be_checked_says_why_and_offers_to_look_again() -> None:
    view = view_of(plan(state=PlanState.FAILED, cause=Cause(Trouble.UNREACHABLE)))

    assert "Sendcloud is down." in words_in(view["blocks"])
    assert "submit" not in view
    assert any(node.get("action_id") == ids.LOOK_AGAIN_PLAN for node in nodes(view))
