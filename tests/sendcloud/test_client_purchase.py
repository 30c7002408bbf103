"""Buying labels: one request, and what each thing that can happen to it means."""

from __future__ import annotations

import asyncio
import logging
import socket
from collections.abc import Callable
from decimal import Decimal
from typing import Any

import pytest
from pydantic import ValidationError

from bot.sendcloud import (
    AccountProblem,
    CreateLabels,
    NotSent,
    OrderSelector,
    OutcomeUnknown,
    Pace,
    Rejected,
    Sendcloud,
    ShipWithRequest,
    Throttled,
    WeightRequest,
    basic,
)
from bot.sendcloud.requests import DimensionsRequest, ParcelItem, ParcelRequest
from tests.sendcloud.scripted import ManualClock, Reply, Server, error_body, labels_for

ROW = {"parcel_id": 420, "parcels_ids": [420, 421], "shipment_id": "511", "order_id": "a", "order_number": "1001"}


def always() -> bool:
    return True


async def test_the_request_carries_everything_and_no_nulls(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(202, {"data": [ROW]}))
    parcel = ParcelRequest(
        parcel_items=[ParcelItem(item_id="5552", quantity=2)],
        weight=WeightRequest(value=Decimal("1.320"), unit="kg"),
        dimensions=DimensionsRequest(length=Decimal(5), width=Decimal("15.00"), height=Decimal("1E+1"), unit="cm"),
    )
    by_number = OrderSelector(order_number="Bé", apply_shipping_rules=True)
    request = CreateLabels(
        integration_id=70,
        sender_address_id=17,
        brand_id=42,
        ship_with=ShipWithRequest.option("postnl:standard", 517),
        orders=[OrderSelector(order_id="a", parcels=[parcel]), by_number],
    )
    await client.create_labels(request, still_allowed=always)

    (seen,) = server.seen
    assert (seen.method, seen.path, seen.query) == ("POST", "/api/v3/orders/create-labels-async", [])
    assert seen.json == {
        "integration_id": 70,
        "sender_address_id": 17,
        "brand_id": 42,
        "ship_with": {
            "type": "shipping_option_code",
            "properties": {"shipping_option_code": "postnl:standard", "contract_id": 517},
        },
        "orders": [
            {
                "order_id": "a",
                "apply_shipping_rules": False,
                "parcels": [
                    {
                        "parcel_items": [{"item_id": "5552", "quantity": 2}],
                        "weight": {"value": "1.320", "unit": "kg"},
                        "dimensions": {"length": "5", "width": "15.00", "height": "10", "unit": "cm"},
                    }
                ],
            },
            {"order_number": "Bé", "apply_shipping_rules": True},
        ],
    }
    assert seen.headers["content-type"] == "application/json"
    assert seen.headers["content-length"] == str(len(seen.body or b""))
    assert "transfer-encoding" not in seen.headers
    assert seen.headers["sendcloud-partner-id"] == "11111111-2222-3333-4444-555555555555"
    assert seen.headers["user-agent"].startswith("label-bot")
    assert seen.headers["authorization"].startswith("Basic ")


@pytest.mark.parametrize(
    "make",
    [
        lambda: OrderSelector(),
        lambda: OrderSelector(order_id="a", order_number="b"),
        lambda: OrderSelector(order_id=""),
        lambda: OrderSelector(order_id="x" * 65),
        lambda: labels_for(),
        lambda: labels_for(*map(str, range(21))),
        lambda: labels_for("a", "A "),
        lambda: labels_for("a", brand_id=0),
        lambda: ShipWithRequest.option(""),
        lambda: WeightRequest(value=Decimal(0), unit="kg"),
        lambda: CreateLabels.model_validate({"integration_id": 70, "orders": [{"order_id": "a"}], "extra": 1}),
    ],
)
def test_a_malformed_request_is_never_made(make: Callable[[], object]) -> None:
    with pytest.raises(ValidationError):
        make()


