"""The modal *Second label*."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from bot.model import (
    Holder,
    LineKind,
)
from bot.slack import ids
from bot.slack.screens import (
    modal_second_label,
)
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    line,
    plan,
    shown,
    words_in,
)


def test_a_second_label_takes_the_orders_and_a_reason() -> None:
    labelled = line(3, LineKind.LABELLED, order_number="<3>", order_id="ord-3")
    view = modal_second_label.second_label(plan(line(1, LineKind.READY), labelled))

    assert view["callback_id"] == ids.SECOND_LABEL_VIEW
    assert [block["label"]["text"] for block in view["blocks"] if block["type"] == "input"] == ["Orders", "Reason"]
    chosen = {"selected_options": view["blocks"][1]["element"]["options"]}
    assert modal_second_label.read_second({"state": {"values": {ids.SECOND_ORDERS: {ids.SECOND_ORDERS: chosen}}}}) == [
        3
    ]


@pytest.mark.parametrize("state", ["unknown", "undecided", "failed"])
def test_an_order_that_may_or_may_not_have_a_label_is_told_as_such_before_a_second_one(state: str) -> None:
    doubtful = line(3, LineKind.LABELLED, order_number="1003", order_id="ord-3")
    doubtful = replace(doubtful, holder=Holder(NOW, COLLEAGUE, "L-9", state))
    sure = replace(line(4, LineKind.LABELLED, order_number="1004", order_id="4"), holder=Holder(NOW, COLLEAGUE, "L-8"))

    listed = re.sub(r"\s+", " ", shown(plan(doubtful, sure)))
    assert "nobody knows yet whether it got a label" in listed
    told = words_in(modal_second_label.second_label(plan(doubtful, sure))["blocks"])
    assert "whether 1 order of these got a label (" in told
    assert "1003" in told
    assert "The risk" in told
    assert "1004" not in words_in(modal_second_label.second_label(plan(doubtful, sure))["blocks"][:2])
    assert "The risk" not in words_in(modal_second_label.second_label(plan(sure))["blocks"])
