"""What goes wrong, made to go wrong with the buttons behind the scenes."""

from __future__ import annotations

import asyncio
import re
from collections import Counter

import pytest
from playwright.async_api import Locator, expect

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import Screen, Windows

pytestmark = pytest.mark.timeout(240)


def trouble(screen: Screen, name: str) -> Locator:
    """A button of "Make it fail"."""
    return screen.page.locator(".trouble-button", has_text=name)


async def test_two_people_press_the_same_button(windows: Windows, sandbox: Sandbox) -> None:
    anna, ben = await windows.open(), await windows.open("U0BEN")
    await anna.make("1001 1005")
    await asyncio.gather(anna.done("Done, 1 need"), ben.done("Done, 1 need"))
    for order in sandbox.sendcloud.world.orders_numbered("1005"):
        order.kind = "fine"

    await asyncio.gather(anna.button("Retry 1 failed").click(), ben.button("Retry 1 failed").click())
    for screen in (anna, ben):
        await expect(await screen.done("Done")).to_contain_text("2 of 2 labelled")
        await screen.keep("race")
    assert Counter(sandbox.sendcloud.bought) == {"1001": 1, "1005": 1}


async def test_a_killed_bot_goes_on_where_it_was(windows: Windows, sandbox: Sandbox) -> None:
    orders = [order.order_number for order in sandbox.sendcloud.add_orders(60, first=30001)]
    sandbox.sendcloud.announce_after = 12.0
    anna = await windows.open()
    await anna.make(" ".join(orders))
    # Between two purchases, so that nothing has to be looked up before the run goes on.
    await sandbox.slack.until(lambda: len(sandbox.sendcloud.bought) == len(orders), 20)
    await anna.messages.filter(has_text="60 with the label being made").wait_for()
    assert sandbox.bot is not None
    before = sandbox.bot.bot.pid

    await anna.page.get_by_role("button", name="Kill it").click()
    await anna.page.get_by_text("Killed", exact=True).wait_for()
    await anna.keep("killed")
    await anna.type("/label status 1001")
    await anna.messages.filter(has_text="failed with the error").wait_for()
    await anna.page.get_by_role("button", name="Start it again").click()
    await anna.page.get_by_text("Running", exact=True).wait_for()
    assert sandbox.bot.bot.pid != before
    await expect(anna.messages.filter(has_text="asked for 60 labels")).to_contain_text(
        re.compile("Done"), timeout=40_000
    )
    await anna.keep("resumed")
    assert Counter(sandbox.sendcloud.bought) == dict.fromkeys(orders, 1)


async def test_a_lost_answer_is_shown_and_buys_once(windows: Windows, sandbox: Sandbox) -> None:
    anna = await windows.open()
    await trouble(anna, "Loses its answer").click()
    await expect(trouble(anna, "Loses its answer")).to_contain_text("armed")
    await anna.make("1001")
    await expect(trouble(anna, "Loses its answer")).to_contain_text("over")
    await anna.messages.filter(has_text="being looked up").wait_for()
    await anna.keep("unknown")
    await expect(anna.page.locator(".call.buys")).to_have_count(1)
    assert sandbox.sendcloud.bought == ["1001"]


async def test_sendcloud_is_down_and_comes_back(windows: Windows) -> None:
    anna = await windows.open()
    await trouble(anna, "Down").click()
    await expect(trouble(anna, "Down")).to_contain_text("happening")
    await anna.type("/label 1001")
    await anna.button("Check orders", anna.modal).wait_for()
    await anna.keep("down")
    await trouble(anna, "Down").dispatch_event("click")
    await expect(trouble(anna, "Down")).to_contain_text("over")
    await anna.button("Check orders", anna.modal).click()
    await expect(anna.button("Create 1 label", anna.modal)).to_be_visible()


async def test_the_carrier_refuses_late(windows: Windows) -> None:
    anna = await windows.open()
    await trouble(anna, "Carrier refuses late").click()
    await anna.make("1001 1003")
    await expect(await anna.done("Done, 1 need")).to_contain_text("1 of 2 labelled, 1 failed")
    await expect(trouble(anna, "Carrier refuses late")).to_contain_text("over")


async def test_storms_of_429_are_sat_out(windows: Windows, sandbox: Sandbox) -> None:
    anna = await windows.open()
    await trouble(anna, "Rate limits").click()
    await expect(trouble(anna, "Rate limits")).to_contain_text("armed")
    await anna.make("1001")
    await expect(trouble(anna, "Rate limits")).to_contain_text(re.compile("happening|over"))
    await expect(await anna.done()).to_contain_text("1 of 1 labelled")
    assert sandbox.sendcloud.bought == ["1001"]


async def test_five_hundred_orders_are_one_click(windows: Windows, sandbox: Sandbox) -> None:
    anna = await windows.open()
    await anna.page.get_by_role("button", name="Add 500 orders").click()
    await anna.page.get_by_text("0 of 500 have a label").wait_for()
    assert sandbox.sendcloud.world.orders_numbered("20500")
    answer = await anna.page.request.get(f"{anna.page.url.split('?')[0]}orders.csv")
    assert len((await answer.text()).splitlines()) == 501
