"""The frame of the modals."""

from __future__ import annotations

from bot.slack import ids
from bot.slack.screens import (
    modal,
)
from tests.slack.drawing_kit import (
    check_view,
)


def test_a_sentence_of_others_is_taken_by_slack() -> None:
    check_view(modal.sentence_view("A title that is too long for it", "<!channel>"))


def test_errors_go_to_their_inputs() -> None:
    assert modal.errors({ids.POST_TO: "x"}) == {"response_action": "errors", "errors": {"post_to": "x"}}
