"""Every screen as pictures, in three widths, light and dark: ``python -m tests.browser.gallery FOLDER``."""

from __future__ import annotations

import asyncio
import sys
import tempfile
from pathlib import Path

import click

from bot.sandbox.serve import Sandbox
from tests.browser.chromium import DESKTOP, PHONE, Screen, Windows, windows_on
from tests.browser.looks import hard_to_read, sticks_out

TABLET = (820, 1180)
WIDTHS = {"desktop": DESKTOP, "tablet": TABLET, "phone": PHONE}
LONG = (
    "A text without end: "
    + "one word after the other " * 30
    + "and one that never breaks "
    + "x" * 200
    + " :tada: *done*"
)


class Gallery:
    """One window after the other on the same sandbox; each picture is named after what it shows."""

    def __init__(self, windows: Windows, folder: Path) -> None:
        self.windows, self.folder = windows, folder

    async def window(self, width: str, dark: bool, person: str = "U0AGENT", where: str = "") -> Screen:
        """Open a window of a width."""
        screen = await self.windows.open(person, WIDTHS[width], dark=dark, touch=width != "desktop")
        if where:
            await screen.page.goto(screen.page.url.split("#")[0] + where)
            await screen.page.locator("#room .message, #room .start h2, .empty-home").first.wait_for(state="attached")
        if width != "desktop" and await screen.page.locator("#panel").is_visible():
            await screen.page.get_by_role("button", name="Close behind the scenes").click()
        return screen

    async def shoot(self, screen: Screen, width: str, dark: bool, name: str) -> None:
        """Keep a picture, and say what sticks out of the window or is hard to read."""
        await screen.page.wait_for_timeout(200)
        path = self.folder / f"{name}-{width}-{'dark' if dark else 'light'}.png"
        await screen.page.screenshot(path=path)
        if any(more := await sticks_out(screen.page)):
            click.echo(f"{path.name}: sticks out by {more}")
        for text, ratio in await hard_to_read(screen.page):
            click.echo(f"{path.name}: contrast {ratio} of {text!r}")

    async def quiet(self, width: str, dark: bool) -> None:
        """The screens that stand still."""
        for name, person, where in (
            ("channel", "U0AGENT", "#/C0SHIPPING"),
            ("support", "U0COLLEAGUE", "#/C0SUPPORT"),
            ("shared", "U0STRANGER", "#/C0SHARED"),
            ("guest", "U0GUEST", "#/C0SHIPPING"),
            ("lead", "U0LEAD", "#/C0PRIVATE"),
        ):
            screen = await self.window(width, dark, person, where)
            await self.shoot(screen, width, dark, name)
            if name == "channel":
                direct = await screen.page.locator("a.room-link", has_text="label-bot").get_attribute("href")
                await screen.page.evaluate("address => { location.hash = address; }", direct)
                await screen.page.get_by_role("link", name="Messages").wait_for()
                await self.shoot(screen, width, dark, "direct")
                await screen.page.get_by_role("link", name="Home").click()
                await self.shoot(screen, width, dark, "home")
                await screen.page.get_by_role("button", name="I am").click()
                await self.shoot(screen, width, dark, "people")
            await screen.page.context.close()

    async def forms(self, width: str, dark: bool) -> None:
        """The command, the form, its errors, the search, the plan, a private answer, a refusal."""
        screen = await self.window(width, dark, where="#/C0SHIPPING")
        box = screen.page.get_by_role("textbox", name="Message #shipping")
        await box.fill("/la")
        await self.shoot(screen, width, dark, "hint")
        await box.fill("/nothing")
        await box.press("Enter")
        await screen.page.locator(".toast").wait_for()
        await self.shoot(screen, width, dark, "refusal")
        await screen.type("/label")
        await screen.modal.wait_for()
        await self.shoot(screen, width, dark, "form")
        await screen.button("Check orders", screen.modal).click()
        await screen.modal.locator(".error:not(:empty)").wait_for()
        await self.shoot(screen, width, dark, "error")
        await screen.modal.get_by_role("combobox", name="Shop").click()
        await self.shoot(screen, width, dark, "select")
        await screen.page.keyboard.press("Escape")
        await screen.modal.get_by_text("Choose an option", exact=True).click()
        search = screen.modal.get_by_role("combobox", name="Shipping option")
        await search.click()
        await search.fill("dhl")
        await screen.page.get_by_role("option").first.wait_for()
        await self.shoot(screen, width, dark, "search")
        await screen.page.keyboard.press("Escape")
        await screen.page.keyboard.press("Escape")
        await screen.modal.wait_for(state="hidden")
        await screen.plan("1001 1002 1003 1010 1011 9999 1001 what?")
        await self.shoot(screen, width, dark, "plan")
        await screen.modal.locator(".modal-body").evaluate("node => { node.scrollTop = 9999; }")
        await self.shoot(screen, width, dark, "plan-end")
        await screen.page.keyboard.press("Escape")
        await screen.modal.wait_for(state="hidden")
        await screen.type("/label help")
        await screen.messages.filter(has_text="Only visible to you").last.wait_for()
        await self.shoot(screen, width, dark, "private")
        await screen.page.context.close()

    async def runs(self, width: str, dark: bool, thread: str) -> None:
        """A run while it goes on, a thread with failures and documents, long texts, and behind the scenes."""
        screen = await self.window(width, dark, where=f"#/C0SHIPPING/{thread}")
        await screen.thread.locator(".message").first.wait_for()
        await self.shoot(screen, width, dark, "thread-end")
        await screen.thread.locator(".scroll").evaluate("node => { node.scrollTop = 0; }")
        await self.shoot(screen, width, dark, "thread")
        await screen.page.goto(screen.page.url.split("#")[0] + "#/C0SUPPORT")
        await screen.messages.filter(has_text="without end").last.wait_for()
        await self.shoot(screen, width, dark, "long")
        await screen.page.goto(screen.page.url.split("#")[0] + "#/C0SHIPPING")
        if not await screen.page.locator("#panel").is_visible():
            await screen.page.get_by_role("button", name="Behind the scenes").click()
        await self.shoot(screen, width, dark, "behind")
        parts = screen.page.locator("#panel details.part")
        for at in range(await parts.count()):
            await parts.nth(at).evaluate("node => { node.open = true; }")
        for at in range(await parts.count()):
            await parts.nth(at).evaluate("node => node.scrollIntoView({ block: 'start' })")
            await self.shoot(screen, width, dark, f"behind-{at + 1}")
        await screen.page.get_by_role("button", name="Close behind the scenes").click()
        await screen.page.get_by_role("button", name="Try blocks").click()
        await self.shoot(screen, width, dark, "try-empty")
        for example in ("A message with buttons", "A modal with inputs", "Something that Slack refuses"):
            await screen.page.get_by_role("combobox", name="Examples").select_option(example)
            await screen.page.wait_for_timeout(300)
            await self.shoot(screen, width, dark, "try-" + example.split()[1])
        await screen.page.context.close()


