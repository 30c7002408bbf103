"""The buttons on the parent message of a run."""

from __future__ import annotations

import pytest

from bot.model import Cause, DocumentRequest, RequestState, RunState, State
from bot.model.trouble import Trouble
from tests.slack.drawing_kit import (
    COLLEAGUE,
    NOW,
    buttons,
    drawn,
    item,
    labelled,
    nodes,
    run,
)


def test_buttons_appear_when_they_make_sense() -> None:
    assert list(buttons(drawn(run(item(1, State.WAITING)))["parent"])) == ["Stop"]
    done = drawn(run(labelled(1), state=RunState.DONE))["parent"]
    assert list(buttons(done)) == ["Get documents", "Print options…", "Hand-over list", "Cancel labels"]
    orders = [item(1, State.REFUSED), item(2, State.FAILED), item(3, State.UNDECIDED)]
    assert list(buttons(drawn(run(*orders, state=RunState.DONE))["parent"])) == [
        "Retry 2 failed",
        "Look again",
        "Buy again",
        "Take it",
    ]


NOT_IN_THIS_RUN = {
    Trouble.UNCLEAR, Trouble.OWN, Trouble.DUPLICATE, Trouble.CANCELLED, Trouble.NO_LABEL, Trouble.SHIPMENT_GONE,
    Trouble.PARCELS, Trouble.DOCUMENTS, Trouble.NOT_ASKED, Trouble.BRAND, Trouble.CALL,
}  # fmt: skip
"""There may be a label, somebody did not want one, or the same answer comes whatever is corrected."""


def test_nobody_is_offered_to_stop_what_is_bought_already() -> None:
    on_its_way = run(labelled(1), item(2, State.ACCEPTED))

    offered = buttons(drawn(on_its_way)["parent"])
    assert "Stop" not in offered
    assert "Hand-over list" in offered
    assert "Stop" in buttons(drawn(run(labelled(1), item(2, State.UNKNOWN)))["parent"])


@pytest.mark.parametrize("kind", Trouble)
def test_only_what_surely_made_no_label_is_offered_to_be_asked_for_again(kind: Trouble) -> None:
    refused = run(item(1, State.REFUSED, cause=Cause(kind)), state=RunState.DONE)

    offered = "Retry 1 failed" in buttons(drawn(refused)["parent"])

    assert offered is (kind not in NOT_IN_THIS_RUN)


def test_what_has_to_be_fixed_first_is_counted_apart_from_what_only_has_to_wait() -> None:
    busy, address = Cause(Trouble.CARRIER_BUSY), Cause(Trouble.ADDRESS)
    orders = [item(n, State.FAILED, cause=busy) for n in (1, 2)] + [item(3, State.REFUSED, cause=address)]
    parent = drawn(run(*orders, state=RunState.DONE))["parent"]

    assert list(buttons(parent)) == ["Retry 2 failed", "Retry 1 fixed", "Take it"]
    told = [one["accessibility_label"] for one in nodes(parent.blocks) if one.get("type") == "button"]
    assert told == [
        "Retry 2 failed orders of run L-7F3A",
        "Retry 1 failed order of run L-7F3A, whose cause was fixed",
        "Take what failed in run L-7F3A: you see to it",
    ]


def test_each_button_is_complete_for_somebody_who_hears_it_alone() -> None:
    orders = [labelled(1), item(2, State.WAITING), item(3, State.REFUSED), item(4, State.UNDECIDED)]
    found = [one for one in nodes(drawn(run(*orders))["parent"].blocks) if one.get("type") == "button"]

    assert [one["accessibility_label"] for one in found] == [
        "Stop run L-7F3A",
        "Retry 1 failed order of run L-7F3A",
        "Get documents of run L-7F3A",
        "Print options for the documents of run L-7F3A",
        "Look again for undecided orders of run L-7F3A",
        "Buy again what is undecided in run L-7F3A",
        "Cancel labels of run L-7F3A: asks which ones first",
        "Take what failed in run L-7F3A: you see to it",
    ]
    assert {one["value"] for one in found} == {"L-7F3A"}
    assert "confirm" in found[0]


def test_documents_that_are_being_prepared_replace_their_button() -> None:
    waiting = DocumentRequest(1, "L-7F3A", COLLEAGUE, NOW, RequestState.WAITING)

    post = drawn(run(labelled(1), state=RunState.DONE, documents=(waiting,)))["parent"]

    assert f"Documents are on their way for <@{COLLEAGUE}>." in post.text
    assert list(buttons(post)) == ["Hand-over list", "Cancel labels"]
