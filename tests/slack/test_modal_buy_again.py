"""The modal *Buy again*."""

from __future__ import annotations

from hypothesis import given

from bot.model import (
    Run,
    State,
)
from bot.slack import ids
from bot.slack.screens import (
    modal,
    modal_buy_again,
)
from tests.slack.drawing_kit import (
    check_view,
    item,
    quick,
    run,
    runs,
    words_in,
)


@given(runs())
@quick
def test_ask_again_is_taken_by_slack_whatever_the_run_is(one: Run) -> None:
    check_view(modal_buy_again.ask_again(one))


def test_to_ask_again_takes_a_reason_and_tells_the_risk() -> None:
    view = modal_buy_again.ask_again(run(item(1, State.UNDECIDED), item(2, State.LABELLED)))

    assert view["callback_id"] == ids.ASK_AGAIN_VIEW
    assert modal_buy_again.read_shown(view["private_metadata"]) == ("L-7F3A", {1: item(1, State.UNDECIDED).doubt})
    assert view["submit"]["text"] == "Buy again"
    assert "second, paid label" in words_in(view["blocks"])
    assert "1001" in words_in(view["blocks"])
    assert "1002" not in words_in(view["blocks"])
    reason = view["blocks"][-1]
    assert (reason["block_id"], reason["label"]["text"], reason["optional"]) == (ids.REASON, "Reason", False)
    assert modal.read_reason({"state": {"values": {ids.REASON: {ids.REASON: {"value": " lost "}}}}}) == "lost"