def row(**changes: Any) -> dict[str, Any]:
    return {name: value for name, value in {**ROW, **changes}.items() if value is not None}


ANSWERS: list[tuple[str, Any, list[tuple[str, list[int]]], int, int, bool]] = [
    # body -> (shipment id, parcel ids) of the labels, number of errors, unreadable rows, data present
    ("labels", {"data": [ROW]}, [("511", [420, 421])], 0, 0, True),
    ("only the deprecated parcel id", {"data": [row(parcels_ids=None)]}, [("511", [420])], 0, 0, True),
    ("an empty list of parcels", {"data": [row(parcels_ids=[])]}, [("511", [420])], 0, 0, True),
    ("no parcel at all", {"data": [row(parcels_ids=None, parcel_id=None)]}, [("511", [])], 0, 0, True),
    ("numbers as texts", {"data": [row(parcels_ids=["420", "x", None])]}, [("511", [420])], 0, 0, True),
    ("a shipment id that is a number", {"data": [row(shipment_id=511)]}, [("511", [420, 421])], 0, 0, True),
    ("no order id but a number", {"data": [row(order_id=None)]}, [("511", [420, 421])], 0, 0, True),
    ("no shipment id", {"data": [row(shipment_id=None), ROW]}, [("511", [420, 421])], 0, 1, True),
    ("no name of the order", {"data": [row(order_id=None, order_number=None)]}, [], 0, 1, True),
    ("rows that are no objects", {"data": [7, None, "x"]}, [], 0, 3, True),
    ("data that is one object", {"data": ROW}, [("511", [420, 421])], 0, 0, True),
    ("both", {"data": [ROW], **error_body("bad")}, [("511", [420, 421])], 1, 0, True),
    ("errors only", error_body("Does not exist."), [], 1, 0, False),
    ("errors and empty data", {"data": [], **error_body("bad", "bad too")}, [], 2, 0, False),
    ("errors and null data", {"data": None, **error_body("bad")}, [], 1, 0, False),
    ("neither", {}, [], 0, 0, False),
    ("errors as one object", {"errors": {"code": "invalid", "detail": "x"}}, [], 1, 0, False),
]


@pytest.mark.parametrize(
    ("body", "labels", "errors", "unreadable", "present"),
    [each[1:] for each in ANSWERS],
    ids=[each[0] for each in ANSWERS],
)
async def test_a_readable_answer_is_handed_on_without_judgement(
    client: Sendcloud, server: Server, body: Any, labels: Any, errors: int, unreadable: int, present: bool
) -> None:
    server.replies(Reply(202, body))
    answer = await client.create_labels(labels_for("a"), still_allowed=always)
    assert [(each.shipment_id, each.parcel_ids) for each in answer.labels] == labels
    assert (len(answer.errors), answer.unreadable_rows, answer.data_present) == (errors, unreadable, present)
    assert answer.http_status == 202


@pytest.mark.parametrize("status", [200, 201, 202, 207])
async def test_any_2xx_is_read(client: Sendcloud, server: Server, status: int) -> None:
    server.replies(Reply(status, {"data": [ROW]}))
    assert (await client.create_labels(labels_for("a"), still_allowed=always)).http_status == status


