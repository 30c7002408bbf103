"""What goes wrong, made to go wrong with the buttons behind the scenes."""

from __future__ import annotations

import asyncio
import re
from collections import Counter

import pytest
from playwright.async_api import expect

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import DESKTOP, PHONE, Windows, trouble

pytestmark = pytest.mark.timeout(400)

MINUTES = 200.0
"""Seconds until an outcome is decided: the time-out of a minute, the settle time of another, and a rest."""


# The two that take minutes come first: with several workers the others are done meanwhile.


async def test_a_purchase_that_is_never_answered_is_decided_by_a_person(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await trouble(agent, "Never answers").click()
    await expect(trouble(agent, "Never answers")).to_contain_text("armed")
    await agent.make("1001")
    await expect(trouble(agent, "Never answers")).to_contain_text("waits a minute for the answer")
    undecided = await agent.done("Done, 1 need", seconds=MINUTES)
    await expect(undecided).to_contain_text("1 undecided")
    await expect(trouble(agent, "Never answers")).to_contain_text("a person decides")
    await agent.keep("undecided")
    assert sandbox.sendcloud.bought == []

    await agent.button("Buy again").click()
    await agent.modal.get_by_role("textbox").fill("The panel shows no label")
    await agent.keep("reason")
    await agent.modal.locator(".submit").click()
    await expect(agent.modal).to_be_hidden()
    await expect(await agent.done("Done ·")).to_contain_text("1 of 1 label ready")
    await agent.keep("done")
    assert sandbox.sendcloud.bought == ["1001"]


async def test_a_purchase_that_failed_at_sendcloud_is_looked_up_and_asked_for_again(
    windows: Windows, sandbox: Sandbox
) -> None:
    agent = await windows.open()
    await trouble(agent, "Answers 500").click()
    await expect(trouble(agent, "Answers 500")).to_contain_text("armed")
    await agent.make("1001 1003")
    await expect(trouble(agent, "Answers 500")).to_contain_text("looks it up for two minutes, then asks again")
    await agent.messages.filter(has_text="being checked").wait_for()
    await agent.keep("waiting")
    await expect(await agent.done(seconds=MINUTES)).to_contain_text("2 of 2 labels ready")
    await agent.keep("done")
    assert Counter(sandbox.sendcloud.bought) == {"1001": 1, "1003": 1}


@pytest.mark.parametrize("size", [DESKTOP, PHONE], ids=["desktop", "phone"])
async def test_failures_are_one_click_beside_an_open_plan(
    windows: Windows, sandbox: Sandbox, size: tuple[int, int]
) -> None:
    agent = await windows.open(size=size, touch=size == PHONE)
    scenes = agent.page.locator("#scenes")
    if size == PHONE:
        await agent.page.get_by_role("link", name="shipping").click()
    await agent.plan("1001 1003")
    if size == PHONE:
        await agent.keep("plan")
        await scenes.click()
    await expect(agent.page.get_by_role("dialog")).not_to_have_attribute("aria-modal", "true")
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("happening")
    await agent.keep("down")
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("over")
    # What is armed is taken back by pressing it again: nothing of it happens afterwards.
    purchases = ("Answers 500", "Never answers", "Loses its answer", "Refuses the first order", "refuses late")
    for name in (*purchases, "429 storm", "says a gateway", "Damaged document", "Rate limits", "Loses an upload"):
        for armed in (True, False):
            await trouble(agent, name).click()
            await expect(trouble(agent, name)).to_have_attribute("aria-pressed", str(armed).lower())
            await expect(trouble(agent, name).locator(".pill")).to_have_count(int(armed))
    assert (sandbox.sendcloud.faults.left, sandbox.slack.faults.pending) == (0, [])
    await trouble(agent, "Carrier refuses late").click()

    await agent.page.keyboard.press("Escape")  # from the panel back to the window
    await expect(agent.modal.locator(".modal-body")).to_be_focused()
    if size == PHONE:
        await scenes.click()
    await agent.button("Create 2 labels", agent.modal).click()
    await agent.modal.get_by_text("on the way").wait_for()
    await agent.page.keyboard.press("Escape")
    await expect(agent.modal).to_be_hidden()
    await expect(await agent.done("Done, 1 need")).to_contain_text("1 ready · 1 failed")


async def test_two_people_press_the_same_button(windows: Windows, sandbox: Sandbox) -> None:
    agent, colleague = await windows.open(), await windows.open("U0COLLEAGUE")
    await agent.make("1001 1005")
    await asyncio.gather(agent.done("Done, 1 need"), colleague.done("Done, 1 need"))
    for order in sandbox.sendcloud.world.orders_numbered("1005"):
        order.kind = "fine"

    await asyncio.gather(agent.button("Retry 1 failed").click(), colleague.button("Retry 1 failed").click())
    for screen in (agent, colleague):
        await expect(await screen.done("Done")).to_contain_text("2 of 2 labels ready")
        await screen.keep("race")
    assert Counter(sandbox.sendcloud.bought) == {"1001": 1, "1005": 1}


async def test_a_killed_bot_goes_on_where_it_was(windows: Windows, sandbox: Sandbox) -> None:
    orders = [order.order_number for order in sandbox.sendcloud.add_orders(60, first=30001)]
    sandbox.sendcloud.announce_after = 12.0
    agent = await windows.open()
    await agent.make(" ".join(orders))
    # Between two purchases, so that nothing has to be looked up before the run goes on.
    await sandbox.slack.until(lambda: len(sandbox.sendcloud.bought) == len(orders), 20)
    await agent.messages.filter(has_text="60 bought, PDFs on their way").wait_for()
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


async def test_a_lost_answer_is_looked_up_and_bought_once(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await trouble(agent, "Loses its answer").click()
    await expect(trouble(agent, "Loses its answer")).to_contain_text("armed")
    await agent.make("1001")
    await expect(trouble(agent, "Loses its answer")).to_contain_text("over")
    await agent.messages.filter(has_text="being checked").wait_for()
    await agent.keep("unknown")
    await expect(await agent.done(seconds=MINUTES)).to_contain_text("1 of 1 label ready")
    await agent.open_thread()
    await expect(agent.thread).to_contain_text("parcel")
    await agent.keep("adopted")
    await expect(agent.page.locator(".call.buys")).to_have_count(1)
    assert sandbox.sendcloud.bought == ["1001"]


async def test_a_storm_of_429_is_waited_out(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await agent.plan("1001 1003")
    await agent.page.keyboard.press("Escape")
    await trouble(agent, "429 storm").click()
    await expect(trouble(agent, "429 storm")).to_contain_text("armed")
    await agent.type("/label 1001 1003")
    await agent.button("Check orders", agent.modal).click()
    await expect(trouble(agent, "429 storm")).to_contain_text("After each refusal the bot waits")
    await agent.keep("storm")
    await agent.button("Create 2 labels", agent.modal).click(timeout=MINUTES * 1000)
    await agent.modal.get_by_text("on the way").wait_for()
    await agent.page.keyboard.press("Escape")
    await expect(await agent.done(seconds=MINUTES)).to_contain_text("2 of 2 labels ready")
    await expect(trouble(agent, "429 storm")).to_contain_text("over")
    assert Counter(sandbox.sendcloud.bought) == {"1001": 1, "1003": 1}


async def test_sendcloud_is_down_and_comes_back(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("happening")
    await agent.type("/label 1001")
    await agent.button("Check orders", agent.modal).wait_for()
    await agent.keep("down")
    await agent.page.keyboard.press("Escape")
    await agent.modal.wait_for(state="hidden")
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("over")

    # And once more while the labels of a run are being made.
    sandbox.sendcloud.announce_after = 8.0
    await agent.make("1001 1003")
    await agent.messages.filter(has_text="2 bought, PDFs on their way").wait_for()
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("happening")
    await agent.keep("down-meanwhile")
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("over")
    await expect(await agent.done(seconds=MINUTES)).to_contain_text("2 of 2 labels ready")
    assert Counter(sandbox.sendcloud.bought) == {"1001": 1, "1003": 1}


async def test_the_carrier_refuses_late(windows: Windows) -> None:
    agent = await windows.open()
    await trouble(agent, "Carrier refuses late").click()
    await agent.make("1001 1003")
    await expect(await agent.done("Done, 1 need")).to_contain_text("1 ready · 1 failed")
    await expect(trouble(agent, "Carrier refuses late")).to_contain_text("over")


async def test_slack_that_limits_its_rate_is_waited_for(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await trouble(agent, "Rate limits").click()
    await expect(trouble(agent, "Rate limits")).to_contain_text("armed")
    await agent.make("1001")
    await expect(trouble(agent, "Rate limits")).to_contain_text(re.compile("happening|over"))
    await expect(await agent.done()).to_contain_text("1 of 1 label ready")
    assert sandbox.sendcloud.bought == ["1001"]


async def test_five_hundred_orders_are_one_click(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await agent.page.get_by_role("button", name="Add 500 orders").click()
    await agent.page.get_by_text("0 of 500 have a label").wait_for()
    assert sandbox.sendcloud.world.orders_numbered("20500")
    answer = await agent.page.request.get(f"{agent.page.url.split('?')[0]}orders.csv")
    assert len((await answer.text()).splitlines()) == 501


async def test_a_retry_succeeds_once_the_order_was_put_right(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await agent.make("1001 1005")
    await agent.done("Done, 1 need")
    right = agent.page.get_by_role("button", name="Put order 1005 right")
    await right.click()
    await agent.keep("right")
    await expect(right).to_have_count(0)
    await agent.button("Retry 1 failed").click()
    await expect(await agent.done("Done ·")).to_contain_text("2 of 2 labels ready")
    assert Counter(sandbox.sendcloud.bought) == {"1001": 1, "1005": 1}


async def test_minutes_of_waiting_can_be_made_seconds(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    bot = sandbox.bot
    assert bot is not None
    before = bot.bot.pid
    await agent.page.get_by_role("checkbox", name=re.compile("Short waits")).check()
    await sandbox.slack.until(lambda: bot.state == "running" and bot.bot.pid != before, 20)
    await expect(agent.page.get_by_text("Running", exact=True)).to_be_visible()
    await trouble(agent, "Never answers").click()
    await expect(trouble(agent, "Never answers")).to_contain_text("armed")
    await agent.make("1001")
    await expect(trouble(agent, "Never answers")).to_contain_text("waits 5 seconds for the answer")
    await expect(await agent.done("Done, 1 need", seconds=40)).to_contain_text("1 undecided")
    await agent.keep("undecided")
    assert sandbox.sendcloud.bought == []
