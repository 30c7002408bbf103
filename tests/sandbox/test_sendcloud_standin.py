"""The stand-in of Sendcloud: what it grants, what it refuses, and how it breaks when it is told to."""

from __future__ import annotations

import asyncio
import io
import re
from datetime import timedelta
from pathlib import Path

import httpx
import pypdf
import pytest

from bot.sandbox.sendcloud import (
    CallLevelError,
    CancelAs,
    DropRow,
    Empty429,
    ErrorsOnly202,
    ExtraRow,
    Fault,
    Garbage,
    Hang,
    Html502,
    LateAct,
    ResetAfter,
    ResetBefore,
    Respond,
    SendcloudStandIn,
    TwoRows,
)
from tests.sandbox.conftest import BUY, Hand, request_for


def cursor_of(response: httpx.Response, rel: str) -> str | None:
    link = response.links.get(rel)
    return httpx.URL(link["url"]).params["cursor"] if link else None


async def test_a_label_goes_from_announcing_to_ready_by_the_clock(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    order = sendcloud.add_order("1001")
    row = (await client.post(BUY, json=request_for(order.order_id))).json()["data"][0]
    assert row["parcels_ids"] == [row["parcel_id"]]
    assert "ship_with" not in row
    before = (await client.get(f"/shipments/{row['shipment_id']}")).json()["data"]["parcels"][0]
    assert (before["status"]["code"], before["documents"], before["tracking_number"]) == ("ANNOUNCING", [], "")
    assert before["announced_at"] is None
    assert (await client.get(f"/parcels/{row['parcel_id']}/documents/label")).status_code == 404
    clock.forward(2)
    after = (await client.get(f"/shipments/{row['shipment_id']}")).json()["data"]["parcels"][0]
    assert after["status"]["code"] == "READY_TO_SEND"
    assert after["documents"][0]["document_type"] == "label"
    label = await client.get(f"/parcels/{row['parcel_id']}/documents/label")
    text = pypdf.PdfReader(io.BytesIO(label.content), strict=True).pages[0].extract_text()
    assert "Order 1001" in text
    assert str(row["parcel_id"]) in text
    assert sendcloud.refusals == []


async def test_a_late_failure_looks_announced_and_is_not(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    order = sendcloud.add_order("1001", kind="late_failure")
    row = (await client.post(BUY, json=request_for(order.order_id))).json()["data"][0]
    clock.forward(2)
    shipment = (await client.get(f"/shipments/{row['shipment_id']}")).json()["data"]
    parcel = shipment["parcels"][0]
    assert parcel["status"]["code"] == "ANNOUNCEMENT_FAILED"
    assert parcel["tracking_number"]
    assert parcel["announced_at"]
    assert shipment["errors"][0]["code"] == "parcel_announcement_error"
    listed = (await client.get("/shipments", params={"shipment_uuids": row["shipment_id"]})).json()["data"][0]
    assert "errors" not in listed
    assert (await client.get(f"/parcels/{parcel['id']}/documents/label")).status_code == 404


async def test_kinds_of_orders_are_answered_each_in_its_way(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    kinds = ("bad_address", "no_parcels_ids", "multicollo", "slow", "service_point", "no_address", "no_label")
    orders = {kind: sendcloud.add_order(kind, kind=kind) for kind in kinds}
    body = (await client.post(BUY, json=request_for(*(order.order_id for order in orders.values())))).json()
    rows = {row["order_number"]: row for row in body["data"]}
    assert [error["source"]["pointer"] for error in body["errors"]] == [
        "/data/attributes/orders/[0]",
        "/data/attributes/orders/[5]",
    ]
    assert body["errors"][0]["detail"] == "The order has no valid shipping address."
    assert "parcels_ids" not in rows["no_parcels_ids"]
    assert len(rows["multicollo"]["parcels_ids"]) == 3
    clock.forward(59)
    codes = {number: sendcloud.purchases_of(number)[0].status(clock()) for number in rows}
    assert codes == {
        "no_parcels_ids": "READY_TO_SEND",
        "multicollo": "READY_TO_SEND",
        "slow": "ANNOUNCING",
        "service_point": "READY_TO_SEND",
        "no_label": "NO_LABEL",
    }
    clock.forward(1)
    assert sendcloud.purchases_of("slow")[0].status(clock()) == "READY_TO_SEND"


async def test_a_negative_price_refuses_the_whole_call(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    fine, bad = sendcloud.add_order("1"), sendcloud.add_order("2", kind="negative_price")
    assert (await client.post(BUY, json=request_for(fine.order_id, bad.order_id))).status_code == 400
    assert sendcloud.bought == []


async def test_one_number_twice_gives_two_orders(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    sendcloud.add_order("77", kind="duplicate")
    found = (await client.get("/orders", params={"integration": 70, "order_number": "77"})).json()["data"]
    assert len({order["order_id"] for order in found}) == 2
    body = {"integration_id": 70, "orders": [{"order_number": "77"}]}
    assert "data" not in (await client.post(BUY, json=body)).json()
    assert len(sendcloud.refusals) == 1


async def test_buying_twice_makes_two_labels(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    order = sendcloud.add_order("1001", kind="already_labelled")
    for _ in range(2):
        await client.post(BUY, json=request_for(order.order_id))
    assert sendcloud.bought == ["1001", "1001"]
    listed = (await client.get("/shipments", params={"order_number": "1001", "integration_id": 70})).json()["data"]
    assert len(listed) == 3
    assert len(sendcloud.purchases_of("1001")) == 2


ATTRIBUTES = "/data/attributes"


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"orders": [{"order_id": "a"}]}, f"{ATTRIBUTES}/integration_id"),
        ({"integration_id": "70", "orders": [{"order_id": "a"}]}, f"{ATTRIBUTES}/integration_id"),
        ({"integration_id": 70, "orders": []}, f"{ATTRIBUTES}/orders"),
        ({"integration_id": 70, "orders": [{"order_id": str(n)} for n in range(21)]}, f"{ATTRIBUTES}/orders"),
        ({"integration_id": 70, "orders": [{"order_id": "a"}, {"order_id": "a"}]}, f"{ATTRIBUTES}/orders"),
        ({"integration_id": 70, "orders": [{"order_id": 5}]}, f"{ATTRIBUTES}/orders/0/order_id"),
        ({"integration_id": 70, "orders": [{"order_id": "a" * 65}]}, f"{ATTRIBUTES}/orders/0/order_id"),
        ({"integration_id": 70, "orders": [{"order_id": "a", "order_number": "b"}]}, f"{ATTRIBUTES}/orders/0"),
        ({"integration_id": 70, "orders": [{}]}, f"{ATTRIBUTES}/orders/0"),
        ({"integration_id": 70, "orders": [{"order_id": "a", "weight": 1}]}, f"{ATTRIBUTES}/orders/0/weight"),
        ({"integration_id": 70, "orders": [{"order_id": "a"}], "reference": "x"}, f"{ATTRIBUTES}/reference"),
        ({"integration_id": 70, "orders": [{"order_id": "a"}], "brand_id": 0}, f"{ATTRIBUTES}/brand_id"),
        (
            {"integration_id": 70, "orders": [{"order_id": "a"}], "ship_with": {"type": "shipping_option_code"}},
            f"{ATTRIBUTES}/ship_with/properties",
        ),
        (
            {"integration_id": 70, "orders": [{"order_id": "a", "parcels": [{"weight": {"value": 1, "unit": "kg"}}]}]},
            f"{ATTRIBUTES}/orders/0/parcels/0/parcel_items",
        ),
    ],
)
async def test_a_malformed_purchase_is_refused_and_recorded(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, body: dict[str, object], pointer: str
) -> None:
    response = await client.post(BUY, json=body)
    assert response.status_code == 400
    assert response.json()["errors"][0]["source"]["pointer"] == pointer
    assert sendcloud.refusals
    assert sendcloud.bought == []


@pytest.mark.parametrize(
    ("path", "params"),
    [
        ("/orders", {"integration_id": "70"}),
        ("/orders", {"page_size": "201"}),
        ("/orders", {"order_created_at_min": "yesterday"}),
        ("/shipments", {"integration": "70"}),
        ("/shipments", {"page_size": "101"}),
        ("/shipments", {"ids": ",".join("1" for _ in range(101))}),
        ("/shipments", {"shipment_uuids": "511"}),
        ("/shipments", {"updated_after": "2026-11-20T09:00:00"}),
        ("/parcels/1/documents/label", {"paper_size": "a6"}),
        ("/parcels/1/documents/label", {"dpi": "150"}),
        ("/parcels/1/documents/receipt", {}),
        ("/parcel-documents/label", {"parcels": [str(n) for n in range(1, 22)]}),
        ("/parcel-documents/label", {"parcels": "1,2"}),
        ("/parcel-documents/label", {}),
        ("/integrations", {"page": "1"}),
    ],
)
async def test_a_malformed_question_is_refused_and_recorded(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, path: str, params: dict[str, str | list[str]]
) -> None:
    assert (await client.get(path, params=params)).status_code == 400
    assert len(sendcloud.refusals) >= 1


async def test_other_things_the_real_one_would_refuse(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    assert (await client.request("GET", "/orders", json={})).status_code == 403
    assert (await client.get("/nowhere")).status_code == 404
    assert (await client.delete("/orders")).status_code == 405
    assert (await client.get("/orders/shop-id")).status_code == 404
    assert (await client.post(BUY, content=b"{}")).status_code == 400
    assert (await client.post(BUY, json={}, headers={"Sendcloud-Partner-Id": "me"})).status_code == 400
    assert (await client.post("/shipments/x/cancel", json={})).status_code == 400
    both = {"from_country_code": "NL", "to_address": {"country_code": "NL"}}
    assert (await client.post("/shipping-options", json=both)).status_code == 400
    wrong = await client.get("/orders", auth=("public", "other"))
    assert wrong.json()["errors"][0]["code"] == "authentication_failed"
    told = " ".join(sendcloud.refusals)
    for word in ("body", "no such page", "not allowed", "internal number", "Content-Type", "UUID", "credentials"):
        assert word in told


async def test_too_many_calls_are_refused_with_an_empty_429(clock: Hand) -> None:
    sendcloud = SendcloudStandIn(now=clock)
    await sendcloud.start()
    async with httpx.AsyncClient(base_url=sendcloud.base_url, auth=("public", "secret")) as client:
        burst = [await client.post("/shipments/none/cancel") for _ in range(16)]
        assert [response.status_code for response in burst] == [404] * 15 + [429]
        assert burst[-1].content == b""
        clock.forward(1)
        for _ in range(85):
            clock.forward(0.5)
            assert (await client.post("/shipments/none/cancel")).status_code == 404
        clock.forward(0.5)
        assert (await client.post("/shipments/none/cancel")).status_code == 429
        assert (await client.get("/integrations")).status_code == 200
        clock.forward(60)
        assert (await client.post("/shipments/none/cancel")).status_code == 404
    told = [line.rpartition("limit of ")[2] for line in sendcloud.refusals]
    assert told == ["15 writes a second", "100 writes a minute"]
    await sendcloud.stop()


async def test_tokens_are_given_accepted_and_run_out(sendcloud: SendcloudStandIn, clock: Hand) -> None:
    sendcloud.keys.basic_refused = True
    async with httpx.AsyncClient() as client:
        form = {"grant_type": "client_credentials", "scope": "api"}
        denied = await client.post(sendcloud.token_url, data=form, auth=("public", "wrong"))
        assert denied.status_code == 401
        given = (await client.post(sendcloud.token_url, data=form, auth=("public", "secret"))).json()
        assert given["expires_in"] == 3600
        bearer = {"Authorization": f"Bearer {given['access_token']}"}
        place = f"{sendcloud.base_url}/user/auth/metadata"
        assert (await client.get(place, headers=bearer)).json() == {"data": {"user_id": 1, "integration_id": 70}}
        assert (await client.get(place, auth=("public", "secret"))).status_code == 401
        clock.forward(3600)
        assert (await client.get(place, headers=bearer)).status_code == 401
    assert all("authorization" not in call.headers for call in sendcloud.calls)


async def test_pages_follow_the_cursor_forth_and_back(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    sendcloud.add_orders(7, prefix="P")
    first = await client.get("/orders", params={"integration": "70,71", "page_size": 3})
    assert first.links["next"]["url"].startswith("https://panel.sendcloud.sc/v3/orders?cursor=")
    sendcloud.add_order("P-new")
    second = await client.get("/orders", params={"page_size": 3, "cursor": cursor_of(first, "next")})
    third = await client.get("/orders", params={"page_size": 3, "cursor": cursor_of(second, "next")})
    numbers = [order["order_number"] for page in (first, second, third) for order in page.json()["data"]]
    assert numbers == [f"P{number}" for number in range(2007, 2000, -1)]
    assert cursor_of(third, "next") is None
    back = await client.get("/orders", params={"page_size": 3, "cursor": cursor_of(third, "prev")})
    assert back.json() == second.json()
    assert (await client.get("/orders", params={"cursor": "nonsense"})).status_code == 404


async def test_many_labels_come_in_one_file_in_the_order_asked(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    orders = sendcloud.add_orders(4)
    await client.post(BUY, json=request_for(*(order.order_id for order in orders)))
    clock.forward(3)
    ids = [sendcloud.purchases_of(number)[0].parcels[0].id for number in ("2003", "2001", "2004")]
    response = await client.get("/parcel-documents/label", params={"parcels": ids})
    pages = pypdf.PdfReader(io.BytesIO(response.content), strict=True).pages
    assert [re.findall(r"Order (\d+)", page.extract_text()) for page in pages] == [["2003"], ["2001"], ["2004"]]
    call = sendcloud.calls[-1]
    assert (call.document_length, call.raw_response) == (len(response.content), b"")
    assert (await client.get("/parcel-documents/label", params={"parcels": [*ids, 1]})).status_code == 404


async def test_cancelling(sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand) -> None:
    queued, done, refused = (
        sendcloud.add_order("1"),
        sendcloud.add_order("2", cancel_answer="cancelled"),
        sendcloud.add_order("3", cancel_answer="refused"),
    )
    await client.post(BUY, json=request_for(queued.order_id, done.order_id, refused.order_id))
    clock.forward(3)
    made = [sendcloud.purchases_of(number)[0] for number in "123"]
    answers = [(await client.post(f"/shipments/{one.id}/cancel")).status_code for one in made]
    assert answers == [202, 200, 409]
    assert [one.status(clock()) for one in made] == ["READY_TO_SEND", "CANCELLED", "READY_TO_SEND"]
    assert (await client.post(f"/shipments/{made[0].id}/cancel")).status_code == 409


async def test_carriers_cancel_late_or_not_at_all_and_the_words_tell_four_refusals_apart(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    late, failing = (sendcloud.add_order(number, cancel_answer="queued") for number in "12")
    await client.post(BUY, json=request_for(late.order_id, failing.order_id))
    clock.forward(3)
    first, second = (sendcloud.purchases_of(number)[0] for number in "12")

    async def cancel(id: str) -> tuple[int, str]:
        answer = await client.post(f"/shipments/{id}/cancel")
        said = answer.json()
        return answer.status_code, said["errors"][0]["detail"] if "errors" in said else said["data"]["status"]

    for how in ("late", "carrier_refuses"):
        sendcloud.faults.next("POST", "/shipments/*/cancel", CancelAs(how))
    assert [await cancel(one.id) for one in (first, second)] == [(202, "queued"), (202, "queued")]
    assert await cancel(first.id) == (409, "This shipment is already being cancelled.")
    assert [one.status(clock()) for one in (first, second)] == ["CANCELLING", "CANCELLING"]
    clock.forward(30)
    assert [one.status(clock()) for one in (first, second)] == ["CANCELLED", "CANCELLATION_FAILED"]
    assert await cancel(first.id) == (409, "This shipment has already been cancelled.")
    second.forced_status = "DELIVERED"
    assert await cancel(second.id) == (409, "This shipment has already been delivered.")
    second.forced_status = "READY_TO_SEND"
    clock.forward(43 * 86_400)
    assert await cancel(second.id) == (409, "This shipment was announced more than 42 days ago.")


async def test_a_new_shipment_can_take_time_to_show(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    sendcloud.visibility_lag = 30
    order = sendcloud.add_order("1001")
    await client.post(BUY, json=request_for(order.order_id))
    look: dict[str, str | int] = {"order_number": "1001", "integration_id": 70}
    assert (await client.get("/shipments", params=look)).json() == {"data": []}
    clock.forward(30)
    assert len((await client.get("/shipments", params=look)).json()["data"]) == 1


async def test_options_differ_by_place_weight_and_contract(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    ends = {"from_address": {"country_code": "NL"}, "to_address": {"country_code": "NL"}}
    ask = ends | {"parcels": [{"weight": {"value": "2500", "unit": "g"}}], "calculate_quotes": True}
    options = (await client.post("/shipping-options", json=ask)).json()["data"]
    codes = [option["code"] for option in options]
    assert "sendcloud:letter" not in codes  # too heavy for a letter
    assert codes.count("ups:standard") == 2
    assert [bool(option["quotes"]) for option in options if option["code"] == "ups:standard"] == [True, False]
    no_destination = (await client.post("/shipping-options", json={"calculate_quotes": True})).json()["data"]
    assert len(no_destination) > 30
    assert not any(option["quotes"] for option in no_destination)
    assert sendcloud.refusals == []


async def test_the_call_s_own_option_is_used_and_echoed(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    order = sendcloud.add_order("1001", weight="1.0")
    option = {"type": "shipping_option_code", "properties": {"shipping_option_code": "sendcloud:letter"}}
    row = (await client.post(BUY, json=request_for(order.order_id, ship_with=option))).json()["data"][0]
    assert row["ship_with"]["properties"] == {"shipping_option_code": "sendcloud:letter", "contract_id": 500}
    missing = await client.post(BUY, json=request_for(order.order_id, sender_address_id=1))
    assert (missing.status_code, list(missing.json())) == (202, ["errors"])


@pytest.mark.parametrize(
    ("fault", "bought"),
    [(ResetBefore(), 0), (ResetAfter(), 1), (LateAct(60), 0)],
    ids=["before", "after", "late"],
)
async def test_a_connection_can_be_dropped(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand, fault: Fault, bought: int
) -> None:
    order = sendcloud.add_order("1001")
    sendcloud.faults.next("POST", BUY, fault)
    with pytest.raises(httpx.TransportError):
        await client.post(BUY, json=request_for(order.order_id))
    assert len(sendcloud.bought) == bought
    assert (sendcloud.calls[0].status, sendcloud.calls[0].fault) == (0, type(fault).__name__)
    clock.forward(61)
    assert len(sendcloud.bought) == (1 if isinstance(fault, LateAct) else bought)
    if isinstance(fault, LateAct):
        assert sendcloud.purchases_of("1001")[0].created_at == clock() - timedelta(seconds=1)


@pytest.mark.parametrize(
    ("fault", "status", "bought"),
    [
        (Respond(500, b"", {"X-Odd": "yes"}), 500, 0),
        (Garbage(), 202, 1),
        (Html502(), 502, 0),
        (Html502(after=True), 502, 1),
        (Empty429(), 429, 0),
        (ErrorsOnly202(), 202, 0),
        (CallLevelError(402, "no_valid_payment_method"), 402, 0),
        (DropRow(0), 202, 1),
        (DropRow(0, acted=False), 202, 0),
        (ExtraRow(), 202, 1),
        (TwoRows(), 202, 2),
    ],
    ids=lambda value: type(value).__name__ if not isinstance(value, int) else str(value),
)
async def test_an_answer_can_be_wrong(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, fault: Fault, status: int, bought: int
) -> None:
    order = sendcloud.add_order("1001")
    sendcloud.faults.next("post", "/orders/*", fault)
    response = await client.post(BUY, json=request_for(order.order_id))
    assert (response.status_code, len(sendcloud.bought)) == (status, bought)
    if isinstance(fault, ExtraRow):
        assert [row["order_number"] for row in response.json()["data"]] == ["1001", "NOBODY-ASKED"]
    if isinstance(fault, DropRow):
        assert response.json() == {"data": []}
    assert sendcloud.faults.left == 0
    await client.post(BUY, json=request_for(order.order_id))
    assert len(sendcloud.bought) == bought + 1


async def test_a_hanging_call_is_carried_out_though_the_caller_left(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    order = sendcloud.add_order("1001")
    sendcloud.faults.next("POST", BUY, Hang(0.3))
    with pytest.raises(httpx.ReadTimeout):
        await client.post(BUY, json=request_for(order.order_id), timeout=0.1)
    assert sendcloud.bought == []
    await asyncio.sleep(0.4)
    assert sendcloud.bought == ["1001"]


async def test_retry_after_is_sent_as_given(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    sendcloud.faults.next("*", "/orders", Empty429("7"), times=2)
    for _ in range(2):
        response = await client.get("/orders")
        assert (response.status_code, response.headers["Retry-After"], response.content) == (429, "7", b"")
    assert (await client.get("/orders")).status_code == 200


async def test_a_hook_sees_every_call_first(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    seen: list[tuple[str, str]] = []

    async def hook(method: str, path: str) -> None:
        seen.append((method, path))
        assert sendcloud.calls == []

    sendcloud.on_call = hook
    await client.get("/brands")
    assert seen == [("GET", "/brands")]


async def test_it_comes_back_on_the_same_port_with_its_memory(sendcloud: SendcloudStandIn) -> None:
    sendcloud.add_order("1001")
    before = sendcloud.base_url
    await sendcloud.stop()
    async with httpx.AsyncClient(base_url=before, auth=("public", "secret")) as client:
        with pytest.raises(httpx.ConnectError):
            await client.get("/orders")
        await sendcloud.start()
        assert sendcloud.base_url == before
        assert len((await client.get("/orders")).json()["data"]) == 1


async def test_ids_are_the_same_for_the_same_seed(clock: Hand) -> None:
    one, two, other = (SendcloudStandIn(seed=seed, now=clock) for seed in (5, 5, 6))
    assert one.add_order("1").order_id == two.add_order("1").order_id != other.add_order("1").order_id


async def test_a_thousand_orders_are_bought_and_listed(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    orders = sendcloud.add_orders(1000)
    for first in range(0, 1000, 20):
        await client.post(BUY, json=request_for(*(order.order_id for order in orders[first : first + 20])))
    ids = list(sendcloud.shipments)
    listed: list[str] = []
    for first in range(0, 1000, 100):
        chunk = ",".join(ids[first : first + 100])
        answer = await client.get("/shipments", params={"shipment_uuids": chunk, "page_size": 100})
        listed += [shipment["id"] for shipment in answer.json()["data"]]
    assert len(set(sendcloud.bought)) == 1000
    assert sorted(listed) == sorted(ids)
    assert sendcloud.refusals == []


def test_the_sandbox_of_sendcloud_imports_nothing_of_the_bot() -> None:
    import bot.sandbox.sendcloud as package

    for source in Path(package.__file__).parent.glob("*.py"):
        foreign = re.findall(r"^(?:from|import) (bot(?!\.sandbox\.)\S*)", source.read_text(), re.MULTILINE)
        assert foreign == [], source.name
