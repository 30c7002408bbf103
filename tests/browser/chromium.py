"""A real Chromium in front of the sandbox, used as people use it: by what stands on the screen."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Final

from playwright.async_api import Browser, Locator, Page, async_playwright, expect

from bot.sandbox.serve import Sandbox

CHROMIUM: Final = os.environ.get("LABEL_BOT_CHROMIUM") or shutil.which("chromium") or shutil.which("chromium-browser")
FLAGS: Final = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
DESKTOP: Final = (1280, 800)
PHONE: Final = (390, 844)
PATIENCE: Final = 40_000
"""Milliseconds that a thing may take to show."""

expect.set_options(timeout=PATIENCE)


class Screen:
    """One window with one person in front of it."""

    def __init__(self, page: Page, person: str, artefacts: Path, test: str) -> None:
        self.page = page
        self.person = person
        self.errors: list[str] = []
        self._artefacts = artefacts
        self._test = test
        self._shots = 0
        page.set_default_timeout(PATIENCE)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        page.on("console", lambda line: self.errors.append(line.text) if line.type == "error" else None)

    async def keep(self, name: str) -> None:
        """Keep a screenshot of this step."""
        self._shots += 1
        self._artefacts.mkdir(parents=True, exist_ok=True)
        path = self._artefacts / f"{self._test}-{self.person}-{self._shots:02d}-{name}.png"
        await self.page.screenshot(path=path)

    @property
    def modal(self) -> Locator:
        """The open modal."""
        return self.page.locator("dialog.modal")

    @property
    def messages(self) -> Locator:
        """The messages of the room."""
        return self.page.locator("#room .message")

    @property
    def thread(self) -> Locator:
        """The thread pane."""
        return self.page.get_by_role("complementary", name="Thread")

    def button(self, words: str, within: Locator | None = None) -> Locator:
        """The buttons with these words on them; what they are called for screen readers may say more."""
        return (within or self.page.locator("#room")).locator("button", has_text=re.compile(f"^{re.escape(words)}"))

    async def type(self, text: str, channel: str = "shipping") -> None:
        """Write something in a channel and press Enter."""
        box = self.page.get_by_role("textbox", name=f"Message #{channel}")
        await box.fill(text)
        await box.press("Enter")

    async def plan(self, numbers: str) -> None:
        """Ask for labels and wait for the checked plan."""
        await self.type(f"/label {numbers}")
        await self.button("Check orders", self.modal).click()
        await self.button("Create ", self.modal).wait_for()

    async def make(self, numbers: str) -> None:
        """Have labels made, and close the modal."""
        await self.plan(numbers)
        await self.button("Create ", self.modal).click()
        await self.modal.get_by_text("on the way").wait_for()
        await self.page.keyboard.press("Escape")
        await self.modal.wait_for(state="hidden")

    async def done(self, words: str = "Done", seconds: float = 60.0) -> Locator:
        """Wait until the latest message of the room says that its run is done, and return it."""
        message = self.messages.filter(has_text=re.compile(rf"{words}.*asked for", re.S)).last
        await message.wait_for(timeout=seconds * 1000)
        return message

    async def open_thread(self) -> None:
        """Open the thread of the latest message that has one."""
        await self.page.locator("#room .replies").last.click()
        await self.thread.locator(".message").first.wait_for()


def trouble(screen: Screen, name: str) -> Locator:
    """A button of "Make it fail"."""
    return screen.page.locator(".trouble-button", has_text=name)


class Windows:
    """Opens windows on one sandbox."""

    def __init__(self, browser: Browser, sandbox: Sandbox, artefacts: Path, test: str) -> None:
        self.sandbox = sandbox
        self.screens: list[Screen] = []
        self._browser, self._artefacts, self._test = browser, artefacts, test

    async def open(
        self,
        person: str = "U0AGENT",
        size: tuple[int, int] = DESKTOP,
        *,
        dark: bool = False,
        touch: bool = False,
    ) -> Screen:
        """Open a window as *person* and wait until the conversation is there."""
        context = await self._browser.new_context(
            viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if dark else "light",
            has_touch=touch,
            is_mobile=touch,
        )
        screen = Screen(await context.new_page(), person, self._artefacts, self._test)
        self.screens.append(screen)
        assert self.sandbox.page is not None
        await screen.page.goto(f"{self.sandbox.page.url}?as={person}")
        await screen.page.locator(".room-link").first.wait_for(state="attached")
        await screen.page.locator("#room .message").first.wait_for(state="attached")
        return screen


@contextlib.asynccontextmanager
async def windows_on(sandbox: Sandbox, artefacts: Path, test: str) -> AsyncIterator[Windows]:
    """Start a Chromium with a new, empty profile for the length of a block."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=CHROMIUM, args=list(FLAGS))
        try:
            yield Windows(browser, sandbox, artefacts, test)
        finally:
            await browser.close()
