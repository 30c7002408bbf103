"""The orders of the sandbox page: what is wrong with one can be put right, and the bot then gets its label."""

from __future__ import annotations

import httpx
import pytest

from bot.sandbox.page.orders import SEEDS, Orders, seed
from bot.sandbox.sendcloud import CAN_BE_PUT_RIGHT, SendcloudStandIn
from tests.sandbox.conftest import BUY, request_for

BROKEN = [number for number, kind, _country, _about in SEEDS if kind in CAN_BE_PUT_RIGHT]


@pytest.mark.parametrize("number", BROKEN)
async def test_an_order_that_was_put_right_gets_its_label(
    sendcloud: SendcloudStandIn, client: httpx.AsyncClient, number: str
) -> None:
    seed(sendcloud)
    orders = Orders(sendcloud)
    (order,) = sendcloud.world.orders_numbered(number)

    orders.put_right(order.pk)

    answer = await client.post(BUY, json=request_for(order.order_id))
    assert answer.status_code == 202, answer.text
    assert sendcloud.world.is_labelled(order)
    (shown,) = (one for one in orders.singles() if one["number"] == number)
    assert (shown["broken"], shown["about"]) == (False, "was put right: gets its label")


async def test_nothing_can_be_put_right_about_an_order_that_is_fine(sendcloud: SendcloudStandIn) -> None:
    orders = Orders(sendcloud)
    with pytest.raises(ValueError, match="nothing is wrong with order 1001"):
        orders.put_right(sendcloud.add_order("1001").pk)
