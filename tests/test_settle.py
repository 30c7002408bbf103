"""What every shape of an answer to the purchase means for every order that was in the call."""

from __future__ import annotations

import json
from datetime import UTC, datetime

import pytest

from bot.engine.settle import Accepted, GivenBack, Refused, Settlement, Unaccounted, settle
from bot.model import Item, State
from bot.model.trouble import Trouble
from bot.sendcloud import ApiError, LabelsAnswer, NotSent, SendcloudError, Throttled
from bot.sendcloud.errors import next_step
from bot.sendcloud.labels import read_labels_answer, read_purchase

ITEMS = tuple(
    Item(
        id=number,
        run_id="L-1",
        position=number,
        integration_id=70,
        order_number=f"100{number}",
        order_id=f"id-{number}",
        sendcloud_id=None,
        copy=1,
        state=State.CLAIMED,
        since=datetime(2026, 11, 23, tzinfo=UTC),
    )
    for number in (1, 2, 3)
)
LETTERS = {Accepted: "A", Refused: "R", Unaccounted: "?", GivenBack: "B"}


def row(number: int, **more: object) -> dict[str, object]:
    ids = {"order_id": f"id-{number}", "order_number": f"100{number}"}
    return {"shipment_id": f"s-{number}", "parcels_ids": [number], "parcel_id": number} | ids | more


def error(
    pointer: str | None = None, *, code: str | None = "invalid", status: object = "400", detail: str = "No."
) -> object:
    made: dict[str, object] = {"status": status, "code": code, "detail": detail}
    return made | ({"source": {"pointer": pointer}} if pointer else {})


def verdicts(found: Settlement) -> str:
    return "".join(LETTERS[type(found.verdicts[item.id])] for item in ITEMS)


def answered(status: int, body: object) -> Settlement:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    answer: LabelsAnswer | SendcloudError
    try:
        answer = read_purchase(status, raw)
    except SendcloudError as exc:
        answer = exc
    return settle(ITEMS, answer)


ALL = [row(1), row(2), row(3)]
BRACKETS, PLAIN, SENDER = (
    "/data/attributes/orders/[1]",
    "/data/attributes/orders/1/order_id",
    "/data/attributes/sender_address_id",
)


