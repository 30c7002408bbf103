"""What a cancellation has come to, for everything that Sendcloud can say and every way a shipment can stand."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import product

import pytest

from bot.engine.cancel_verdict import (
    FOLLOWED,
    MOST_ASKS,
    OLDEST,
    AskAgain,
    Cancelled,
    CancelVerdict,
    Refused,
    Standing,
    Taken,
    Unclear,
    judge,
    said_by,
    standing,
)
from bot.model import CANCEL_OPEN, Cancellation, CancelRefusal, CancelSaid, CancelState, Item, State, Wished, judge_wish
from bot.sendcloud import ApiError, Shipment

NOW = datetime(2026, 11, 30, 12, 0, tzinfo=UTC)
ASKED = NOW - timedelta(seconds=3)
YESTERDAY = NOW - timedelta(days=1)
ROW = Cancellation(1, 7, "L-1", 1, "s-1", "U0AGENT", ASKED, CancelState.ASKING, ASKED, asks=1)
ITEM = Item(7, "L-1", 1, 70, "1001", "id-1001", None, 1, State.LABELLED, YESTERDAY, shipment_id="s-1")
SAID: list[CancelSaid | None] = [None, *CancelSaid]
TAKES = (CancelSaid.DONE, CancelSaid.QUEUED, CancelSaid.TAKEN_BEFORE)


def shipment(*codes: str) -> Shipment:
    parcels = [{"id": number, "status": {"code": code}} for number, code in enumerate(codes, start=1)]
    return Shipment.model_validate({"id": "s-1", "parcels": parcels})


def verdict(
    said: CancelSaid | None,
    stands: Standing,
    *,
    row: Cancellation = ROW,
    words: str = "",
    made_at: datetime = YESTERDAY,
) -> CancelVerdict:
    return judge(row, said, stands, words=words, made_at=made_at, now=NOW)


@pytest.mark.parametrize(
    ("codes", "found"),
    [
        (("CANCELLED",), Standing.GONE),
        (("CANCELLED", "CANCELLED_UPSTREAM"), Standing.GONE),
        (("ANNOUNCEMENT_FAILED",), Standing.GONE),
        (("CANCELLING",), Standing.GOING),
        (("CANCELLED", "CANCELLING_UPSTREAM"), Standing.GOING),
        (("READY_TO_SEND",), Standing.RESTING),
        (("CANCELLED", "READY_TO_SEND"), Standing.RESTING),
        (("ANNOUNCING",), Standing.RESTING),
        (("SOMETHING_NEW",), Standing.RESTING),
        ((), Standing.RESTING),
        (("CANCELLED", "DELIVERED"), Standing.DELIVERED),
        (("COLLECTED_BY_CUSTOMER",), Standing.DELIVERED),
        (("READY_TO_SEND", "SORTED"), Standing.MOVED),
        (("PICKED_UP_BY_DRIVER",), Standing.MOVED),
        (("CANCELLATION_FAILED",), Standing.FAILED),
    ],
)
def test_how_a_shipment_stands(codes: tuple[str, ...], found: Standing) -> None:
    assert standing(shipment(*codes)) is found


def test_a_shipment_that_sendcloud_does_not_have_is_missing_and_not_cancelled() -> None:
    assert standing(None) is Standing.MISSING
    assert not any(isinstance(verdict(said, Standing.MISSING), Cancelled) for said in SAID)


@pytest.mark.parametrize("said", SAID)
def test_only_the_shipment_itself_makes_it_certain(said: CancelSaid | None) -> None:
    assert verdict(said, Standing.GONE) == Cancelled()
    assert not any(isinstance(verdict(said, stands), Cancelled) for stands in Standing if stands is not Standing.GONE)


@pytest.mark.parametrize("said", SAID)
def test_what_is_being_cancelled_is_asked_for_whatever_was_answered(said: CancelSaid | None) -> None:
    assert verdict(said, Standing.GOING) == Taken()


@pytest.mark.parametrize("said", SAID)
def test_what_is_on_its_way_is_not_cancelled_whatever_was_answered(said: CancelSaid | None) -> None:
    assert verdict(said, Standing.MOVED) == Refused(CancelRefusal.MOVED)
    assert verdict(said, Standing.DELIVERED) == Refused(CancelRefusal.DELIVERED)


@pytest.mark.parametrize("said", SAID)
def test_a_shipment_that_cannot_be_read_leaves_it_open(said: CancelSaid | None) -> None:
    assert verdict(said, Standing.NOT_READ) == Unclear()


@pytest.mark.parametrize("said", TAKES)
def test_a_shipment_that_rests_after_a_yes_is_followed_up(said: CancelSaid) -> None:
    assert verdict(said, Standing.RESTING) == Taken()
    assert verdict(said, Standing.FAILED) == Taken()  # perhaps still that of an earlier cancellation
    old = replace(ROW, since=NOW - timedelta(minutes=3))
    assert verdict(said, Standing.FAILED, row=old) == Refused(CancelRefusal.CARRIER)


@pytest.mark.parametrize("said", [None, CancelSaid.LOST])
def test_a_lost_answer_is_asked_for_again_a_few_times_and_then_followed_up(said: CancelSaid | None) -> None:
    assert verdict(said, Standing.RESTING) == AskAgain()
    assert verdict(said, Standing.RESTING, row=replace(ROW, asks=MOST_ASKS)) == Taken()


@pytest.mark.parametrize(
    ("words", "made_at", "why"),
    [
        ("This shipment has already been delivered.", YESTERDAY, CancelRefusal.DELIVERED),
        ("This shipment was announced more than 42 days ago.", YESTERDAY, CancelRefusal.TOO_OLD),
        ("", NOW - OLDEST - timedelta(hours=1), CancelRefusal.TOO_OLD),
        ("", YESTERDAY, CancelRefusal.OTHER),
        ("The delivered goods are described wrongly.", YESTERDAY, CancelRefusal.OTHER),
    ],
)
def test_the_meanings_of_a_409(words: str, made_at: datetime, why: CancelRefusal) -> None:
    assert verdict(CancelSaid.CONFLICT, Standing.RESTING, words=words, made_at=made_at) == Refused(why)


def test_a_409_after_a_lost_answer_may_be_about_the_request_before_it() -> None:
    assert verdict(CancelSaid.CONFLICT, Standing.RESTING, row=replace(ROW, asks=2)) == Taken()


@pytest.mark.parametrize("stands", [Standing.RESTING, Standing.MISSING])
def test_what_sendcloud_does_not_know_is_not_cancelled(stands: Standing) -> None:
    assert verdict(CancelSaid.NOT_FOUND, stands) == Refused(CancelRefusal.NOT_FOUND)


def test_any_other_no_is_a_no() -> None:
    assert verdict(CancelSaid.REFUSED, Standing.RESTING) == Refused(CancelRefusal.OTHER)


@pytest.mark.parametrize(("said", "stands"), list(product(SAID, Standing)))
def test_after_14_days_it_is_decided(said: CancelSaid | None, stands: Standing) -> None:
    late = replace(ROW, at=NOW - FOLLOWED, since=NOW - FOLLOWED, asks=MOST_ASKS)
    assert isinstance(verdict(said, stands, row=late), Cancelled | Refused)


@pytest.mark.parametrize(
    ("status", "words", "said"),
    [
        (409, "This shipment is already being cancelled.", CancelSaid.TAKEN_BEFORE),
        (409, "This shipment has already been cancelled.", CancelSaid.CONFLICT),
        (409, "", CancelSaid.CONFLICT),
        (404, "Not found", CancelSaid.NOT_FOUND),
        (410, "", CancelSaid.NOT_FOUND),
        (400, "No.", CancelSaid.REFUSED),
        (None, "", CancelSaid.REFUSED),
    ],
)
def test_what_a_refusal_says(status: int | None, words: str, said: CancelSaid) -> None:
    assert said_by(status, [ApiError(detail=words)] if words else []) is said


@pytest.mark.parametrize("state", State)
def test_only_a_label_can_be_cancelled(state: State) -> None:
    wished = judge_wish(replace(ITEM, state=state), None, "s-1", now=NOW)
    assert (wished is Wished.OPEN) == (state is State.LABELLED)


@pytest.mark.parametrize("state", CancelState)
def test_a_label_is_asked_for_once_at_a_time(state: CancelState) -> None:
    wished = judge_wish(ITEM, replace(ROW, state=state), "s-1", now=NOW)
    under_way = Wished.UNDER_WAY if state in CANCEL_OPEN else Wished.GONE
    assert wished is (Wished.OPEN if state is CancelState.REFUSED else under_way)


def test_only_the_label_that_somebody_saw_is_cancelled() -> None:
    assert judge_wish(ITEM, None, "s-2", now=NOW) is Wished.NONE
    assert judge_wish(replace(ITEM, shipment_id=None), None, None, now=NOW) is Wished.NONE


def test_nothing_is_cancelled_while_its_request_may_still_make_more() -> None:
    open_until = NOW + timedelta(seconds=30)
    assert judge_wish(replace(ITEM, open_until=open_until), None, "s-1", now=NOW) is Wished.SETTLING
    assert judge_wish(replace(ITEM, open_until=NOW), None, "s-1", now=NOW) is Wished.OPEN
