"""Sendcloud says by itself that something changed: the bot looks, and believes what it sees."""

from __future__ import annotations

import json
import logging
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from bot.sandbox.sendcloud.shipments import READY
from bot.sandbox.sendcloud.webhooks import Webhooks
from bot.sendcloud.webhook import is_signed, shipment_of
from bot.web import MAX_BODY
from tests.world import World, world_at

SECRET = "the-signature-key-of-the-shop"


@pytest.fixture
async def world(tmp_path: Path) -> AsyncIterator[World]:
    async with world_at(tmp_path, SENDCLOUD_WEBHOOK_SECRET=SECRET) as world:
        yield world


def webhooks(world: World, secret: str = SECRET) -> Webhooks:
    assert world.bot is not None
    return Webhooks(world.sendcloud, f"http://127.0.0.1:{world.bot.port}/sendcloud/webhook", secret)


async def slow_label(world: World) -> Webhooks:
    """Buy for one order whose carrier takes minutes, and wait until it is looked at every minute or so only."""
    world.sendcloud.announce_after = 400
    world.sendcloud.add_order("1001")
    parent = await world.run(world.agent, "1001")
    posted = webhooks(world)
    await world.until(lambda: world.sendcloud.bought)
    await posted.post_changes()
    await world.until(lambda: len(looks(world)) >= 8)
    assert "1 of 1" not in parent.plain()
    return posted


def looks(world: World) -> list[object]:
    return [call for call in world.sendcloud.calls if call.method == "GET" and call.path.startswith("/shipments")]


async def test_a_label_that_sendcloud_tells_of_is_ready_at_once(world: World) -> None:
    posted = await slow_label(world)
    shipment = next(iter(world.sendcloud.shipments.values()))
    parent = world.parents()[0]
    shipment.settles_at = world.clock.now()
    before = world.clock.now()
    assert await posted.post_changes() == [200]
    await world.until(lambda: "1 of 1" in parent.plain())
    assert (world.clock.now() - before).total_seconds() < 10


async def test_what_a_notice_says_is_not_believed(world: World) -> None:
    posted = await slow_label(world)
    shipment = next(iter(world.sendcloud.shipments.values()))
    shipment.forced_status = READY
    lie = posted.payload(shipment, shipment.parcels[0])
    shipment.forced_status = None
    seen = len(looks(world))
    assert await posted.post(lie) == 200
    await world.until(lambda: len(looks(world)) > seen)
    await world.clock.run_for(5)
    assert "1 of 1" not in world.parents()[0].plain()


async def test_a_notice_that_comes_twice_is_one_look(world: World) -> None:
    posted = await slow_label(world)
    shipment = next(iter(world.sendcloud.shipments.values()))
    body = posted.payload(shipment, shipment.parcels[0])
    seen = len(looks(world))
    assert [await posted.post(body) for _ in range(20)] == [200] * 20
    await world.clock.run_for(10)
    assert len(looks(world)) == seen + 1


async def test_a_hundred_notices_do_not_make_a_slow_label_a_lost_one(world: World) -> None:
    posted = await slow_label(world)
    shipment = next(iter(world.sendcloud.shipments.values()))
    for _ in range(40):
        assert await posted.post(posted.payload(shipment, shipment.parcels[0])) == 200
        await world.clock.run_for(2)
    await world.until(lambda: "1 of 1" in world.parents()[0].plain(), limit=900)


@pytest.mark.parametrize("signature", ["", "0" * 64, "ÿ" * 64, "x" * 6_000])
async def test_what_sendcloud_did_not_sign_is_refused(
    world: World, signature: str, caplog: pytest.LogCaptureFixture
) -> None:
    posted = await slow_label(world)
    shipment = next(iter(world.sendcloud.shipments.values()))
    seen = len(looks(world))
    body = posted.payload(shipment, shipment.parcels[0])
    with caplog.at_level(logging.WARNING):
        assert [await posted.post(body, signature=signature) for _ in range(5)] == [401] * 5
    assert sum("SENDCLOUD_WEBHOOK_SECRET" in line for line in caplog.messages) == 1
    assert not any("1001" in line for line in caplog.messages)
    await world.clock.run_for(2)
    assert len(looks(world)) == seen


@pytest.mark.parametrize(
    "body",
    [
        b"", b"{", b"[]", b"null", b"[" * 100_000, b'{"action": "return_created", "parcel": {"shipment_uuid": "x"}}',
        b'{"action": "parcel_status_changed"}', b'{"action": "parcel_status_changed", "parcel": 7}',
        b'{"action": "parcel_status_changed", "parcel": {"id": 7, "shipment_uuid": ["x"]}}',
        b'{"action": "parcel_status_changed", "parcel": {"id": 7, "shipment_uuid": "nobody knows it"}}', b"\xff\xfe{}",
    ],
)  # fmt: skip
async def test_what_is_signed_and_of_no_use_is_not_sent_again(world: World, body: bytes) -> None:
    assert await webhooks(world).post(body) == 200


async def test_too_much_is_refused(world: World) -> None:
    assert await webhooks(world).post(b"x" * (MAX_BODY + 1)) == 413


async def test_without_a_secret_there_is_no_webhook(tmp_path: Path) -> None:
    async with world_at(tmp_path) as world:
        assert await webhooks(world).post(b"{}") == 404


async def test_nothing_of_a_customer_in_a_notice_is_kept(world: World) -> None:
    posted = await slow_label(world)
    shipment = next(iter(world.sendcloud.shipments.values()))
    body = json.loads(posted.payload(shipment, shipment.parcels[0]))
    body["parcel"]["name"] = "Unmistakable Person"
    assert await posted.post(json.dumps(body).encode()) == 200
    await world.clock.run_for(2)
    files = b"".join(path.read_bytes() for path in world.folder.iterdir() if path.is_file())
    assert b"Unmistakable" not in files


def test_the_signature_of_the_published_example_is_known() -> None:
    """Figures of Sendcloud's page on webhooks: the body as it came, a space included."""
    digest = "1eed4b3d41f4653ac64fd56f1bf1cbfd349e4482cbc11dff7134bd93e5da4b0a"
    assert is_signed(b'{"key": "value"}', digest, secret="secretkey")
    assert is_signed(b'{"key": "value"}', f" {digest.upper()}\n", secret="secretkey")
    assert not is_signed(b'{"key":"value"}', digest, secret="secretkey")
    assert not is_signed(b'{"key": "value"}', digest, secret="otherkey")


def test_the_id_of_a_shipment_is_all_that_is_taken() -> None:
    body = b'{"action": "parcel_status_changed", "parcel": {"shipment_uuid": "a-b", "name": "N"}}'
    assert shipment_of(body) == "a-b"