@pytest.mark.parametrize(
    ("status", "body", "expected"),
    [
        (202, {"data": ALL}, "AAA"),
        (200, {"data": ALL, "errors": []}, "AAA"),
        (202, {"data": ALL, "errors": None}, "AAA"),
        (202, {"data": list(reversed(ALL))}, "AAA"),
        (202, {"data": [row(1), row(3)], "errors": [error(BRACKETS)]}, "ARA"),
        (202, {"data": [row(1), row(3)], "errors": [error(PLAIN)]}, "ARA"),
        (202, {"data": [row(1), row(3)], "errors": error(BRACKETS)}, "ARA"),
        (202, {"data": ALL, "errors": [error(BRACKETS)]}, "AAA"),
        (202, {"data": [row(1), row(3)]}, "A?A"),
        (202, {"data": [row(1), row(2, shipment_id="s-1"), row(3)]}, "A?A"),
        (202, {"errors": [error(code="timeout", status=None)]}, "???"),
        (202, {"errors": [error(code="internal_server_error", status=None)]}, "???"),
        (202, {"errors": [error(code="authentication_failed", status=None)]}, "BBB"),
        (202, {"errors": [error(BRACKETS, code="timeout", status=None)]}, "???"),
        (202, {"errors": [error(BRACKETS, code="invalid", status=None)]}, "?R?"),
        (202, {"data": [row(1)], "errors": [error(BRACKETS, status="409")]}, "A??"),
        (202, {"data": [row(1)], "errors": [error(BRACKETS, status="423")]}, "AR?"),
        (400, {"data": [row(1), row(3)], "errors": [error(BRACKETS)]}, "ARA"),
        (422, {"data": [row(1)], "errors": [error(BRACKETS, status="422")]}, "AR?"),
        (400, {"data": [row(1)], "errors": [error()]}, "A??"),
        (400, {"data": [{"shipment_id": None}], "errors": [error()]}, "???"),
        (401, {"data": [row(1)], "errors": [error(code="authentication_failed", status="401")]}, "A??"),
        (402, {"data": [row(1), row(2)]}, "AA?"),
        (403, {"data": ALL}, "AAA"),
        (404, {"data": [row(2)], "errors": [error(code="not_found", status="404")]}, "?A?"),
        (405, {"data": [row(2)]}, "?A?"),
        (410, {"data": [row(3)]}, "??A"),
        (429, {"data": [row(3)]}, "??A"),
        (409, {"data": [row(1)], "errors": [error(BRACKETS)]}, "A??"),
        (500, {"data": [row(1)], "errors": [error(BRACKETS)]}, "A??"),
        (302, {"data": [row(1)]}, "A??"),
        (400, b'{"data": [{"shipment_id": "s-1", "ord', "???"),
        (202, {"data": [row(1), row(3)], "errors": [error()]}, "A?A"),
        (202, {"data": [row(1), row(3)], "errors": [error(SENDER, status="404")]}, "A?A"),
        (202, {"data": [row(1), row(3)], "errors": [error(BRACKETS, status=500)]}, "A?A"),
        (202, {"data": [row(1), row(3), row(9)]}, "A?A"),
        (202, {"data": [row(1), row(1), row(3)]}, "A?A"),
        (202, {"data": [row(1, order_id=None), row(2, order_id=None), row(3)]}, "AAA"),
        (202, {"data": [row(1, order_number="X"), row(2), row(3)]}, "AAA"),
        (202, {"data": [row(1, order_id="other"), row(2), row(3)]}, "?AA"),
        (202, {"data": [row(1, shipment_id=None), row(2), row(3)]}, "?AA"),
        (202, {"errors": [error(SENDER, status="404", detail="Does not exist.")]}, "BBB"),
        (202, {"data": [], "errors": [error(SENDER, status="404", detail="Does not exist.")]}, "BBB"),
        (202, {"errors": [error()]}, "RRR"),
        (202, {"errors": [error(code=None)]}, "???"),
        (202, {"errors": [error(status="500")]}, "???"),
        (202, {"errors": [error(BRACKETS)]}, "?R?"),
        (202, {"errors": [error("/data/attributes/orders/[7]")]}, "RRR"),
        (202, {}, "???"),
        (202, {"data": []}, "???"),
        (202, [], "???"),
        (202, b'{"data": [{"parcel', "???"),
        (202, b"", "???"),
        (202, b"<html>", "???"),
        (400, {"errors": [error(PLAIN)]}, "BRB"),
        (400, {"errors": [error(SENDER)]}, "BBB"),
        (400, {"errors": [error()]}, "BBB"),
        (400, {"errors": {"orders": {"1": ["Wrong."]}}}, "BRB"),
        (400, b"", "BBB"),
        (422, {"errors": [error("/data/attributes/orders/2", status="422")]}, "BBR"),
        (422, {"detail": [{"loc": ["body", "orders", 1, "order_id"], "msg": "No.", "type": "x"}]}, "BRB"),
        (401, {"errors": [error(code="authentication_failed", status="401")]}, "BBB"),
        (402, {"errors": [error(code="no_valid_payment_method", status="402")]}, "BBB"),
        (403, b"", "BBB"),
        (404, {"errors": [error(code="not_found", status="404")]}, "BBB"),
        (405, b"", "BBB"),
        (429, b"", "BBB"),
        (406, {"errors": [error(status="406")]}, "BBB"),
        (412, {"error": {"code": 412, "request": "api/v3/orders", "message": "User has no address data"}}, "BBB"),
        (413, {"errors": [{"status": "413", "detail": "Too large."}]}, "BBB"),
        (415, {"detail": "Unsupported media type."}, "BBB"),
        (423, {"errors": [{"status": "423", "detail": "Account is locked"}]}, "BBB"),
        (451, {"errors": [error(BRACKETS, status="451")]}, "BRB"),
        (412, b"", "???"),
        (413, b"<html>413 Request Entity Too Large</html>", "???"),
        (421, {"message": "no Route matched"}, "???"),
        (408, {"errors": [error(status="408")]}, "???"),
        (409, {"errors": [error(BRACKETS, status="409")]}, "???"),
        (425, {"errors": [error(status="425")]}, "???"),
        (408, b"", "???"),
        (409, b"", "???"),
        (500, {"errors": [error(status="500")]}, "???"),
        (502, b"<html>502 Bad Gateway</html>", "???"),
        (503, b"", "???"),
        (302, b"", "???"),
    ],
)
def test_every_order_gets_the_verdict_that_its_answer_allows(status: int, body: object, expected: str) -> None:
    assert verdicts(answered(status, body)) == expected


@pytest.mark.parametrize(
    ("problem", "expected"),
    [
        (NotSent("x"), "BBB"),
        (Throttled("x"), "BBB"),
        (next_step("purchase", status=None, sent=True), "???"),
        (next_step("purchase", status=None, sent=False), "BBB"),
    ],
)
def test_without_an_answer_it_matters_whether_the_request_left(problem: SendcloudError, expected: str) -> None:
    assert verdicts(settle(ITEMS, problem)) == expected


