"""The modal after *Create N labels*."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from bot.model import (
    Holder,
)
from bot.slack.screens import (
    modal_after_confirm,
)
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    check_view,
    foreign_words,
    holders,
    nodes,
    quick,
    words_in,
)


@given(st.lists(st.tuples(foreign_words, holders), max_size=60))
@quick
def test_what_follows_create_labels_is_taken_by_slack(taken: list[tuple[str, Holder]]) -> None:
    check_view(modal_after_confirm.started(3, "C0SHIPPING", taken))
    check_view(modal_after_confirm.all_taken(taken))
    check_view(modal_after_confirm.already_confirmed(COLLEAGUE, NOW))


def test_after_the_click_it_says_where_to_look_and_what_others_have() -> None:
    view = modal_after_confirm.started(42, "C0SHIPPING", [("1001", Holder(NOW, COLLEAGUE, "L-1", "waiting"))])

    assert "42 labels are on the way; follow them in " in words_in(view["blocks"])
    assert "1001: " in words_in(view["blocks"])
    assert {"type": "channel", "channel_id": "C0SHIPPING"} in list(nodes(view))
    assert {"type": "user", "user_id": COLLEAGUE} in list(nodes(view))
