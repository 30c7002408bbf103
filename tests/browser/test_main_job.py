"""What people do all day, done in a browser: labels, documents, mistakes, retries."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import expect

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import Windows

pytestmark = pytest.mark.timeout(240)


async def test_labels_from_the_command_to_the_document(windows: Windows, sandbox: Sandbox) -> None:
    anna = await windows.open()
    await anna.keep("start")

    await anna.plan("1001 1002 1010 9999")
    await anna.keep("plan")
    await expect(anna.modal).to_contain_text("2 ready, 1 already labelled, 1 not found")
    assert sandbox.sendcloud.bought == []
    await anna.button("Create 2 labels", anna.modal).click()
    await anna.modal.get_by_text("on the way").wait_for()
    await anna.page.keyboard.press("Escape")
    await expect(anna.modal).to_be_hidden()
    await anna.done()
    assert sorted(sandbox.sendcloud.bought) == ["1001", "1002"]

    await anna.open_thread()
    await anna.keep("thread")
    await anna.button("Get documents").click()
    document = anna.thread.locator("a.file-card")
    await document.wait_for()
    await anna.keep("documents")
    async with anna.page.expect_popup() as opening:
        await document.click()
    opened = await opening.value
    answer = await anna.page.request.get(opened.url)
    assert answer.headers["content-type"] == "application/pdf"
    assert (await answer.body()).startswith(b"%PDF")


async def test_a_mistake_stands_under_the_input(windows: Windows) -> None:
    anna = await windows.open()
    await anna.type("/label")

    await anna.button("Check orders", anna.modal).click()
    error = anna.modal.locator(".error", has_text=re.compile(r"\w"))
    await error.wait_for()
    await anna.keep("error")
    numbers = anna.modal.get_by_role("textbox", name="Order numbers")
    await expect(numbers).to_be_focused()
    await expect(numbers).to_have_attribute("aria-invalid", "true")

    await numbers.fill("1003")
    await anna.button("Check orders", anna.modal).click()
    await expect(anna.button("Create 1 label", anna.modal)).to_be_visible()


async def test_what_failed_is_retried_after_it_was_mended(windows: Windows, sandbox: Sandbox) -> None:
    anna = await windows.open()
    await anna.make("1001 1005")
    await anna.done("Done, 1 need")
    await anna.keep("failed")

    for order in sandbox.sendcloud.world.orders_numbered("1005"):
        order.kind = "fine"
    await anna.button("Retry 1 failed").click()
    await expect(await anna.done("Done")).to_contain_text("2 of 2 labelled")
    await anna.keep("mended")
    assert sorted(sandbox.sendcloud.bought) == ["1001", "1005"]


async def test_a_file_and_a_live_search(windows: Windows) -> None:
    anna = await windows.open()
    await anna.type("/label")
    await anna.modal.get_by_label("Order file").set_input_files(
        {"name": "orders.csv", "mimeType": "text/csv", "buffer": b"1001\n1003\n1004\n"}
    )
    await anna.modal.get_by_text("orders.csv").wait_for()
    await anna.modal.get_by_text("Choose an option", exact=True).click()
    search = anna.modal.get_by_role("combobox", name="Shipping option")
    await search.fill("signature")
    option = anna.page.get_by_role("option", name=re.compile("DHL.*signature"))
    await option.wait_for()
    await anna.keep("search")
    await search.press("ArrowDown")
    await option.click()
    await expect(search).to_have_value(re.compile("DHL.*signature"))

    await anna.button("Check orders", anna.modal).click()
    await expect(anna.button("Create 3 labels", anna.modal)).to_be_visible()


async def test_a_message_becomes_a_plan_through_its_menu(windows: Windows) -> None:
    anna = await windows.open()
    await anna.page.get_by_role("link", name="support").click()
    message = anna.messages.filter(has_text="afternoon")
    await message.hover()
    await message.get_by_role("button", name="More actions").click()
    await anna.keep("menu")
    await anna.page.get_by_role("menuitem", name=re.compile("Create labels")).click()
    await expect(anna.modal.get_by_role("textbox", name="Order numbers")).to_have_value(re.compile("1001.*1004", re.S))


async def test_private_answers_are_private_and_can_be_dismissed(windows: Windows) -> None:
    anna, ben = await windows.open(), await windows.open("U0BEN")
    await anna.type("/label help")
    answer = anna.messages.filter(has_text="Only visible to you")
    await answer.wait_for()
    await anna.keep("help")
    await ben.type("Good morning")
    await anna.messages.filter(has_text="Good morning").wait_for()
    await expect(ben.messages.filter(has_text="Only visible to you")).to_have_count(0)
    await answer.get_by_role("button", name="Dismiss").click()
    await expect(answer).to_have_count(0)
