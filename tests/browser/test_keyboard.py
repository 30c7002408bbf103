"""Everything by keyboard, with real keys, and by name, as a screen reader says it."""

from __future__ import annotations

import re

import pytest
from playwright.async_api import Locator, expect

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import Screen, Windows

pytestmark = pytest.mark.timeout(240)

NAMELESS = """() => [...document.querySelectorAll("button, a, input, textarea, select, summary, dialog, main")]
    .filter((node) => node.checkVisibility())
    .filter((node) => !(node.ariaLabel || node.textContent.trim() || node.title || node.labels?.length))
    .map((node) => node.outerHTML)"""


async def tab_to(screen: Screen, wanted: Locator, key: str = "Tab", most: int = 60) -> None:
    """Press Tab until something has the focus."""
    for _ in range(most):
        if await wanted.evaluate("node => node === document.activeElement"):
            return
        await screen.page.keyboard.press(key)
    raise AssertionError(f"{wanted} cannot be reached")


async def test_the_main_job_needs_no_mouse(windows: Windows) -> None:
    agent = await windows.open()
    keys, page = agent.page.keyboard, agent.page
    box = page.get_by_role("textbox", name="Message #shipping")
    await expect(box).to_be_focused()
    await keys.type("/label 1001 1005")
    await keys.press("Enter")
    await expect(agent.modal.get_by_role("textbox", name="Order numbers")).to_be_focused()
    await tab_to(agent, agent.modal.get_by_role("button", name="Check orders"))
    await keys.press("Enter")
    create = agent.modal.get_by_role("button", name="Create 2 labels")
    await create.wait_for()
    # What is to be read has the focus, from its beginning; nothing is bought by one Enter too many.
    body = agent.modal.locator(".modal-body")
    await expect(body).to_be_focused()
    assert await body.evaluate("node => node.scrollTop") == 0
    await tab_to(agent, create)
    await keys.press("Enter")
    await agent.modal.get_by_text("on the way").wait_for()
    await keys.press("Escape")
    await expect(agent.modal).to_be_hidden()
    await expect(box).to_be_focused()

    await agent.done("Done, 1 need")
    replies = page.locator("#room .replies")
    await tab_to(agent, replies, "Shift+Tab")
    await keys.press("Enter")
    await expect(page.get_by_role("textbox", name="Reply in the thread")).to_be_focused()
    await agent.keep("thread")
    await tab_to(agent, agent.thread.get_by_role("button", name="Get documents"), "Shift+Tab")
    await keys.press("Enter")
    await agent.thread.locator("a.file-card").wait_for()
    await keys.press("Escape")
    await expect(agent.thread).to_be_hidden()
    await expect(replies).to_be_focused()


async def test_menus_and_questions_give_the_focus_back(windows: Windows) -> None:
    agent = await windows.open()
    keys, page = agent.page.keyboard, agent.page
    me = page.get_by_role("button", name="I am First Agent")
    await me.focus()
    await keys.press("Enter")
    await expect(page.get_by_role("menuitem", name="First Agent (you)")).to_be_focused()
    await keys.press("ArrowDown")
    await expect(page.get_by_role("menuitem", name="Second Agent Support agent")).to_be_focused()
    await keys.press("ArrowUp")
    await keys.press("ArrowUp")
    await expect(page.get_by_role("menuitem").last).to_be_focused()
    await keys.press("Escape")
    await expect(me).to_be_focused()

    opener = page.get_by_role("button", name="Try blocks")
    await opener.focus()
    await keys.press("Enter")
    await page.get_by_role("combobox", name="Examples").select_option("A message with buttons")
    overflow = page.get_by_role("button", name="More actions").last
    await tab_to(agent, overflow)
    await keys.press("Enter")
    await expect(page.get_by_role("menuitem", name="Show all")).to_be_focused()
    await keys.press("Escape")
    await expect(overflow).to_be_focused()
    danger = page.locator(".try-stage").get_by_role("button", name="Cancel")
    await tab_to(agent, danger)
    await keys.press("Enter")
    question = page.get_by_role("dialog", name="Cancel 340 labels?")
    await expect(question.get_by_role("button", name="Cancel labels")).to_be_focused()
    await agent.keep("question")
    await keys.press("Escape")
    await expect(question).to_be_hidden()
    await expect(danger).to_be_focused()

    await page.get_by_role("combobox", name="Examples").select_option("A modal with inputs")
    carrier = page.get_by_role("combobox", name="Carrier")
    await tab_to(agent, carrier)
    await keys.press("Enter")
    await keys.press("ArrowDown")
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(carrier).to_have_value("DPD")
    await keys.type("post")
    await expect(page.locator("[role=option]:visible")).to_have_count(1)
    await keys.press("Escape")
    await expect(page.locator("[role=option]:visible")).to_have_count(0)
    await expect(carrier).to_have_value("DPD")
    await keys.press("Escape")
    await expect(page.get_by_role("dialog")).to_have_count(0)
    await expect(opener).to_be_focused()


