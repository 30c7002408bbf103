"""The stand-in of Sendcloud, when it is told to be strange: foreign answers, hidden pages, poison, damaged files."""

from __future__ import annotations

import io

import httpx
import pypdf
import pytest

from bot.sandbox.sendcloud import (
    KINDS,
    POISONS,
    CutList,
    Damaged,
    Fault,
    Respond,
    Rewrite,
    RowsBeside,
    SendcloudStandIn,
    StripLink,
    UnreadableNext,
    strange,
)
from tests.sandbox.conftest import BUY, Hand, request_for

# What says less than it seems to


@pytest.mark.parametrize(
    ("fault", "status", "content"),
    [
        (strange.no_route(), 404, b'{"message": "no Route matched with those values"}'),
        (strange.empty(404), 404, b""),
        (strange.empty(200), 200, b""),
        (strange.bare(200, {}), 200, b"{}"),
        (strange.bare(200, None), 200, b"null"),
        (strange.bare(404, {}), 404, b"{}"),
    ],
)
async def test_an_answer_can_say_nothing_about_what_was_asked(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, fault: Respond, status: int, content: bytes
) -> None:
    sendcloud.add_order("1001", kind="already_labelled")
    sendcloud.faults.next("GET", "/shipments", fault)
    answer = await client.get("/shipments", params={"order_number": "1001"})
    assert (answer.status_code, answer.content) == (status, content)
    assert len((await client.get("/shipments", params={"order_number": "1001"})).json()["data"]) == 1