@pytest.mark.parametrize(
    ("status", "body", "kind"),
    [
        (202, {"errors": [error(SENDER, status="404", detail="Does not exist.")]}, Trouble.SENDER),
        (202, {"errors": [error("/data/attributes/brand_id", status="404")]}, Trouble.BRAND),
        (400, {"errors": [error("/data/attributes/ship_with/properties/contract_id")]}, Trouble.OPTION),
        (400, {"errors": [error("/data/attributes/integration_id")]}, Trouble.SHOP),
        (401, b"", Trouble.CREDENTIALS),
        (402, b"", Trouble.PAYMENT),
        (403, b"", Trouble.FORBIDDEN),
        (404, b"", Trouble.CALL),
        (401, {"data": [row(1)]}, Trouble.CREDENTIALS),
        (402, {"data": [row(1)]}, Trouble.PAYMENT),
        (202, {"errors": [error(code="authentication_failed", status=None)]}, Trouble.CREDENTIALS),
        (400, {"errors": [error(BRACKETS, code="no_valid_payment_method")]}, Trouble.PAYMENT),
    ],
)
def test_what_every_further_call_would_meet_stops_the_run(status: int, body: object, kind: Trouble) -> None:
    halt = answered(status, body).halt
    assert halt is not None
    assert halt[0] is kind


def test_a_rejection_that_points_nowhere_is_halved_until_one_order_is_left() -> None:
    found = settle(ITEMS, next_step("purchase", status=422))
    halves = [verdict.batch for verdict in found.verdicts.values() if isinstance(verdict, GivenBack)]
    assert halves == ["1a", "1b", "1b"], "named after the first of them: several calls can be halved at a time"
    alone = settle(ITEMS[:1], next_step("purchase", status=422, errors=[ApiError(detail="No.")]))
    assert isinstance(alone.verdicts[1], Refused)


NO_ADDRESS = [ApiError(code="412", detail="User has no address data")]


def test_two_halves_that_are_refused_in_the_same_words_stop_the_run() -> None:
    first = settle(ITEMS[:1], next_step("purchase", status=412, own_words=True, errors=NO_ADDRESS))
    assert isinstance(first.verdicts[1], Refused)
    again = next_step("purchase", status=412, own_words=True, errors=NO_ADDRESS)
    second = settle(ITEMS[1:], again, sibling=first.refused_whole)
    assert {type(verdict) for verdict in second.verdicts.values()} == {GivenBack}
    assert second.halt is not None
    assert second.halt[1] == NO_ADDRESS[0]
    other = [ApiError(code="412", detail="The order weighs too much.")]
    differently = next_step("purchase", status=412, own_words=True, errors=other)
    third = settle(ITEMS[1:], differently, sibling=first.refused_whole)
    assert third.halt is None


def test_rows_beside_a_429_are_believed_and_the_wait_is_kept() -> None:
    found = settle(ITEMS, read_purchase(429, json.dumps({"data": [row(1)]}).encode(), retry_after=7.0))
    assert (verdicts(found), found.wait) == ("A??", 7.0)


@pytest.mark.parametrize("status", range(400, 500))
def test_the_judgement_of_an_error_agrees_with_that_of_a_whole_answer(status: int) -> None:
    """One table decides both: what refuses a call as a whole refuses the order that an error of that status names."""
    whole = answered(status, {"errors": [{"status": str(status), "code": "invalid", "detail": "No."}]})
    pointed = answered(202, {"data": [row(1), row(3)], "errors": [error(BRACKETS, status=str(status))]})
    made_nothing = all(isinstance(verdict, GivenBack) for verdict in whole.verdicts.values())
    assert isinstance(pointed.verdicts[2], Refused | GivenBack) is made_nothing


def test_a_shipment_of_an_order_that_was_not_in_the_call_is_kept_in_mind() -> None:
    assert answered(202, {"data": [*ALL, row(9)]}).extra_shipments == ("s-9",)


def test_two_rows_for_one_order_are_one_label_and_another_to_be_told() -> None:
    found = answered(202, {"data": [*ALL, row(1), row(1, shipment_id="s-9")]})
    first = found.verdicts[1]
    assert isinstance(first, Accepted)
    assert (first.label.shipment_id, first.also, found.extra_shipments) == ("s-1", ("s-9",), ("s-9",))


def test_two_orders_with_one_number_are_never_told_apart_by_that_number() -> None:
    twins = (ITEMS[0], Item(**{**ITEMS[1].__dict__, "order_number": "1001"}))
    found = settle(twins, read_labels_answer(202, {"data": [row(1, order_id=None)]}))
    assert [type(verdict) for verdict in found.verdicts.values()] == [Unaccounted, Unaccounted]


def test_an_answer_that_came_is_told_from_none() -> None:
    assert answered(500, b"").answered
    assert not settle(ITEMS, next_step("purchase", status=None, sent=True)).answered