PAGE = b"<html><h1>502 Bad Gateway</h1></html>"
OUTCOMES: list[tuple[Reply, type, bool | None]] = [
    (Reply(400, error_body("bad", pointers=["/data/attributes/orders/[0]"])), Rejected, None),
    (Reply(404, error_body("The page you have requested could not be found.", code="not_found")), Rejected, None),
    (Reply(405), Rejected, None),
    (Reply(422, error_body("negative")), Rejected, None),
    (Reply(401, error_body("Invalid username/password.")), AccountProblem, None),
    (Reply(402, error_body("no method", code="no_valid_payment_method")), AccountProblem, None),
    (Reply(403), AccountProblem, None),
    (Reply(429), Throttled, None),
    (Reply(408), OutcomeUnknown, True),
    (Reply(409, error_body("conflict")), OutcomeUnknown, True),
    (Reply(500, error_body("oops")), OutcomeUnknown, True),
    (Reply(502, PAGE, content_type="text/html"), OutcomeUnknown, True),
    (Reply(503), OutcomeUnknown, True),
    (Reply(307, headers={"Location": "http://127.0.0.1:9/elsewhere"}), OutcomeUnknown, True),
    (Reply(202, b""), OutcomeUnknown, True),
    (Reply(204), OutcomeUnknown, True),
    (Reply(202, PAGE, content_type="text/html"), OutcomeUnknown, True),
    (Reply(202, b'{"data": [{"shipment'), OutcomeUnknown, True),
    (Reply(202, b"[]"), OutcomeUnknown, True),
    (Reply(202, b"null"), OutcomeUnknown, True),
    (Reply(202, b'{"data": NaN}'), OutcomeUnknown, True),
    (Reply(202, b'{"data":', drop="half"), OutcomeUnknown, True),
    (Reply(drop="body"), OutcomeUnknown, False),
    (Reply(drop="head"), OutcomeUnknown, False),
]


@pytest.mark.parametrize(("reply", "kind", "answered"), OUTCOMES)
async def test_every_outcome_is_asked_for_exactly_once(
    client: Sendcloud, server: Server, reply: Reply, kind: type[Exception], answered: bool | None
) -> None:
    server.replies(reply, Reply(202, {"data": [ROW]}))
    with pytest.raises(kind) as caught:
        await client.create_labels(labels_for("a"), still_allowed=always)
    assert len(server.seen) == 1
    assert getattr(caught.value, "answered", None) is answered
    assert "username" not in str(caught.value)


async def test_no_answer_in_time_leaves_the_outcome_open(server: Server, clock: ManualClock) -> None:
    client = Sendcloud(base_url=server.url, auth=basic("p", "s"), clock=clock, purchase_timeout=0.2)
    server.replies(Reply(202, {"data": [ROW]}, wait=1))
    with pytest.raises(OutcomeUnknown) as caught:
        await client.create_labels(labels_for("a"), still_allowed=always)
    assert not caught.value.answered
    assert len(server.seen) == 1
    await client.aclose()


async def test_an_answer_in_drops_is_waited_for_as_long_as_a_purchase_may_take_and_no_longer(
    server: Server, clock: ManualClock
) -> None:
    client = Sendcloud(base_url=server.url, auth=basic("p", "s"), clock=clock, purchase_timeout=0.3)
    server.replies(Reply(202, {"data": [ROW]}, drip=0.05))
    with pytest.raises(OutcomeUnknown) as caught:
        await client.create_labels(labels_for("a"), still_allowed=always)
    assert caught.value.answered
    assert len(server.seen) == 1
    await client.aclose()


async def test_a_refusal_that_breaks_off_may_have_told_of_labels(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(400, b'{"data": [{"shipment', drop="half"))
    with pytest.raises(OutcomeUnknown) as caught:
        await client.create_labels(labels_for("a"), still_allowed=always)
    assert caught.value.answered


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_a_purchase_follows_no_redirect(client: Sendcloud, server: Server, status: int) -> None:
    server.replies(Reply(status, headers={"Location": server.url + "/elsewhere"}), Reply(202, {"data": [ROW]}))
    with pytest.raises(OutcomeUnknown):
        await client.create_labels(labels_for("a"), still_allowed=always)
    assert [each.path for each in server.seen] == ["/api/v3/orders/create-labels-async"]


@pytest.mark.parametrize("status", [400, 401, 402, 403, 404, 405, 410, 412, 422, 429, 500, 302])
async def test_rows_are_handed_on_whatever_the_status_beside_them(
    client: Sendcloud, server: Server, status: int
) -> None:
    server.replies(Reply(status, {"data": [ROW], **error_body("bad")}))
    answer = await client.create_labels(labels_for("a"), still_allowed=always)
    assert (answer.http_status, [each.shipment_id for each in answer.labels]) == (status, ["511"])


