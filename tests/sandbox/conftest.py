"""A stand-in of Sendcloud, its clock in the test's hand, and a client that asks it."""

from __future__ import annotations

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.sandbox.sendcloud import SendcloudStandIn

BUY = "/orders/create-labels-async"


class Hand:
    """A clock that moves only by hand."""

    def __init__(self) -> None:
        self.moment = datetime(2026, 11, 20, 9, 0, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.moment

    def forward(self, seconds: float) -> None:
        self.moment += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Hand:
    return Hand()


@pytest.fixture
async def sendcloud(clock: Hand) -> AsyncIterator[SendcloudStandIn]:
    standin = SendcloudStandIn(now=clock, enforce_limits=False)
    await standin.start()
    yield standin
    await standin.stop()


@pytest.fixture
async def client(sendcloud: SendcloudStandIn) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=sendcloud.base_url, auth=("public", "secret"), timeout=5) as made:
        yield made


def request_for(*order_ids: str, **more: object) -> dict[str, object]:
    return {"integration_id": 70, "orders": [{"order_id": order_id} for order_id in order_ids]} | more