async def test_an_empty_list_can_stand_beside_an_error(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    sendcloud.faults.next("GET", "/shipments", strange.none_beside_an_error())
    body = (await client.get("/shipments")).json()
    assert body["data"] == []
    assert body["errors"]


@pytest.mark.parametrize("status", [401, 406, 410, 412, 413, 415, 422, 423, 451])
async def test_a_refusal_of_any_status_has_words_of_its_own(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, status: int
) -> None:
    order = sendcloud.add_order("1001")
    sendcloud.faults.next("POST", BUY, strange.refused(status))
    answer = await client.post(BUY, json=request_for(order.order_id))
    assert answer.status_code == status
    assert answer.json()["errors"][0]["detail"].startswith("This request cannot be served: ")
    assert sendcloud.bought == []


async def test_a_fault_can_wait_for_one_filter(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    sendcloud.faults.next("GET", "/shipments", strange.updated_after_refused(), query="updated_after")
    assert (await client.get("/shipments")).status_code == 200
    asked = {"updated_after": "2026-11-20T08:00:00Z"}
    assert (await client.get("/shipments", params=asked)).status_code == 400
    assert (await client.get("/shipments", params=asked)).status_code == 200


@pytest.mark.parametrize(
    ("fault", "rows", "link"),
    [
        (StripLink(), 3, ""),
        (UnreadableNext(), 3, '<https://panel.sendcloud.sc/api/v3/next-page>; rel="next"'),
        (CutList(1), 1, ""),
    ],
)
async def test_a_page_can_hide_that_more_follows(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, fault: Fault, rows: int, link: str
) -> None:
    sendcloud.add_orders(5)
    sendcloud.faults.next("GET", "/orders", fault)
    answer = await client.get("/orders", params={"page_size": 3})
    assert (len(answer.json()["data"]), answer.headers.get("Link", "")) == (rows, link)


async def test_the_last_page_needs_no_link(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    sendcloud.add_orders(2)
    sendcloud.faults.next("GET", "/orders", UnreadableNext())
    assert "Link" not in (await client.get("/orders")).headers


@pytest.mark.parametrize("status", [400, 401, 403, 410, 422])
async def test_rows_can_stand_in_a_refusal(sendcloud: SendcloudStandIn, client: httpx.AsyncClient, status: int) -> None:
    orders = sendcloud.add_orders(3, first=1001)
    sendcloud.faults.next("POST", BUY, RowsBeside(status, 1))
    answer = await client.post(BUY, json=request_for(*(order.order_id for order in orders)))
    body = answer.json()
    assert answer.status_code == status
    assert [row["order_number"] for row in body["data"]] == ["1001", "1003"] == sendcloud.bought
    assert body["errors"][0]["source"]["pointer"] == "/data/attributes/orders/[1]"


async def test_an_error_for_nobody_can_stand_beside_all_rows(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    order = sendcloud.add_order("1001")
    sendcloud.faults.next("POST", BUY, RowsBeside(401, None, "authentication_failed", "Invalid username/password."))
    body = (await client.post(BUY, json=request_for(order.order_id))).json()
    assert len(body["data"]) == 1
    assert "source" not in body["errors"][0]


async def test_an_order_can_get_another_number(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    order = sendcloud.add_order("1001")
    sendcloud.renumber(order, "1001-B")
    assert (await client.get("/orders", params={"order_number": "1001"})).json()["data"] == []
    assert (await client.get(f"/orders/{order.pk}")).json()["data"]["order_number"] == "1001-B"
    row = (await client.post(BUY, json=request_for(order.order_id))).json()["data"][0]
    assert row["order_number"] == "1001-B"


async def test_labels_of_another_shop_can_be_listed_under_the_shop_of_the_keys(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    sendcloud.lists_by_key = True
    order = sendcloud.add_order("5001", integration_id=71)
    await client.post(BUY, json=request_for(order.order_id) | {"integration_id": 71})
    listed = [
        len((await client.get("/shipments", params={"integration_id": shop})).json()["data"]) for shop in (70, 71)
    ]
    assert listed == [1, 0]


async def test_its_clock_can_be_ahead_and_be_set_back(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    sendcloud.now.offset = 60
    order = sendcloud.add_order("1001")
    answer = await client.get(f"/orders/{order.pk}")
    assert answer.json()["data"]["created_at"] == "2026-11-20T09:01:00.000000Z"
    assert answer.headers["Date"] == "Fri, 20 Nov 2026 09:01:00 GMT"
    sendcloud.now.offset = 0
    assert (await client.get("/orders")).headers["Date"] == "Fri, 20 Nov 2026 09:00:00 GMT"


# Poison


async def test_one_text_of_one_order_can_be_poison(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    half = sendcloud.add_order("1001", kind="half_emoji")
    row = (await client.post(BUY, json=request_for(half.order_id))).json()["data"][0]
    clock.forward(2)
    answer = await client.get(f"/shipments/{row['shipment_id']}")
    assert b"\\ud83d" in answer.content
    assert answer.json()["data"]["parcels"][0]["tracking_number"] == "3SYZXG\ud83d"
    refused = sendcloud.add_order("1002", kind="half_emoji_refused")
    told = (await client.post(BUY, json=request_for(refused.order_id))).json()
    assert "\ud83d" in told["errors"][0]["detail"]


async def test_a_number_can_be_endless_and_a_date_in_the_year_1(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient
) -> None:
    sendcloud.add_order("1001", kind="endless_number")
    sendcloud.add_order("1002", kind="year_one")
    answer = await client.get("/orders", params={"sort": "pk"})
    assert answer.content.count(b":1e99999999999999999999") == 2
    assert answer.json()["data"][1]["order_details"]["order_created_at"] == "0001-01-01T00:00:00.000000Z"


async def test_a_shipment_can_be_called_like_a_folder(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    ids = [sendcloud.add_order(kind, kind=kind).order_id for kind in ("dot_id", "dots_id")]
    data = (await client.post(BUY, json=request_for(*ids))).json()["data"]
    assert [row["shipment_id"] for row in data] == [".", ".."]


async def test_anything_in_an_answer_can_be_rewritten(sendcloud: SendcloudStandIn, client: httpx.AsyncClient) -> None:
    sendcloud.add_orders(2, first=1001)
    sendcloud.faults.next("GET", "/orders", Rewrite("data.*.order_number", "9999"))
    found = (await client.get("/orders")).json()["data"]
    assert [order["order_number"] for order in found] == ["9999", "9999"]
    assert len((await client.get("/orders", params={"order_number": "1001"})).json()["data"]) == 1


def test_every_poison_is_a_kind_of_order() -> None:
    assert not set(KINDS) & set(POISONS)


async def test_a_tracking_link_tells_the_postal_code_as_the_published_examples_do(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    order = sendcloud.add_order("1001")
    row = (await client.post(BUY, json=request_for(order.order_id))).json()["data"][0]
    clock.forward(2)
    shipment = (await client.get(f"/shipments/{row['shipment_id']}")).json()["data"]
    assert "verification=5642+CV" in shipment["parcels"][0]["tracking_url"]
    assert "customs_information" not in shipment


# Documents that are not as they should be


async def bought_parcels(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand, *documents: str
) -> list[int]:
    orders = [sendcloud.add_order(str(1001 + place), document=how) for place, how in enumerate(documents)]
    await client.post(BUY, json=request_for(*(order.order_id for order in orders)))
    clock.forward(2)
    return [made.parcels[0].id for made in sendcloud.shipments.values()]


@pytest.mark.parametrize(("how", "pages"), [("page_missing", 1), ("page_extra", 3), ("good", 2)])
async def test_a_file_can_have_more_pages_or_fewer_than_parcels(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand, how: str, pages: int
) -> None:
    ids = await bought_parcels(sendcloud, client, clock, "good", how)
    label = await client.get("/parcel-documents/label", params={"parcels": ids})
    assert len(pypdf.PdfReader(io.BytesIO(label.content), strict=True).pages) == pages


@pytest.mark.parametrize(
    ("how", "mark"),
    [("null_annots", b"/Annots [null]"), ("truncated", b"%PDF"), ("not_a_pdf", b"<html>")],
)
async def test_a_file_can_be_damaged(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand, how: str, mark: bytes
) -> None:
    (parcel,) = await bought_parcels(sendcloud, client, clock, how)
    label = await client.get(f"/parcels/{parcel}/documents/label")
    assert (label.status_code, label.headers["Content-Type"]) == (200, "application/pdf")
    assert mark in label.content
    assert (b"%%EOF" in label.content) is (how == "null_annots")


async def test_a_file_can_be_encrypted_with_an_empty_password(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    (parcel,) = await bought_parcels(sendcloud, client, clock, "aes")
    reader = pypdf.PdfReader(io.BytesIO((await client.get(f"/parcels/{parcel}/documents/label")).content))
    assert reader.is_encrypted
    assert "Order 1001" in reader.pages[0].extract_text()


async def test_the_next_file_can_be_damaged_whosever_it_is(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, clock: Hand
) -> None:
    (parcel,) = await bought_parcels(sendcloud, client, clock, "good")
    sendcloud.faults.next("GET", "/parcels/*", Damaged("untyped_page"))
    first, second = [(await client.get(f"/parcels/{parcel}/documents/label")).content for _ in range(2)]
    assert b"/Type /Page " not in first
    assert b"/Type /Page " in second