async def prepare(sandbox: Sandbox, windows: Windows) -> str:
    """Make a run with failures and documents, a long text, and a run that still goes on; return the first thread."""
    agent = await windows.open()
    await agent.make("1001 1002 1005 1006 1008 1009")
    await agent.done()
    await agent.button("Get documents").last.click()
    await sandbox.slack.until(
        lambda: len([one for one in sandbox.slack.files.values() if one.user != "U0COLLEAGUE"]), 30
    )
    parent = next(one for one in sandbox.slack.messages("C0SHIPPING") if "asked for" in one.text)
    await sandbox.slack.person("U0COLLEAGUE").say("Thank you! I take 1005.", "C0SHIPPING", thread_ts=parent.ts)
    await sandbox.slack.person("U0LEAD").say(LONG, "C0SUPPORT")
    sandbox.sendcloud.announce_after = 3600.0
    await agent.make(" ".join(order.order_number for order in sandbox.sendcloud.add_orders(40, first=30001)))
    await agent.page.context.close()
    return parent.ts


async def main(folder: Path) -> None:
    """Take all pictures."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as place:
        sandbox = Sandbox(Path(place), 0)
        try:
            await sandbox.start()
            await sandbox.slack.until(lambda: sandbox.bot is not None and sandbox.bot.state == "running", 20)
            async with windows_on(sandbox, folder, "gallery") as windows:
                gallery = Gallery(windows, folder)
                looks = [(width, dark) for width in WIDTHS for dark in (False, True)]
                for width, dark in looks:
                    await gallery.quiet(width, dark)
                thread = await prepare(sandbox, windows)
                for width, dark in looks:
                    await gallery.forms(width, dark)
                    await gallery.runs(width, dark, thread)
                for error in {error for screen in windows.screens for error in screen.errors}:
                    click.echo(f"Script error: {error}")
        finally:
            await sandbox.stop()


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1])))
