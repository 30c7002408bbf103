"""Which error a call amounts to, and how Sendcloud's error objects are read: two tables."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from bot.sendcloud.api_error import ApiError, errors_of, order_index, read_errors
from bot.sendcloud.errors import (
    AccountProblem,
    NotSent,
    OutcomeUnknown,
    Rejected,
    SendcloudError,
    Throttled,
    Unavailable,
    next_step,
)
from bot.sendcloud.retry_after import parse_retry_after

EVERYWHERE: list[tuple[int, type[SendcloudError]]] = [
    (400, Rejected), (401, AccountProblem), (402, AccountProblem), (403, AccountProblem), (404, Rejected),
    (405, Rejected), (410, Rejected), (422, Rejected), (429, Throttled),
]  # fmt: skip


@pytest.mark.parametrize("asked", ["look-up", "cancel", "purchase"])
@pytest.mark.parametrize(("status", "kind"), EVERYWHERE)
def test_a_clear_answer_means_the_same_whatever_was_asked(asked: Any, status: int, kind: type) -> None:
    assert type(next_step(asked, status=status)) is kind


@pytest.mark.parametrize("status", [200, 202, 204, 301, 302, 307, 406, 408, 409, 413, 451, 500, 502, 503, 504, 520])
def test_after_a_purchase_every_other_answer_leaves_the_outcome_open(status: int) -> None:
    error = next_step("purchase", status=status)
    assert isinstance(error, OutcomeUnknown)
    assert error.answered


@pytest.mark.parametrize("status", [200, 302, 408, 500, 502, 503])
def test_a_look_up_without_a_usable_answer_is_unavailable(status: int) -> None:
    assert type(next_step("look-up", status=status)) is Unavailable


@pytest.mark.parametrize("status", [406, 412, 413, 415, 423, 451])
def test_any_other_client_error_is_a_refusal_when_sendcloud_says_so_in_words(status: int) -> None:
    assert type(next_step("purchase", status=status, own_words=True)) is Rejected
    assert type(next_step("purchase", status=status)) is OutcomeUnknown
    assert type(next_step("look-up", status=status)) is Unavailable


def test_a_refused_cancellation_is_a_refusal_and_a_lost_one_is_unknown() -> None:
    assert type(next_step("cancel", status=409)) is Rejected
    assert type(next_step("cancel", status=502)) is OutcomeUnknown


@pytest.mark.parametrize("asked", ["look-up", "cancel", "purchase"])
def test_what_never_left_may_be_asked_again(asked: Any) -> None:
    assert type(next_step(asked, status=None, sent=False)) is NotSent


def test_silence_after_sending_is_unknown_for_a_purchase_and_unavailable_for_a_look_up() -> None:
    error = next_step("purchase", status=None, sent=True)
    assert isinstance(error, OutcomeUnknown)
    assert not error.answered
    assert type(next_step("look-up", status=None, sent=True)) is Unavailable


@pytest.mark.parametrize(("status", "kind"), [(401, "credentials"), (402, "payment"), (403, "forbidden")])
def test_account_problems_say_which(status: int, kind: str) -> None:
    error = next_step("purchase", status=status)
    assert isinstance(error, AccountProblem)
    assert error.kind == kind


SHAPES: list[tuple[str, bytes, list[ApiError]]] = [
    (
        "the published list",
        b'{"errors":[{"id":"1","status":"400","code":"invalid","title":"T","detail":"D","source":{"pointer":"/data"}}]}',
        [ApiError("400", "invalid", "T", "D", "/data")],
    ),
    ("a whole-number status", b'{"errors":[{"status":404,"detail":"D"}]}', [ApiError("404", detail="D")]),
    ("a null code", b'{"errors":[{"status":"503","code":null,"detail":"D"}]}', [ApiError("503", None, None, "D")]),
    ("a null code in words", b'{"errors":[{"code":"null","detail":"D"}]}', [ApiError(detail="D")]),
    (
        "a parameter",
        b'{"errors":[{"code":"invalid_choice","detail":"D","source":{"parameter":"integration"}}]}',
        [ApiError(code="invalid_choice", detail="D", parameter="integration")],
    ),
    ("one object", b'{"errors":{"code":"invalid","detail":"D"}}', [ApiError(code="invalid", detail="D")]),
    ("a text by field", b'{"errors":{"house_number":"blank"}}', [ApiError(detail="blank", pointer="/house_number")]),
    (
        "texts by field",
        b'{"errors":{"house_number":["a","b"],"non_field_errors":["c"]}}',
        [ApiError(detail="a", pointer="/house_number"), ApiError(detail="b", pointer="/house_number"),
         ApiError(detail="c")],
    ),
    (
        "texts by field, by order",
        b'{"errors":{"orders":[{},{"order_id":["gone"]}]}}',
        [ApiError(detail="gone", pointer="/orders/1/order_id")],
    ),
    ("a list of texts", b'{"errors":["a","b"]}', [ApiError(detail="a"), ApiError(detail="b")]),
    ("a text", b'{"errors":"a"}', [ApiError(detail="a")]),
    (
        "version 2",
        b'{"error":{"code":404,"request":"api/v2/x","message":"No such parcel"}}',
        [ApiError(code="404", detail="No such parcel")],
    ),
    (
        "OAuth",
        b'{"error":"invalid_client","error_description":"nope"}',
        [ApiError(code="invalid_client", detail="nope")],
    ),
    (
        "a field, a number and a message",
        b'{"errors":[{"field":"return","code":409,"message":"M"}]}',
        [ApiError(code="409", detail="M", pointer="return")],
    ),
    ("detail alone", b'{"detail":"Parcel does not exist"}', [ApiError(detail="Parcel does not exist")]),
    (
        "FastAPI",
        b'{"detail":[{"loc":["body","orders",1,"order_id"],"msg":"too short","type":"string_too_short"}]}',
        [ApiError(code="string_too_short", detail="too short", pointer="/body/orders/1/order_id")],
    ),
    ("a bare list", b'[{"code":"x","detail":"D"}]', [ApiError(code="x", detail="D")]),
    ("message alone", b'{"message":"M"}', [ApiError(detail="M")]),
    ("nothing", b"", []),
    ("a page", b"<html><body>502 Bad Gateway</body></html>", []),
    ("not text at all", b"\xff\xfe\x00\x81", []),
    ("half of it", b'{"errors":[{"status":', []),
    ("a number", b"7", []),
    ("far too deep", b"[" * 100_000, []),
    ("no errors", b'{"data":[]}', []),
    ("an empty list", b'{"errors":[]}', []),
    ("nulls", b'{"errors":[null]}', []),
]  # fmt: skip


@pytest.mark.parametrize(("body", "errors"), [each[1:] for each in SHAPES], ids=[each[0] for each in SHAPES])
def test_every_shape_of_errors_is_read(body: bytes, errors: list[ApiError]) -> None:
    assert errors_of(body) == errors


def test_a_detail_is_bounded() -> None:
    assert len(read_errors(["x" * 100_000])[0].detail or "") == 2000


@pytest.mark.parametrize(
    ("pointer", "index"),
    [
        ("/data/attributes/orders/[1]", 1),
        ("/data/attributes/orders/0/order_id", 0),
        ("/data/attributes/orders/19", 19),
        ("/data/attributes/orders/[2]/order_number", 2),
        ("orders/[3]", 3),
        ("/data/attributes/sender_address_id", None),
        ("/data/attributes/order/order_id", None),
        ("/data/attributes/[1]/order_details/integration", None),
        ("/data/attributes/[0]/order_details/order_items/0/quantity", None),
        ("/reorders/1", None),
        ("/data", None),
        ("", None),
        (None, None),
    ],
)
def test_a_pointer_names_an_order_in_either_form(pointer: str | None, index: int | None) -> None:
    assert order_index(pointer) == index
    assert ApiError(pointer=pointer).order_index == index


@pytest.mark.parametrize(
    ("value", "seconds"),
    [
        ("7", 7.0), ("0", 0.0), ("1.5", 1.5), ("-3", 0.0), ("Mon, 03 Aug 2026 09:00:30 GMT", 30.0),
        ("Mon, 03 Aug 2026 08:00:00 GMT", 0.0), ("soon", None), ("", None), ("NaN", None), (None, None),
    ],
)  # fmt: skip
def test_retry_after_is_a_number_or_a_date(value: str | None, seconds: float | None) -> None:
    assert parse_retry_after(value, now=datetime(2026, 8, 3, 9, 0, tzinfo=UTC)) == seconds


def test_what_sendcloud_said_stays_out_of_the_text_of_an_error() -> None:
    said = ApiError(code="invalid", title="Stadhuisplein 15", detail="John Doe, Stadhuisplein 15, Oss")
    for error in (next_step("purchase", status=status, errors=[said]) for status in (400, 401, 500)):
        assert error.errors == [said]
        assert "Doe" not in f"{error} {error!r} {said!r}"
        assert "Stadhuisplein" not in f"{error} {error!r} {said!r}"