async def test_a_plain_message_can_do_everything_by_keyboard(windows: Windows, sandbox: Sandbox) -> None:
    colleague = sandbox.slack.person("U0COLLEAGUE")
    for number in range(40):
        await colleague.say(f"Number {number} is for order 1001", "C0SHARED")
    agent = await windows.open()
    keys, page = agent.page.keyboard, agent.page
    await page.get_by_role("link", name="partners").click()
    box = page.get_by_role("textbox", name="Message #partners")
    await expect(box).to_be_focused()

    await expect(page.get_by_text("Number 39 is")).to_be_in_viewport()
    await keys.press("PageUp")
    await expect(page.get_by_text("Number 39 is")).not_to_be_in_viewport()
    await keys.press("PageDown")
    await expect(page.get_by_text("Number 39 is")).to_be_in_viewport()

    # Who wrote it and when is told of every message, also where it is not drawn again.
    newest = page.get_by_role("listitem", name=re.compile(r"Second Agent \d\d:\d\d Number 39 is"))
    await tab_to(agent, newest, "Shift+Tab", most=8)
    await keys.press("ArrowUp")
    message = agent.messages.filter(has_text="Number 38 is")
    await expect(message).to_be_focused()
    await keys.press("Home")
    await expect(agent.messages.first).to_be_focused()
    await keys.press("End")
    await keys.press("ArrowDown")
    await keys.press("ArrowUp")
    await expect(message).to_be_focused()
    await keys.press("Tab")
    await expect(message.get_by_role("button", name="Reply in thread")).to_be_focused()
    await keys.press("Tab")
    more = message.get_by_role("button", name="More actions")
    await expect(more).to_be_focused()
    await keys.press("Enter")
    await expect(page.get_by_role("menuitem", name="Create labels")).to_be_focused()
    await keys.press("Enter")
    await expect(agent.modal.get_by_role("textbox", name="Order numbers")).to_have_value(re.compile("1001"))
    await keys.press("Escape")
    await expect(agent.modal).to_be_hidden()
    await expect(more).to_be_focused()
    await keys.press("Shift+Tab")
    await keys.press("Enter")
    await expect(page.get_by_role("textbox", name="Reply in the thread")).to_be_focused()


async def test_the_side_panel_opens_and_closes_by_keyboard(windows: Windows) -> None:
    agent = await windows.open()
    keys, page = agent.page.keyboard, agent.page
    panel = page.get_by_role("complementary", name="Behind the scenes")
    events = panel.locator("summary", has_text="latest events")
    await events.focus()
    await keys.press("Enter")
    await expect(panel.get_by_role("list", name="Events, newest first")).to_be_visible()
    await keys.press("Space")
    await expect(panel.get_by_role("list", name="Events, newest first")).to_be_hidden()
    await page.get_by_role("button", name="Close behind the scenes").focus()
    await keys.press("Enter")
    await expect(panel).to_be_hidden()
    await expect(page.locator("#scenes")).to_be_focused()


async def test_everything_has_a_name(windows: Windows) -> None:
    agent = await windows.open()
    page = agent.page
    for role, name in (
        ("navigation", "Conversations"),
        ("main", "Conversation"),
        ("complementary", "Behind the scenes"),
        ("log", "Messages in shipping"),
        ("heading", "shipping"),
    ):
        await expect(page.get_by_role(role, name=name, exact=True).first).to_be_visible()  # type: ignore[arg-type]
    assert await page.evaluate(NAMELESS) == []
    await page.get_by_role("link", name="support").click()
    await tab_to(agent, page.get_by_role("link", name="Skip to the message box"), "Shift+Tab")
    await page.keyboard.press("Enter")
    await expect(page.get_by_role("textbox", name="Message #support")).to_be_focused()
    await page.get_by_role("link", name="shipping").click()
    await expect(page.get_by_role("textbox", name="Message #shipping")).to_be_focused()
    await agent.plan("1001 1011")
    assert await page.evaluate(NAMELESS) == []
