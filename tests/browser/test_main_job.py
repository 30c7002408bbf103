"""What people do all day, done in a browser: labels, documents, mistakes, retries."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import Windows

pytestmark = pytest.mark.timeout(240)


async def test_labels_from_the_command_to_the_document(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await agent.keep("start")

    await agent.plan("1001 1002 1010 9999")
    await agent.keep("plan")
    await expect(agent.modal).to_contain_text("2 ready, 1 already labelled, 1 not found")
    assert sandbox.sendcloud.bought == []
    await agent.button("Create 2 labels", agent.modal).click()
    await agent.modal.get_by_text("on the way").wait_for()
    await agent.page.keyboard.press("Escape")
    await expect(agent.modal).to_be_hidden()
    await agent.done()
    assert sorted(sandbox.sendcloud.bought) == ["1001", "1002"]

    await agent.open_thread()
    await agent.keep("thread")
    await agent.button("Get documents").click()
    document = agent.thread.locator("a.file-card")
    await document.wait_for()
    await agent.keep("documents")
    async with agent.page.expect_popup() as opening:
        await document.click()
    opened = await opening.value
    answer = await agent.page.request.get(opened.url)
    assert answer.headers["content-type"] == "application/pdf"
    assert (await answer.body()).startswith(b"%PDF")


async def test_a_mistake_stands_under_the_input(windows: Windows) -> None:
    agent = await windows.open()
    await agent.type("/label")

    await agent.button("Check orders", agent.modal).click()
    error = agent.modal.locator(".error", has_text=re.compile(r"\w"))
    await error.wait_for()
    await agent.keep("error")
    numbers = agent.modal.get_by_role("textbox", name="Order numbers")
    await expect(numbers).to_be_focused()
    await expect(numbers).to_have_attribute("aria-invalid", "true")

    await numbers.fill("1003")
    await agent.button("Check orders", agent.modal).click()
    await expect(agent.button("Create 1 label", agent.modal)).to_be_visible()


async def test_what_failed_is_retried_after_it_was_mended(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    await agent.make("1001 1005")
    await agent.done("Done, 1 need")
    await agent.keep("failed")

    for order in sandbox.sendcloud.world.orders_numbered("1005"):
        order.kind = "fine"
    await agent.button("Retry 1 failed").click()
    await expect(await agent.done("Done")).to_contain_text("2 of 2 labels ready")
    await agent.keep("mended")
    assert sorted(sandbox.sendcloud.bought) == ["1001", "1005"]


async def test_a_file_and_a_live_search(windows: Windows) -> None:
    agent = await windows.open()
    await agent.type("/label")
    await agent.modal.get_by_label("Order file").set_input_files(
        {"name": "orders.csv", "mimeType": "text/csv", "buffer": b"1001\n1003\n1007\n"}
    )
    await agent.modal.get_by_text("orders.csv").wait_for()
    await agent.modal.get_by_text("Choose an option", exact=True).click()
    search = agent.modal.get_by_role("combobox", name="Shipping option")
    await search.fill("signature")
    option = agent.page.get_by_role("option", name=re.compile("DHL.*signature"))
    await option.wait_for()
    await agent.keep("search")
    await search.press("ArrowDown")
    await option.click()
    await expect(search).to_have_value(re.compile("DHL.*signature"))

    await agent.button("Check orders", agent.modal).click()
    await expect(agent.button("Create 3 labels", agent.modal)).to_be_visible()


async def test_a_message_becomes_a_plan_through_its_menu(windows: Windows) -> None:
    agent = await windows.open()
    await agent.page.get_by_role("link", name="support").click()
    message = agent.messages.filter(has_text="afternoon")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await agent.keep("menu")
    await agent.page.get_by_role("menuitem", name=re.compile("Create labels")).click()
    await expect(agent.modal.get_by_role("textbox", name="Order numbers")).to_have_value(re.compile("1001.*1004", re.S))


async def test_private_answers_are_private_and_can_be_dismissed(windows: Windows) -> None:
    agent, colleague = await windows.open(), await windows.open("U0COLLEAGUE")
    await agent.type("/label help")
    answer = agent.messages.filter(has_text="Only visible to you")
    await answer.wait_for()
    await agent.keep("help")
    await colleague.type("Good morning")
    await agent.messages.filter(has_text="Good morning").wait_for()
    await expect(colleague.messages.filter(has_text="Only visible to you")).to_have_count(0)
    await answer.get_by_role("button", name="Dismiss").click()
    await expect(answer).to_have_count(0)
