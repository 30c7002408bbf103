"""The private message about a plan whose modal was closed."""

from __future__ import annotations

from hypothesis import given

from bot.model import (
    LineKind,
    Plan,
)
from bot.slack import ids
from bot.slack.screens import (
    plan_message,
)
from tests.slack.drawing_kit import (
    check_post,
    line,
    nodes,
    page_of,
    plan,
    plans,
    quick,
)


@given(plans())
@quick
def test_it_is_taken_by_slack_whatever_was_found(one: Plan) -> None:
    check_post(plan_message.plan_message(page_of(one)))


def test_a_plan_whose_modal_was_closed_comes_as_a_message_with_a_button() -> None:
    post = plan_message.plan_message(page_of(plan(line(1, LineKind.READY))))

    assert post.text == "Your plan is checked: 1 ready. Nothing has been bought yet."
    button = next(node for node in nodes(post.blocks) if node.get("type") == "button")
    assert (button["action_id"], button["value"], button["text"]["text"]) == (ids.OPEN_PLAN, "P-1", "Check and confirm")
