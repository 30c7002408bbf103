"""How documents are printed, done in a browser: options, and the label of one order in one's own conversation."""

from __future__ import annotations

import pytest
from playwright.async_api import expect

from tests.browser.chromium import Windows
from tests.browser.looks import hard_to_read, sticks_out

pytestmark = pytest.mark.timeout(240)


async def test_labels_on_a4_and_the_label_of_one_order_in_the_conversation_with_the_bot(windows: Windows) -> None:
    agent = await windows.open()
    await agent.make("1001 1002")
    await agent.done()
    await agent.open_thread()

    await agent.button("Print options…").last.click()
    await agent.modal.get_by_role("combobox", name="Format of labels").click()
    await agent.page.get_by_role("option", name="PDF, A4 with four labels a sheet").click()
    await agent.keep("options")
    assert await hard_to_read(agent.page) == []
    assert await sticks_out(agent.page) == [0, 0]
    await agent.button("Get documents", agent.modal).click()
    await expect(agent.modal).to_be_hidden()
    await agent.thread.get_by_text("four labels on each A4 page").wait_for()
    await agent.keep("documents")

    await agent.type("/label status 1002")
    await agent.button("Get label").click()
    await agent.page.get_by_role("link", name="your conversation with me").click()
    await agent.page.get_by_text("Reprint: Label of order 1002").wait_for()
    await agent.keep("label")
