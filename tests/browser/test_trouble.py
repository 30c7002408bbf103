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
    agent, colleague = await windows.open(), await windows.open("U0COLLEAGUE")
    await agent.make("1001 1005")
    await asyncio.gather(agent.done("Done, 1 need"), colleague.done("Done, 1 need"))
    for order in sandbox.sendcloud.world.orders_numbered("1005"):
        order.kind = "fine"

    await asyncio.gather(agent.button("Retry 1 failed").click(), colleague.button("Retry 1 failed").click())
    for screen in (agent, colleague):
        await expect(await screen.done("Done")).to_contain_text("2 of 2 labelled")
        await screen.keep("race")
    assert Counter(sandbox.sendcloud.bought) == {"1001": 1, "1005": 1}


async def test_a_killed_bot_goes_on_where_it_was(windows: Windows, sandbox: Sandbox) -> None:
    orders = [order.order_number for order in sandbox.sendcloud.add_orders(60, first=30001)]
    sandbox.sendcloud.announce_after = 12.0
    agent = await windows.open()
    await agent.make(" ".join(orders))
    # Between two purchases, so that nothing has to be looked up before the run goes on.
    await sandbox.slack.until(lambda: len(sandbox.sendcloud.bought) == len(orders), 20)
    await agent.messages.filter(has_text="60 with the label being made").wait_for()
    assert sandbox.bot is not None
    before = sandbox.bot.bot.pid

    await agent.page.get_by_role("button", name="Kill it").click()
    await agent.page.get_by_text("Killed", exact=True).wait_for()
    await agent.keep("killed")
    await agent.type("/label status 1001")
    await agent.messages.filter(has_text="failed with the error").wait_for()
    await agent.page.get_by_role("button", name="Start it again").click()
    await agent.page.get_by_text("Running", exact=True).wait_for()
    assert sandbox.bot.bot.pid != before
    await expect(agent.messages.filter(has_text="asked for 60 labels")).to_contain_text(
        re.compile("Done"), timeout=40_000
    )
    await agent.keep("resumed")
    assert Counter(sandbox.sendcloud.bought) == dict.fromkeys(orders, 1)


async def test_a_lost_answer_is_shown_and_buys_once(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await trouble(agent, "Loses its answer").click()
    await expect(trouble(agent, "Loses its answer")).to_contain_text("armed")
    await agent.make("1001")
    await expect(trouble(agent, "Loses its answer")).to_contain_text("over")
    await agent.messages.filter(has_text="being looked up").wait_for()
    await agent.keep("unknown")
    await expect(agent.page.locator(".call.buys")).to_have_count(1)
    assert sandbox.sendcloud.bought == ["1001"]


async def test_sendcloud_is_down_and_comes_back(windows: Windows) -> None:
    agent = await windows.open()
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("happening")
    await agent.type("/label 1001")
    await agent.button("Check orders", agent.modal).wait_for()
    await agent.keep("down")
    await agent.page.keyboard.press("Escape")
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("over")
    await agent.type("/label 1001")
    await agent.button("Check orders", agent.modal).click()
    await expect(agent.button("Create 1 label", agent.modal)).to_be_visible()


async def test_the_carrier_refuses_late(windows: Windows) -> None:
    agent = await windows.open()
    await trouble(agent, "Carrier refuses late").click()
    await agent.make("1001 1003")
    await expect(await agent.done("Done, 1 need")).to_contain_text("1 of 2 labelled, 1 failed")
    await expect(trouble(agent, "Carrier refuses late")).to_contain_text("over")


async def test_storms_of_429_are_sat_out(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await trouble(agent, "Rate limits").click()
    await expect(trouble(agent, "Rate limits")).to_contain_text("armed")
    await agent.make("1001")
    await expect(trouble(agent, "Rate limits")).to_contain_text(re.compile("happening|over"))
    await expect(await agent.done()).to_contain_text("1 of 1 labelled")
    assert sandbox.sendcloud.bought == ["1001"]


async def test_five_hundred_orders_are_one_click(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await agent.page.get_by_role("button", name="Add 500 orders").click()
    await agent.page.get_by_text("0 of 500 have a label").wait_for()
    assert sandbox.sendcloud.world.orders_numbered("20500")
    answer = await agent.page.request.get(f"{agent.page.url.split('?')[0]}orders.csv")
    assert len((await answer.text()).splitlines()) == 501
