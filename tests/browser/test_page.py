"""The page itself: who sees what, keys, widths, many messages, and other people's blocks."""

from __future__ import annotations

import json
import re

import pytest
from playwright.async_api import expect

from bot.sandbox.page.acts import PAGE
from bot.sandbox.serve import Sandbox
from tests.browser.chromium import DESKTOP, PHONE, Windows, trouble
from tests.browser.looks import hard_to_read, sticks_out

pytestmark = pytest.mark.timeout(240)

NASTY = '<img src=x onerror="document.title=1"> <script>document.title=2</script> <!channel> &amp; *bold*'


async def test_each_person_sees_their_own_rooms(windows: Windows) -> None:
    partner = await windows.open("U0STRANGER")
    await expect(partner.page.locator(".room-link")).to_have_count(2)
    await expect(partner.page.get_by_role("heading", name="partners", exact=True)).to_be_visible()
    await partner.page.get_by_role("button", name=re.compile("I am A Partner")).click()
    await partner.keep("who")
    await partner.page.get_by_role("menuitem", name="Second Agent Support agent").click()
    await expect(partner.page.get_by_role("button", name=re.compile("I am Second Agent"))).to_be_visible()


async def test_foreign_text_stays_text(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    title = await agent.page.title()
    await sandbox.slack.person("U0COLLEAGUE").say(NASTY)
    said = agent.messages.filter(has_text="onerror")
    await said.wait_for()
    await expect(said).to_contain_text('<img src=x onerror="document.title=1">')
    await expect(said.locator("img, script")).to_have_count(0)
    await expect(said.locator("strong", has_text="bold")).to_be_visible()
    assert await agent.page.title() == title


async def test_everything_works_with_the_keyboard(windows: Windows) -> None:
    agent = await windows.open()
    keys = agent.page.keyboard
    await agent.page.get_by_role("textbox", name="Message #shipping").focus()
    await keys.type("/")
    await agent.page.get_by_text("[order numbers]").wait_for()
    await keys.press("Tab")
    await keys.type("1001")
    await keys.press("Enter")
    await expect(agent.modal.get_by_role("textbox", name="Order numbers")).to_be_focused()
    await agent.modal.get_by_role("combobox", name="Shop").focus()
    await keys.press("ArrowDown")
    await agent.page.get_by_role("listbox", name="Shop").wait_for()
    await keys.press("ArrowDown")
    await keys.press("Enter")
    await expect(agent.modal.get_by_role("combobox", name="Shop")).to_have_value("Outlet")
    await keys.press("ArrowDown")
    await keys.press("Escape")
    await expect(agent.modal).to_be_visible()
    # Nothing that the modal covers can be reached; what is behind the scenes is beside it and can.
    reached = set()
    place = "document.activeElement.closest('body > *, .app > *, dialog')"
    here = ""
    for tabs in range(200):
        if tabs >= 60 and here == "modal":
            break
        await keys.press("Tab")
        here = await agent.page.evaluate(f"({place} || document.body).className.split(' ')[0]")
        reached.add(here)
    assert reached <= {"", "modal", "panel", "top"}
    assert {"modal", "panel"} <= reached
    await keys.press("Escape")
    await expect(agent.modal).to_be_hidden()


async def test_a_phone_shows_one_pane_at_a_time(windows: Windows) -> None:
    agent = await windows.open("U0AGENT", PHONE, touch=True)
    await expect(agent.page.get_by_role("navigation", name="Conversations")).to_be_visible()
    await agent.page.get_by_role("link", name="shipping").click()
    await expect(agent.page.get_by_role("navigation", name="Conversations")).to_be_hidden()
    await agent.make("1001")
    await agent.done()
    await agent.open_thread()
    await expect(agent.page.get_by_role("main")).to_be_hidden()
    await agent.keep("thread")
    assert await agent.page.evaluate("document.documentElement.scrollWidth") <= PHONE[0]
    await agent.page.get_by_role("button", name="Back to the conversation").click()
    await expect(agent.thread).to_be_hidden()
    await agent.page.get_by_role("button", name="Back to conversations").click()
    await expect(agent.page.get_by_role("navigation", name="Conversations")).to_be_visible()


async def test_the_line_at_the_top_fits_on_narrow_screens(windows: Windows) -> None:
    agent = await windows.open(size=PHONE)
    for width in (1440, 700, 390, 375, 360, 320):
        await agent.page.set_viewport_size({"width": width, "height": 700})
        assert await agent.page.evaluate(
            """() => {
                const all = [...document.querySelectorAll("#top .brand-words *, #top > button")];
                const seen = all.filter((node) => node.checkVisibility());
                const boxes = seen.map((node) => node.getBoundingClientRect());
                const words = Math.max(...boxes.filter((_, i) => seen[i].tagName !== "BUTTON").map((box) => box.right));
                const button = Math.min(...boxes.filter((_, i) => seen[i].tagName === "BUTTON").map((box) => box.left));
                const cut = seen.some((node) => node.scrollWidth > node.clientWidth + 1 && node.tagName !== "BUTTON");
                return words <= button && !cut && boxes.every((box) => box.right <= innerWidth);
            }"""
        ), width
        await agent.keep(f"top-{width}")


async def test_whoever_is_invited_is_there(windows: Windows) -> None:
    agent = await windows.open()
    await agent.page.get_by_role("link", name="general").click()
    await expect(agent.page.locator("#room .head-about")).to_contain_text("label-bot is not a member")
    await agent.type("/invite @label-bot", "general")
    await expect(agent.page.locator("#room .head-about")).to_contain_text("and label-bot")
    await expect(agent.messages.last).to_contain_text("was added to #general by @First Agent")
    await agent.type("/label help", "general")
    await agent.messages.filter(has_text="Only visible to you").wait_for()


async def test_older_messages_come_when_somebody_scrolls_up_to_them(windows: Windows, sandbox: Sandbox) -> None:
    colleague = sandbox.slack.person("U0COLLEAGUE")
    for number in range(300):
        await colleague.say(f"Message {number} of many")
    agent = await windows.open()
    await agent.messages.filter(has_text="Message 299 ").wait_for()
    assert await agent.messages.count() == PAGE
    await agent.page.locator("#room .scroll").evaluate("node => { node.scrollTop = 0; }")
    await agent.messages.filter(has_text="Message 230 ").wait_for(state="attached")
    top = await agent.page.locator("#room .scroll").evaluate("node => node.scrollTop")
    assert top > 0  # what was being read stays where it is


async def test_the_window_comes_back_after_the_line_was_cut(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    assert sandbox.page is not None
    for window in list(sandbox.page.windows):
        await window.ws.close()
    await sandbox.slack.person("U0COLLEAGUE").say("Said meanwhile")
    await agent.messages.filter(has_text="Said meanwhile").wait_for()
    await expect(agent.page.locator("#lost")).to_have_count(0)


BLOCKS = [
    {"type": "header", "text": {"type": "plain_text", "text": "New request", "emoji": True}},
    {
        "type": "section",
        "fields": [{"type": "mrkdwn", "text": "*Type:*\nPaid time off"}, {"type": "mrkdwn", "text": "*When:*\nAug 10"}],
    },
    {"type": "section", "text": {"type": "mrkdwn", "text": "_a_ ~b~ `c` <https://example.com|link> :tada: &lt;ok&gt;"}},
    {"type": "divider"},
    {
        "type": "rich_text",
        "elements": [
            {
                "type": "rich_text_list",
                "style": "ordered",
                "elements": [{"type": "rich_text_section", "elements": [{"type": "text", "text": "first item"}]}],
            },
            {"type": "rich_text_quote", "elements": [{"type": "text", "text": "quoted", "style": {"bold": True}}]},
        ],
    },
    {
        "type": "table",
        "rows": [
            [{"type": "raw_text", "text": "Order"}, {"type": "raw_text", "text": "Price"}],
            [{"type": "raw_text", "text": "1001"}, {"type": "raw_number", "value": 6.35, "text": "6.35"}],
        ],
    },
    {"type": "markdown", "text": "# Heading\n- [x] done\n- item **bold**\n\n| a | b |\n|---|---|\n| 1 | 2 |"},
    {
        "type": "plan",
        "title": "Making labels",
        "tasks": [{"type": "task_card", "task_id": "1", "title": "Check orders", "status": "complete"}],
    },
    {
        "type": "container",
        "title": {"type": "plain_text", "text": "12 failures"},
        "is_collapsible": True,
        "default_collapsed": True,
        "child_blocks": [{"type": "section", "text": {"type": "plain_text", "text": "folded away"}}],
    },
    {
        "type": "actions",
        "elements": [
            {"type": "button", "text": {"type": "plain_text", "text": "Approve"}, "style": "primary", "value": "yes"},
            {
                "type": "static_select",
                "placeholder": {"type": "plain_text", "text": "Pick one"},
                "options": [{"text": {"type": "plain_text", "text": "First"}, "value": "1"}],
            },
            {"type": "datepicker", "initial_date": "2026-11-23"},
        ],
    },
]


async def test_blocks_of_others_are_drawn_or_refused(windows: Windows) -> None:
    agent = await windows.open()
    await agent.page.get_by_role("button", name="Try blocks").click()
    box = agent.page.get_by_role("textbox", name="Block Kit JSON")
    stage = agent.page.locator(".try-stage")
    await box.fill(json.dumps({"blocks": BLOCKS}))
    await expect(stage.get_by_text("first item")).to_be_visible()
    await agent.keep("drawn")
    for words in ("New request", "<ok>", "6.35", "Heading", "Check orders", "12 failures", "Approve"):
        await expect(stage).to_contain_text(words)
    await expect(stage.get_by_text("folded away")).to_be_hidden()
    await stage.get_by_text("12 failures").click()
    await expect(stage.get_by_text("folded away")).to_be_visible()
    await stage.get_by_role("combobox", name="Pick one").click()
    await agent.page.get_by_role("option", name="First").click()

    await box.fill(json.dumps([{"type": "section", "text": {"type": "mrkdwn", "text": "x" * 3001}}]))
    await expect(agent.page.locator(".try-problems")).to_contain_text("must be less than 3001 characters")
    await agent.keep("refused")
    await box.fill("{")
    await expect(agent.page.locator(".try-problems")).to_contain_text("not JSON")


async def test_a_click_is_not_lost_when_the_message_changes_meanwhile(windows: Windows, sandbox: Sandbox) -> None:
    agent, colleague = await windows.open(), await windows.open("U0COLLEAGUE")
    await agent.make("1001")
    message = await agent.done()
    parent = next(one for one in sandbox.slack.messages("C0SHIPPING") if "asked for" in one.text)
    lead = sandbox.slack.person("U0LEAD")
    await expect(message.locator(".replies-count")).to_have_text("2 replies")
    before = await message.locator(".replies-count").inner_text()

    await agent.button("Get documents").hover()
    await agent.page.mouse.down()
    await lead.say("Under it", "C0SHIPPING", thread_ts=parent.ts)
    await lead.say("Beside it", "C0SHIPPING")
    # In the other window it is there, so this one knows of it too.
    await colleague.messages.filter(has_text="Beside it").wait_for()
    await expect(message.locator(".replies-count")).to_have_text(before)
    await expect(agent.messages.filter(has_text="Beside it")).to_have_count(0)
    await agent.page.mouse.up()

    await expect(message.locator(".replies-count")).not_to_have_text(before)
    await sandbox.slack.until(lambda: any(file.name.endswith(".pdf") for file in sandbox.slack.files.values()), 20)


@pytest.mark.parametrize(("size", "dark"), [(DESKTOP, False), (PHONE, True)], ids=["desktop, light", "phone, dark"])
async def test_texts_can_be_read_and_nothing_sticks_out(windows: Windows, size: tuple[int, int], dark: bool) -> None:
    agent = await windows.open(size=size, dark=dark, touch=size == PHONE)
    page = agent.page

    async def look(name: str) -> None:
        await agent.keep(name)
        assert await hard_to_read(page) == [], name
        assert await sticks_out(page) == [0, 0], name

    if size == PHONE:
        await look("rooms")
        await page.get_by_role("link", name="shipping").click()
    await agent.type("/nothing")
    await page.locator(".toast").wait_for()
    await look("refused")
    await page.locator(".toast-close").click()
    await page.get_by_role("textbox", name="Message #shipping").fill("")
    await agent.type("/label")
    await agent.button("Check orders", agent.modal).click()
    await agent.modal.locator(".error:not(:empty)").wait_for()
    await look("error")
    await page.keyboard.press("Escape")
    await agent.modal.wait_for(state="hidden")
    await agent.plan("1001 1005 1010 9999")
    await look("plan")
    await agent.button("Create 2 labels", agent.modal).click()
    await agent.modal.get_by_text("on the way").wait_for()
    await page.keyboard.press("Escape")
    await agent.done("Done, 1 need")
    await look("done")
    if not await page.locator("#panel").is_visible():
        await page.locator("#scenes").click()
    for part in await page.locator("#panel details.part").all():
        await part.evaluate("node => { node.open = true; }")
    await trouble(agent, "Loses its answer").click()
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("happening")
    await trouble(agent, "Down").click()
    await expect(trouble(agent, "Down")).to_contain_text("over")
    await page.get_by_text("Events").last.scroll_into_view_if_needed()
    await look("behind")
    await page.get_by_role("button", name="Close behind the scenes").click()
    await agent.open_thread()
    await look("thread")


async def test_the_end_stays_in_sight_until_somebody_scrolls_away(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    colleague = sandbox.slack.person("U0COLLEAGUE")
    room = agent.page.locator("#room .scroll")
    for number in range(12):
        await colleague.say("\n".join(f"{number}, line {line}" for line in range(15)))
        last = agent.messages.filter(has_text=f"{number}, line 14")
        await expect(last).to_be_in_viewport()
    await expect(agent.page.get_by_text("11, line 14")).to_be_in_viewport(ratio=1)
    await room.hover()
    await agent.page.mouse.wheel(0, -600)
    await expect(agent.page.get_by_text("11, line 14")).not_to_be_in_viewport()
    read = await room.evaluate("node => node.scrollTop")
    await colleague.say("The newest")
    await agent.messages.filter(has_text="The newest").wait_for(state="attached")
    assert await room.evaluate("node => new Promise((done) => setTimeout(() => done(node.scrollTop), 100))") == read


async def test_what_slack_would_refuse_is_told_with_its_reason(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    part = agent.page.locator("#panel details", has_text="What Slack would refuse")
    sandbox.slack.workspace.refuse("views.open: expired_trigger_id, 4.2 s old")
    await expect(agent.page.locator(".toast")).to_contain_text("Slack objects: views.open: expired_trigger_id")
    await expect(part.locator(".count-quiet")).to_have_text("1")
    await part.locator("summary").click()
    await expect(part).to_contain_text("4.2 s old")
    await agent.keep("refusal")


@pytest.mark.parametrize(("person", "channel"), [("U0GUEST", "shipping"), ("U0STRANGER", "partners")])
async def test_guests_and_other_companies_are_refused_privately(
    windows: Windows, sandbox: Sandbox, person: str, channel: str
) -> None:
    visitor = await windows.open(person)
    await visitor.type("/label 1001", channel)
    await visitor.messages.filter(has_text="Only visible to you").wait_for()
    await visitor.keep("refused")
    await expect(visitor.modal).to_be_hidden()
    assert not [message for message in sandbox.slack.messages("C0SHIPPING") if "asked for" in message.text]


async def test_a_link_to_a_thread_opens_it_here(windows: Windows) -> None:
    agent = await windows.open()
    await agent.make("1001")
    await agent.done()
    await agent.page.get_by_role("link", name="general").click()
    await agent.page.get_by_role("link", name="shipping").click()
    await agent.type("/label status 1001")
    answer = agent.messages.filter(has_text="Only visible to you")
    await answer.get_by_role("link", name="thread").click()
    await expect(agent.thread).to_contain_text("1 of 1 label ready")
    assert len(agent.page.context.pages) == 1


async def test_what_comes_below_what_is_being_read_is_one_click_away(windows: Windows, sandbox: Sandbox) -> None:
    agent = await windows.open()
    colleague = sandbox.slack.person("U0COLLEAGUE")
    for number in range(40):
        await colleague.say(f"Message {number} of many")
    await expect(agent.messages.filter(has_text="Message 39 ")).to_be_in_viewport()
    room = agent.page.locator("#room .scroll")
    await room.evaluate("node => { node.scrollTop = 0; }")
    await colleague.say("The newest")
    jump = agent.page.get_by_role("button", name="1 new message", exact=True)
    await expect(jump).to_be_in_viewport()
    await agent.keep("jump")
    await colleague.say("The very newest")
    await agent.page.get_by_role("button", name="2 new messages").click()
    await expect(agent.messages.filter(has_text="The very newest")).to_be_in_viewport()
    await expect(agent.page.locator("#room .jump")).to_be_hidden()

    # Whoever asks for something sees the answer, wherever they were.
    await room.evaluate("node => { node.scrollTop = 0; }")
    await agent.type("/label help")
    await expect(agent.messages.filter(has_text="Only visible to you")).to_be_in_viewport()


async def test_what_is_not_sent_stays_with_its_conversation_and_thread(windows: Windows) -> None:
    agent = await windows.open()
    page = agent.page
    await agent.make("1001")
    await agent.done()
    await page.get_by_role("textbox", name="Message #shipping").fill("for the channel")
    await agent.open_thread()
    reply = page.get_by_role("textbox", name="Reply in the thread")
    await expect(reply).to_have_value("")
    await reply.fill("for the thread")
    await page.get_by_role("link", name="support").click()
    await expect(page.get_by_role("textbox", name="Message #support")).to_have_value("")
    await page.get_by_role("link", name="shipping").click()
    await expect(page.get_by_role("textbox", name="Message #shipping")).to_have_value("for the channel")
    await agent.open_thread()
    await expect(reply).to_have_value("for the thread")