async def test_a_rejection_names_the_order(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(400, error_body("bad", pointers=["/data/attributes/orders/0/order_id"])))
    with pytest.raises(Rejected) as caught:
        await client.create_labels(labels_for("a"), still_allowed=always)
    assert [each.order_index for each in caught.value.errors] == [0]
    assert caught.value.http_status == 400


async def test_nothing_is_sent_when_it_is_no_longer_allowed(client: Sendcloud, server: Server) -> None:
    with pytest.raises(NotSent):
        await client.create_labels(labels_for("a"), still_allowed=lambda: False)
    assert server.seen == []


async def test_leave_withdrawn_while_connecting_stops_the_body(client: Sendcloud, server: Server) -> None:
    answers = iter([True, False])
    server.replies(Reply(202, {"data": [ROW]}))
    with pytest.raises(NotSent):
        await client.create_labels(labels_for("a"), still_allowed=lambda: next(answers))
    await asyncio.sleep(0.05)
    assert server.bodies == []


async def test_nobody_listening_means_not_sent(clock: ManualClock) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
        client = Sendcloud(base_url=url, auth=basic("p", "s"), clock=clock)
        with pytest.raises(NotSent):
            await client.create_labels(labels_for("a"), still_allowed=always)
        await client.aclose()


async def test_an_unknown_host_means_not_sent(clock: ManualClock) -> None:
    client = Sendcloud(base_url="http://sendcloud.invalid", auth=basic("p", "s"), clock=clock)
    with pytest.raises(NotSent):
        await client.create_labels(labels_for("a"), still_allowed=always)
    await client.aclose()


async def test_each_purchase_has_its_own_connection(client: Sendcloud, server: Server) -> None:
    server.replies(*[Reply(202, {"data": [ROW]})] * 3)
    for _ in range(3):
        await client.create_labels(labels_for("a"), still_allowed=always)
    assert len({each.peer for each in server.seen}) == 3


async def test_a_purchase_waits_for_nothing_and_a_full_house_means_not_sent(server: Server, clock: ManualClock) -> None:
    pace = Pace(clock, concurrent_writes=1)
    client = Sendcloud(base_url=server.url, auth=basic("p", "s"), clock=clock, pace=pace)
    server.replies(Reply(202, {"data": [ROW]}, wait=0.2))
    first = asyncio.create_task(client.create_labels(labels_for("a"), still_allowed=always))
    await asyncio.sleep(0.05)
    with pytest.raises(NotSent):
        await client.create_labels(labels_for("b"), still_allowed=always)
    assert (await first).labels
    await client.aclose()


async def test_a_throttled_purchase_holds_all_writes_back(
    client: Sendcloud, server: Server, clock: ManualClock
) -> None:
    server.replies(Reply(429, headers={"Retry-After": "7"}))
    with pytest.raises(Throttled) as caught:
        await client.create_labels(labels_for("a"), still_allowed=always)
    assert caught.value.retry_after == 7
    await client.wait_for_purchase_turn()
    assert clock.slept == [7]


async def test_the_log_tells_the_call_and_no_secret(
    client: Sendcloud, server: Server, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    server.replies(Reply(202, {"data": [ROW]}), Reply(200, {"data": []}))
    await client.create_labels(labels_for("private-order"), still_allowed=always)
    await client.find_shipments(70, "private-number")
    lines = [record.getMessage() for record in caplog.records if record.name != "aiohttp.access"]
    assert len(lines) == 2
    assert lines[0].startswith("POST /orders/create-labels-async -> 202 in ")
    assert lines[1].startswith("GET /shipments -> 200 in ")
    assert "private" not in "".join(lines)
