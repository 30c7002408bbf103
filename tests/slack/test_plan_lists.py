"""The lists of a plan."""

from __future__ import annotations

from bot.model import (
    Candidate,
    LineKind,
)
from bot.slack import ids
from bot.slack.screens import (
    plan_choose,
)
from tests.slack.drawing_kit import (
    line,
    nodes,
    plan,
    shown,
    view_of,
    words_in,
)


def test_orders_not_found_come_with_the_reason_and_a_button() -> None:
    view = view_of(plan(line(1, LineKind.NOT_FOUND), shop_failing_since="2026-11-20T10:00:00+00:00"))

    assert "has been failing since" in words_in(view["blocks"])
    assert [node for node in nodes(view) if node.get("type") == "date"]
    button = next(node for node in nodes(view) if node.get("action_id") == ids.LOOK_AGAIN_PLAN)
    assert (button["text"]["text"], button["value"]) == ("Look again", "P-1")


def test_an_ambiguous_number_can_be_picked() -> None:
    two = (
        Candidate("ord-1", "91", "1001", "2026-11-01T10:00:00Z", "EUR 12.00"),
        Candidate("ord-2", "92", "1001", None, None),
    )
    view = view_of(plan(line(1, LineKind.AMBIGUOUS, candidates=two)))

    select = next(node for node in nodes(view) if node.get("action_id") == ids.PICK_ORDER)
    assert [(one["text"]["text"], one["value"]) for one in select["options"]] == [
        ("2026-11-01 · EUR 12.00 · order ord-1", "1|ord-1"),
        ("order ord-2", "1|ord-2"),
    ]


def test_the_value_of_a_pick_comes_back_and_others_are_refused() -> None:
    assert plan_choose.read_pick(plan_choose.pick_value(3, "ord|er")) == (3, "ord|er")
    assert plan_choose.read_pick("3|ord|er") == (3, "ord|er")
    assert plan_choose.read_pick("x|1") is None
    assert plan_choose.read_pick("3|") is None


def test_long_lists_say_what_they_leave_out() -> None:
    text = shown(plan(*(line(place, LineKind.NOT_FOUND) for place in range(1, 432))))

    assert "and 421 more" in text
