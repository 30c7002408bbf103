"""The reply about orders that were left out."""

from __future__ import annotations

from bot.model import Holder, RunState, State
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    drawn,
    item,
    run,
)


def test_orders_left_out_name_the_run_that_has_them() -> None:
    ours = item(1, State.SKIPPED, holder=Holder(NOW, COLLEAGUE, "L-9"))
    others = item(2, State.SKIPPED, holder=Holder(None))

    text = drawn(run(ours, others, state=RunState.DONE))["skipped"].text

    assert "1001: in run L-9" in text
    assert "1002: labelled outside the bot" in text
