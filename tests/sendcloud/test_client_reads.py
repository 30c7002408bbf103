"""Looking things up: paging, repeating, and never mistaking "could not look" for "there is nothing"."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from bot.sendcloud import (
    AccountProblem,
    DocumentNotReady,
    NotKnown,
    OptionAddress,
    OptionParcel,
    OutcomeUnknown,
    Rejected,
    Sendcloud,
    ShippingOptionFilter,
    Throttled,
    Unavailable,
    WeightRequest,
)
from tests.sendcloud.scripted import ManualClock, Reply, Server, error_body, link_to

PDF = b"%PDF-1.4 a label"
PAGE = Reply(404, b"<html>not here</html>", content_type="text/html")
NO_ORDER = error_body("The order could not be found with the search criteria given", code="not_found", status="404")
NONE = error_body("No shipments.", code="not_found", status="404")
FULL = [{"id": f"s{number}", "order_number": "A1"} for number in range(100)]


def order(number: str, id: str = "1", **more: Any) -> dict[str, Any]:
    return {"id": id, "order_id": f"shop-{id}", "order_number": number, **more}


def shipment(number: str | None, id: str = "s1", **more: Any) -> dict[str, Any]:
    return {"id": id, "order_number": number, **more}


async def test_a_get_has_no_body_and_says_so_in_no_header(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(body={"data": {"user_id": 1, "integration_id": 2}}))
    account = await client.metadata()
    (seen,) = server.seen
    assert (account.user_id, account.integration_id) == (1, 2)
    assert seen.path == "/api/v3/user/auth/metadata"
    assert seen.body == b""
    assert not {"content-type", "content-length", "transfer-encoding", "sendcloud-partner-id"} & seen.headers.keys()


async def test_orders_are_found_by_their_exact_number_apart_from_case_and_blanks(
    client: Sendcloud, server: Server
) -> None:
    rows = [order("#1001a", "1"), order(" #1001A ", "2"), order("#1001", "3"), order("#1001A-2", "4")]
    server.replies(Reply(body={"data": rows}))
    found = await client.find_orders(70, " #1001A")
    assert [each.id for each in found] == ["1", "2"]
    assert server.seen[0].query == [("integration", "70"), ("order_number", " #1001A"), ("page_size", "200")]


async def test_every_page_is_read_with_our_own_filters_at_our_own_address(client: Sendcloud, server: Server) -> None:
    server.replies(
        Reply(body={"data": [order("1", "1")]}, headers=link_to("cD0y%3D", host="http://evil.example")),
        Reply(body={"data": [order("1", "2")]}, headers=link_to("x+y")),
        Reply(body={"data": [order("1", "3")]}, headers=link_to("back", rel="prev")),
    )
    assert [each.id for each in await client.find_orders(70, "1")] == ["1", "2", "3"]
    assert [each.one("cursor") for each in server.seen] == [None, "cD0y=", "x+y"]
    assert all(each.one("integration") == "70" and each.path == "/api/v3/orders" for each in server.seen)


async def test_a_list_that_leads_in_a_circle_is_left(client: Sendcloud, server: Server) -> None:
    pages = [Reply(body={"data": []}, headers=link_to(cursor)) for cursor in ("a", "b", "a")]
    server.replies(*pages)
    with pytest.raises(Unavailable):
        await client.find_orders(70, "1")
    server.replies(Reply(body={"data": []}, headers=link_to("a")))
    with pytest.raises(Unavailable):
        await client.orders_page(70, cursor="a")


async def test_one_page_at_a_time(client: Sendcloud, server: Server) -> None:
    server.replies(
        Reply(body={"data": [order("1"), {"id": None}]}, headers=link_to("n")),
        Reply(body={"data": [shipment("1")]}),
    )
    orders = await client.orders_page(70)
    shipments = await client.shipments_page(70, cursor="m")
    assert (len(orders.items), orders.next_cursor, orders.unreadable) == (1, "n", 1)
    assert (len(shipments.items), shipments.next_cursor) == (1, None)
    assert server.seen[1].query == [("integration_id", "70"), ("page_size", "100"), ("cursor", "m")]


async def test_an_order_is_read_by_sendclouds_own_id(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(body={"data": order("1", "669")}), Reply(404, NO_ORDER))
    found = await client.order("669")
    assert found is not None
    assert found.order_id == "shop-669"
    assert await client.order("../../x?y") is None
    assert [each.path for each in server.seen] == ["/api/v3/orders/669", "/api/v3/orders/../../x?y"]


@pytest.mark.parametrize("reply", [Reply(body={"data": order("1", "670")}), Reply(404), Reply(404, b"{}")])
async def test_another_order_and_a_bare_404_say_nothing_about_the_one_that_was_asked_for(
    client: Sendcloud, server: Server, reply: Reply
) -> None:
    server.replies(reply)
    with pytest.raises(NotKnown):
        await client.order("669")


# -------------------------------------------------------------------------------------------------- shipments


async def test_shipments_are_found_by_number_and_shop(client: Sendcloud, server: Server) -> None:
    server.replies(
        Reply(body={"data": [shipment("A1", "s1"), shipment("A12", "s2")]}, headers=link_to("n")),
        Reply(body={"data": [shipment(" a1", "s3"), shipment(None, "s4")]}),
    )
    assert [each.id for each in await client.find_shipments(70, "A1")] == ["s1", "s3", "s4"]
    assert server.seen[0].query == [("order_number", "A1"), ("integration_id", "70"), ("page_size", "100")]


@pytest.mark.parametrize("reply", [Reply(body={"data": []}), Reply(body={"data": [], "errors": []}), Reply(404, NONE)])
async def test_no_shipments_comes_in_several_ways(client: Sendcloud, server: Server, reply: Reply) -> None:
    server.replies(reply)
    assert await client.find_shipments(70, "A1") == []


def beside(**more: Any) -> Reply:
    return Reply(body={"data": [], **more})


def not_found(detail: str, **more: Any) -> Reply:
    return Reply(404, {"errors": [{"status": "404", "code": "not_found", "detail": detail, **more}]})


@pytest.mark.parametrize(
    ("replies", "kind"),
    [
        ([PAGE] * 3, Unavailable),
        ([not_found("The page you have requested could not be found.")], Rejected),
        ([not_found("Invalid cursor")], NotKnown),
        ([not_found("The partner ID was not found.")], NotKnown),
        ([not_found("No Route matched with those values")], NotKnown),
        ([not_found("No shipments.", status="400")], NotKnown),
        ([not_found("No shipments.", code="invalid")], NotKnown),
        ([Reply(404)], NotKnown),
        ([Reply(404, b"{}")], NotKnown),
        ([Reply(404, b"null")], NotKnown),
        ([Reply(404, b"[]")], NotKnown),
        ([Reply(404, {"message": "no Route matched with those values"})], NotKnown),
        ([Reply(404, {"message": "not found", "code": "not_found"})], NotKnown),
        ([Reply(404, {"error": {"code": "not_found", "message": "No shipments."}})], NotKnown),
        ([Reply(404, {"errors": ["No shipments."]})], NotKnown),
        ([Reply(body={"data": []}, headers=link_to("n")), Reply(404, NONE)], NotKnown),
        ([Reply(body={"data": [{"order_number": "A1"}]})], NotKnown),
        ([Reply(body={"data": None})], NotKnown),
        ([Reply(body={"data": {}})], NotKnown),
        ([Reply(body={})], NotKnown),
        ([Reply(body=b"null")], NotKnown),
        ([Reply(body=b"[]")], NotKnown),
        ([Reply(201, {"data": []})], NotKnown),
        ([Reply(206, {"data": []})], NotKnown),
        ([beside(errors=[{"code": "invalid", "detail": "No."}])], NotKnown),
        ([beside(errors=[{}])], NotKnown),
        ([beside(error="busy")], NotKnown),
        ([beside(message="Upstream timed out")], NotKnown),
        ([beside(next="https://panel.sendcloud.sc/api/v3/shipments?cursor=n")], NotKnown),
        ([Reply(body={"data": [shipment("A1")], "errors": [{"code": "invalid"}]})], NotKnown),
        ([Reply(body={"data": FULL})], NotKnown),
        ([Reply(body={"data": FULL[:40]})], NotKnown),
        ([Reply(body={"data": []}, headers={"Link": "garbage"})], NotKnown),
        ([Reply(body={"data": []}, headers={"Link": '<https://x/?page=2>; rel="next"'})], NotKnown),
        ([Reply(body={"data": []}, headers={"Link": '<https://x/?cursor=>; rel="next"'})], NotKnown),
        ([Reply(body=b"<html>log in</html>", content_type="text/html")] * 3, Unavailable),
        ([Reply(body=b"")] * 3, Unavailable),
        ([Reply(400, error_body("bad filter"))], Rejected),
        ([Reply(503)] * 3, Unavailable),
    ],
)
async def test_not_being_able_to_look_is_never_the_same_as_nothing_there(
    client: Sendcloud, server: Server, replies: list[Reply], kind: type[Exception]
) -> None:
    server.replies(*replies)
    with pytest.raises(kind) as caught:
        await client.find_shipments(70, "A1")
    assert type(caught.value) is kind
    assert len(server.seen) == len(replies)


async def test_a_full_last_page_is_known_by_its_link_back(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(body={"data": FULL}, headers=link_to("back", rel="prev")))
    assert len(await client.find_shipments(70, "A1")) == 100


async def test_many_shipments_are_read_in_one_call(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(body={"data": [shipment("1", "b"), shipment("2", "a"), shipment("3", "stranger")]}))
    assert [each.id for each in await client.shipments(["a", "b", "c"])] == ["b", "a"]
    assert server.seen[0].query == [("shipment_uuids", "a,b,c"), ("page_size", "100")]
    assert await client.shipments([]) == []
    with pytest.raises(ValueError, match="100"):
        await client.shipments([str(each) for each in range(101)])


async def test_one_shipment_or_none(client: Sendcloud, server: Server) -> None:
    missing = error_body("Not found", code="not_found", status="404")
    server.replies(Reply(body={"data": shipment("1", "u-1")}), Reply(404, missing), Reply(404))
    found = await client.shipment("u-1")
    assert found is not None
    assert found.id == "u-1"
    assert await client.shipment("u-2") is None
    with pytest.raises(NotKnown):
        await client.shipment("u-2")
    for nothing in ("", "..", "."):
        with pytest.raises(ValueError, match="id"):
            await client.shipment(nothing)


# ---------------------------------------------------------------------------------------------- asking again


@pytest.mark.parametrize("broken", [Reply(500), Reply(502, b"<html>", content_type="text/html"), Reply(drop="body")])
async def test_a_look_up_is_repeated_twice_and_then_given_up(
    client: Sendcloud, server: Server, clock: ManualClock, broken: Reply
) -> None:
    good = Reply(body={"data": []})
    server.replies(broken, broken, good)
    assert await client.integrations() == []
    assert len(clock.slept) == 2
    server.replies(broken, broken, broken, good)
    with pytest.raises(Unavailable):
        await client.integrations()
    assert len(server.seen) == 6


async def test_a_throttled_look_up_waits_as_long_as_it_is_told(
    client: Sendcloud, server: Server, clock: ManualClock
) -> None:
    server.replies(
        Reply(429, headers={"Retry-After": "3"}),
        Reply(429, headers={"Retry-After": "Mon, 03 Aug 2026 09:00:10 GMT"}),
        Reply(body={"data": []}),
    )
    await client.integrations()
    assert clock.slept == [3, 7]


async def test_without_being_told_the_wait_doubles(client: Sendcloud, server: Server, clock: ManualClock) -> None:
    server.replies(*[Reply(429)] * 4, Reply(body={"data": []}))
    await client.integrations()
    assert [1 <= each <= 2 for each in clock.slept[:1]] == [True]
    assert all(2**n <= each <= 2 ** (n + 1) for n, each in enumerate(clock.slept))


@pytest.mark.parametrize(("headers", "asked"), [({}, 5), ({"Retry-After": "61"}, 1)])
async def test_throttling_without_end_is_given_up(
    client: Sendcloud, server: Server, headers: dict[str, str], asked: int
) -> None:
    server.replies(*[Reply(429, headers=headers)] * 6)
    with pytest.raises(Throttled):
        await client.integrations()
    assert len(server.seen) == asked


async def test_an_account_problem_is_never_repeated(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(401, error_body("Invalid username/password.", code="authentication_failed")))
    with pytest.raises(AccountProblem) as caught:
        await client.metadata()
    assert (caught.value.kind, caught.value.errors[0].code) == ("credentials", "authentication_failed")
    assert len(server.seen) == 1


async def test_a_redirect_is_not_followed(client: Sendcloud, server: Server) -> None:
    server.replies(*[Reply(302, headers={"Location": server.url + "/elsewhere"})] * 3)
    with pytest.raises(Unavailable):
        await client.metadata()
    assert {each.path for each in server.seen} == {"/api/v3/user/auth/metadata"}


# ------------------------------------------------------------------------------------------ posts, not money


async def test_shipping_options_are_asked_for_with_texts_and_read_with_decimals(
    client: Sendcloud, server: Server
) -> None:
    quotes = [{"price": {"total": {"value": "0", "currency": "EUR"}}},
              {"price": {"total": {"value": 6.35, "currency": "EUR"}}, "lead_time": 24}]  # fmt: skip
    options = [
        {"code": "postnl:standard", "contract": {"id": 517}, "quotes": quotes, "weight": {"max": {"value": "23.001"}}},
        {"code": "sendcloud:letter", "contract": None, "quotes": None, "functionalities": None},
        {"name": "no code"},
    ]
    server.replies(Reply(429), Reply(body={"data": options}), Reply(body={"data": None}))
    wanted = ShippingOptionFilter(
        from_address=OptionAddress(country_code="NL"),
        to_address=OptionAddress(country_code="DE", postal_code="10115"),
        parcels=[OptionParcel(weight=WeightRequest(value=Decimal("1.5"), unit="kg"))],
        calculate_quotes=True,
    )
    first, second = await client.shipping_options(wanted)
    assert first.price is not None
    assert (first.price.value, first.contract_id) == (Decimal("6.35"), 517)
    assert second.price is None
    assert await client.shipping_options(wanted) == []
    assert server.seen[1].json == {
        "from_address": {"country_code": "NL"},
        "to_address": {"country_code": "DE", "postal_code": "10115"},
        "parcels": [{"weight": {"value": "1.5", "unit": "kg"}}],
        "calculate_quotes": True,
    }


async def test_shipping_options_are_not_repeated_after_an_error(client: Sendcloud, server: Server) -> None:
    server.replies(Reply(500))
    with pytest.raises(Unavailable):
        await client.shipping_options(ShippingOptionFilter())
    assert len(server.seen) == 1


@pytest.mark.parametrize(
    ("reply", "status"),
    [
        (Reply(200, {"data": {"status": "cancelled", "message": "M"}}), "cancelled"),
        (Reply(202, {"data": {"status": "queued", "message": "M"}}), "queued"),
        (Reply(202), "queued"),
        (Reply(200, b"<html>"), "cancelled"),
    ],
)
async def test_a_cancellation_is_done_or_queued(client: Sendcloud, server: Server, reply: Reply, status: str) -> None:
    server.replies(reply)
    assert (await client.cancel_shipment("u-1")).status == status
    (seen,) = server.seen
    assert (seen.method, seen.path, seen.body) == ("POST", "/api/v3/shipments/u-1/cancel", b"")
    assert "content-type" not in seen.headers


@pytest.mark.parametrize(
    ("reply", "kind"),
    [
        (Reply(409, error_body("This shipment is already being cancelled.")), Rejected),
        (Reply(404), Rejected),
        (Reply(410), Rejected),
        (Reply(500), OutcomeUnknown),
        (Reply(drop="body"), OutcomeUnknown),
    ],
)
async def test_a_cancellation_that_failed_says_what_is_known(
    client: Sendcloud, server: Server, reply: Reply, kind: type[Exception]
) -> None:
    server.replies(reply)
    with pytest.raises(kind):
        await client.cancel_shipment("u-1")
    assert len(server.seen) == 1


# -------------------------------------------------------------------------------------------------- documents


async def test_a_document_comes_as_it_was_asked_for(client: Sendcloud, server: Server) -> None:
    server.replies(
        Reply(body=PDF, content_type="application/pdf"),
        Reply(body=b"\x89PNG\r\n", content_type="image/png"),
        Reply(body=PDF, content_type="application/pdf"),
    )
    assert await client.document(7, "label", paper_size="A6") == PDF
    assert await client.document(7, "customs-declaration", accept="image/png", dpi=300)
    assert await client.documents("label", [1, 2], paper_size="A4") == PDF
    one, png, bulk = server.seen
    assert (one.path, one.query, one.headers["accept"]) == (
        "/api/v3/parcels/7/documents/label", [("paper_size", "A6")], "application/pdf",
    )  # fmt: skip
    assert (png.query, png.headers["accept"]) == ([("dpi", "300")], "image/png")
    assert (bulk.path, bulk.query) == (
        "/api/v3/parcel-documents/label", [("parcels", "1"), ("parcels", "2"), ("paper_size", "A4")],
    )  # fmt: skip


async def test_a_document_that_is_not_there_yet_says_so(client: Sendcloud, server: Server) -> None:
    missing = Reply(404, error_body("No Parcel matches the given query.", code="not_found"))
    server.replies(missing, missing)
    with pytest.raises(DocumentNotReady):
        await client.document(7, "label")
    with pytest.raises(DocumentNotReady):
        await client.documents("label", [7])


@pytest.mark.parametrize("body", [b"<html>log in</html>", b"", b'{"data": []}'])
async def test_what_is_not_a_pdf_is_not_handed_on_as_one(client: Sendcloud, server: Server, body: bytes) -> None:
    server.replies(Reply(body=body, content_type="application/pdf"))
    with pytest.raises(DocumentNotReady):
        await client.document(7, "label")


@pytest.mark.parametrize(
    "asked",
    [
        {"document_type": "../x"},
        {"document_type": "label", "paper_size": "A3"},
        {"document_type": "label", "dpi": 300},
        {"document_type": "label", "accept": "image/png", "dpi": 72},
        {"document_type": "label", "accept": "text/html"},
    ],
)
async def test_a_form_that_does_not_exist_is_not_asked_for(client: Sendcloud, server: Server, asked: Any) -> None:
    with pytest.raises(ValueError, match=r"no such|does not come"):
        await client.document(7, **asked)
    with pytest.raises(ValueError, match="parcels"):
        await client.documents("label", [])
    with pytest.raises(ValueError, match="parcels"):
        await client.documents("label", list(range(21)))
    assert server.seen == []


# ------------------------------------------------------------------------------------------------ the account


async def test_the_accounts_own_things_are_listed_over_all_pages(client: Sendcloud, server: Server) -> None:
    server.replies(
        Reply(body={"data": [{"id": 1, "name": "N", "state_province_code": "null"}]}, headers=link_to("n")),
        Reply(body={"data": [{"id": "2"}]}),
        Reply(body={"data": [{"id": 3, "name": "B"}]}),
        Reply(body={"data": [{"code": "READY_TO_SEND", "message": "Ready to send"}]}),
        Reply(body={"data": [{"id": 6, "shop_name": "S", "started_failing_at": "2026-08-03T09:00:00+02:00"}]}),
    )
    senders = await client.sender_addresses()
    assert [(each.id, each.state_province_code) for each in senders] == [(1, None), (2, None)]
    assert [each.name for each in await client.brands()] == ["B"]
    assert [each.code for each in await client.parcel_statuses()] == ["READY_TO_SEND"]
    (shop,) = await client.integrations()
    assert shop.started_failing_at is not None
    assert shop.started_failing_at.isoformat() == "2026-08-03T07:00:00+00:00"
